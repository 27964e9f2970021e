"""The rows from which the figures of quotas are counted."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONPATH

from common.quotas import Held, Period, of_activity, periods
from contracts.meetings.rules import Quota, Quotas
from runtime.jurisdictions import Jurisdictions
from runtime.known import known_bodies
from runtime.units import units
from services.meetings.activity.decider import Stage
from services.meetings.activity.read_models import activities
from services.meetings.session.tables import sessions

Row = Mapping[str, Any]
Rows = Callable[[sa.Select[Any]], Awaitable[Sequence[Row]]]


def owing(ruling: Jurisdictions, day: date, quota: str | None = None) -> sa.Select[Any]:
    """The units that owe something on that day, by the quotas in force there, or by this one."""
    these = "? (@.code == $quota)" if quota else ""
    chapter = ruling.in_force("quotas", units.c.unit)
    of_its_kind = sa.func.jsonb_path_exists(
        chapter,
        sa.cast(f"$.quotas[*] {these}.unit_kinds[*] ? (@ == $kind)", JSONPATH),
        sa.func.jsonb_build_object("kind", units.c.kind, "quota", sa.cast(quota, sa.Text)),
    )
    return sa.select(
        units.c.unit,
        units.c.name,
        units.c.kind,
        units.c.valid_from,
        chapter.label("chapter"),
        ruling.in_force("calendar", units.c.unit).label("calendar"),
    ).where(
        of_its_kind,
        sa.or_(units.c.valid_to.is_(None), units.c.valid_to > day),
        units.c.valid_from <= day,
    )


async def figures(
    rows: Rows, owing: Sequence[Row], since: date, on: date
) -> dict[str, list[tuple[Quota, list[Period]]]]:
    """Of each of these units its quotas, with their periods."""
    places = [row["unit"] for row in owing]
    held: dict[str, list[Held]] = {}
    for row in await rows(
        sa.select(
            sessions.c.unit,
            sessions.c.session,
            sessions.c.held_on,
            sessions.c.key_session,
            sessions.c.quota,
        ).where(
            sessions.c.unit.in_(places),
            sessions.c.held_on.is_not(None),
            sa.func.jsonb_array_length(sessions.c.lacking) == 0,
        )
    ):
        one = Held(row["session"], row["held_on"], row["key_session"], row["quota"])
        held.setdefault(row["unit"], []).append(one)
    for row in await rows(
        sa.select(
            *(activities.c[name] for name in ("unit", "activity", "held_on", "quota", "purposes"))
        ).where(activities.c.unit.in_(places), activities.c.stage == Stage.RECORDED)
    ):
        groups = (row["quota"], *(each["quota"] for each in row["purposes"]))
        done = of_activity(row["activity"], row["held_on"], groups)
        held.setdefault(row["unit"], []).extend(done)
    founded = await _founded(rows, places)
    return {
        row["unit"]: [
            (
                quota,
                periods(
                    held.get(row["unit"], ()),
                    quota,
                    since,
                    founded.get(row["unit"]) or row["valid_from"],
                    on,
                ),
            )
            for quota in Quotas.model_validate(row["chapter"]).quotas
            if row["kind"] in quota.unit_kinds
        ]
        for row in owing
    }


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
