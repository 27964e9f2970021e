"""What happens to a call for topics: opened, extended, closed, and what came in (000-33)."""

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import TopicId
from contracts.paper import PaperUse
from contracts.places import UnitId
from contracts.text import Day, Passage, Sentence, Title
from contracts.vocabulary import Code


class Called(Fact):
    """What is called for. `units`: of which units and those below them, of all below the call's own
    where it names none. `channels`: by which of the jurisdiction's channels it comes in, by any
    where it names none. `notice`: under which title the call was made known; `paper`: its text."""

    title: Title
    what: Passage
    units: tuple[UnitId, ...] = ()
    channels: tuple[Code, ...] = ()
    notice: Title | None = None
    paper: PaperUse | None = None


class TopicCallOpened(Event, Called):
    """A unit called for topics. What is received from the day `opens` to the day `closes`, both
    included, comes in under it."""

    audience = Audience.OPEN

    unit: UnitId
    opens: Day
    closes: Day


class TopicCallCorrected(Correction, Event, Called):
    """The call as it was in truth. Its days are changed by an extension or by closing it."""

    audience = Audience.OPEN


class TopicCallExtended(Event):
    """The call is open until another, later day. `instead_of`: until when it was."""

    audience = Audience.OPEN

    closes: Day
    instead_of: Day
    reason: Sentence


class TopicCallClosed(Event):
    """The call ended early: what came in until the day `closes` counts. `instead_of`: until when it
    was to be open."""

    audience = Audience.OPEN

    closes: Day
    instead_of: Day
    reason: Sentence


class TopicCallWithdrawn(Event):
    """The call is void: it was entered twice, or by mistake. Nothing came in under it."""

    audience = Audience.OPEN

    reason: Sentence


class SubmissionReceived(Event):
    """A topic came in under the call: from which unit, by which channel, on which day. What became
    of it, its own stream tells."""

    topic: TopicId
    from_unit: UnitId
    channel: Code | None = None
    received_on: Day


class SubmissionTakenBack(Event):
    """The topic did not come in under this call, as had been recorded."""

    topic: TopicId
    reason: Sentence


TopicCallEvent = (
    TopicCallOpened
    | TopicCallCorrected
    | TopicCallExtended
    | TopicCallClosed
    | TopicCallWithdrawn
    | SubmissionReceived
    | SubmissionTakenBack
)
