"""What happens to a topic: raised, screened, consented to, planned, selected, closed, reopened."""

from operator import not_

from pydantic import Field

from contracts import procedure as p
from contracts.audience import Audience
from contracts.checklists import Answer
from contracts.consents import Consent, Consented, ConsentRefused
from contracts.event import Event
from contracts.ids import BodyId, OutcomeId, PersonId, PlanId, TopicCallId, TopicId
from contracts.paper import Digest, PaperUse
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from contracts.vocabulary import Code


class TopicProposed(Event):
    """Somebody raised a topic (000-33). `raised_by` is a person, member or body id, never a name;
    `entered_by` is the person who wrote it down, for themselves or for whoever raised it.

    `source` is what it rests on, where its origin asks for that (001-16). `enters`: matters of its
    scale enter consultation; one person's claim does not (001-15). `places` are further units that
    the matter is about: they read it as its own unit does. `supporters` is how many residents
    stand behind it by the word of whoever raised it; voices on record are counted by
    `SupportRecorded` (002-11).

    `call` is the call for topics under which it came in, `channel` the way by which it came, and
    `received_on` the day on which it did, where that is not the day on which it was entered.

    `document` is what is commented on, and `due` the day until which that is done (004-12).

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
    text: PaperUse | None = Field(None, exclude_if=not_)
    call: TopicCallId | None = Field(None, exclude_if=not_)
    channel: Code | None = Field(None, exclude_if=not_)
    received_on: Day | None = Field(None, exclude_if=not_)
    document: Title | None = Field(None, exclude_if=not_)
    due: Day | None = Field(None, exclude_if=not_)


class TopicCallNamed(Event):
    """Under which call for topics the topic came in, by which channel and on which day, as it was
    in truth: it had been entered under none, or another one (`instead_of`)."""

    call: TopicCallId | None
    instead_of: TopicCallId | None
    channel: Code | None
    received_on: Day
    reason: Sentence


class SupportRecorded(Event):
    """A resident stands behind the topic (`person`, an id of the directory of residents), or those
    who signed a list on paper do (`paper`): a voice each, on that day (002-11). `voices` is how
    many these are, `support` how many there are now, those of topics that became part of
    this one included: no person twice, no list twice."""

    audience = Audience.PERSONAL

    person: PersonId | None = None
    paper: PaperUse | None = None
    voices: Count
    on: Day
    support: Count


class SupportCorrected(Event):
    """The list with this digest bears another number of signatures than was recorded."""

    audience = Audience.PERSONAL

    digest: Digest
    voices: Count
    instead_of: Count
    reason: Sentence
    support: Count


class SupportWithdrawn(Event):
    """The person, or those of the list with this digest, do not stand behind the topic: they
    withdrew, or it was recorded wrongly."""

    audience = Audience.PERSONAL

    person: PersonId | None = None
    digest: Digest | None = None
    reason: Sentence
    support: Count


class TopicAdmitted(Event):
    """Screening accepted the topic: every question of the checklist of its kind is answered with
    yes (001-13, 000-38). Its procedure is fixed from here on (13.3-4): later versions do not touch
    this copy. `led_by` is an office or group, never a person, `leader_level` at which level of the
    jurisdiction's list it stands (003-23); `sites` are looked at.

    `description` is what the matter is about from here on, in the words of whoever screened it. It
    is there where the text of the topic is a paper.
    """

    kind: Code
    checklist: Code
    answers: dict[Code, Answer]
    category: Code
    field: Code | None = None
    weight: Code
    weight_reason: Sentence | None = None
    led_by: Title | None = None
    leader_level: Code | None = None
    sites: tuple[Title, ...] = ()
    procedure: p.Procedure
    description: Passage | None = Field(None, exclude_if=not_)


class TopicReturned(Event):
    """Screening returned the topic to those who raised it; it may be raised again. `due`: until
    when, where the checklist gives a time; `due_with_grace`: until when that may be told.
    `lapses`: what comes in after that day is not taken. `provisional`: the day was counted without
    the calendar of a year."""

    checklist: Code
    answers: dict[Code, Answer]
    reason: Sentence
    due: Day | None = None
    due_with_grace: Day | None = None
    lapses: bool = False
    provisional: bool = False


class SupplementMissed(Event):
    """The time of a returned topic is over, and nothing came in. `lapsed`: nothing that comes in
    after the day `due` is taken any more. The calendar records this; no decision reads it."""

    due: Day
    lapsed: bool


class ProposerAnswered(Event):
    """Whoever raised the topic was told what became of it: it was admitted, returned, rejected,
    transferred, answered by its receiver, merged, or not consented to (`decision`); by which way,
    and on which day."""

    audience = Audience.PERSONAL

    decision: Code
    answer: Sentence
    how: Title
    on: Day


class TopicLed(Event):
    """Another office or group leads the topic from that day on (004-31)."""

    led_by: Title
    leader_level: Code | None = None
    on: Day
    reason: Sentence


class SitesAdded(Event):
    """Further places are looked at, or try what is consulted about (003-23). `sites` are all."""

    added: tuple[Title, ...]
    sites: tuple[Title, ...]


class SitesWithdrawn(Event):
    """These are no sites of the topic, or no longer. `sites` are those that are left."""

    withdrawn: tuple[Title, ...]
    sites: tuple[Title, ...]
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
    """Another topic became part of this one. `supporters`, `support` and `places` are those of both
    together from now on. `joined`: the topics that had become part of that one before, and with it
    become part of this one."""

    joins = "merged"

    merged: TopicId
    merged_title: Title
    reason: Sentence
    supporters: Count
    places: tuple[UnitId, ...]
    support: Count = 0
    joined: tuple[TopicId, ...] = ()


class TopicApproved(Consented, Event):
    """A step of the chain was taken; with the `last` the topic is consented to (000-24)."""

    last: bool


class TopicConsentRefused(ConsentRefused, Event):
    """A body of the chain did not consent: the topic goes back to whoever raised it, who may raise
    it again in other words."""


class TopicPlanned(Event):
    """The topic stands in a plan that was decided, which is the consent to it (000-32).
    `carried_from`: the plan of an earlier year in which it stood before."""

    audience = Audience.OPEN

    title: Title
    plan: PlanId
    carried_from: PlanId | None = Field(None, exclude_if=not_)


class TopicUnplanned(Event):
    """The topic was withdrawn from the plan, and with that the consent which the plan was."""

    plan: PlanId
    reason: Sentence


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
    document: Title | None = Field(None, exclude_if=not_)
    due: Day | None = Field(None, exclude_if=not_)


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
    | TopicCallNamed
    | SupportRecorded
    | SupportCorrected
    | SupportWithdrawn
    | TopicAdmitted
    | TopicReturned
    | SupplementMissed
    | ProposerAnswered
    | TopicLed
    | SitesAdded
    | SitesWithdrawn
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
    | TopicUnplanned
    | StepCompleted
    | StepWaived
    | TopicSelected
    | TopicClosed
    | TopicReopened
)
