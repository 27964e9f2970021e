"""What may be asked of a member's leave."""

from typing import ClassVar

from contracts.ids import MemberId, SessionId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command


class AskLeave(Command):
    """Ask for leave from a session, for oneself, or for a member who asked the office. `unit` is
    that of the member, `title` and `on` are those of the session."""

    called = ("请假", "Ask for leave")

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    session: SessionId
    title: Title
    on: Day
    ground: Code
    asked_on: Day


class GrantLeave(Command):
    """Grant the leave."""

    called = ("准假", "Grant the leave")

    decided_on: Day


class RefuseLeave(Command):
    """Refuse the leave, with the reason."""

    called = ("不准假", "Refuse the leave")

    decided_on: Day
    reason: Sentence


class TakeBackLeave(Command):
    """Take the leave back: the member comes after all, or it was entered wrongly."""

    called = ("销假", "Take the leave back")


LeaveCommand = AskLeave | GrantLeave | RefuseLeave | TakeBackLeave
