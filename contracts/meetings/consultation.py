"""What happens to a consultation: opened with its run of the procedure, prepared, concluded.

One stream per consultation, which names the topics it serves. Sessions and activities are streams
of their own; what conditions need of them is recorded here as well, so that every condition can be
tested on this stream alone.
"""

from operator import not_

from pydantic import Field

from contracts import procedure as p
from contracts.audience import Audience
from contracts.event import Event, Fact
from contracts.ids import ActivityId, BodyId, SessionId, TalentId, TopicId
from contracts.meetings.participant import Headcount, Participant
from contracts.places import UnitId
from contracts.text import Count, Day, Passage, Sentence, Title
from contracts.vocabulary import Code


class ConsultationOpened(Event):
    """The consultation of a selected topic begins, with its own copy of the procedure (13.3-4).
    `places`: further units that it is about; they read it as its own unit does. `consented_on`: the
    day of the consent to its topic, before which there is no session (000-24)."""

    topics: tuple[TopicId, ...]
    title: Title
    weight: str
    origin: str
    raised_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...]
    procedure: p.Procedure
    consented_on: Day | None = Field(None, exclude_if=not_)


class ConsultationBegun(Event):
    """Something was done in the consultation for the first time: from then on its topics are not
    withdrawn any more."""

    topics: tuple[TopicId, ...]


class ConsultationWithdrawn(Event):
    """The topics were withdrawn from their plan before anything was done in the consultation: there
    is none (domain 5.5)."""

    topics: tuple[TopicId, ...]
    reason: Sentence


class StepCompleted(p.Walked, Event):
    """A step of the procedure is done: all its conditions hold. Steps complete in order."""


class StepWaived(p.PassedOver, Event):
    """A step was passed over, with a reason and the consent it needs."""


class ConsultationUpgraded(Event):
    """A simple consultation was promoted to a fuller procedure (domain 5.2); never back.

    Steps of the new procedure that are done already follow as `StepCompleted`.
    """

    from_procedure: str
    procedure: p.Procedure
    reason: Sentence


class ParticipantsFixed(Event):
    """Who takes part, and which kinds the matter does not concern (001-21, domain 5.2)."""

    participants: tuple[Participant, ...]
    not_concerned: tuple[str, ...] = ()


class NoticePosted(Event):
    """Something was posted before the session, such as the topic; `what` is a county's code."""

    audience = Audience.OPEN

    what: Code
    place: Title
    on: Day


class NoticeTakenBack(Event):
    """That notice was not posted as it was recorded: it counts no more."""

    audience = Audience.OPEN

    what: Code
    place: Title
    on: Day
    reason: Sentence


class ViewsSought(Event):
    """Views on the topic were sought, from a day to a day, of people who are counted by number."""

    since: Day
    until: Day
    how: Title
    people: Count
    gist: Passage


class ViewsTakenBack(Event):
    """These views were not sought as it was recorded, of so many people: they count no more."""

    since: Day
    until: Day
    how: Title
    people: Count
    reason: Sentence


class TalentJoined(Event):
    """A talent who was drawn from this pool for the consultation has accepted, on this day; it is
    among the participants, where these are fixed."""

    audience = Audience.PERSONAL

    pool: Code
    talent: TalentId
    on: Day


class TalentLeft(Event):
    """A talent who had accepted takes that back."""

    audience = Audience.PERSONAL

    pool: Code
    talent: TalentId


class SessionPlanned(Event):
    """The plan of a session: form serves content (000-30)."""

    form: str
    place: Title
    on: Day
    questions: tuple[Sentence, ...]


class ResearchDone(Event):
    """Research that serves this consultation took place; once more where it was corrected. Which
    kinds of bodies and of participants took part."""

    activity: ActivityId
    held_on: Day
    joint: bool
    bodies: tuple[str, ...]
    participants: tuple[str, ...]


class RoundCalled(Event):
    """A session was called that serves this consultation: its round 1..n (000-47). `procedure`: the
    one under which it was called."""

    session: SessionId
    round: int
    form: str
    key: bool
    on: Day
    procedure: str


class RoundPostponed(Event):
    """The session was moved to another day."""

    session: SessionId
    round: int
    on: Day


class RoundNotHeld(Event):
    """The session did not take place so far: its sitting had been entered by mistake."""

    session: SessionId
    round: int


class RoundCancelled(Event):
    """The session of a round was cancelled."""

    session: SessionId
    round: int


class RoundHeld(Event):
    """What took place in a round so far, whole; once more where it changes. `spoke`: the kinds of
    participants that spoke on the matter. `closed`: the session has ended."""

    session: SessionId
    round: int
    held_on: Day
    present: tuple[Headcount, ...]
    spoke: tuple[str, ...]
    closed: bool


class TaskAgreed(Fact):
    """A promise, of a session, that became a task which goes to the outcome."""

    session: SessionId
    promise: int
    lead: BodyId
    co: tuple[BodyId, ...]
    what: Sentence
    due: Day


class RoundMinuted(Event):
    """The minutes of a round are confirmed: what they hold of this matter. No promise is open.
    `confirmed_by` is the office or body, never a person."""

    session: SessionId
    round: int
    summary: Passage
    consensus: tuple[Sentence, ...]
    dissent: tuple[Sentence, ...]
    tasks: tuple[TaskAgreed, ...]
    confirmed_by: Title


class MinutesAccepted(Event):
    """No further round is needed: the minutes of all these sessions count, and `summary` is what
    the consultation came to."""

    sessions: tuple[SessionId, ...]
    summary: Passage


class ConsultationConcluded(Event):
    """All steps of the consultation are done on present facts, and no promise is open: what counts
    goes to the outcome, which is drafted from this event alone.

    `last_on` is the day of the last session, where there was one; `sessions` those whose minutes
    count.
    """

    topics: tuple[TopicId, ...]
    places: tuple[UnitId, ...]
    sessions: tuple[SessionId, ...]
    title: Title
    summary: Passage
    consensus: tuple[Sentence, ...]
    dissent: tuple[Sentence, ...]
    tasks: tuple[TaskAgreed, ...]
    raised_by: str
    raised_in: UnitId
    last_on: Day | None
    procedure: p.Procedure


ConsultationEvent = (
    ConsultationOpened
    | ConsultationBegun
    | ConsultationWithdrawn
    | StepCompleted
    | StepWaived
    | ConsultationUpgraded
    | ParticipantsFixed
    | NoticePosted
    | NoticeTakenBack
    | ViewsSought
    | ViewsTakenBack
    | TalentJoined
    | TalentLeft
    | SessionPlanned
    | ResearchDone
    | RoundCalled
    | RoundPostponed
    | RoundCancelled
    | RoundHeld
    | RoundNotHeld
    | RoundMinuted
    | MinutesAccepted
    | ConsultationConcluded
)
