"""What may be asked of what somebody owes: by the calendar alone."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import ActivityId, BodyId, MemberId, SessionId
from contracts.places import UnitId
from contracts.procedure import Times
from contracts.text import Day, Title
from runtime.due import NoteMissed


class NoteQuotaMissed(NoteMissed):
    """Note that a quota was missed by a unit, or by a `body` or `member` of it. `what` is its code,
    `day` the last of the period, `count` how much was on record that counts."""

    called = ("记录会议数量未达要求", "Note that a quota was missed")

    creates: ClassVar[bool] = True

    unit: UnitId
    body: BodyId | None = None
    member: MemberId | None = None
    count: int = 0
    title: Title
    first: Day
    least: Times
    sessions: Annotated[tuple[SessionId, ...], Field(max_length=100)] = ()
    activities: Annotated[tuple[ActivityId, ...], Field(max_length=100)] = ()


QuotaCommand = NoteQuotaMissed
