"""Routes of the register of units."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.members import unit as e
from contracts.places import UnitId
from contracts.text import Day
from runtime import clock
from runtime.units import units
from runtime.web.http import After, County, Deed, Limit, Reading, Submitting, deeds
from runtime.web.problems import Problem
from runtime.web.register import registered
from services.members.access import Prefix, Reader, Registrar
from services.members.body.read_models import bodies
from services.members.member.read_models import members, postings
from services.members.room.read_models import rooms
from services.members.unit import commands as c
from services.members.unit.read_models import ROOM, Part, coverage, three_in_one

router = APIRouter(tags=["units"])


@router.post("/units", status_code=201)
async def register(command: c.RegisterUnit, submit: Registrar) -> Response:
    """Enter a unit. A repeated request records nothing."""
    return await submit.create(command, key=command.unit)


async def heirs_and_members(submit: Submitting, unit: str, command: c.CloseUnit) -> None:
    if submit.actor.grant_for(unit):  # else the writer refuses, and nothing is told of the unit
        for successor in command.successors:
            await registered(submit.request.app.state.engine, successor, command.valid_to)
        await nobody_posted(submit, unit)


async def the_superior(submit: Submitting, unit: str, command: c.PlaceUnit) -> None:
    """Refuse (422) a superior that is not registered, or did not exist on that day."""
    if submit.actor.grant_for(unit):
        await registered(submit.request.app.state.engine, command.superior, command.since)


async def nobody_posted(submit: Submitting, unit: str) -> None:
    """Refuse to close a unit to which members are posted: nobody would serve them there."""
    posted = (
        sa.select(members.c.member_id, members.c.name)
        .join(postings, postings.c.member == members.c.member_id)
        .where(postings.c.to_unit == unit, postings.c.until.is_(None))
        .order_by(members.c.member_id)
    )
    async with submit.request.app.state.engine.connect() as connection:
        found = (await connection.execute(posted)).all()
    if found:
        shown = [f"{name}（{number}）" for number, name in found[:20]]
        in_english = [f"{name} ({number})" for number, name in found[:20]]
        raise Problem(
            409,
            "postings-open",
            f"还有 {len(found)} 名委员下沉在该单位：{'、'.join(shown)}"
            f"{'等' if len(found) > 20 else ''}。请先结束这些下沉（可改到承接单位），再撤销。",
            f"{len(found)} members are still posted there: {', '.join(in_english)}"
            f"{' and more' if len(found) > 20 else ''}. End their postings, and post them to the"
            " successor if they go there; then close the unit.",
        )


deeds(
    router,
    UnitId,
    "/units/{unit}",
    Deed("name", c.RenameUnit, Registrar, "rename"),
    Deed("superior", c.PlaceUnit, Registrar, "place", the_superior),
    Deed("closure", c.CloseUnit, Registrar, "close", heirs_and_members),
)


@router.get("/units")
async def listed(
    read: Reader,
    kind: e.UnitKind | None = None,
    prefix: Prefix = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The units within the reader's scope."""
    wanted = sa.select(units).where(
        units.c.unit.startswith(prefix, autoescape=True), read.visible(units.c.unit)
    )
    if kind:
        wanted = wanted.where(units.c.kind == kind)
    return await read.page(wanted, after, limit)


@router.get("/units/{unit}")
async def one(unit: UnitId, read: Reader) -> dict[str, Any]:
    """One unit, with what stands there; `complete` says whether workstation, council and room all
    do today (000-15)."""
    await read.etag("unit", unit)
    here = sa.select(units).where(units.c.unit == unit, read.visible(units.c.unit))
    row = await read.one(here)
    return three_in_one(row, await standing(read, unit), clock.today())


@router.get("/coverage/{county}")
async def spread(county: County, read: Reader, on: Day | None = None) -> dict[str, Any]:
    """Units with council and room of all units, per township, as of a day (000-03)."""
    below = units.c.unit.startswith(county, autoescape=True)
    rows = await read.rows(sa.select(units).where(below, read.visible(units.c.unit)))
    return {"county": county, **coverage(rows, await standing(read, county), on or clock.today())}


async def standing(read: Reading, prefix: str) -> list[Part]:
    """The bodies and rooms that units below this prefix have or had. A shared room is one of all
    units that share it."""
    there = sa.select(bodies.c.unit, bodies.c.kind.label("what"), bodies.c.since, bodies.c.until)
    sharing = rooms.c.shared_with.concat(sa.func.to_jsonb(rooms.c.unit))
    at = sa.func.jsonb_array_elements_text(sharing).table_valued("unit").render_derived()
    used = sa.select(at.c.unit, sa.literal(ROOM).label("what"), rooms.c.since, rooms.c.until)
    used = used.select_from(rooms.join(at, sa.true()))
    found = (
        *await read.rows(there.where(bodies.c.unit.startswith(prefix, autoescape=True))),
        *await read.rows(used.where(at.c.unit.startswith(prefix, autoescape=True))),
    )
    return [Part(**row) for row in found]
