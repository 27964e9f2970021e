"""A service so small that a test of the runtime can be read: counters that are begun and raised.

It is no part of tests/support: an event's service is the second part of its module's name.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import sqlalchemy as sa

from contracts.event import Event, Recorded
from contracts.places import UnitId
from runtime.decider import Circumstances, Command, Decider, Rejected
from runtime.policy import Wanted
from runtime.projection import Change, patch, put
from runtime.service import Aggregate, ReadModel, Reference, Service
from runtime.units import UNITS


class Begun(Event):
    label: str


class Raised(Event):
    by: int


class Begin(Command):
    creates: ClassVar[bool] = True
    unit: UnitId
    label: str


class Raise(Command):
    by: int


@dataclass(frozen=True)
class Counter:
    unit: str = ""
    total: int = 0


def decide(counter: Counter, command: Begin | Raise, asked: Circumstances[Any]) -> list[Event]:
    match command:
        case Begin(label="bug"):
            raise ZeroDivisionError("a fault, not a refusal")
        case Begin():
            if counter.unit:
                return []
            return [Begun(label=command.label)]
        case Raise(by=0):
            return []
        case Raise(by=by) if by > 0:
            return [Raised(by=1) for _ in range(by)]
    raise Rejected("only-up", "只能增加。", "A counter only goes up.")


def evolve(counter: Counter, event: Event, unit: str) -> Counter:
    match event:
        case Begun():
            return Counter(unit=unit)
        case Raised(by=by):
            return replace(counter, total=counter.total + by)
    raise AssertionError(event)


counters = sa.Table(
    "counters",
    sa.MetaData(),
    sa.Column("counter", sa.Text, primary_key=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("version_seen", sa.Integer),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case Begun(label="unwritable"):
            return [put(counters, record, label=None)]
        case Begun(label=label):
            return [put(counters, record, label=label, version_seen=record.streamversion)]
        case Raised():
            return [patch(counters, record, version_seen=record.streamversion)]
    return []


COUNTER = Aggregate(
    "counter",
    Decider(Counter(), decide, evolve),
    Begin | Raise,
    Begun | Raised,
    ReadModel(project, counters.metadata),
)
COUNTING = Service("counting", (COUNTER,), references=(UNITS,))

echoes = sa.Table(
    "echoes",
    sa.MetaData(),
    sa.Column("counter", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)


def when_raised_raise_here(record: Recorded[Raised]) -> list[Wanted]:
    return [Wanted(record.key, Raise(by=record.data.by))]


def when_begun_begin_here(record: Recorded[Begun]) -> list[Wanted]:
    return [Wanted(record.key, Begin(unit=record.unit, label=record.data.label))]


def project_echo(record: Recorded[Any]) -> list[Change]:
    return [put(echoes, record, position=record.position)]


def echoing(name: str = "echo") -> Service:
    """A service that does here what was done in counting."""
    return Service(
        name,
        (COUNTER,),
        policies={Begun: [when_begun_begin_here], Raised: [when_raised_raise_here]},
        references=(UNITS, Reference((Begun, Raised), (echoes,), project_echo)),
    )
