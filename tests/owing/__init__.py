"""A service in which something is due: debts that are to be paid by a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar

import sqlalchemy as sa

from contracts.event import Event, Recorded
from contracts.places import UnitId
from contracts.text import Day
from runtime import due
from runtime.decider import Circumstances, Command, Decider, Rejected
from runtime.due import Deadline, Deadlines
from runtime.projection import Change, put
from runtime.service import Aggregate, ReadModel, Service
from runtime.units import UNITS

WHAT = "payment"


class Lent(Event):
    by: Day
    grace: int = 0


class Deferred(Event):
    by: Day
    grace: int = 0


class Repaid(Event):
    on: Day


class Missed(Event):
    what: str
    due: Day


class Lend(Command):
    creates: ClassVar[bool] = True
    unit: UnitId
    by: Day
    grace: int = 0


class Defer(Command):
    by: Day


class Repay(Command):
    on: Day


class NoteDebt(due.NoteMissed):
    """Note that a debt was not paid by its day."""


@dataclass(frozen=True)
class Debt:
    unit: str = ""
    deadline: Deadline | None = None
    repaid: date | None = None
    missed: frozenset[date] = frozenset()


def deadlines(debt: Debt) -> list[Deadline]:
    day = debt.deadline
    if day is None or day.day in debt.missed or debt.repaid:
        return []
    return [day]


def deadline(by: date, grace: int) -> Deadline:
    return Deadline(WHAT, by, by + timedelta(days=grace))


DEADLINES = Deadlines(deadlines, NoteDebt)


def decide(
    debt: Debt, command: Lend | Defer | Repay | NoteDebt, given: Circumstances[Any]
) -> list[Event]:
    match command:
        case Lend(by=by, grace=grace):
            return [Lent(by=by, grace=grace)]
        case NoteDebt():
            over = DEADLINES.over(debt, given.today)
            return [
                Missed(what=each.what, due=each.day)
                for each in over
                if (each.what, each.day) == (command.what, command.day)
            ]
        case Defer(by=by):
            return [Deferred(by=by)]
        case Repay(on=on) if debt.repaid is None:
            return [Repaid(on=on)]
    raise Rejected("repaid", "已经还清。", "It is repaid already. Nothing is to be done.")


def evolve(debt: Debt, event: Event, unit: str) -> Debt:
    match event:
        case Lent(by=by, grace=grace) | Deferred(by=by, grace=grace):
            return replace(debt, unit=unit, deadline=deadline(by, grace))
        case Repaid(on=on):
            return replace(debt, repaid=on)
        case Missed(due=day):
            return replace(debt, missed=debt.missed | {day})
    raise AssertionError(event)


debts = sa.Table(
    "debts",
    sa.MetaData(),
    sa.Column("debt", sa.Text, primary_key=True),
    sa.Column("by", sa.Date, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case Lent(by=by, grace=grace):
            return [
                put(debts, record, by=by),
                due.expected(record, deadline(by, grace)),
            ]
        case Deferred(by=by, grace=grace):
            return [due.moved(record, deadline(by, grace))]
        case Repaid():
            return [due.met(record, WHAT)]
        case Missed(what=what, due=day):
            return [due.missed(record, what, day)]
    return []


DEBT = Aggregate(
    "debt",
    Decider(Debt(), decide, evolve),
    Lend | Defer | Repay | NoteDebt,
    Lent | Deferred | Repaid | Missed,
    ReadModel(project, debts.metadata),
    deadlines=DEADLINES,
)
OWING = Service("owing", (DEBT,), references=(UNITS,))
