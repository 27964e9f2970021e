"""What may be asked before a session: it is called, people are invited, notice is given."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import ConsultationId, MemberId, RoomId
from contracts.meetings.participant import Invited
from contracts.meetings.session import Answer, Appraised
from contracts.paper import Paper
from contracts.places import UnitId
from contracts.text import Day, Moment, Sentence, Title
from runtime.decider import Command
from services.meetings.participants import bodies_of
from services.meetings.session.commands.fields import Code, Ordinal


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

    def looks_up(self) -> tuple[str, ...]:
        appraised = (point.appraises.body for point in self.agenda if point.appraises)
        return tuple(body for body in appraised if body is not None)


class PostponeSession(Command):
    """Move a session that was not held yet to another day, moment or place, with the reason: where
    and when it is now, as in the call. Whoever was invited is told by this; days of notice and of
    materials are counted anew, and notice of another day is given anew where its form asks for it.
    """

    called = ("会议改期改地点", "Postpone the session")

    on: Day
    begins: Moment | None = None
    place: Title
    venue: Code | None = None
    room: RoomId | None = None
    places: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    reason: Sentence


class GiveNotice(Command):
    """Record when and how notice of the session was given. `text`: the notice itself, as the answer
    to its upload describes it."""

    called = ("发出会议通知", "Give notice of the session")

    on: Day
    how: Title
    text: Paper | None = None


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


class Enclosure(Command):
    """The text of one of the documents: `document` is its place among them, from 1, and `text` what
    the answer to the upload says."""

    document: Ordinal
    text: Paper


class SendMaterials(Command):
    """Record what those invited got before the session: the titles of all `documents`, and the
    texts of those that were uploaded, which everybody reads who reads the session. `part`: the part
    of the session for which they are meant, where its form has parts."""

    called = ("发送会议材料", "Send the materials")

    documents: Annotated[tuple[Title, ...], Field(min_length=1, max_length=50)]
    on: Day
    part: Code | None = None
    papers: Annotated[tuple[Enclosure, ...], Field(max_length=50)] = ()


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
