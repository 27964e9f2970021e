"""What people and policies may ask of an outcome."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from common import procedure
from contracts.consent import Consent
from contracts.ids import BodyId, ConsultationId, MemberId, TopicId
from contracts.outcomes.outcome import AdoptedIn, Benefit, TaskChecked, TaskDraft
from contracts.places import UnitId
from contracts.procedure import Procedure
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from runtime import due
from runtime.decider import Command

Names = Annotated[tuple[Title, ...], Field(max_length=50)]
Departments = Annotated[tuple[BodyId, ...], Field(max_length=20)]
TaskNumber = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class DraftOutcome(Command):
    """Only ever asked by a policy, when a consultation is concluded (001-22)."""

    creates: ClassVar[bool] = True

    unit: UnitId
    topics: tuple[TopicId, ...]
    consultation: ConsultationId
    title: Title
    summary: Passage
    consensus: tuple[Sentence, ...]
    dissent: tuple[Sentence, ...]
    tasks: tuple[TaskDraft, ...]
    raised_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...] = ()
    concluded_on: Day | None
    procedure: Procedure


class ConsentToOutcome(Command):
    """The same-level Party organisation consents to the use of the outcome (000-24)."""

    consent: Consent


class RefuseOutcomeConsent(Command):
    """The same-level Party organisation does not consent, and says why."""

    organisation: Title
    reason: Sentence
    decided_on: Day


class PostResult(Command):
    """Record where the result was posted for those concerned to read."""

    place: Title
    on: Day


class SendOutcome(Command):
    """Send the outcome, with its copies and its tasks: they go to the departments with it (001-22,
    001-34)."""

    outcome_number: DocumentNumber
    sent_on: Day
    recipients: Annotated[tuple[Title, ...], Field(min_length=1, max_length=50)]
    copies: Names = ()


class AssignTask(Command):
    """Give a department a further task, of which nobody thought in the session; without `due`, in
    the county's usual time."""

    lead: BodyId
    co: Departments = ()
    what: Sentence
    due: Day | None = None


class ReassignTask(Command):
    """Give a returned task to the department that is competent; without `due` the date stays."""

    task: TaskNumber
    lead: BodyId
    co: Departments = ()
    reason: Sentence
    due: Day | None = None


class AcceptTask(Command):
    """Take a task on, as its lead department. `officer` is the section or post that handles it
    there (农村水利股), never the name of a person."""

    task: TaskNumber
    officer: Title


class ReturnTask(Command):
    """Return a task for which the department is not competent, and say why."""

    task: TaskNumber
    reason: Sentence


class ReportProgress(Command):
    """Report how far a task is, as the department that leads or helps."""

    task: TaskNumber
    on: Day
    percent: Annotated[int, Field(strict=True, ge=0, le=100)]
    text: Sentence


class CompleteTask(Command):
    """Report that a task is done; `adopted_in` tells where the result was written down for good,
    if anywhere."""

    task: TaskNumber
    on: Day
    result: Sentence
    adopted_in: AdoptedIn | None = None


class UrgeHandling(Command):
    """Urge a department to do a task (催办, 001-22). A letter and a new date only if there are."""

    task: TaskNumber
    reason: Sentence
    letter: DocumentNumber | None = None
    new_due: Day | None = None


class HoldCheck(Command):
    """Record a check on the spot: what was found of each task, and do residents confirm it
    (001-22, 001-38)? A completed task that was not kept is opened again."""

    on: Day
    led_by: Title
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: Annotated[tuple[TaskChecked, ...], Field(max_length=500)]
    finding: Sentence


class GiveFeedback(Command):
    """Record that those who raised the topic were told what became of it (000-34)."""

    on: Day
    channel: Title
    satisfied: bool | None = None


class CloseOutcome(Command):
    """Close the outcome with its benefit: figures, or a stated "none" (002-15, 13.3-15)."""

    benefit: Benefit
    reason: Sentence


class WaiveStep(procedure.WaiveStep):
    """Pass over the step whose turn it is, with reason and resolution. The same-level Party
    organisation consents."""


class ReopenOutcome(Command):
    """Open a closed outcome again."""

    reason: Sentence


class NoteMissed(due.NoteMissed):
    """Note that nothing was on record of a task by its day. `what` is that of `Deadline`."""


TaskCommand: TypeAlias = AcceptTask | ReturnTask | ReportProgress | CompleteTask
"""What the departments ask."""

OutcomeCommand: TypeAlias = (
    DraftOutcome
    | ConsentToOutcome
    | RefuseOutcomeConsent
    | PostResult
    | SendOutcome
    | AssignTask
    | ReassignTask
    | TaskCommand
    | UrgeHandling
    | HoldCheck
    | GiveFeedback
    | WaiveStep
    | CloseOutcome
    | ReopenOutcome
    | NoteMissed
)
