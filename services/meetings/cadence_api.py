"""The web face of the cadence: which key sessions were held, and which are overdue on a day."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query

from contracts.places import Scope
from contracts.text import Day
from runtime import clock
from runtime.known import known_bodies
from runtime.units import units
from runtime.web.http import After, Limit, Reading
from runtime.web.problems import Problem
from services.meetings.access import RuleReader
from services.meetings.cadence import Standing, due
from services.meetings.session.read_models import sessions

LONGEST = 3660
"""Days of standing in one answer: each unit owes a session for every few weeks of them."""

router = APIRouter(prefix="/cadence", tags=["cadence"])


@router.get("")
async def standing(
    read: RuleReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    on: Annotated[Day | None, Query(description="as of this day; today unless given")] = None,
    since: Annotated[Day | None, Query(description="1 January of that year unless given")] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Units that owe key sessions, with their periods since a day or since they have a council,
    whichever is later. Micro, simple, doorstep and sounding consultation does not count."""
    day = on or clock.today()
    start = since or date(day.year, 1, 1)
    if (day - start).days > LONGEST:
        raise Problem(
            422,
            "period-too-long",
            "一次最多查询十年。请缩短起止日期之间的时间。",
            "At most ten years can be asked for at once. Choose days that are closer.",
        )
    ruling = await read.jurisdictions(day)
    cadence = ruling.in_force("cadence", units.c.unit)
    owing = await read.page(
        sa.select(units, cadence["months"].as_integer().label("months")).where(
            read.visible(units.c.unit),
            units.c.unit.startswith(unit, autoescape=True),
            cadence["unit_kinds"].contains(sa.func.to_jsonb(units.c.kind)),
            sa.or_(units.c.valid_to.is_(None), units.c.valid_to > day),
            units.c.valid_from <= day,
        ),
        after,
        limit,
    )
    rows = owing["items"]
    held = await read.rows(
        sa.select(sessions.c.unit, sessions.c.held_on).where(
            sessions.c.unit.in_([row["unit"] for row in rows]),
            sessions.c.key_session,
            sessions.c.held_on.is_not(None),
        )
    )
    days: dict[str, list[date]] = {}
    for session in held:
        days.setdefault(session["unit"], []).append(session["held_on"])
    founded = await _founded(read, [row["unit"] for row in rows])
    items = [
        {
            **_stands(row, founded.get(row["unit"]), days.get(row["unit"], []), start, day),
            "jurisdiction": ruling.of(row["unit"]),
        }
        for row in rows
    ]
    return {"on": day, "items": items, "next": owing["next"]}


async def _founded(read: Reading, places: list[str]) -> dict[str, date]:
    """Since when there is a council or a workstation in each of these units."""
    there = await read.rows(
        sa.select(known_bodies.c.unit, known_bodies.c.since)
        .where(
            known_bodies.c.unit.in_(places),
            known_bodies.c.part.is_not(None),
            known_bodies.c.since.is_not(None),
        )
        .order_by(known_bodies.c.since.desc())
    )
    return {row["unit"]: row["since"] for row in there}


def _stands(
    row: dict[str, Any], founded: date | None, held: list[date], start: date, on: date
) -> dict[str, Any]:
    periods = due(held, row["months"], max(start, founded or row["valid_from"]), on)
    return {
        "unit": row["unit"],
        "name": row["name"],
        "kind": row["kind"],
        "months": row["months"],
        "overdue": sum(period.standing is Standing.OVERDUE for period in periods),
        "periods": [asdict(period) for period in periods],
    }
