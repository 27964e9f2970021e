"""A session: called, held, attended, spoken in, minuted.

One stream per session. A point of its agenda may serve a consultation; a session may serve
several consultations, or none.
"""

from contracts.audience import Audience
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, ConsultationId, MemberId
from contracts.meetings.participant import Participant, Presence
from contracts.text import Count, Day, DocumentNumber, Moment, Passage, Sentence, Title


class AgendaItem(Fact):
    """A point of the agenda, numbered 1..n, and the consultation that it serves, if any. `part`:
    the part of the session to which it belongs, where its form has parts."""

    item: int
    title: Title
    questions: tuple[Sentence, ...] = ()
    consultation: ConsultationId | None = None
    part: DocumentNumber | None = None


class SessionCalled(Event):
    """A session was called. `key`: it counts as a key session (000-40), and `quota` names the quota
    to which it counts. `council_class`: the class of council (000-41). `notice_due` and
    `materials_due`: the last day for each, where the form of the session has one; `provisional`,
    where one was counted without the calendar of its year. `begins`: the moment to come.
    `credited_as`, `required` and `votes` are those of the form on that day: what the form is
    called or means later does not touch a session that was called."""

    title: Title
    form: str
    key: bool
    quota: str
    credited_as: str
    required: tuple[str, ...]
    votes: bool
    council_class: str | None = None
    on: Day
    begins: Moment | None = None
    place: Title
    host_forum: Title | None = None
    agenda: tuple[AgendaItem, ...]
    consultations: tuple[ConsultationId, ...]
    notice_due: Day | None = None
    materials_due: Day | None = None
    provisional: bool = False


class NoticeGiven(Event):
    """Notice was given. `late`: after the last day that the form of the session allows."""

    on: Day
    how: Title
    late: bool


class ParticipantsInvited(Event):
    """Further participants were invited; their numbers go on from those before."""

    participants: tuple[Participant, ...]


class MaterialsSent(Event):
    """Those invited know the matter before the session (004-10)."""

    documents: tuple[Title, ...]
    on: Day
    late: bool


class SessionCancelled(Event):
    """The session will not take place."""

    reason: Sentence


class SittingHeld(Event):
    """A sitting took place, numbered 1..n: a session has one or several. `began`: the moment, where
    it was written down."""

    sitting: int
    on: Day
    began: Moment | None = None
    duration_minutes: Count


class Attendance(Fact):
    """Who was at a sitting (000-43): members one by one, all others counted by kind.
    `credited_as`: the duty fact of the members."""

    sitting: int
    on: Day
    title: Title
    form: str
    key: bool
    credited_as: str
    consultations: tuple[ConsultationId, ...]
    present: tuple[Presence, ...]

    @property
    def members(self) -> tuple[MemberId, ...]:
        return tuple(member for each in self.present for member in each.members)


class AttendanceRecorded(Event, Attendance):
    audience = Audience.PERSONAL


class AttendanceCorrected(Correction, Event, Attendance):
    """The attendance of a sitting as it was in truth. `before`: the members that the wrong event
    listed; the day is that of the sitting."""

    audience = Audience.PERSONAL

    before: tuple[MemberId, ...]


class SpeechRecorded(Event):
    """What a participant said, so that it can be seen that each of them spoke (000-44). `speaker`
    is the participant's title, a party or office, never a person."""

    audience = Audience.PERSONAL

    speech: int
    item: int
    consultation: ConsultationId | None
    participant: int
    kind: str
    speaker: Title
    gist: Sentence


class Promise(Fact):
    """A promise made in session: which department does what by when (001-37)."""

    promise: int
    item: int
    consultation: ConsultationId | None
    department: BodyId
    what: Sentence
    due: Day


class PromiseMade(Event):
    promise: Promise


class PromiseWithdrawn(Event):
    promise: int
    consultation: ConsultationId | None
    reason: Sentence


class PromiseTasked(Event):
    """The promise becomes a task: who leads, who helps."""

    promise: int
    consultation: ConsultationId | None
    lead: BodyId
    co: tuple[BodyId, ...] = ()


class ConsensusRecorded(Event):
    consensus: int
    item: int
    consultation: ConsultationId | None
    text: Sentence


class DissentRecorded(Event):
    """An opinion that was not shared. `held_by` is the participant or group, never a person."""

    dissent: int
    item: int
    consultation: ConsultationId | None
    held_by: Title
    text: Sentence


class VoteTaken(Event):
    """A vote by show of hands, in a form of session that knows votes."""

    vote: int
    item: int
    consultation: ConsultationId | None
    question: Sentence
    in_favour: Count
    against: Count
    abstaining: Count


class SessionClosed(Event):
    """The session ended, with what it achieved (000-36). `solved`: the problem is solved by one of
    these results. Further sessions may follow (000-47)."""

    results: tuple[str, ...]
    solved: bool


class MinutesDrafted(Event):
    """A draft of the minutes; a later one takes its place."""

    summary: Passage


class TaskAgreed(Fact):
    """A promise that became a task."""

    promise: int
    item: int
    consultation: ConsultationId | None
    lead: BodyId
    co: tuple[BodyId, ...]
    what: Sentence
    due: Day


class MinutesConfirmed(Event):
    """The minutes as they were confirmed; no promise is open. `confirmed_by` is the office or body,
    never a person."""

    title: Title
    consultations: tuple[ConsultationId, ...]
    summary: Passage
    tasks: tuple[TaskAgreed, ...]
    on: Day
    confirmed_by: Title


SessionEvent = (
    SessionCalled
    | NoticeGiven
    | ParticipantsInvited
    | MaterialsSent
    | SessionCancelled
    | SittingHeld
    | AttendanceRecorded
    | AttendanceCorrected
    | SpeechRecorded
    | PromiseMade
    | PromiseWithdrawn
    | PromiseTasked
    | ConsensusRecorded
    | DissentRecorded
    | VoteTaken
    | SessionClosed
    | MinutesDrafted
    | MinutesConfirmed
)
