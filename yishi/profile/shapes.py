"""The shapes of a profile's file: its rules, its units, and the words they are written in."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from contracts.ids import BodyId
from contracts.members.body import Part as PartOfUnit
from contracts.members.rules import BodyKind, UnitKind, Words
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Title
from contracts.vocabulary import Code
from services.members.body.commands import RegisterBody
from services.members.room.commands import OpenRoom
from services.members.unit.commands import RegisterUnit


class Part(BaseModel):
    """A part of a profile. A misspelt name is a mistake, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Body(Part):
    """A committee, department, Party organisation or office: of the jurisdiction itself, or of the
    `unit` that it names."""

    id: BodyId
    name: Title
    kind: Code
    unit: UnitId | None = None
    since: Day | None = None

    def registration(self, jurisdiction: str) -> RegisterBody:
        """What the directory is asked for this row."""
        row = self.model_dump(exclude={"id", "unit"})
        return RegisterBody(unit=self.unit or jurisdiction, body=self.id, **row)


Tables = dict[str, dict[str, Any]]
"""The chapters of one service by name, as the file has them: the service's own models read them."""


class Rules(Part):
    """The .toml file. `extends` names another beside it, of which it takes each chapter, whole,
    that it does not hold itself."""

    version: DocumentNumber
    jurisdiction: UnitId
    extends: str | None = None
    units: str
    templates: tuple[str, ...] = ()
    """Shipped procedures that are taken as they are, by their codes; they come before those of the
    file itself."""
    procedures: tuple[dict[str, Any], ...] = ()
    """A chapter of topics, which fix one, and of meetings, which upgrade to another. A step may
    say that it is `reconstructed`, for whoever reads the file: no source tells of it."""
    calendar: tuple[dict[str, Any], ...] = ()
    consents: dict[str, Any] = {}
    """Who consents to what: a chapter of every service in which things need consent."""
    documents: dict[str, Any] = {}
    """What documents say: a chapter of topics, meetings and outcomes."""
    topics: Tables = {}
    meetings: Tables = {}
    members: Tables = {}
    outcomes: Tables = {}
    bodies: tuple[Body, ...] = ()

    @property
    def stamp(self) -> str:
        return f"{self.jurisdiction}/{self.version}"

    def on_top_of(self, other: "Rules") -> "Rules":
        """These rules, with the chapters of the other that they do not hold."""
        services = ("topics", "meetings", "members", "outcomes")
        return self.model_copy(
            update={
                "extends": other.stamp,
                "procedures": self.procedures or other.procedures,
                "calendar": self.calendar or other.calendar,
                "consents": self.consents or other.consents,
                "documents": self.documents or other.documents,
                **{each: {**getattr(other, each), **getattr(self, each)} for each in services},
            }
        )


def _blank(cell: object) -> object:
    return None if cell == "" else cell


OptionalDay = Annotated[Day | None, BeforeValidator(_blank)]

_COLUMNS = {
    "代码": "code",
    "名称": "name",
    "类别": "kind",
    "上级代码": "parent",
    "启用日期": "valid_from",
}


def columns(words: Words) -> dict[str, str]:
    """The columns of the unit list, and the field of `Unit` in each: those of every place, then one
    for each part of a unit, as the words in force call it."""
    parts: dict[PartOfUnit, str] = {}
    for kind in words.body_kinds:
        if kind.part:
            parts.setdefault(kind.part, kind.chinese)
    founded = {f"{parts[part]}成立": f"{part}_since" for part in PartOfUnit if part in parts}
    return {**_COLUMNS, **founded, f"{words.room}启用": "room_since"}


class Unit(Part):
    """A row of the unit list. Its kind is told by the Chinese word for it."""

    code: UnitId
    name: Title
    kind: Title
    parent: Annotated[UnitId | None, BeforeValidator(_blank)]
    valid_from: Day
    workstation_since: OptionalDay = None
    council_since: OptionalDay = None
    room_since: OptionalDay = None

    def registration(self, kinds: Iterable[UnitKind]) -> RegisterUnit:
        """What the register is asked for this row. Raises `KeyError` for a word of no kind."""
        return RegisterUnit(
            unit=self.code,
            name=self.name,
            kind={each.chinese: each.code for each in kinds}[self.kind],
            parent=self.parent,
            valid_from=self.valid_from,
        )

    def bodies(self, kinds: Iterable[BodyKind]) -> Iterator[RegisterBody]:
        """The workstation and the council that stand there, each as the first kind that is one."""
        days = {
            PartOfUnit.WORKSTATION: self.workstation_since,
            PartOfUnit.COUNCIL: self.council_since,
        }
        for kind in kinds:
            if kind.part and (since := days.pop(kind.part, None)):
                yield RegisterBody(
                    unit=self.code,
                    body=f"{self.code}-{kind.part}",
                    name=f"{self.name}{kind.chinese}",
                    kind=kind.code,
                    since=since,
                )

    def room(self, called: str) -> OpenRoom | None:
        """The room that stands there, as such rooms are called."""
        if self.room_since is None:
            return None
        return OpenRoom(
            unit=self.code,
            room=f"{self.code}-room",
            name=f"{self.name}{called}",
            since=self.room_since,
        )

    def has_council(self, on: date) -> bool:
        """Whether council and room exist on that day (000-03, 000-15)."""
        return all(since and since <= on for since in (self.council_since, self.room_since))
