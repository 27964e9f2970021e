"""Who owes what on a day: units and bodies by their kind, members by their level or post."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONPATH

from contracts.meetings.rules import Quota, Quotas
from runtime.jurisdictions import Jurisdictions
from runtime.known import known_bodies
from runtime.units import Condition, still_there, units
from services.meetings.people import posts_held, ranked_members

Row = Mapping[str, Any]
Rows = Callable[[sa.Select[Any]], Awaitable[Sequence[Row]]]


class Owing(NamedTuple):
    """Somebody who owes these quotas, each since a day. `key`: of the stream in which it stands
    what they missed; `row`: as it was selected."""

    key: str
    id: str
    row: Row
    quotas: tuple[tuple[Quota, date], ...]


def units_owing(ruling: Jurisdictions, day: date, quota: str | None = None) -> sa.Select[Any]:
    """The units that owe something on that day, by the quotas in force there, or by this one."""
    u = units.c
    return sa.select(u.unit, u.name, u.kind, u.valid_from, *_rules(ruling, u.unit)).where(
        _named(ruling, u.unit, "unit_kinds", u.kind, quota),
        sa.or_(u.valid_to.is_(None), u.valid_to > day),
        u.valid_from <= day,
    )


def bodies_owing(ruling: Jurisdictions, day: date, quota: str | None = None) -> sa.Select[Any]:
    """The same of bodies. One of which nobody knows when it was founded owes since its unit is
    there."""
    b = known_bodies.c
    there = sa.select(units.c.valid_from).where(units.c.unit == b.unit).scalar_subquery()
    since = sa.func.coalesce(b.since, there)
    told = (b.number, b.name, b.kind, b.unit, since.label("since"))
    return sa.select(*told, *_rules(ruling, b.unit)).where(
        _named(ruling, b.unit, "body_kinds", b.kind, quota),
        still_there(b.until, b.unit, day),
        since <= day,
    )


def members_owing(ruling: Jurisdictions, day: date, quota: str | None = None) -> sa.Select[Any]:
    """The same of members, by their level, or by a post that they hold (003-09 to 003-12)."""
    m, held, holder = ranked_members.c, _holding(day).subquery(), ranked_members.alias()
    of_post = (
        sa.select(held.c.member)
        .join_from(held, holder, holder.c.member == held.c.member)
        .where(_named(ruling, holder.c.unit, "posts", held.c.post, quota))
    )
    told = (m.member, m.name, m.level, m.unit, m.since)
    return sa.select(*told, *_rules(ruling, m.unit)).where(
        sa.or_(_named(ruling, m.unit, "levels", m.level, quota), m.member.in_(of_post)),
        m.since <= day,
        sa.or_(m.until.is_(None), m.until > day),
    )


async def as_units(rows: Rows, found: Sequence[Row], day: date) -> list[Owing]:
    """A unit owes since it has a council or a workstation, or else since it is there."""
    founded = await _founded(rows, [row["unit"] for row in found])
    return [
        Owing(
            row["unit"],
            row["unit"],
            row,
            tuple(
                (quota, founded.get(row["unit"]) or row["valid_from"])
                for quota in quotas_of(row)
                if row["kind"] in quota.unit_kinds
            ),
        )
        for row in found
    ]


async def as_bodies(rows: Rows, found: Sequence[Row], day: date) -> list[Owing]:
    return [
        Owing(
            f"body:{row['number']}",
            row["number"],
            row,
            tuple(
                (each, row["since"]) for each in quotas_of(row) if row["kind"] in each.body_kinds
            ),
        )
        for row in found
    ]


async def as_members(rows: Rows, found: Sequence[Row], day: date) -> list[Owing]:
    """Whoever holds a post owes since they took it, the first of several."""
    held = _holding(day).where(posts_held.c.member.in_([row["member"] for row in found]))
    posts = {
        (row["member"], row["post"]): row["since"]
        for row in await rows(held.order_by(posts_held.c.since.desc()))
    }

    def since(row: Row, quota: Quota) -> date | None:
        if row["level"] in quota.levels:
            day_: date = row["since"]
            return day_
        taken = [
            posts[row["member"], post] for post in quota.posts if (row["member"], post) in posts
        ]
        return min(taken, default=None)

    return [
        Owing(
            f"member:{row['member']}",
            row["member"],
            row,
            tuple(
                (quota, day_) for quota in quotas_of(row) if (day_ := since(row, quota)) is not None
            ),
        )
        for row in found
    ]


def quotas_of(row: Row) -> tuple[Quota, ...]:
    return Quotas.model_validate(row["chapter"]).quotas


def _rules(ruling: Jurisdictions, unit: sa.ColumnElement[str]) -> tuple[sa.ColumnElement[Any], ...]:
    return (
        ruling.in_force("quotas", unit).label("chapter"),
        ruling.in_force("calendar", unit).label("calendar"),
    )


def _named(
    ruling: Jurisdictions,
    unit: sa.ColumnElement[str],
    field: str,
    word: sa.ColumnElement[str],
    quota: str | None,
) -> Condition:
    """The condition that a quota in force there names the word in this field."""
    these = "? (@.code == $quota)" if quota else ""
    return sa.func.jsonb_path_exists(
        ruling.in_force("quotas", unit),
        sa.cast(f"$.quotas[*] {these}.{field}[*] ? (@ == $word)", JSONPATH),
        sa.func.jsonb_build_object("word", word, "quota", sa.cast(quota, sa.Text)),
    )


def _holding(day: date) -> sa.Select[Any]:
    """The members who hold posts on that day. Who has left the body, or whose body has ended, holds
    none."""
    h, b = posts_held.c, known_bodies.c
    return (
        sa.select(h.member, h.post, h.since)
        .join_from(posts_held, known_bodies, b.number == h.body)
        .where(
            h.member.is_not(None),
            h.since <= day,
            sa.or_(h.until.is_(None), h.until > day),
            still_there(b.until, b.unit, day),
        )
    )


async def _founded(rows: Rows, places: Sequence[str]) -> dict[str, date]:
    """Since when there is a council or a workstation in each of these units."""
    there = await rows(
        sa.select(known_bodies.c.unit, known_bodies.c.since)
        .where(
            known_bodies.c.unit.in_(places),
            known_bodies.c.part.is_not(None),
            known_bodies.c.since.is_not(None),
        )
        .order_by(known_bodies.c.since.desc())
    )
    return {row["unit"]: row["since"] for row in there}
