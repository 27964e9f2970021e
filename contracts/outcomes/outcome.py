"""What happens to an outcome: drafted, consented to, sent, acted on, checked, fed back, closed.

One stream per outcome, which names the topics and the consultation it came from. The three lists
(001-34) are read from its tasks.
"""

from enum import StrEnum

from contracts import procedure as p
from contracts.audience import Audience
from contracts.calendar import Term
from contracts.consents import Consented, ConsentRefused
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, ConsultationId, MemberId, SessionId, TopicId
from contracts.outcomes.rules import Handling, OutcomeKind
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from contracts.vocabulary import Code


class TaskDraft(Fact):
    """A task as agreed in the minutes. `promise` is the number of the promise within its `session`:
    two sessions of a consultation may count alike."""

    task: int
    lead: BodyId
    co: tuple[BodyId, ...] = ()
    what: Sentence
    due: Day
    session: SessionId | None = None
    promise: int | None = None


class OutcomeDrafted(Event):
    """The opinion was drafted from what the consultation concluded (001-22), with its own copy of
    the procedure, and of its kind and handling as they are in force now. `concluded_on` is the day
    of the last session, where there was one."""

    outcome_kind: OutcomeKind
    handling: Handling
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
    procedure: p.Procedure


class StepCompleted(p.Walked, Event):
    """A step of the procedure is done: all its conditions hold. Steps complete in order."""


class StepWaived(p.PassedOver, Event):
    """A step was passed over, with a reason and the consent it needs."""


class OutcomeConsented(Consented, Event):
    """A step of the chain was taken; with the `last` there is consent to use the outcome
    (000-24)."""

    last: bool


class OutcomeConsentRefused(ConsentRefused, Event):
    """A body of the chain did not consent to the use of the outcome: it goes back to its drafter,
    who draws it up again."""


class OutcomeRedrafted(Event):
    """The outcome was drawn up again, in other words. What the consultation agreed on stays, and
    the chain of consents begins again."""

    title: Title
    summary: Passage


class ResultPosted(Event):
    """The result was posted on the village board or elsewhere."""

    audience = Audience.OPEN

    place: Title
    on: Day


class OutcomeSent(Event):
    """The opinion went out, with copies such as the target-performance office (001-22)."""

    outcome_number: DocumentNumber
    sent_on: Day
    recipients: tuple[Title, ...]
    copies: tuple[Title, ...]


class TaskAssigned(Event):
    """A department has a task with a deadline: a row of each of the three lists (001-34).

    A returned task is assigned again under its number, with the `reason`. `provisional`: one of the
    days was counted without the calendar of its year, Monday to Friday. The two days with grace:
    until then may be told what was done in time; None where it is the day itself.
    """

    task: int
    lead: BodyId
    co: tuple[BodyId, ...]
    what: Sentence
    due: Day
    first_progress_due: Day
    due_with_grace: Day | None = None
    first_progress_with_grace: Day | None = None
    provisional: bool = False
    session: SessionId | None = None
    promise: int | None = None
    reason: Sentence | None = None


class Awaited(StrEnum):
    """What a task has a day for."""

    FIRST_PROGRESS = "first-progress"
    RESULT = "result"


class DeadlineMissed(Event):
    """The day was over, and nothing was on record of what was awaited by then. No decision rests on
    this: what is recorded later with a day in time stands beside it.
    """

    task: int
    what: Awaited
    due: Day


class TaskAccepted(Event):
    """The lead department took the task on. `officer` is the section or post that handles it, never
    a person."""

    task: int
    department: BodyId
    officer: Title


class TaskReturned(Event):
    """A department that is not competent gave the task back, with the reason."""

    task: int
    department: BodyId
    reason: Sentence


class ProgressReported(Event):
    task: int
    department: BodyId
    on: Day
    percent: int
    text: Sentence


class TaskCompleted(Event):
    """A task is done. `reply` is the class of the reply, where the handling has classes; a task
    that is `answered_again` is open to a further reply."""

    task: int
    department: BodyId
    on: Day
    result: Sentence
    reply: Code | None = None
    answered_again: bool = False


class CompletionCorrected(Correction, Event):
    """A completion was entered wrongly: this is how it was."""

    task: int
    department: BodyId
    on: Day
    result: Sentence
    reply: Code | None = None
    answered_again: bool = False


class TaskChecked(Fact):
    """What a check found of one task: it was done as promised (`kept`), or it was not. None: it is
    worked on still, and is not to be judged yet."""

    task: int
    kept: bool | None = None
    finding: Sentence


class CheckScheduled(Event):
    """A check of this kind is due on this day, by the county's rhythm or, with a `reason`, because
    somebody put the outcome under it (004-19). `provisional`: counted without the calendar of a
    year. `counted`: in this time after the last task was completed. `instead_of`: the day that it
    had before a completion was corrected."""

    kind: Code
    due: Day
    counted: Term | None = None
    instead_of: Day | None = None
    reason: Sentence | None = None
    provisional: bool = False


class Check(Fact):
    """`check` is 1..n within the outcome, of whatever `kind`; `due` is the day for which it was
    scheduled, if it was. `tasks` are those that were looked at, none only where the outcome has
    none. Members are credited with `credited_as`."""

    check: int
    kind: Code
    due: Day | None = None
    credited_as: Code | None = None
    on: Day
    led_by: Title
    members: tuple[MemberId, ...] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: tuple[TaskChecked, ...]
    finding: Sentence


class CheckHeld(Event, Check):
    """Somebody looked on the spot whether action happened (001-22, 001-38, 004-19). A completed
    task that was not kept is opened again by `TaskReopened`, and its outcome by `OutcomeReopened`
    where it was closed."""


class Verdict(Fact):
    """What stands of a task after all checks of it: nothing, where none judged it."""

    task: int
    kept: bool | None
    finding: Sentence | None


class CheckCorrected(Correction, Event, Check):
    """The check as it was in truth; number, kind and the day it was due stay. `before`: the members
    that the wrong event listed, and `before_on` the day that it said: what was credited for it is
    withdrawn from that year. `verdicts` are those of each task that it named or names, `last_on`
    the day of the check that was recorded last. Tasks that it now finds not done are opened again
    by `TaskReopened`, those that it opened wrongly stand completed by `CompletionRestored`."""

    before: tuple[MemberId, ...]
    before_on: Day
    verdicts: tuple[Verdict, ...]
    last_on: Day


class TaskReopened(Event):
    """A check found a completed task not done: its department works on it again.

    `finding` is what the check found of this task. Departments read no more of a check.
    """

    task: int
    check: int
    finding: Sentence


class CompletionRestored(Event):
    """The check that opened the task again was entered wrongly: its completion stands as it was."""

    task: int
    check: int
    department: BodyId
    on: Day
    result: Sentence
    reply: Code | None = None
    answered_again: bool = False


class HandlingUrged(Event):
    """A task that was not done was urged (催办, 回头督, 001-22), by a letter or without; without
    `new_due` its date stays."""

    task: int
    reason: Sentence
    letter: DocumentNumber | None = None
    new_due: Day | None = None
    due_with_grace: Day | None = None


class FeedbackGiven(Event):
    """Those who raised the topic, or `whom` of the county's list of others, were told what became
    of it (000-34), and said what they think of it. `satisfied`: that counts as satisfied, or as
    not; None for neither."""

    audience = Audience.PERSONAL

    raised_by: str
    whom: Code | None = None
    on: Day
    channel: Title
    satisfaction: Code | None = None
    satisfied: bool | None = None


class OutcomeAdopted(Event):
    """The addressee took the outcome over: as what (`place`: a decision, minutes, a contract,
    village rules, a budget), who, at which level, in which paper (004-14, domain 5.2). `adoption`
    is 1..n within the outcome. To consent to the use of an outcome is another thing."""

    adoption: int
    place: Code
    level: Code
    adopted_by: Title
    paper: DocumentNumber
    on: Day


class Benefit(Fact):
    """Who gained (002-15). All zero needs a stated reason."""

    people: Count = 0
    households: Count = 0
    area_mu: Count = 0
    money_yuan: Count = 0
    none_because: Sentence | None = None


class OutcomeClosed(Event):
    """Closed: all that the procedure asks of the outcome holds on that day, no task is open, and
    there are benefit figures or a stated "none" (13.3-15). It has no number where none was sent."""

    topics: tuple[TopicId, ...]
    consultation: ConsultationId
    outcome_number: DocumentNumber | None
    benefit: Benefit
    reason: Sentence


class BenefitCorrected(Correction, Event):
    """The benefit of a closed outcome was entered wrongly: this is how it was."""

    benefit: Benefit


class OutcomeReopened(Event):
    """Closed too early: it goes on where it was, sent under its number or not sent at all, and
    `consented` to or not. Before it closes again it needs checks and feedback anew.

    It was opened by the `check` that found one of its tasks not done, or by hand. Where that check
    was entered wrongly, the earlier checks and feedback count again."""

    topics: tuple[TopicId, ...]
    outcome_number: DocumentNumber | None
    consented: bool = False
    check: int | None = None
    reason: Sentence


OutcomeEvent = (
    OutcomeDrafted
    | StepCompleted
    | StepWaived
    | OutcomeConsented
    | OutcomeConsentRefused
    | OutcomeRedrafted
    | ResultPosted
    | OutcomeSent
    | TaskAssigned
    | TaskAccepted
    | TaskReturned
    | ProgressReported
    | TaskCompleted
    | DeadlineMissed
    | CompletionCorrected
    | CheckScheduled
    | CheckHeld
    | CheckCorrected
    | TaskReopened
    | CompletionRestored
    | HandlingUrged
    | FeedbackGiven
    | OutcomeAdopted
    | OutcomeClosed
    | BenefitCorrected
    | OutcomeReopened
)
