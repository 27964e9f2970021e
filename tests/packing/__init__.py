"""A service whose things know each other: cards are put into boxes, and boxes count them.

A card reads the box it is put into; the box counts it by a reaction, and a tally notes both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import sqlalchemy as sa

from contracts.event import Event, Recorded
from contracts.places import UnitId
from runtime.decider import Circumstances, Command, Decider, Rejected
from runtime.policy import Wanted
from runtime.projection import Change, put
from runtime.service import Aggregate, ReadModel, Service
from runtime.units import UNITS


class Opened(Event):
    room: int


class Counted(Event):
    card: str


class Sealed(Event): ...


class Open(Command):
    creates: ClassVar[bool] = True
    unit: UnitId
    room: int = 100


class Count(Command):
    card: str


class Seal(Command): ...


@dataclass(frozen=True)
class Box:
    unit: str = ""
    room: int = 0
    cards: tuple[str, ...] = ()
    sealed: bool = False


def decide_box(
    box: Box, command: Open | Count | Seal, given: Circumstances[Any]
) -> list[Opened | Counted | Sealed]:
    match command:
        case Open(room=room):
            return [Opened(room=room)]
        case Seal():
            return [] if box.sealed else [Sealed()]
        case Count() if box.sealed:
            raise Rejected(
                "box-sealed", "箱子已封。请用另一个。", "The box is sealed. Use another."
            )
        case Count(card=card):
            return [Counted(card=card)]


def evolve_box(box: Box, event: Opened | Counted | Sealed, unit: str) -> Box:
    match event:
        case Opened(room=room):
            return Box(unit, room)
        case Counted(card=card):
            return replace(box, cards=(*box.cards, card))
        case Sealed():
            return replace(box, sealed=True)


class Packed(Event):
    box: str
    label: str


class Turned(Event):
    beside: int


class Pack(Command):
    creates: ClassVar[bool] = True
    unit: UnitId
    box: str
    label: str = ""


class Turn(Command):
    """Turn a card, and write down how many lie in its box."""


@dataclass(frozen=True)
class Card:
    unit: str = ""
    box: str = ""


def boxes_read(card: Card, command: Pack | Turn) -> Iterable[str]:
    match command:
        case Pack(label="wrong"):
            raise ZeroDivisionError("a fault in `reads`")
        case Pack(label="nowhere"):
            return ["shelf/1"]
        case Pack(box=box):
            return [f"box/{box}"]
        case Turn():
            return [f"box/{card.box}"]


def decide_card(
    card: Card, command: Pack | Turn, given: Circumstances[Any]
) -> list[Packed | Turned]:
    match command:
        case Pack():
            box: Box = given.read(f"box/{command.box}")
            if len(box.cards) >= box.room:
                raise Rejected(
                    "box-full", "箱子已满。请用另一个。", "The box is full. Use another."
                )
            return [Packed(box=command.box, label=command.label)]
        case Turn():
            return [Turned(beside=len(given.read(f"box/{card.box}").cards))]


def evolve_card(card: Card, event: Packed | Turned, unit: str) -> Card:
    return Card(unit, event.box) if isinstance(event, Packed) else card


def when_packed_count_in_the_box(record: Recorded[Packed], card: Card) -> list[Wanted]:
    if record.data.label == "bug":
        raise ZeroDivisionError("a fault in a reaction")
    return [Wanted(card.box, Count(card=record.key))]


class Noted(Event):
    what: str


class Note(Command):
    creates: ClassVar[bool] = True
    unit: UnitId
    what: str


@dataclass(frozen=True)
class Tally:
    unit: str = ""
    notes: tuple[str, ...] = ()


def decide_tally(tally: Tally, command: Note, given: Circumstances[Any]) -> list[Noted]:
    return [Noted(what=command.what)]


def evolve_tally(tally: Tally, event: Noted, unit: str) -> Tally:
    return Tally(unit, (*tally.notes, event.what))


def when_anything_note_it(record: Recorded[Any], state: Box | Card) -> list[Wanted]:
    if getattr(record.data, "label", "") == "late":
        raise ZeroDivisionError("a fault when the box has counted the card")
    said = f"{type(record.data).__name__} {getattr(state, 'cards', ())}"
    return [Wanted("all", Note(unit=record.unit, what=said))]


class Knocked(Event):
    deep: int
    wide: int


class Knock(Command):
    """Knock, and be answered by `wide` others, each of which is answered likewise, `deep` deep."""

    creates: ClassVar[bool] = True
    unit: UnitId
    deep: int
    wide: int


@dataclass(frozen=True)
class Door:
    unit: str = ""


def decide_door(door: Door, command: Knock, given: Circumstances[Any]) -> list[Knocked]:
    return [Knocked(deep=command.deep, wide=command.wide)]


def when_knocked_knock_on(record: Recorded[Knocked], door: Door) -> list[Wanted]:
    left, wide = record.data.deep - 1, record.data.wide
    if left < 0:
        return []
    knock = Knock(unit=record.unit, deep=left, wide=wide)
    return [Wanted(f"{record.key}-{number}", knock) for number in range(wide)]


packed = sa.Table(
    "packed",
    sa.MetaData(),
    sa.Column("thing", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    return [put(packed, record, key=record.subject, position=record.position)]


ROWS = ReadModel(project, packed.metadata)
NONE = ReadModel(project, sa.MetaData())
"""Writes the same table, which is made but once."""

PACKING = Service(
    "packing",
    (
        Aggregate(
            "box",
            Decider(Box(), decide_box, evolve_box),
            Open | Count | Seal,
            Opened | Counted | Sealed,
            ROWS,
            reactions={Counted: (when_anything_note_it,)},
        ),
        Aggregate(
            "card",
            Decider(Card(), decide_card, evolve_card),
            Pack | Turn,
            Packed | Turned,
            NONE,
            reads=boxes_read,
            reactions={Packed: (when_packed_count_in_the_box, when_anything_note_it)},
        ),
        Aggregate("tally", Decider(Tally(), decide_tally, evolve_tally), Note, Noted, NONE),
        Aggregate(
            "door",
            Decider(Door(), decide_door, lambda door, event, unit: Door(unit)),
            Knock,
            Knocked,
            NONE,
            reactions={Knocked: (when_knocked_knock_on,)},
        ),
    ),
    references=(UNITS,),
)
