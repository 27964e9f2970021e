"""Events that hold whatever an event may hold, and a service that repeats those of another."""

from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from pydantic import JsonValue

from contracts.event import Event, Recorded
from contracts.places import UnitId
from contracts.text import DocumentNumber, Passage, Sentence, Title
from runtime.decider import Circumstances, Command, Decider
from runtime.policy import Wanted
from runtime.projection import Change, put
from runtime.service import Aggregate, ReadModel, Reference, Service
from runtime.units import UNITS


class Noted(Event):
    """`raw`, `whole` and `inside` are wider than any contract is."""

    title: Title
    sentence: Sentence
    passage: Passage
    number: DocumentNumber
    raw: str
    whole: int
    inside: JsonValue


class Note(Command):
    creates: ClassVar[bool] = True
    unit: UnitId
    noted: Noted


@dataclass(frozen=True)
class Slip:
    unit: str = ""


def decide(slip: Slip, command: Note, asked: Circumstances[Any]) -> list[Event]:
    return [command.noted]


def evolve(slip: Slip, event: Event, unit: str) -> Slip:
    return Slip(unit)


def _table(name: str) -> sa.Table:
    text = [sa.Column(each, sa.Text) for each in ("title", "raw", "unit_name")]
    return sa.Table(name, sa.MetaData(), sa.Column("slip", sa.Text, primary_key=True), *text)


slips, quotes = _table("slips"), _table("quotes")


def _project(table: sa.Table, record: Recorded[Any]) -> list[Change]:
    return [put(table, record, title=record.data.title, raw=record.data.raw)]


def project(record: Recorded[Any]) -> list[Change]:
    return _project(slips, record)


def project_quote(record: Recorded[Any]) -> list[Change]:
    return _project(quotes, record)


def when_noted_note_here(record: Recorded[Noted]) -> list[Wanted]:
    return [Wanted(record.key, Note(unit=record.unit, noted=record.data))]


SLIP = Aggregate(
    "slip", Decider(Slip(), decide, evolve), Note, Noted, ReadModel(project, slips.metadata)
)
NOTING = Service("noting", (SLIP,), references=(UNITS,))
QUOTING = Service(
    "quoting",
    (SLIP,),
    policies={Noted: [when_noted_note_here]},
    references=(UNITS, Reference((Noted,), (quotes,), project_quote)),
)
