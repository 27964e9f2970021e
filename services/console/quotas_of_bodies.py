"""What bodies owe in sessions and activities, with the events behind it, and what is asked of
members by their posts and levels. How members stand is in their duty files, and on no page: it is
seen by whom such a file is (domain 9.2)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from common.quotas import Held, periods
from contracts.meetings.rules import Quota
from contracts.meetings.session import Answer
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from services.console import quota_rows as q
from services.console.names import words_of_these
from services.console.tables import Row, body_names, case_invited, case_topics, gatherings, rows
from services.console.visibility import visible_cases


@dataclass(frozen=True)
class Asked:
    """A quota of members: of `whom`, in the words of the place, and how much of what."""

    whom: tuple[str, ...]
    quota: Quota

    @property
    def much(self) -> str:
        """What is asked in each period."""
        people = f"，每人至少{self.quota.each}次" if self.quota.each else ""
        return f"至少{self.quota.least}{'人次' if self.quota.people else '次'}{people}"


async def asked_of_members(
    connection: AsyncConnection,
    there: Jurisdictions,
    jurisdiction: str,
    issued: Mapping[str, Sequence[Quota]],
) -> tuple[Asked, ...]:
    """What the rules of a jurisdiction ask of members, by the posts and levels that they name."""
    ruling = there.of(jurisdiction)
    words = (await words_of_these(connection, {ruling})).get(ruling, {}) if ruling else {}
    return tuple(
        Asked(
            tuple(
                words.get((vocabulary, code), code)
                for vocabulary, codes in (("posts", each.posts), ("levels", each.levels))
                for code in codes
            ),
            each,
        )
        for each in issued.get(ruling or "", ())
        if each.posts or each.levels
    )


async def owed_by_bodies(
    connection: AsyncConnection,
    actor: Actor,
    there: Jurisdictions,
    register: Sequence[Row],
    issued: Mapping[str, Sequence[Quota]],
    days: tuple[date, date],
) -> tuple[q.Owed, ...]:
    """What the bodies at these units owe between two days (001-07): since they were founded, in
    sessions to which they were invited, unless they declined, and in activities in which they took
    part or that they held."""
    first, last = days
    units = {row["unit"]: row for row in register}
    statement = sa.select(body_names).where(
        body_names.c.unit.in_(sorted(units)),
        sa.or_(body_names.c.until.is_(None), body_names.c.until > last),
    )
    due = [
        (row, quota)
        for row in await rows(connection, statement.order_by(body_names.c.unit, body_names.c.body))
        for quota in issued.get(there.of(row["unit"]) or "", ())
        if row["kind"] in quota.body_kinds and not (quota.people or quota.each)
    ]
    bodies = {row["body"] for row, _ in due}
    held, told = await _held(connection, actor, bodies, days)
    missed = await q.missed_by(connection, [f"body:{each}" for each in sorted(bodies)], days)
    return tuple(
        q.Owed(
            unit=row["unit"],
            unit_name=row["name"],
            quota=quota,
            periods=tuple(
                q.period(each, told, missed.get((f"body:{row['body']}", quota.code, each.start)))
                for each in periods(
                    held.get(row["body"], ()),
                    quota,
                    first,
                    row["since"] or units[row["unit"]]["valid_from"],
                    last,
                )
            ),
        )
        for row, quota in due
    )


async def _held(
    connection: AsyncConnection, actor: Actor, bodies: Collection[str], days: tuple[date, date]
) -> tuple[Mapping[str, list[Held]], Mapping[str, q.Session]]:
    """What counts, by body, and what it is called."""
    g, who = gatherings.c, sorted(bodies)
    seen = sa.and_(case_topics.c.matter.is_not(None), visible_cases(actor))
    shown = (*q.COUNTED, *q.SHOWN, sa.or_(g.apart, seen).label("seen"))
    of_topic = case_topics.c.matter == g.matter
    came = sa.func.coalesce(case_invited.c.answer, "") != Answer.DECLINES
    sessions = (
        sa.select(*shown, case_invited.c.body.label("who"))
        .distinct()
        .select_from(gatherings)
        .join(case_invited, case_invited.c.session == g.session)
        .outerjoin(case_topics, of_topic)
        .where(case_invited.c.body.in_(who), came, q.COUNTS, g.held_on.between(*days))
    )
    listed = sa.literal(who, ARRAY(sa.Text))
    done = (
        sa.select(*shown, g.bodies, g.held_by)
        .select_from(gatherings)
        .outerjoin(case_topics, of_topic)
        .where(
            g.session.is_(None),
            sa.or_(g.held_by.in_(who), g.bodies.has_any(listed)),
            q.COUNTS,
            g.held_on.between(*days),
        )
    )
    held: dict[str, list[Held]] = defaultdict(list)
    told: dict[str, q.Session] = {}
    for row in await rows(connection, sessions):
        held[row["who"]].extend(q.counting(row))
        told[row["thing"]] = q.session(row)
    for row in await rows(connection, done):
        there: set[Any] = {row["held_by"], *(row["bodies"] or ())}
        for body in sorted(there & set(bodies)):
            held[body].extend(q.counting(row))
        told[row["thing"]] = q.session(row)
    return held, told
