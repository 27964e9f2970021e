"""What units owe in sessions and activities, how many were held, what was missed; with the events
behind it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.quotas import Held, Standing, of_activity, periods
from common.quotas import Period as Counted
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
"""Any of some units, for a column to be compared with."""
WORDS: Mapping[Standing, str] = {
    Standing.MET: "已达到",
    Standing.RUNNING: "进行中",
    Standing.OVERDUE: "未达要求",
}


@dataclass(frozen=True)
class Session:
    """A session or an activity that counts, with the event that says it was held. `matter`: that of
    its page, for whoever may see it."""

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


@dataclass(frozen=True)
class Due:
    """Which units owe which quotas in a year; nothing is counted behind `last`."""

    first: date
    last: date
    each: Sequence[tuple[Row, Quota]]

    @property
    def places(self) -> Places:
        units = sorted({row["unit"] for row, _ in self.each})
        return sa.any_(sa.literal(units, sa.ARRAY(sa.Text)))

    def of(self, units: Collection[str]) -> "Due":
        """The same for these units alone."""
        return Due(self.first, self.last, [each for each in self.each if each[0]["unit"] in units])

    def periods(
        self, row: Row, quota: Quota, held: Mapping[str, list[Held]], founded: Mapping[str, date]
    ) -> list[Counted]:
        since = founded.get(row["unit"], row["valid_from"])
        return periods(held.get(row["unit"], ()), quota, self.first, since, self.last)


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
    due = await owing(connection, actor, there, here, year)
    units = sorted({row["unit"] for row, _ in due.each if row["unit"] > after})
    return QuotaPage(
        jurisdiction=jurisdiction,
        name=names[jurisdiction],
        unit_name=names.get(unit, unit),
        year=year,
        sums=tuple(await sums(connection, due)),
        owed=tuple(await _told(connection, actor, due.of(units[:LISTED]))),
        next=units[LISTED - 1] if len(units) > LISTED else None,
    )


async def owing(
    connection: AsyncConnection,
    actor: Actor,
    there: Jurisdictions,
    register: Sequence[Row],
    year: int,
) -> Due:
    """What these units owe in sessions and activities, as far as this person reads the register
    there."""
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
        if row["kind"] in quota.unit_kinds and quota.plan is None
    ]
    return Due(first, last, due)


async def sums(connection: AsyncConnection, due: Due) -> list[Sum]:
    """One for each quota, by its name: neighbours may call another one so, too."""
    held: dict[str, list[Held]] = defaultdict(list)
    for one in await rows(connection, _held(due)):
        held[one["unit"]].extend(_counting(one))
    missed = await _missed(connection, due)
    founded = await _founded(connection, due)
    found: dict[str, Sum] = {}
    for row, quota in due.each:
        those = due.periods(row, quota, held, founded)
        before = found.get(quota.chinese, Sum(quota.chinese, 0, 0, 0, 0))
        found[quota.chinese] = Sum(
            name=quota.chinese,
            units=before.units + 1,
            held=before.held + sum(len(each.held) for each in those),
            overdue=before.overdue + sum(each.standing is Standing.OVERDUE for each in those),
            missed=before.missed
            + sum((row["unit"], quota.code, each.start) in missed for each in those),
        )
    return list(found.values())


async def _told(connection: AsyncConnection, actor: Actor, due: Due) -> list[Owed]:
    """With the events behind each figure."""
    seen = sa.and_(case_topics.c.matter.is_not(None), visible_cases(actor))
    further = (
        *(gatherings.c[name] for name in ("title", "matter", "held_at", "held_event")),
        sa.or_(gatherings.c.apart, seen).label("seen"),
    )
    statement = _held(due).add_columns(*further)
    of_topic = case_topics.c.matter == gatherings.c.matter
    held: dict[str, list[Held]] = defaultdict(list)
    told = {}
    for row in await rows(connection, statement.outerjoin(case_topics, of_topic)):
        held[row["unit"]].extend(_counting(row))
        told[row["thing"]] = Session(
            title=row["title"],
            on=row["held_on"],
            matter=row["matter"] if row["seen"] else None,
            mark=Mark("meetings", row["held_at"], row["held_event"]),
        )
    missed = await _missed(connection, due)
    founded = await _founded(connection, due)
    return [
        Owed(
            unit=row["unit"],
            unit_name=row["name"],
            quota=quota,
            periods=tuple(
                Period(
                    start=each.start,
                    end=each.end,
                    standing=each.standing,
                    words=WORDS[each.standing],
                    sessions=tuple(told[one.id] for one in each.held),
                    missed=missed.get((row["unit"], quota.code, each.start)),
                )
                for each in due.periods(row, quota, held, founded)
            ),
        )
        for row, quota in due.each
    ]


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


def _held(due: Due) -> sa.Select[Any]:
    """The sessions that were held in these units with everybody who had to be there, and the
    activities that count to quotas."""
    g = gatherings.c
    whole = sa.func.jsonb_array_length(g.lacking) == 0
    counts = sa.or_(
        sa.and_(g.session.is_not(None), whole), sa.func.jsonb_array_length(g.groups) > 0
    )
    return (
        sa.select(g.thing, g.unit, g.session, g.held_on, g.key_session, g.quota, g.groups)
        .select_from(gatherings)
        .where(
            g.unit == due.places,
            counts,
            g.held_on.between(due.first, due.last),
        )
    )


def _counting(row: Row) -> list[Held]:
    """How a session or an activity counts."""
    if row["session"] is None:
        return of_activity(row["thing"], row["held_on"], row["groups"])
    return [Held(row["thing"], row["held_on"], row["key_session"], row["quota"])]


async def _missed(connection: AsyncConnection, due: Due) -> Mapping[tuple[str, str, date], Miss]:
    statement = sa.select(quotas_missed).where(
        quotas_missed.c.owing == due.places,
        quotas_missed.c.first.between(due.first, due.last),
    )
    return {
        (row["owing"], row["quota"], row["first"]): Miss(
            row["held"], row["least"], Mark("meetings", row["as_of"], row["event_id"])
        )
        for row in await rows(connection, statement)
    }


async def _founded(connection: AsyncConnection, due: Due) -> Mapping[str, date]:
    """Since when there is a council or a workstation in each of these units."""
    since = sa.func.min(body_names.c.since).label("since")
    statement = sa.select(body_names.c.unit, since).where(
        body_names.c.unit == due.places,
        body_names.c.part.is_not(None),
        body_names.c.since.is_not(None),
    )
    found = await rows(connection, statement.group_by(body_names.c.unit))
    return {row["unit"]: row["since"] for row in found}
