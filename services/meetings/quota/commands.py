"""What may be asked of what a unit owes: by the calendar alone."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import ActivityId, SessionId
from contracts.places import UnitId
from contracts.procedure import Times
from contracts.text import Day, Title
from runtime.due import NoteMissed


class NoteQuotaMissed(NoteMissed):
    """Note that a quota was missed. `what` is its code, `day` the last of the period."""

    called = ("记录会议数量未达要求", "Note that a quota was missed")

    creates: ClassVar[bool] = True

    unit: UnitId
    title: Title
    first: Day
    least: Times
    sessions: Annotated[tuple[SessionId, ...], Field(max_length=100)] = ()
    activities: Annotated[tuple[ActivityId, ...], Field(max_length=100)] = ()


QuotaCommand = NoteQuotaMissed
