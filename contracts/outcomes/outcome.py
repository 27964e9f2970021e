"""What happens to an outcome: drafted, consented to, sent, acted on, checked, fed back, closed.

One stream per outcome, which names the topics and the consultation it came from. The three lists
(001-34) are read from its tasks.
"""

from contracts import procedure as p
from contracts.audience import Audience
from contracts.consents import Consented, ConsentRefused
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import ConsultationId, TopicId
from contracts.outcomes.outcome_checks import Check as Check
from contracts.outcomes.outcome_checks import CheckCorrected as CheckCorrected
from contracts.outcomes.outcome_checks import CheckHeld as CheckHeld
from contracts.outcomes.outcome_checks import CheckScheduled as CheckScheduled
from contracts.outcomes.outcome_checks import CompletionRestored as CompletionRestored
from contracts.outcomes.outcome_checks import TaskChecked as TaskChecked
from contracts.outcomes.outcome_checks import TaskReopened as TaskReopened
from contracts.outcomes.outcome_checks import Verdict as Verdict
from contracts.outcomes.outcome_tasks import Awaited as Awaited
from contracts.outcomes.outcome_tasks import CompletionCorrected as CompletionCorrected
from contracts.outcomes.outcome_tasks import DeadlineMissed as DeadlineMissed
from contracts.outcomes.outcome_tasks import HandlingUrged as HandlingUrged
from contracts.outcomes.outcome_tasks import ProgressReported as ProgressReported
from contracts.outcomes.outcome_tasks import TaskAccepted as TaskAccepted
from contracts.outcomes.outcome_tasks import TaskAssigned as TaskAssigned
from contracts.outcomes.outcome_tasks import TaskCompleted as TaskCompleted
from contracts.outcomes.outcome_tasks import TaskDraft as TaskDraft
from contracts.outcomes.outcome_tasks import TaskReturned as TaskReturned
from contracts.outcomes.rules import Handling, OutcomeKind
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from contracts.vocabulary import Code


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
