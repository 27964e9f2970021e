"""What happens to an outcome: drafted, consented to, sent, acted on, checked, fed back, closed.

One stream per outcome, which names the topics and the consultation it came from. The three lists
(001-34) are read from its tasks.
"""

from contracts import procedure as p
from contracts.audience import Audience
from contracts.consents import Consented, ConsentRefused
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import ConsultationId, ProposalId, TopicId
from contracts.outcomes.outcome_checks import Check as Check
from contracts.outcomes.outcome_checks import CheckCorrected as CheckCorrected
from contracts.outcomes.outcome_checks import CheckHeld as CheckHeld
from contracts.outcomes.outcome_checks import CheckScheduled as CheckScheduled
from contracts.outcomes.outcome_checks import CompletionRestored as CompletionRestored
from contracts.outcomes.outcome_checks import TaskChecked as TaskChecked
from contracts.outcomes.outcome_checks import TaskReopened as TaskReopened
from contracts.outcomes.outcome_checks import Verdict as Verdict
from contracts.outcomes.outcome_complaints import ComplaintRecorded as ComplaintRecorded
from contracts.outcomes.outcome_complaints import ComplaintTakenBack as ComplaintTakenBack
from contracts.outcomes.outcome_complaints import ReferralAnswered as ReferralAnswered
from contracts.outcomes.outcome_complaints import TaskReferred as TaskReferred
from contracts.outcomes.outcome_instructions import Instruction as Instruction
from contracts.outcomes.outcome_instructions import InstructionCorrected as InstructionCorrected
from contracts.outcomes.outcome_instructions import InstructionGiven as InstructionGiven
from contracts.outcomes.outcome_instructions import InstructionTakenBack as InstructionTakenBack
from contracts.outcomes.outcome_ratings import OutcomeRated as OutcomeRated
from contracts.outcomes.outcome_ratings import OutcomeRatingAnnulled as OutcomeRatingAnnulled
from contracts.outcomes.outcome_tasks import Awaited as Awaited
from contracts.outcomes.outcome_tasks import CompletionCorrected as CompletionCorrected
from contracts.outcomes.outcome_tasks import CoOpinionGiven as CoOpinionGiven
from contracts.outcomes.outcome_tasks import DeadlineExtended as DeadlineExtended
from contracts.outcomes.outcome_tasks import DeadlineMissed as DeadlineMissed
from contracts.outcomes.outcome_tasks import HandlingAgain as HandlingAgain
from contracts.outcomes.outcome_tasks import HandlingUrged as HandlingUrged
from contracts.outcomes.outcome_tasks import Letter as Letter
from contracts.outcomes.outcome_tasks import ProgressReported as ProgressReported
from contracts.outcomes.outcome_tasks import ProposerContacted as ProposerContacted
from contracts.outcomes.outcome_tasks import TaskAccepted as TaskAccepted
from contracts.outcomes.outcome_tasks import TaskAssigned as TaskAssigned
from contracts.outcomes.outcome_tasks import TaskCompleted as TaskCompleted
from contracts.outcomes.outcome_tasks import TaskDraft as TaskDraft
from contracts.outcomes.outcome_tasks import TaskReturned as TaskReturned
from contracts.outcomes.outcome_telling import Adoption as Adoption
from contracts.outcomes.outcome_telling import AdoptionCorrected as AdoptionCorrected
from contracts.outcomes.outcome_telling import AdoptionTakenBack as AdoptionTakenBack
from contracts.outcomes.outcome_telling import Feedback as Feedback
from contracts.outcomes.outcome_telling import FeedbackCorrected as FeedbackCorrected
from contracts.outcomes.outcome_telling import FeedbackGiven as FeedbackGiven
from contracts.outcomes.outcome_telling import FeedbackTakenBack as FeedbackTakenBack
from contracts.outcomes.outcome_telling import OutcomeAdopted as OutcomeAdopted
from contracts.outcomes.outcome_telling import Posting as Posting
from contracts.outcomes.outcome_telling import PostingCorrected as PostingCorrected
from contracts.outcomes.outcome_telling import PostingTakenBack as PostingTakenBack
from contracts.outcomes.outcome_telling import ResultPosted as ResultPosted
from contracts.outcomes.rules import Basis, Handling, OutcomeKind
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title, Year


class RestsOn(Fact):
    """A thing on which an outcome rests, with its number as people write it, where it has one."""

    thing: Basis
    id: str
    number: DocumentNumber | None = None


class Proposers(Fact):
    """Those who are to be answered for a proposal: members, or the body whose it is."""

    proposal: ProposalId
    proposers: tuple[str, ...]


class OutcomeDrafted(Event):
    """The outcome was drafted from what a consultation concluded (001-22), from a proposal that was
    filed, from a report of public opinion that was issued or used, or from research with findings
    or a session that served no consultation (004-13), with its own copy of the procedure, and of
    its kind and handling as they are in force now. Where no consultation led to it, the procedure
    has the steps of the handling.

    `concluded_on` is the day of the last session, where there was one, or that on which the
    proposal was filed, the report issued or used, the research ended, the minutes confirmed.
    `rests_on`: the sessions whose minutes count, or that proposal, report, research or session.
    `raised_by` is the id of the report, research or session itself, where that led to it.
    `proposers` are all who get an answer to a proposal. Of a report, which
    is `confidential`, neither title nor authors nor text is told here. `series`: that in which its
    number will run, `<unit>:<kind>`, where those of its kind run in one.
    """

    outcome_kind: OutcomeKind
    handling: Handling
    topics: tuple[TopicId, ...]
    consultation: ConsultationId | None
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
    rests_on: tuple[RestsOn, ...] = ()
    proposers: tuple[Proposers, ...] = ()
    series: str | None = None
    confidential: bool = False


class ProposersNoted(Event):
    """Who gets an answer for this proposal has changed: it became part of the one that is handled,
    was recorded wrongly, or is no part of it any more (then nobody)."""

    audience = Audience.PERSONAL

    proposal: ProposalId
    proposers: tuple[str, ...]


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


class OutcomeSent(Event):
    """The opinion went out, with copies such as the target-performance office (001-22).
    `number_in_year`: which one of its kind it is in this unit and `year`, where numbers run so."""

    outcome_number: DocumentNumber
    year: Year | None = None
    number_in_year: int | None = None
    sent_on: Day
    recipients: tuple[Title, ...]
    copies: tuple[Title, ...]


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
    consultation: ConsultationId | None
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
    | ProposersNoted
    | StepCompleted
    | StepWaived
    | OutcomeConsented
    | OutcomeConsentRefused
    | OutcomeRedrafted
    | ResultPosted
    | PostingCorrected
    | PostingTakenBack
    | OutcomeSent
    | TaskAssigned
    | TaskAccepted
    | TaskReturned
    | ProgressReported
    | ProposerContacted
    | CoOpinionGiven
    | DeadlineExtended
    | HandlingAgain
    | TaskCompleted
    | DeadlineMissed
    | CompletionCorrected
    | CheckScheduled
    | CheckHeld
    | CheckCorrected
    | TaskReopened
    | CompletionRestored
    | HandlingUrged
    | ComplaintRecorded
    | ComplaintTakenBack
    | TaskReferred
    | ReferralAnswered
    | FeedbackGiven
    | FeedbackCorrected
    | FeedbackTakenBack
    | OutcomeAdopted
    | AdoptionCorrected
    | AdoptionTakenBack
    | InstructionGiven
    | InstructionCorrected
    | InstructionTakenBack
    | OutcomeRated
    | OutcomeRatingAnnulled
    | OutcomeClosed
    | BenefitCorrected
    | OutcomeReopened
)
