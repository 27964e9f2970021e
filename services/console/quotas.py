"""What units owe in sessions, how many were held, what was missed; with the events behind it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.quotas import Held, Standing, periods
from common.visibility import What, by_scope
from contracts.meetings.rules import Quota, Quotas
from contracts.places import covers
from runtime.actor import Actor
from runtime.chapters import chapters
from runtime.jurisdictions import Jurisdictions
from services.console.cases import LISTED, register_of
from services.console.tables import Row, body_names, case_topics, gatherings, quotas_missed, rows
from services.console.timeline import Mark
from services.console.visibility import visible_cases

Places = sa.ColumnElement[Any]
"""Any of some units, to compare a column with."""
WORDS: Mapping[Standing, str] = {
    Standing.MET: "已达到",
    Standing.RUNNING: "进行中",
    Standing.OVERDUE: "未达要求",
}


@dataclass(frozen=True)
class Session:
    """A session that counts, with the event that says it was held. `matter`: that of its page, for
    whoever may see it."""

    title: str
    on: date
    matter: str | None
    mark: Mark


@dataclass(frozen=True)
class Miss:
    """That too few were on record when the period was over, as the calendar wrote it down."""

    held: int
    least: int
    mark: Mark


@dataclass(frozen=True)
class Period:
    start: date
    end: date
    standing: Standing
    words: str
    sessions: tuple[Session, ...]
    missed: Miss | None


@dataclass(frozen=True)
class Owed:
    """One quota of one unit, by the periods of a year."""

    unit: str
    unit_name: str
    quota: Quota
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Sum:
    """A quota over all units that owe it: how many these are, the sessions that count, the periods
    that are over without enough of them, and the misses on record."""

    name: str
    units: int
    held: int
    overdue: int
    missed: int


@dataclass(frozen=True)
class QuotaPage:
    """`next` continues the list of units."""

    jurisdiction: str
    name: str
    unit_name: str
    year: int
    sums: tuple[Sum, ...]
    owed: tuple[Owed, ...]
    next: str | None


async def page(
    connection: AsyncConnection,
    actor: Actor,
    there: Jurisdictions,
    jurisdiction: str,
    unit: str,
    year: int,
    after: str,
) -> QuotaPage | None:
    """What the units of a jurisdiction owe, or one unit and all below it."""
    register = await register_of(connection, actor, there, jurisdiction)
    if register is None:
        return None
    names = {row["unit"]: row["name"] for row in register}
    here = [row for row in register if not unit or there.below(row["unit"], unit)]
    owed = await owing(connection, actor, there, here, year)
    units = sorted({each.unit for each in owed if each.unit > after})
    shown = set(units[:LISTED])
    return QuotaPage(
        jurisdiction=jurisdiction,
        name=names[jurisdiction],
        unit_name=names.get(unit, unit),
        year=year,
        sums=tuple(sums(owed)),
        owed=tuple(each for each in owed if each.unit in shown),
        next=units[LISTED - 1] if len(units) > LISTED else None,
    )


async def owing(
    connection: AsyncConnection,
    actor: Actor,
    there: Jurisdictions,
    register: Sequence[Row],
    year: int,
) -> list[Owed]:
    """The quotas of these units, as far as this person reads the register there. Nothing is
    counted behind today."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), there.day)
    scopes = actor.holding(by_scope(What.REGISTER)).scopes
    own = [
        row
        for row in register
        if row["valid_from"] <= last and (row["valid_to"] is None or row["valid_to"] > last)
        if any(covers(scope, row["unit"]) for scope in scopes)
    ]
    issued = await _issued(connection, {there.of(row["unit"]) for row in own})
    due = [
        (row, quota)
        for row in own
        for quota in issued.get(there.of(row["unit"]), ())
        if row["kind"] in quota.unit_kinds
    ]
    places = sa.any_(sa.literal([row["unit"] for row, _ in due], sa.ARRAY(sa.Text)))
    held, told = await _held(connection, actor, places, first, last)
    missed = await _missed(connection, places, first, last)
    founded = await _founded(connection, places)

    def of(row: Row, quota: Quota) -> Iterator[Period]:
        since = founded.get(row["unit"], row["valid_from"])
        for each in periods(held[row["unit"]], quota, first, since, last):
            yield Period(
                start=each.start,
                end=each.end,
                standing=each.standing,
                words=WORDS[each.standing],
                sessions=tuple(told[one.session] for one in each.sessions),
                missed=missed.get((row["unit"], quota.code, each.start)),
            )

    return [Owed(row["unit"], row["name"], quota, tuple(of(row, quota))) for row, quota in due]


def sums(owed: Iterable[Owed]) -> Iterator[Sum]:
    """One for each quota, by its name: neighbours may call another one so, too."""
    by_name: dict[str, list[Owed]] = defaultdict(list)
    for each in owed:
        by_name[each.quota.chinese].append(each)
    for name, those in by_name.items():
        each_period = [period for each in those for period in each.periods]
        yield Sum(
            name=name,
            units=len({each.unit for each in those}),
            held=sum(len(period.sessions) for period in each_period),
            overdue=sum(period.standing is Standing.OVERDUE for period in each_period),
            missed=sum(period.missed is not None for period in each_period),
        )


async def _issued(
    connection: AsyncConnection, jurisdictions: set[str]
) -> Mapping[str, Sequence[Quota]]:
    statement = sa.select(chapters.c.jurisdiction, chapters.c.content).where(
        chapters.c.chapter == "quotas", chapters.c.jurisdiction.in_(jurisdictions)
    )
    return {
        row["jurisdiction"]: Quotas.model_validate(row["content"]).quotas
        for row in await rows(connection, statement)
    }


async def _held(
    connection: AsyncConnection, actor: Actor, places: Places, first: date, last: date
) -> tuple[Mapping[str, list[Held]], Mapping[str, Session]]:
    """The sessions that were held in these units, by unit, and each by its id."""
    seen = sa.and_(case_topics.c.matter.is_not(None), visible_cases(actor))
    statement = (
        sa.select(gatherings, sa.or_(gatherings.c.apart, seen).label("seen"))
        .outerjoin(case_topics, case_topics.c.matter == gatherings.c.matter)
        .where(
            gatherings.c.unit == places,
            gatherings.c.session.is_not(None),
            gatherings.c.held_on.between(first, last),
        )
    )
    held: dict[str, list[Held]] = defaultdict(list)
    told = {}
    for row in await rows(connection, statement):
        one = Held(row["session"], row["held_on"], row["key_session"], row["quota"])
        held[row["unit"]].append(one)
        told[one.session] = Session(
            title=row["title"],
            on=one.on,
            matter=row["matter"] if row["seen"] else None,
            mark=Mark("meetings", row["held_at"], row["held_event"]),
        )
    return held, told


async def _missed(
    connection: AsyncConnection, places: Places, first: date, last: date
) -> Mapping[tuple[str, str, date], Miss]:
    statement = sa.select(quotas_missed).where(
        quotas_missed.c.owing == places, quotas_missed.c.first.between(first, last)
    )
    return {
        (row["owing"], row["quota"], row["first"]): Miss(
            row["held"], row["least"], Mark("meetings", row["as_of"], row["event_id"])
        )
        for row in await rows(connection, statement)
    }


async def _founded(connection: AsyncConnection, places: Places) -> Mapping[str, date]:
    """Since when there is a council or a workstation in each of these units."""
    since = sa.func.min(body_names.c.since).label("since")
    statement = sa.select(body_names.c.unit, since).where(
        body_names.c.unit == places,
        body_names.c.part.is_not(None),
        body_names.c.since.is_not(None),
    )
    found = await rows(connection, statement.group_by(body_names.c.unit))
    return {row["unit"]: row["since"] for row in found}
