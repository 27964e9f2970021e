"""The shapes of a profile's file: its rules, its units, and the words they are written in."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts.ids import BodyId
from contracts.members.body import BodyKind
from contracts.members.duty import DutyKind
from contracts.members.unit import UnitKind
from contracts.places import UnitId
from contracts.procedure import Choice, Procedure, Step
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.topics.topic import Category, Origin, Principle
from services.members.body.commands import RegisterBody
from services.members.room.commands import OpenRoom
from services.members.unit.commands import RegisterUnit


class Part(BaseModel):
    """A part of a profile. A misspelt name is a mistake, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProfileStep(Step):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProfileProcedure(Procedure):
    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: Annotated[tuple[ProfileStep, ...], Field(min_length=1)]


class TopicWords(Part):
    categories: dict[Category, Title]
    origins: dict[Origin, Title]
    principles: dict[Principle, Title]
    choices: tuple[Choice, ...]


class Cadence(Part):
    """How often a key session is due (000-40)."""

    months: Annotated[int, Field(ge=1, le=24)]
    unit_kinds: Annotated[tuple[UnitKind, ...], Field(min_length=1)]
    note: Sentence


Days = Annotated[int, Field(ge=1, le=730)]


class OutcomeWords(Part):
    """Deadlines in calendar days, standing copies and the names of the lists (9.3, 001-22)."""

    first_progress_days: Days
    result_days: Days
    look_back_days: Days
    copies: tuple[Title, ...]
    lists: Annotated[tuple[Title, ...], Field(min_length=3, max_length=3)]


class Points(Part):
    kind: DutyKind
    points: Annotated[int, Field(ge=0, le=100)]
    most_per_year: Annotated[int, Field(ge=0, le=1000)]


class Body(Part):
    """A committee, department, Party organisation or office of the county."""

    id: BodyId
    name: Title
    kind: BodyKind
    since: Day | None = None

    def registration(self, unit: str) -> RegisterBody:
        """What the directory is asked for this row."""
        return RegisterBody(unit=unit, body=self.id, **self.model_dump(exclude={"id"}))


class Rules(Part):
    """The .toml file."""

    version: DocumentNumber
    county: UnitId
    programme: Title
    units: str
    topics: TopicWords
    procedures: Annotated[tuple[ProfileProcedure, ...], Field(min_length=1)]
    cadence: Cadence
    outcomes: OutcomeWords
    duty: tuple[Points, ...]
    bodies: tuple[Body, ...]


KINDS = {
    "县": UnitKind.COUNTY,
    "乡镇": UnitKind.TOWNSHIP,
    "社区": UnitKind.COMMUNITY,
    "村": UnitKind.VILLAGE,
    "企业": UnitKind.ENTERPRISE,
}


def _kind(word: object) -> object:
    if isinstance(word, str) and word not in KINDS:
        raise ValueError(f"must be one of {', '.join(KINDS)}")
    return KINDS[word] if isinstance(word, str) else word


def _blank(cell: object) -> object:
    return None if cell == "" else cell


OptionalDay = Annotated[Day | None, BeforeValidator(_blank)]


class Unit(Part):
    """A row of the unit list."""

    code: Annotated[UnitId, Field(alias="代码")]
    name: Annotated[Title, Field(alias="名称")]
    kind: Annotated[UnitKind, BeforeValidator(_kind), Field(alias="类别")]
    parent: Annotated[UnitId | None, BeforeValidator(_blank), Field(alias="上级代码")]
    valid_from: Annotated[Day, Field(alias="启用日期")]
    workstation_since: Annotated[OptionalDay, Field(alias="工作站成立")]
    council_since: Annotated[OptionalDay, Field(alias="议事会成立")]
    room_since: Annotated[OptionalDay, Field(alias="议事室启用")]

    def registration(self) -> RegisterUnit:
        """What the register is asked for this row."""
        return RegisterUnit(
            unit=self.code,
            name=self.name,
            kind=self.kind,
            parent=self.parent,
            valid_from=self.valid_from,
        )

    def bodies(self) -> Iterator[RegisterBody]:
        """The workstation and the council that stand there."""
        for kind, word, since in (
            (BodyKind.WORKSTATION, "委员工作站", self.workstation_since),
            (BodyKind.COUNCIL, "协商议事会", self.council_since),
        ):
            if since:
                yield RegisterBody(
                    unit=self.code,
                    body=f"{self.code}-{kind}",
                    name=f"{self.name}{word}",
                    kind=kind,
                    since=since,
                )

    def room(self) -> OpenRoom | None:
        """The room that stands there."""
        if self.room_since is None:
            return None
        return OpenRoom(
            unit=self.code,
            room=f"{self.code}-room",
            name=f"{self.name}协商议事室",
            since=self.room_since,
        )

    def has_council(self, on: date) -> bool:
        """Whether council and room exist on that day (000-03, 000-15)."""
        return all(since and since <= on for since in (self.council_since, self.room_since))
