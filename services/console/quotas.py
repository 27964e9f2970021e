"""What units owe in sessions and activities, how many were held, what was missed; with the events
behind it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.quotas import Held, Standing, periods
from common.quotas import Period as Counted
from common.visibility import What, by_scope
from contracts.meetings.rules import Quota
from contracts.places import covers
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from services.console.cases import LISTED, register_of
from services.console.quota_rows import (
    COUNTED,
    COUNTS,
    SHOWN,
    Miss,
    Owed,
    counting,
    issued_in,
    missed_by,
    period,
    session,
)
from services.console.quotas_of_bodies import Asked, asked_of_members, owed_by_bodies
from services.console.tables import Row, body_names, case_topics, gatherings, rows
from services.console.visibility import visible_cases

Places = sa.ColumnElement[Any]
"""Any of some units, for a column to be compared with."""


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
    """`next` continues the list of units; `bodies` and `members` stand on its first page."""

    jurisdiction: str
    name: str
    unit_name: str
    year: int
    sums: tuple[Sum, ...]
    owed: tuple[Owed, ...]
    bodies: tuple[Owed, ...]
    members: tuple[Asked, ...]
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
    days, issued = (due.first, due.last), await issued_in(connection, {there.of(jurisdiction)})
    own = _own(actor, here, due.last)
    units = sorted({row["unit"] for row, _ in due.each if row["unit"] > after})
    return QuotaPage(
        jurisdiction=jurisdiction,
        name=names[jurisdiction],
        unit_name=names.get(unit, unit),
        year=year,
        sums=tuple(await sums(connection, due)),
        owed=tuple(await _told(connection, actor, due.of(units[:LISTED]))),
        bodies=() if after else await owed_by_bodies(connection, actor, there, own, issued, days),
        members=() if after else await asked_of_members(connection, there, jurisdiction, issued),
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
    own = _own(actor, register, last)
    issued = await issued_in(connection, {there.of(row["unit"]) for row in own})
    due = [
        (row, quota)
        for row in own
        for quota in issued.get(there.of(row["unit"]), ())
        if row["kind"] in quota.unit_kinds and quota.plan is None
    ]
    return Due(first, last, due)


def _own(actor: Actor, register: Sequence[Row], day: date) -> list[Row]:
    """The units that there are on that day and whose register this person reads."""
    scopes = actor.holding(by_scope(What.REGISTER)).scopes
    return [
        row
        for row in register
        if row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] > day)
        if any(covers(scope, row["unit"]) for scope in scopes)
    ]


async def sums(connection: AsyncConnection, due: Due) -> list[Sum]:
    """One for each quota, by its name: neighbours may call another one so, too."""
    held: dict[str, list[Held]] = defaultdict(list)
    for one in await rows(connection, _held(due)):
        held[one["unit"]].extend(counting(one))
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
    further = (*SHOWN, sa.or_(gatherings.c.apart, seen).label("seen"))
    statement = _held(due).add_columns(*further)
    of_topic = case_topics.c.matter == gatherings.c.matter
    held: dict[str, list[Held]] = defaultdict(list)
    told = {}
    for row in await rows(connection, statement.outerjoin(case_topics, of_topic)):
        held[row["unit"]].extend(counting(row))
        told[row["thing"]] = session(row)
    missed = await _missed(connection, due)
    founded = await _founded(connection, due)
    return [
        Owed(
            unit=row["unit"],
            unit_name=row["name"],
            quota=quota,
            periods=tuple(
                period(each, told, missed.get((row["unit"], quota.code, each.start)))
                for each in due.periods(row, quota, held, founded)
            ),
        )
        for row, quota in due.each
    ]


def _held(due: Due) -> sa.Select[Any]:
    """The sessions that were held in these units with everybody who had to be there, and the
    activities that count to quotas."""
    g = gatherings.c
    return (
        sa.select(*COUNTED)
        .select_from(gatherings)
        .where(
            g.unit == due.places,
            COUNTS,
            g.held_on.between(due.first, due.last),
        )
    )


async def _missed(connection: AsyncConnection, due: Due) -> Mapping[tuple[str, str, date], Miss]:
    units = sorted({row["unit"] for row, _ in due.each})
    return await missed_by(connection, units, (due.first, due.last))


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
