"""What people may ask of an issue of a unit's bulletin."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import BodyId, BulletinId
from contracts.places import UnitId
from contracts.text import Day, Moment, Sentence, Year
from runtime.decider import Command
from services.topics.report.commands import Id

MOST_ITEMS = 20
"""Each item of a bulletin has a consequence in its report, and a command has 50 at most."""
Items = Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_ITEMS)]


class IssueBulletin(Command):
    """Issue the unit's bulletin with the next number of the year. Its items are signed reports.
    `issued_on` is today, unless given; with an urgent item, say the minute (`issued_at`)."""

    called = ("编发信息期刊", "Issue the bulletin")

    creates: ClassVar[bool] = True

    unit: UnitId
    year: Year
    issue: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    items: Items
    issued_on: Day | None = None
    issued_at: Moment | None = None


class SendBulletin(Command):
    """Record to which bodies the bulletin was sent, and when; with an urgent item, at which minute.
    They read it from now on. Those that have it already are left out."""

    called = ("分送", "Send the bulletin")

    recipients: Annotated[tuple[BodyId, ...], Field(min_length=1, max_length=20)]
    sent_on: Day | None = None
    sent_at: Moment | None = None

    def looks_up(self) -> tuple[str, ...]:
        return self.recipients


class WithdrawSending(Command):
    """Take back that the bulletin was sent to these bodies: it was entered wrongly. They find it no
    more. Where only the day was wrong, record the sending anew."""

    called = ("撤销分送登记", "Withdraw the record of sending")

    recipients: Annotated[tuple[BodyId, ...], Field(min_length=1, max_length=20)]
    reason: Sentence


class CorrectBulletin(Command):
    """Correct what was entered of the bulletin: tell items and day again, with a reason."""

    called = ("更正期刊", "Correct the bulletin")

    items: Items
    issued_on: Day | None = None
    issued_at: Moment | None = None
    reason: Sentence


class NoteNextIssue(Command):
    """Note that the next issue of the year came out. Only a reaction asks this."""

    next: BulletinId


class WithdrawBulletin(Command):
    """Call the bulletin back. Its number stays used; its items may be issued in another one."""

    called = ("撤回期刊", "Withdraw the bulletin")

    reason: Sentence


BulletinCommand = (
    IssueBulletin
    | SendBulletin
    | WithdrawSending
    | CorrectBulletin
    | NoteNextIssue
    | WithdrawBulletin
)
