"""A jurisdiction's rules on members: what a fact of their duty earns."""

from typing import Annotated

from pydantic import Field

from contracts.event import Fact
from contracts.members.duty import DutyKind
from contracts.rules import Chapter, ChapterIssued, ProfileAdopted


class DutyPoints(Fact):
    kind: DutyKind
    points: int
    most_per_year: int


class Duty(Chapter):
    """The points of each kind of duty fact, and the most they earn in a year (003-02)."""

    points: Annotated[tuple[DutyPoints, ...], Field(max_length=50)]


class DutyIssued(ChapterIssued):
    duty: Duty


RulesEvent = DutyIssued | ProfileAdopted
