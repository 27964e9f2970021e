"""What people and policies may ask of an outcome."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from common import consents, procedure
from contracts.ids import BodyId, ConsultationId, MemberId, TopicId
from contracts.outcomes.outcome import Benefit, TaskChecked, TaskDraft
from contracts.places import UnitId
from contracts.procedure import Procedure
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from contracts.vocabulary import Code
from runtime import due
from runtime.decider import Command

Names = Annotated[tuple[Title, ...], Field(max_length=50)]
Departments = Annotated[tuple[BodyId, ...], Field(max_length=20)]
TaskNumber = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class DraftOutcome(Command):
    """Only ever asked by a policy, when a consultation is concluded (001-22). The kind of the
    outcome follows from the procedure."""

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


class ConsentToOutcome(consents.Consenting):
    """Record the next step of the chain of consents to the use of the outcome (000-24)."""

    called = ("同意使用成果", "Consent to the use of the outcome")


class RefuseOutcomeConsent(consents.Refusing):
    """Record that the bodies whose turn it is do not consent to the use of the outcome."""

    called = ("不同意使用成果", "Refuse consent to the use of the outcome")


class RedraftOutcome(Command):
    """Draw the outcome up again, in other words, until there is consent to use it."""

    called = ("重新起草成果", "Draw the outcome up again")

    title: Title
    summary: Passage


class PostResult(Command):
    """Record where the result was posted for those concerned to read."""

    called = ("公示结果", "Post the result")

    place: Title
    on: Day


class SendOutcome(Command):
    """Send the outcome, with its copies and its tasks: they go to the departments with it (001-22,
    001-34)."""

    called = ("送交成果", "Send the outcome")

    outcome_number: DocumentNumber
    sent_on: Day
    recipients: Annotated[tuple[Title, ...], Field(min_length=1, max_length=50)]
    copies: Names = ()


class AssignAgreedTasks(Command):
    """Give the departments the tasks that the consultation agreed on, where the procedure does not
    send the outcome, with which they would go."""

    called = ("交办商定任务", "Assign the agreed tasks")


class AssignTask(Command):
    """Give a department a further task, of which nobody thought in the session; without `due`, in
    the county's usual time."""

    called = ("追加交办任务", "Assign a further task")

    lead: BodyId
    co: Departments = ()
    what: Sentence
    due: Day | None = None

    def looks_up(self) -> tuple[str, ...]:
        return (self.lead, *self.co)


class ReassignTask(Command):
    """Give a returned task to the department that is competent; without `due` the date stays."""

    called = ("改派任务", "Reassign the task")

    task: TaskNumber
    lead: BodyId
    co: Departments = ()
    reason: Sentence
    due: Day | None = None

    def looks_up(self) -> tuple[str, ...]:
        return (self.lead, *self.co)


class AcceptTask(Command):
    """Take a task on, as its lead department. `officer` is the section or post that handles it
    there (农村水利股), never the name of a person."""

    called = ("受理任务", "Accept the task")

    task: TaskNumber
    officer: Title


class ReturnTask(Command):
    """Return a task for which the department is not competent, and say why."""

    called = ("退回任务", "Return the task")

    task: TaskNumber
    reason: Sentence


class ReportProgress(Command):
    """Report how far a task is, as the department that leads or helps."""

    called = ("报告进展", "Report progress")

    task: TaskNumber
    on: Day
    percent: Annotated[int, Field(strict=True, ge=0, le=100)]
    text: Sentence


class CompleteTask(Command):
    """Report that a task is done; `reply` is the class of the reply, where the handling of the
    outcome has classes."""

    called = ("报告任务办结", "Report the task as done")

    task: TaskNumber
    on: Day
    result: Sentence
    reply: Code | None = None


class CorrectCompletion(Command):
    """Tell how a completion was in truth, whole, and why it was entered otherwise."""

    called = ("更正办结情况", "Correct the completion")

    task: TaskNumber
    on: Day
    result: Sentence
    reply: Code | None = None
    reason: Sentence


class UrgeHandling(Command):
    """Urge a department to do a task (催办, 001-22). A letter and a new date only if there are."""

    called = ("催办", "Urge handling")

    task: TaskNumber
    reason: Sentence
    letter: DocumentNumber | None = None
    new_due: Day | None = None


class ScheduleCheck(Command):
    """Put the outcome under checks of a kind, such as a quarterly one of what is on the reform
    list (004-19); without `due` the first is due when its rhythm says."""

    called = ("安排检查", "Schedule a check")

    kind: Code
    due: Day | None = None
    reason: Sentence


class HoldCheck(Command):
    """Record a check on the spot: what was found of each task, and do residents confirm it
    (001-22, 001-38)? A completed task that was not kept is opened again."""

    called = ("记录检查", "Record a check")

    kind: Code
    on: Day
    led_by: Title
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: Annotated[tuple[TaskChecked, ...], Field(max_length=500)]
    finding: Sentence


class CorrectCheck(Command):
    """Tell how a check was in truth, whole, and why it was entered otherwise. Its number and its
    kind stay. Tasks are opened again, or stand completed again, as it is found now."""

    called = ("更正检查记录", "Correct the record of a check")

    check: TaskNumber
    on: Day
    led_by: Title
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: Annotated[tuple[TaskChecked, ...], Field(max_length=500)]
    finding: Sentence
    reason: Sentence


class GiveFeedback(Command):
    """Record that those who raised the topic, or `whom` of the county's list of others, were told
    what became of it (000-34), and what they say of it."""

    called = ("反馈结果", "Give feedback")

    whom: Code | None = None
    on: Day
    channel: Title
    satisfaction: Code | None = None


class AdoptOutcome(Command):
    """Record that the addressee took the outcome over: as what, who, at which level, in which
    paper (004-14). `adopted_by` is a body, never a person."""

    called = ("登记成果采纳", "Record where the outcome was adopted")

    place: Code
    level: Code
    adopted_by: Title
    paper: DocumentNumber
    on: Day


class CloseOutcome(Command):
    """Close the outcome with its benefit: figures, or a stated "none" (002-15, 13.3-15)."""

    called = ("成果销号", "Close the outcome")

    benefit: Benefit
    reason: Sentence


class CorrectBenefit(Command):
    """Tell what the benefit of a closed outcome was in truth, whole, and why it was entered
    otherwise."""

    called = ("更正受益情况", "Correct the benefit")

    benefit: Benefit
    reason: Sentence


class WaiveStep(procedure.WaiveStep):
    """Pass over the step whose turn it is, with the reason and the consent that it needs."""


class ReopenOutcome(Command):
    """Open a closed outcome again."""

    called = ("重新办理", "Reopen the outcome")

    reason: Sentence


class NoteMissed(due.NoteMissed):
    """Note that nothing was on record of a task by its day. `what` is that of `Deadline`."""


TaskCommand: TypeAlias = AcceptTask | ReturnTask | ReportProgress | CompleteTask | CorrectCompletion
"""What the departments ask."""

OutcomeCommand: TypeAlias = (
    DraftOutcome
    | ConsentToOutcome
    | RefuseOutcomeConsent
    | RedraftOutcome
    | PostResult
    | SendOutcome
    | AssignAgreedTasks
    | AssignTask
    | ReassignTask
    | TaskCommand
    | UrgeHandling
    | ScheduleCheck
    | HoldCheck
    | CorrectCheck
    | GiveFeedback
    | AdoptOutcome
    | WaiveStep
    | CloseOutcome
    | CorrectBenefit
    | ReopenOutcome
    | NoteMissed
)
