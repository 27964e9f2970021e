"""What may be asked of a session."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from contracts.ids import BodyId, ConsultationId, MemberId, RoomId
from contracts.meetings.participant import Invited, Presence
from contracts.meetings.session import Answer, Appraised
from contracts.places import UnitId
from contracts.text import Count, Day, DocumentNumber, Moment, Passage, Sentence, Title
from runtime.decider import Command
from services.meetings.participants import bodies_of

Ordinal = Annotated[int, Field(strict=True, ge=1, le=10_000)]
"""Number 1..n of a sitting, an item, a participant or a promise within its session."""
Code: TypeAlias = DocumentNumber
"""Of an entry of a vocabulary."""
Bodies = Annotated[tuple[BodyId, ...], Field(max_length=20)]
Present = Annotated[tuple[Presence, ...], Field(min_length=1, max_length=50)]


class Point(Command):
    """A point of the agenda, and the consultation that it serves, if any. `appraises`: the
    department or the outcome that is appraised under it, where the form of the session knows that.
    """

    title: Title
    questions: Annotated[tuple[Sentence, ...], Field(max_length=20)] = ()
    consultation: ConsultationId | None = None
    part: Code | None = None
    appraises: Appraised | None = None


class CallSession(Command):
    """Call a session. Whoever takes part in the consultations that it serves is invited with it.
    Whether it counts as a key session follows from its form. `venue` is a code of the county's
    `venues`: one in a room names the `room`, a scattered one its further `places`. `host_forum` is
    a code of its `forums`, where the session is held inside another meeting."""

    called = ("召集会议", "Call a session")

    creates: ClassVar[bool] = True

    unit: UnitId
    title: Title
    form: Code
    on: Day
    begins: Moment | None = None
    place: Title
    venue: Code | None = None
    room: RoomId | None = None
    places: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    host_forum: Code | None = None
    agenda: Annotated[tuple[Point, ...], Field(max_length=50)] = ()


class GiveNotice(Command):
    """Record when and how notice of the session was given."""

    called = ("发出会议通知", "Give notice of the session")

    on: Day
    how: Title


class InviteParticipants(Command):
    """Invite further participants. `title` is the party, office or group, never a person's name."""

    called = ("邀请参加方", "Invite participants")

    participants: Annotated[tuple[Invited, ...], Field(min_length=1, max_length=100)]

    def looks_up(self) -> tuple[str, ...]:
        return bodies_of(self.participants)


class AnswerInvitation(Command):
    """Answer an invitation, one's own or on behalf of whoever answered the office. `participant` is
    their number; `stand_in` the office of whoever is sent instead, never a person's name."""

    called = ("答复会议邀请", "Answer the invitation")

    participant: Ordinal
    answer: Answer
    stand_in: Title | None = None


class SendMaterials(Command):
    """Record what those invited got before the session."""

    called = ("发送会议材料", "Send the materials")

    documents: Annotated[tuple[Title, ...], Field(min_length=1, max_length=50)]
    on: Day


class NoteLeave(Command):
    """A member has leave from the session. Only a policy asks this."""

    leave: Title
    member: MemberId
    uncounted: bool


class NoteLeaveLapsed(Command):
    """The leave was taken back. Only a policy asks this."""

    leave: Title
    member: MemberId


class CancelSession(Command):
    """Cancel a session that was called and has not been held."""

    called = ("取消会议", "Cancel the session")

    reason: Sentence


class HoldSitting(Command):
    """Record that a sitting took place, and when it began if that is known; its number is in the
    event. `place`: where it was, if the session is mobile."""

    called = ("记录开会", "Record a sitting")

    on: Day
    began: Moment | None = None
    duration_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    place: Title | None = None


class RecordAttendance(Command):
    """Record who was at a sitting: members one by one, all others counted by kind."""

    called = ("记录出席", "Record attendance")

    sitting: Ordinal = 1
    present: Present


class CorrectAttendance(Command):
    """Correct who was at a sitting: the whole list as it was in truth. Duty facts follow by
    themselves."""

    called = ("更正出席记录", "Correct the attendance")

    sitting: Ordinal = 1
    present: Present
    reason: Sentence


class RecordSpeech(Command):
    """Record what a participant said; `participant` is their number among those invited. `item` is
    needed where the agenda has several. `part`: the part of the session, where its form has parts;
    `began` and `minutes`: when they spoke, and how long, if that was written down."""

    called = ("记录发言", "Record a speech")

    participant: Ordinal
    item: Ordinal | None = None
    gist: Sentence
    part: Code | None = None
    began: Moment | None = None
    minutes: Annotated[int, Field(strict=True, ge=1, le=24 * 60)] | None = None


class MakePromise(Command):
    """Record a promise made in session; its number is in the event."""

    called = ("记录承诺", "Record a promise")

    item: Ordinal | None = None
    department: BodyId
    what: Sentence
    due: Day


class WithdrawPromise(Command):
    """Withdraw a promise, with the reason."""

    called = ("撤回承诺", "Withdraw the promise")

    promise: Ordinal
    reason: Sentence


class TaskPromise(Command):
    """Make a promise a task: who leads, who helps."""

    called = ("承诺转为任务", "Make the promise a task")

    promise: Ordinal
    lead: BodyId
    co: Bodies = ()


class RecordConsensus(Command):
    """Record a point on which all agreed."""

    called = ("记录共识", "Record a consensus")

    item: Ordinal | None = None
    text: Sentence


class RecordDissent(Command):
    """Record an opinion that differs. `held_by` is the participant or group that differs
    (部分种植户), never the name of a person."""

    called = ("记录不同意见", "Record a dissent")

    item: Ordinal | None = None
    held_by: Title
    text: Sentence


class TakeVote(Command):
    """Record a vote by show of hands, where the form of the session knows votes."""

    called = ("记录表决", "Record a vote")

    item: Ordinal | None = None
    question: Sentence
    in_favour: Count
    against: Count
    abstaining: Count = 0


class CloseSession(Command):
    """End a session, with what it achieved."""

    called = ("结束会议", "End the session")

    results: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]


class DraftMinutes(Command):
    """Draft the minutes; a later draft takes the place of this one."""

    called = ("起草纪要", "Draft the minutes")

    summary: Passage


class CommentOnMinutes(Command):
    """Say what should be changed in the draft of the minutes, for oneself or on behalf of whoever
    said it to the office. `participant` is their number."""

    called = ("对纪要提出修改意见", "Comment on the minutes")

    participant: Ordinal
    text: Passage


class SettleComment(Command):
    """Say what became of a comment on the minutes: taken up or not, and why."""

    called = ("答复修改意见", "Settle a comment")

    comment: Ordinal
    taken_up: bool
    answer: Sentence


class CorrectMinutes(Command):
    """Put confirmed minutes right: what they should say, confirmed anew on which day and by which
    office or body, and why. Tasks are put right in their outcome."""

    called = ("更正会议纪要", "Correct the minutes")

    summary: Passage
    on: Day
    confirmed_by: Title
    reason: Sentence


class PublishMinutes(Command):
    """Record what was published of the minutes, where and when. `text` is what everybody may read,
    without names; `left_out` says what it leaves out and why."""

    called = ("公布会议纪要", "Publish the minutes")

    text: Passage
    left_out: Sentence | None = None
    on: Day
    where: Title


class ConfirmMinutes(Command):
    """Confirm the draft of the minutes. `confirmed_by` is the office or body that confirms
    (协商议事会召集人), never the name of a person."""

    called = ("确认纪要", "Confirm the minutes")

    on: Day
    confirmed_by: Title


SessionCommand: TypeAlias = (
    CallSession
    | GiveNotice
    | InviteParticipants
    | AnswerInvitation
    | SendMaterials
    | NoteLeave
    | NoteLeaveLapsed
    | CancelSession
    | HoldSitting
    | RecordAttendance
    | CorrectAttendance
    | RecordSpeech
    | MakePromise
    | WithdrawPromise
    | TaskPromise
    | RecordConsensus
    | RecordDissent
    | TakeVote
    | CloseSession
    | DraftMinutes
    | CommentOnMinutes
    | SettleComment
    | ConfirmMinutes
    | CorrectMinutes
    | PublishMinutes
)
