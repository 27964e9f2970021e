"""Routes of how units come on."""

from typing import Any, Literal

import sqlalchemy as sa
from fastapi import Response

from contracts.places import UnitId
from contracts.text import Day
from contracts.vocabulary import Code
from runtime import clock
from runtime.units import ending, still_there, units
from runtime.web.http import After, Deed, Limit, Reading, deeds, rules_for
from runtime.web.routes import Router
from services.members.access import Prefix, Reader, Registrar
from services.members.body.read_models import bodies, holders
from services.members.member.read_models import members, postings
from services.members.programme import commands as c
from services.members.programme.figures import counted, on_the_day, stands_there
from services.members.programme.read_models import entries
from services.members.unit.api import standing
from services.members.unit.read_models import of_kind

router = Router(prefix="/programme", tags=["programme"])
figures_router = Router(prefix="/programme-figures", tags=["programme"])


@router.post("/roles", status_code=201)
async def assign(command: c.AssignRole, submit: Registrar) -> Response:
    """Say who answers for a unit. A repeated request records nothing."""
    return await submit.create(command, key=command.unit)


@router.post("/phases", status_code=201)
async def enter_phase(command: c.EnterPhase, submit: Registrar) -> Response:
    """Record the phase that a unit has entered. A repeated request records nothing."""
    return await submit.create(command, key=command.unit)


@router.post("/milestones", status_code=201)
async def record_milestone(command: c.RecordMilestone, submit: Registrar) -> Response:
    """Record a dated milestone. A repeated request records nothing."""
    return await submit.create(command, key=command.unit)


@router.post("/grants", status_code=201)
async def record_grant(command: c.RecordGrant, submit: Registrar) -> Response:
    """Record money that a unit was granted. A repeated request records nothing."""
    return await submit.create(command, key=command.unit)


@router.post("/haves", status_code=201)
async def state_have(command: c.StateHave, submit: Registrar) -> Response:
    """State what a unit has, or has no more. A repeated request records nothing."""
    return await submit.create(command, key=command.unit)


deeds(
    router,
    UnitId,
    "/{unit}",
    Deed("role-end", c.EndRole, Registrar),
    Deed("withdrawal", c.WithdrawEntry, Registrar),
)


def shown() -> sa.Select[Any]:
    """The entries. A role ends with its unit, with the body that has it, and when its member
    leaves."""
    ends = sa.func.least(
        ending(entries.c.until, entries.c.unit).element, members.c.left_on, bodies.c.until
    )
    holding = entries.outerjoin(members, members.c.member_id == entries.c.member).outerjoin(
        bodies, bodies.c.body == entries.c.body
    )
    plain = (column for column in entries.c if column is not entries.c.until)
    until = sa.case((entries.c.what == "role", ends)).label("until")
    return sa.select(*plain, until).select_from(holding)


@router.get("")
async def listed(
    read: Reader,
    what: Literal["role", "phase", "milestone", "grant", "have"] | None = None,
    word: Code | None = None,
    prefix: Prefix = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The entries of units within the reader's scope, ended and withdrawn ones too."""
    wanted = shown().where(
        read.visible(entries.c.unit), entries.c.unit.startswith(prefix, autoescape=True)
    )
    if what:
        wanted = wanted.where(entries.c.what == what)
    if word:
        wanted = wanted.where(entries.c.word == word)
    return await read.page(wanted, after, limit)


@router.get("/{unit}")
async def one(unit: UnitId, read: Reader, on: Day | None = None) -> dict[str, Any]:
    """How a unit stands on a day, today unless given: its phase, who answers for it, its
    milestones and grants, and what it has of what it should have (004-28), with all that was
    entered."""
    await read.etag("programme", unit)
    day = on or clock.today()
    row = await read.one(sa.select(units).where(units.c.unit == unit, read.visible(units.c.unit)))
    said = await read.rows(shown().where(entries.c.unit == unit).order_by(entries.c.entry_id))
    there = await found(read, units.c.unit == unit, day)
    rules = (await rules_for(read, unit))["chapters"].get("programme", {})
    known = stands_there(there, unit)
    return {
        "unit": unit,
        "unit_name": row["name"],
        "on": day,
        **on_the_day(said, rules, known, day),
        "entries": said,
    }


@figures_router.get("/{unit}")
async def figures(unit: UnitId, read: Reader, on: Day | None = None) -> dict[str, Any]:
    """Of the units that a unit leads and that something completes: how many are in each phase, and
    have what they should have, on a day; with grants by source and milestones by kind, of all
    units. The units behind each figure are listed. Units that have rules of their own are counted
    by themselves; all others by the words of the unit that is asked for."""
    day = on or clock.today()
    there = await read.jurisdictions(day)
    rules = (await rules_for(read, unit))["chapters"].get("programme", {})
    here = sa.and_(there.reached(unit, units.c.unit), read.visible(units.c.unit))
    rows = [
        row
        for row in await read.rows(sa.select(units, of_kind(there)).where(here))
        if row["unit"] not in (set(there.known) - {unit})
        and row["valid_from"] <= day
        and (row["valid_to"] is None or day < row["valid_to"])
    ]
    said = await read.rows(
        shown()
        .where(there.reached(unit, entries.c.unit), read.visible(entries.c.unit))
        .order_by(entries.c.entry_id)
    )
    parts = await found(read, here, day)
    return {"unit": unit, "on": day, **counted(rows, said, rules, parts, day)}


async def found(read: Reading, of: sa.ColumnElement[bool], day: Any) -> list[tuple[str, str]]:
    """By unit, what the system knows to be there on that day: bodies that are a part of it, a
    room, members posted to it, a liaison officer."""
    those = sa.select(units.c.unit).where(of)
    parts = await standing(read, lambda place: place.in_(those))
    at = [(one.unit, one.what) for one in parts if one.stands(day)]
    posted = sa.select(postings.c.to_unit.label("unit")).where(
        postings.c.to_unit.in_(those),
        postings.c.since <= day,
        still_there(postings.c.until, postings.c.to_unit, day),
    )
    at += [(one["unit"], "posted") for one in await read.rows(posted)]
    kept = bodies.join(holders, holders.c.body == bodies.c.body).outerjoin(
        members, members.c.member_id == holders.c.member
    )
    ends = sa.func.least(
        holders.c.until, members.c.left_on, ending(bodies.c.until, bodies.c.unit).element
    )
    liaison = (
        sa.select(bodies.c.unit)
        .select_from(kept)
        .where(
            holders.c.liaison,
            bodies.c.unit.in_(those),
            holders.c.since <= day,
            sa.or_(ends.is_(None), ends > day),
        )
    )
    return at + [(one["unit"], "liaison") for one in await read.rows(liaison)]
