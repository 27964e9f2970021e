"""What happens to a topic: raised, screened, consented to, planned, selected, closed, reopened."""

from pydantic import Field

from contracts import procedure as p
from contracts.audience import Audience
from contracts.checklists import Answer
from contracts.consents import Consent, Consented, ConsentRefused
from contracts.event import Event
from contracts.ids import BodyId, OutcomeId, PlanId, TopicId
from contracts.paper import PaperUse
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from contracts.vocabulary import Code


def _absent(field: object) -> bool:
    """A field that most events of a type do not have is left out of their bodies."""
    return field is None


class TopicProposed(Event):
    """Somebody raised a topic (000-33). `raised_by` is a person, member or body id, never a name;
    `entered_by` is the person who wrote it down, for themselves or for whoever raised it.

    `source` is what it rests on, where its origin asks for that (001-16). `enters`: matters of its
    scale enter consultation; one person's claim does not (001-15). `places` are further units that
    the matter is about: they read it as its own unit does. `supporters` is how many residents
    stood behind it on that day (002-11).

    Either `description` says what it is about, or `text` does: a paper that those who screen may
    read, and that can be erased. Then there is no description before it is admitted.
    """

    audience = Audience.PERSONAL

    kind: Code
    title: Title
    description: Passage | None = None
    origin: Code
    source: Title | None = None
    scale: Code
    enters: bool
    raised_by: str
    entered_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...] = ()
    supporters: Count = 0
    text: PaperUse | None = Field(None, exclude_if=_absent)


class TopicAdmitted(Event):
    """Screening accepted the topic: every question of the checklist of its kind is answered with
    yes (001-13, 000-38). Its procedure is fixed from here on (13.3-4): later versions do not touch
    this copy. `led_by` is an office or group, never a person; `sites` are looked at.

    `description` is what the matter is about from here on, in the words of whoever screened it. It
    is there where the text of the topic is a paper.
    """

    kind: Code
    checklist: Code
    answers: dict[Code, Answer]
    category: Code
    weight: Code
    weight_reason: Sentence | None = None
    led_by: Title | None = None
    sites: tuple[Title, ...] = ()
    procedure: p.Procedure
    description: Passage | None = Field(None, exclude_if=_absent)


class TopicReturned(Event):
    """Screening returned the topic to those who raised it; it may be raised again."""

    checklist: Code
    answers: dict[Code, Answer]
    reason: Sentence


class TopicRejected(Event):
    """Screening rejected the topic, for these reasons. It ends here (001-15)."""

    checklist: Code
    answers: dict[Code, Answer]
    reason: Sentence


class TopicTransferredOut(Event):
    """A personal claim, or what a checklist has transferred, went to the body that is competent. It
    never reaches a session, and stays open until it is answered (001-15). Where screening found
    so, its answers stand here."""

    audience = Audience.PERSONAL

    receiver: BodyId
    reason: Sentence
    checklist: Code | None = None
    answers: dict[Code, Answer] = {}


class TransferReturned(Event):
    """The receiver is not competent and gave the claim back; it goes to another one."""

    audience = Audience.PERSONAL

    receiver: BodyId
    reason: Sentence


class TransferAnswered(Event):
    """The receiver answered the claim, which ends here (001-15)."""

    audience = Audience.PERSONAL

    receiver: BodyId
    answer: Sentence
    answered_on: Day


class TopicPassedUp(Event):
    """A topic became that of a unit above, with the consent of those whose consent would have been
    the last to the topic here (000-52).

    Within a jurisdiction it keeps its screening, and the unit above takes it by its own procedure,
    which `ProcedureFixed` then names. Beyond it (`screened` is false) other rules are in force: it
    is screened there again.
    """

    from_unit: UnitId
    to_unit: UnitId
    reason: Sentence
    consent: Consent
    screened: bool = True


class ProcedureFixed(Event):
    """The unit to which the topic was passed up takes it by this procedure."""

    procedure: p.Procedure


class TopicMerged(Event):
    """The topic became part of another one, and ends here; what it was about goes on there."""

    joins = "into"

    into: TopicId
    into_title: Title
    reason: Sentence


class TopicTookIn(Event):
    """Another topic became part of this one. `supporters` and `places` are those of both together
    from now on."""

    joins = "merged"

    merged: TopicId
    merged_title: Title
    reason: Sentence
    supporters: Count
    places: tuple[UnitId, ...]


class TopicApproved(Consented, Event):
    """A step of the chain was taken; with the `last` the topic is consented to (000-24)."""

    last: bool


class TopicConsentRefused(ConsentRefused, Event):
    """A body of the chain did not consent: the topic goes back to whoever raised it, who may raise
    it again in other words."""


class TopicPlanned(Event):
    """The topic stands in a plan that was decided, which is the consent to it (000-32)."""

    audience = Audience.OPEN

    title: Title
    plan: PlanId


class StepCompleted(p.Walked, Event):
    """A step of the procedure is done: all its conditions hold. Steps complete in order."""


class StepWaived(p.PassedOver, Event):
    """A step was passed over, with a reason and the consent it needs."""


class TopicSelected(Event):
    """The topic went through all that the procedure asks of it: its consultation begins.

    What the consultation needs is repeated, so that a reader of this event alone can begin it.
    """

    kind: Code
    title: Title
    category: Code
    weight: Code
    origin: Code
    raised_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...] = ()
    procedure: p.Procedure


class TopicClosed(Event):
    """The loop is closed: an outcome was reached, followed up and fed back (000-34)."""

    outcome: OutcomeId
    outcome_number: DocumentNumber | None = None


class TopicReopened(Event):
    """The outcome with which the topic was closed is open again, and so is the topic: it is closed
    again together with the outcome (model 13-2)."""

    outcome: OutcomeId
    reason: Sentence


TopicEvent = (
    TopicProposed
    | TopicAdmitted
    | TopicReturned
    | TopicRejected
    | TopicTransferredOut
    | TransferReturned
    | TransferAnswered
    | TopicPassedUp
    | TopicMerged
    | TopicTookIn
    | ProcedureFixed
    | TopicApproved
    | TopicConsentRefused
    | TopicPlanned
    | StepCompleted
    | StepWaived
    | TopicSelected
    | TopicClosed
    | TopicReopened
)
