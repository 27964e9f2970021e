"""What happens in a consultation: its procedure, research, sessions, minutes.

One stream per consultation, which names the topics it serves: every condition of its run of the
procedure can be judged from it alone.
"""

from enum import StrEnum

from contracts import procedure as p
from contracts.event import Event, Fact
from contracts.ids import BodyId, MemberId, TopicId
from contracts.places import UnitId
from contracts.text import Count, Day, Passage, Sentence, Title


class PartyKind(StrEnum):
    """Kinds of parties to a consultation (001-23, 000-53)."""

    CADRE = "cadre"
    RESIDENT = "resident"  # 居民代表
    STAKEHOLDER = "stakeholder"  # 利益相关方
    MEMBER = "member"
    TALENT = "talent"
    DEPARTMENT = "department"
    EXPERT = "expert"


class Party(Fact):
    """A party that is invited: residents and stakeholders by number, never by name."""

    kind: PartyKind
    title: Title
    count: Count = 1
    body: BodyId | None = None
    member: MemberId | None = None


class Form(StrEnum):
    """Forms of a session (001-02, 002-06, 000-48)."""

    PLENARY = "plenary"
    CHAIRPERSONS = "chairpersons"
    STANDING_COMMITTEE = "standing-committee"
    COUNTERPART = "counterpart"
    COUNCIL = "council"  # 协商议事会
    MICRO = "micro"
    SIMPLE = "simple"
    DOORSTEP = "doorstep"
    SOUNDING = "sounding"


class Result(StrEnum):
    """What a session achieved: one result or several (000-36)."""

    EXPLAINED = "explained"
    CONSENSUS = "consensus"
    SOLVED = "solved"


class Promise(Fact):
    """A promise made in session: which department does what by when (001-37)."""

    promise: int
    session: int
    department: BodyId
    what: Sentence
    due: Day


class ConsultationOpened(Event):
    """The consultation of a selected topic begins, with its own copy of the procedure (13.3-4)."""

    topics: tuple[TopicId, ...]
    title: Title
    weight: str
    origin: str
    raised_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...] = ()
    procedure: p.Procedure


class StepCompleted(p.Walked, Event):
    """A step of the procedure is done: all its conditions hold. Steps complete in order."""


class StepWaived(p.PassedOver, Event):
    """A step was passed over, with a reason and the consent it needs."""


class CaseUpgraded(Event):
    """A simple consultation was promoted to a fuller procedure (domain 5.2); never back.

    Steps of the new procedure that are done already follow as `StepCompleted`.
    """

    from_procedure: str
    procedure: p.Procedure
    reason: Sentence


class JointResearchRequested(Event):
    """A unit asked a committee to research together (000-50)."""

    committee: BodyId
    question: Sentence


class ResearchRecorded(Event):
    """Research before consultation (000-45): facts clear, problem right, proposal sound."""

    research: int
    held_on: Day
    led_by: Title
    committee: BodyId | None = None
    joint: bool = False
    members: tuple[MemberId, ...] = ()
    people_met: Count = 0
    place: Title
    facts: Passage
    key_problem: Sentence
    proposal: Sentence


class PartiesFixed(Event):
    """Who takes part, and which kinds of parties the matter does not concern (domain 5.2)."""

    parties: tuple[Party, ...]
    not_concerned: tuple[PartyKind, ...] = ()


class NoticePosted(Event):
    """Something was posted before the session, such as the topic; `what` is a county's code."""

    what: p.Code
    place: Title
    on: Day


class ViewsSought(Event):
    """Views on the topic were sought, from a day to a day, of people who are counted by number."""

    since: Day
    until: Day
    how: Title
    people: Count
    gist: Passage


class SessionPlanned(Event):
    """The plan of a session: form serves content (000-30)."""

    form: Form
    place: Title
    on: Day
    questions: tuple[Sentence, ...]


class SessionCalled(Event):
    """A session was called. `session` is 1..n within the consultation; `key` counts for 000-40."""

    session: int
    form: Form
    key: bool
    council_class: str
    on: Day
    place: Title
    questions: tuple[Sentence, ...]
    host_forum: Title | None = None


class MaterialsSent(Event):
    """Members know the matter before the session (004-10)."""

    session: int
    documents: tuple[Title, ...]
    on: Day


class SessionHeld(Event):
    """The session took place."""

    session: int
    on: Day
    duration_minutes: Count


class Headcount(Fact):
    kind: PartyKind
    count: Count


class AttendanceRecorded(Event):
    """Who was there (000-43): members one by one, all others counted by kind."""

    session: int
    on: Day
    form: Form
    title: Title
    present: tuple[MemberId, ...]
    headcount: tuple[Headcount, ...]


class SpeechRecorded(Event):
    """What one party said, so that it can be seen that every party spoke (000-44). `speaker` is the
    party or office, never a person."""

    session: int
    kind: PartyKind
    speaker: Title
    gist: Sentence


class PromiseMade(Event):
    promise: Promise


class PromiseWithdrawn(Event):
    promise: int
    reason: Sentence


class PromiseTasked(Event):
    """The promise becomes a task of the outcome: who leads, who helps."""

    promise: int
    lead: BodyId
    co: tuple[BodyId, ...] = ()


class ConsensusRecorded(Event):
    consensus: int
    session: int
    text: Sentence


class DissentRecorded(Event):
    """An opinion that was not shared. `held_by` is the party or group, never a person."""

    dissent: int
    session: int
    held_by: Title
    text: Sentence


class SessionClosed(Event):
    """The session ended, with what it achieved. Further rounds may follow (000-47)."""

    session: int
    results: tuple[Result, ...]


class TaskAgreed(Fact):
    """A task that the minutes hand to the outcome."""

    promise: int
    lead: BodyId
    co: tuple[BodyId, ...]
    what: Sentence
    due: Day


class MinutesConfirmed(Event):
    """The minutes of all rounds. `confirmed_by` is the office or body, never a person."""

    summary: Passage
    sessions: int
    confirmed_by: Title


class ConsultationConcluded(Event):
    """All steps of the consultation are done on present facts, and no promise is open: what counts
    goes to the outcome, which is drafted from this event alone.

    `last_on` is the day of the last session, where there was one.
    """

    topics: tuple[TopicId, ...]
    title: Title
    summary: Passage
    consensus: tuple[Sentence, ...]
    dissent: tuple[Sentence, ...]
    tasks: tuple[TaskAgreed, ...]
    raised_by: str
    raised_in: UnitId
    places: tuple[UnitId, ...] = ()
    last_on: Day | None
    procedure: p.Procedure


ConsultationEvent = (
    ConsultationOpened
    | StepCompleted
    | StepWaived
    | CaseUpgraded
    | JointResearchRequested
    | ResearchRecorded
    | PartiesFixed
    | NoticePosted
    | ViewsSought
    | SessionPlanned
    | SessionCalled
    | MaterialsSent
    | SessionHeld
    | AttendanceRecorded
    | SpeechRecorded
    | PromiseMade
    | PromiseWithdrawn
    | PromiseTasked
    | ConsensusRecorded
    | DissentRecorded
    | SessionClosed
    | MinutesConfirmed
    | ConsultationConcluded
)
