"""A session: called, held, attended, spoken in, minuted.

One stream per session. A point of its agenda may serve a consultation; a session may serve
several consultations, or none.
"""

from enum import StrEnum
from operator import not_
from typing import Annotated

from pydantic import Field

from contracts.audience import Audience
from contracts.calendar import Term
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, ConsultationId, MemberId, OutcomeId, RoomId
from contracts.meetings.absence import AbsencesNoted as AbsencesNoted
from contracts.meetings.absence import LeaveLapsed as LeaveLapsed
from contracts.meetings.absence import LeaveNoted as LeaveNoted
from contracts.meetings.brought_forth import SessionPaper as SessionPaper
from contracts.meetings.brought_forth import SessionPaperCorrected as SessionPaperCorrected
from contracts.meetings.brought_forth import SessionPaperFiled as SessionPaperFiled
from contracts.meetings.brought_forth import SessionPaperWithdrawn as SessionPaperWithdrawn
from contracts.meetings.check_in import CheckedIn as CheckedIn
from contracts.meetings.check_in import CheckInOpened as CheckInOpened
from contracts.meetings.materials import Enclosed as Enclosed
from contracts.meetings.materials import MaterialsSent as MaterialsSent
from contracts.meetings.materials import NoticeGiven as NoticeGiven
from contracts.meetings.minutes import CommentSettled as CommentSettled
from contracts.meetings.minutes import Minutes as Minutes
from contracts.meetings.minutes import MinutesCommented as MinutesCommented
from contracts.meetings.minutes import MinutesConfirmed as MinutesConfirmed
from contracts.meetings.minutes import MinutesCorrected as MinutesCorrected
from contracts.meetings.minutes import MinutesDrafted as MinutesDrafted
from contracts.meetings.minutes import MinutesPublished as MinutesPublished
from contracts.meetings.minutes import TaskAgreed as TaskAgreed
from contracts.meetings.participant import Participant, Presence
from contracts.meetings.sitting import Sitting as Sitting
from contracts.meetings.sitting import SittingCorrected as SittingCorrected
from contracts.meetings.sitting import SittingHeld as SittingHeld
from contracts.meetings.sitting import SittingWithdrawn as SittingWithdrawn
from contracts.meetings.speech import Speech as Speech
from contracts.meetings.speech import SpeechCorrected as SpeechCorrected
from contracts.meetings.speech import SpeechRecorded as SpeechRecorded
from contracts.meetings.speech import SpeechWithdrawn as SpeechWithdrawn
from contracts.text import Count, Day, DocumentNumber, Moment, Sentence, Title
from contracts.vocabulary import Code


class Appraised(Fact):
    """What is appraised: how a department works, or how an outcome is handled (001-06)."""

    body: BodyId | None = None
    outcome: OutcomeId | None = None


class AgendaItem(Fact):
    """A point of the agenda, numbered 1..n, and the consultation that it serves, if any. `part`:
    the part of the session to which it belongs, where its form has parts. `appraises`: what is
    appraised under it, so that a rating finds its session."""

    item: int
    title: Title
    questions: tuple[Sentence, ...] = ()
    consultation: ConsultationId | None = None
    part: DocumentNumber | None = None
    appraises: Appraised | None = None


class SessionCalled(Event):
    """A session was called. `key`: it counts as a key session (000-40), and `quota` names the quota
    to which it counts. `council_class`: the class of council (000-41). `notice_due` and
    `materials_due`: the last day for each, where the form of the session has one; `provisional`,
    where one was counted without the calendar of its year. `begins`: the moment to come.
    `credited_as`, `required`, `present`, `bodies`, `parts` and `votes` are those of the form on
    that day: what the form is called or means later does not touch a session that was called.
    `venue`: how it takes its place; `room`: in which room of the register, `places`: where else at
    the same time, `moving`: each sitting says where it was. `host_forum`: inside which other
    meeting it is held, a code of the county's list (000-29). `attended`: whoever was at fewer than
    this part of the sittings, as two of three, was absent. `notice` and `materials`: so long before
    the session each is due."""

    title: Title
    form: str
    key: bool
    quota: str
    credited_as: str
    required: tuple[str, ...]
    present: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    attended: Annotated[tuple[int, ...], Field(min_length=2, max_length=2)] = (2, 3)
    parts: tuple[str, ...] = ()
    votes: bool
    council_class: str | None = None
    on: Day
    begins: Moment | None = None
    place: Title
    venue: Code | None = None
    room: RoomId | None = None
    places: tuple[Title, ...] = ()
    moving: bool = False
    host_forum: Code | None = None
    agenda: tuple[AgendaItem, ...]
    consultations: tuple[ConsultationId, ...]
    notice_due: Day | None = None
    materials_due: Day | None = None
    provisional: bool = False
    notice: Term | None = Field(None, exclude_if=not_)
    materials: Term | None = Field(None, exclude_if=not_)


class ParticipantsInvited(Event):
    """Further participants were invited; their numbers go on from those before."""

    participants: tuple[Participant, ...]


class Answer(StrEnum):
    """What somebody says to an invitation."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    SENDS = "sends"


class InvitationAnswered(Event):
    """A participant said whether they come; the last answer holds. `stand_in`: the office of
    whoever is sent instead, never a person's name. `body` and `member` are those of the
    participant."""

    audience = Audience.PERSONAL

    participant: int
    answer: Answer
    stand_in: Title | None
    body: BodyId | None
    member: MemberId | None


class SessionPostponed(Event):
    """The session was moved to another day, moment or place before it was held. Whoever was invited
    is told by this. `called_for`: the day for which it had been called. `notice_due` and
    `materials_due` are counted anew from the day that holds now, by the terms of the call; where
    the day is another and notice is due, notice is given anew."""

    on: Day
    called_for: Day
    begins: Moment | None = None
    place: Title
    venue: Code | None = None
    room: RoomId | None = None
    places: tuple[Title, ...] = ()
    moving: bool = False
    notice_due: Day | None = None
    materials_due: Day | None = None
    provisional: bool = False
    consultations: tuple[ConsultationId, ...]
    reason: Sentence

    @property
    def told_anew(self) -> bool:
        """Whether the notice that was given counts no more: it named another day."""
        return self.on != self.called_for and self.notice_due is not None


class SessionCancelled(Event):
    """The session will not take place."""

    reason: Sentence


class Attendance(Fact):
    """Who was at a sitting (000-43): members one by one, all others counted by kind.
    `credited_as`: the duty fact of the members. `lacking`: the kinds of participants that the form
    wants present and that were at none of the sittings on record. As long as there are any, the
    session counts for no quota (001-05). `session_on`: the day of the first sitting, and `came`:
    the members who were at this or another sitting on record, so that whoever counts sessions
    counts each once. `uninvited`: why far more were there than were invited, where that was so."""

    sitting: int
    on: Day
    title: Title
    form: str
    key: bool
    credited_as: str
    consultations: tuple[ConsultationId, ...]
    present: tuple[Presence, ...]
    lacking: tuple[str, ...] = ()
    session_on: Day | None = None
    came: tuple[MemberId, ...] = ()
    uninvited: Sentence | None = Field(None, exclude_if=not_)

    @property
    def members(self) -> tuple[MemberId, ...]:
        return tuple(member for each in self.present for member in each.members)


class AttendanceRecorded(Event, Attendance):
    audience = Audience.PERSONAL


class AttendanceCorrected(Correction, Event, Attendance):
    """The attendance of a sitting as it was in truth. `before`: the members that the wrong event
    listed; the day is that of the sitting. `before_on`: the day of the first sitting as it was told
    before, where that was another. Nobody was there where the sitting was withdrawn."""

    audience = Audience.PERSONAL

    before: tuple[MemberId, ...]
    before_on: Day | None = Field(None, exclude_if=not_)


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


SessionEvent = (
    SessionCalled
    | NoticeGiven
    | ParticipantsInvited
    | InvitationAnswered
    | LeaveNoted
    | LeaveLapsed
    | MaterialsSent
    | SessionPostponed
    | SessionCancelled
    | CheckInOpened
    | CheckedIn
    | SittingHeld
    | SittingCorrected
    | SittingWithdrawn
    | AttendanceRecorded
    | AttendanceCorrected
    | AbsencesNoted
    | SpeechRecorded
    | SpeechCorrected
    | SpeechWithdrawn
    | PromiseMade
    | PromiseWithdrawn
    | PromiseTasked
    | ConsensusRecorded
    | DissentRecorded
    | VoteTaken
    | SessionClosed
    | MinutesDrafted
    | MinutesCommented
    | CommentSettled
    | MinutesConfirmed
    | MinutesCorrected
    | MinutesPublished
    | SessionPaperFiled
    | SessionPaperCorrected
    | SessionPaperWithdrawn
)
