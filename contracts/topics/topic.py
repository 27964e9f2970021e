"""What happens to a topic: raised, screened, consented to, planned, selected, closed, reopened.

Its leaders, plans, support, transfers and lineage stand in modules of their own, and belong to it.
"""

from operator import not_

from pydantic import Field

from contracts import procedure as p
from contracts.audience import Audience
from contracts.checklists import Answer
from contracts.consents import Consent, Consented, ConsentRefused
from contracts.event import Event
from contracts.ids import OutcomeId, TopicCallId, TopicId
from contracts.paper import PaperUse
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Passage, Sentence, Title
from contracts.topics.topic_leading import SitesAdded as SitesAdded
from contracts.topics.topic_leading import SitesWithdrawn as SitesWithdrawn
from contracts.topics.topic_leading import TopicLed as TopicLed
from contracts.topics.topic_lineage import TopicMerged as TopicMerged
from contracts.topics.topic_lineage import TopicPart as TopicPart
from contracts.topics.topic_lineage import TopicPartBegun as TopicPartBegun
from contracts.topics.topic_lineage import TopicSplit as TopicSplit
from contracts.topics.topic_lineage import TopicTookIn as TopicTookIn
from contracts.topics.topic_planning import ConsultationNoted as ConsultationNoted
from contracts.topics.topic_planning import SelectionWithdrawn as SelectionWithdrawn
from contracts.topics.topic_planning import TopicPlanned as TopicPlanned
from contracts.topics.topic_planning import TopicUnplanned as TopicUnplanned
from contracts.topics.topic_sources import SourceKind as SourceKind
from contracts.topics.topic_sources import SourceThing as SourceThing
from contracts.topics.topic_sources import TopicSourceCorrected as TopicSourceCorrected
from contracts.topics.topic_support import SupportCorrected as SupportCorrected
from contracts.topics.topic_support import SupportRecorded as SupportRecorded
from contracts.topics.topic_support import SupportWithdrawn as SupportWithdrawn
from contracts.topics.topic_transfers import TopicTransferredOut as TopicTransferredOut
from contracts.topics.topic_transfers import TransferAnswered as TransferAnswered
from contracts.topics.topic_transfers import TransferAnswerMissed as TransferAnswerMissed
from contracts.topics.topic_transfers import TransferReturned as TransferReturned
from contracts.vocabulary import Code


class TopicProposed(Event):
    """Somebody raised a topic (000-33). `raised_by` is a person, member or body id, never a name;
    `entered_by` is the person who wrote it down, for themselves or for whoever raised it.

    `source` is what it rests on, where its origin asks for that (001-16); `rests_on` which thing of
    ours that is, where it is one. `enters`: matters of its scale enter consultation; one person's
    claim does not (001-15). `places` are further units that the matter is about: they read it as
    its own unit does. `supporters` is how many residents
    stand behind it by the word of whoever raised it; voices on record are counted by
    `SupportRecorded` (002-11).

    `call` is the call for topics under which it came in, `channel` the way by which it came, and
    `received_on` the day on which it did, where that is not the day on which it was entered.

    `document` is what is commented on, and `due` the day until which that is done (004-12).

    Either `description` says what it is about, or `text` does: a paper that those who screen may
    read, and that can be erased. Then there is no description before it is admitted.

    Where it was part of another topic, which was split, that is `part_of`; `joined` are the topics
    that had become part of that one, and `support` is how many stood behind it.
    """

    audience = Audience.PERSONAL
    joins = "part_of"

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
    part_of: TopicId | None = Field(None, exclude_if=not_)
    joined: tuple[TopicId, ...] = Field((), exclude_if=not_)
    support: Count = Field(0, exclude_if=not_)
    rests_on: SourceThing | None = Field(None, exclude_if=not_)


class TopicCallNamed(Event):
    """Under which call for topics the topic came in, by which channel and on which day, as it was
    in truth: it had been entered under none, or another one (`instead_of`)."""

    call: TopicCallId | None
    instead_of: TopicCallId | None
    channel: Code | None
    received_on: Day
    reason: Sentence


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
    transferred, answered by its receiver, merged, split, or not consented to (`decision`); by which
    way, and on which day."""

    audience = Audience.PERSONAL

    decision: Code
    answer: Sentence
    how: Title
    on: Day


class TopicRejected(Event):
    """Screening rejected the topic, for these reasons. It ends here (001-15)."""

    checklist: Code
    answers: dict[Code, Answer]
    reason: Sentence


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


class TopicApproved(Consented, Event):
    """A step of the chain was taken; with the `last` the topic is consented to (000-24)."""

    last: bool


class TopicConsentRefused(ConsentRefused, Event):
    """A body of the chain did not consent: the topic goes back to whoever raised it, who may raise
    it again in other words."""


class StepCompleted(p.Walked, Event):
    """A step of the procedure is done: all its conditions hold. Steps complete in order."""


class StepWaived(p.PassedOver, Event):
    """A step was passed over, with a reason and the consent it needs."""


class TopicSelected(Event):
    """The topic went through all that the procedure asks of it: its consultation begins.

    What the consultation needs is repeated, so that a reader of this event alone can begin it.
    `consented_on`: the day of the consent to it, where there was one: nothing is talked over before
    that day.
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
    consented_on: Day | None = Field(None, exclude_if=not_)


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
    | TopicSourceCorrected
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
    | TransferAnswerMissed
    | TopicPassedUp
    | TopicMerged
    | TopicTookIn
    | TopicSplit
    | TopicPartBegun
    | ProcedureFixed
    | TopicApproved
    | TopicConsentRefused
    | TopicPlanned
    | TopicUnplanned
    | StepCompleted
    | StepWaived
    | TopicSelected
    | ConsultationNoted
    | SelectionWithdrawn
    | TopicClosed
    | TopicReopened
)
