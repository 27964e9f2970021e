"""What may be asked while a session is held: its sittings, who was there, what it achieved."""

from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.meetings.participant import Presence
from contracts.text import Day, Moment, Sentence, Title
from runtime.decider import Command
from services.meetings.session.commands.fields import Code, Ordinal

Present = Annotated[tuple[Presence, ...], Field(min_length=1, max_length=50)]


class HoldSitting(Command):
    """Record that a sitting took place, and when it began if that is known; its number is in the
    event. `place`: where it was, if the session is mobile. `sitting` is needed only where two of
    one day took equally long and nobody wrote down when they began: it is the number that this one
    gets, the next one."""

    called = ("记录开会", "Record a sitting")

    on: Day
    began: Moment | None = None
    duration_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    place: Title | None = None
    sitting: Ordinal | None = None


class CorrectSitting(Command):
    """Correct a sitting: the whole of it as it was in truth, and why. It may be corrected after the
    minutes were confirmed, too; attendance and duty facts follow to the right day by themselves."""

    called = ("更正开会记录", "Correct a sitting")

    sitting: Ordinal
    on: Day
    began: Moment | None = None
    duration_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    place: Title | None = None
    reason: Sentence


class WithdrawSitting(Command):
    """Withdraw a sitting that did not take place, with the reason. Nobody was at it then. Where it
    was the only one, the session is as it was called."""

    called = ("撤回开会记录", "Withdraw a sitting")

    sitting: Ordinal
    reason: Sentence


CheckInCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{6,12}$")]


class OpenCheckIn(Command):
    """Let participants check in to a sitting, for so many minutes, with a code: six to twelve
    capitals and digits that nobody can guess, thought up by whoever asks and shown at the session.
    A later code takes the place of the one before."""

    called = ("开放签到", "Open the check-in")

    sitting: Ordinal = 1
    code: CheckInCode
    minutes: Annotated[int, Field(strict=True, ge=1, le=12 * 60)] = 30


class CheckIn(Command):
    """Check in to the sitting with the code that is shown there, for oneself or on behalf of
    whoever asked the office. `participant` is their number."""

    called = ("签到", "Check in")

    participant: Ordinal
    code: CheckInCode


class RecordAttendance(Command):
    """Record who was at a sitting: members one by one, all others counted by kind. Whoever checked
    in with the code is on the list without being named. `uninvited`: how it comes that more than
    ten times as many of a kind were there as were invited, such as an open session."""

    called = ("记录出席", "Record attendance")

    sitting: Ordinal = 1
    present: Annotated[tuple[Presence, ...], Field(max_length=50)] = ()
    uninvited: Sentence | None = None


class CorrectAttendance(Command):
    """Correct who was at a sitting: the whole list as it was in truth. Duty facts follow by
    themselves. `uninvited`: as in the record."""

    called = ("更正出席记录", "Correct the attendance")

    sitting: Ordinal = 1
    present: Present
    uninvited: Sentence | None = None
    reason: Sentence


class CloseSession(Command):
    """End a session, with what it achieved."""

    called = ("结束会议", "End the session")

    results: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
