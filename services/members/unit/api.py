"""Routes of the register of units."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from fastapi import Response

from contracts.places import UnitId
from contracts.text import Day
from contracts.vocabulary import Code
from runtime import clock
from runtime.units import dealings, ending, units
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.register import registered
from runtime.web.routes import Router
from services.members.access import Prefix, Reader, Registrar
from services.members.body.read_models import bodies
from services.members.room.read_models import rooms
from services.members.unit import commands as c
from services.members.unit.read_models import ROOM, Standing, coverage, of_kind, three_in_one

router = Router(tags=["units"])


@router.post("/units", status_code=201)
async def register(command: c.RegisterUnit, submit: Registrar) -> Response:
    """Enter a unit. A repeated request records nothing."""
    return await submit.create(command, key=command.unit)


async def the_heirs(submit: Submitting, unit: str, command: c.CloseUnit) -> None:
    if submit.actor.grant_for(unit):  # else the writer refuses, and nothing is told of the unit
        for successor in command.successors:
            await registered(submit.request.app.state.engine, successor, command.valid_to)


async def the_superior(submit: Submitting, unit: str, command: c.PlaceUnit) -> None:
    """Refuse (422) a superior that is not registered, or did not exist on that day."""
    if submit.actor.grant_for(unit):
        await registered(submit.request.app.state.engine, command.superior, command.since)


deeds(
    router,
    UnitId,
    "/units/{unit}",
    Deed("name", c.RenameUnit, Registrar, "rename"),
    Deed("superior", c.PlaceUnit, Registrar, "place", the_superior),
    Deed("closure", c.CloseUnit, Registrar, "close", the_heirs),
    Deed("dealing", c.DealOutMatter, Registrar, "deal_out"),
)


@router.get("/units")
async def listed(
    read: Reader,
    kind: Code | None = None,
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
    """One unit; `complete` says whether all that completes one of its kind stands there today, such
    as workstation, council and room (000-15)."""
    await read.etag("unit", unit)
    kind = of_kind(await read.jurisdictions())
    here = sa.select(units, kind).where(units.c.unit == unit, read.visible(units.c.unit))
    row = await read.one(here)
    dealt = sa.select(dealings.c.matter, dealings.c.successor).where(dealings.c.unit == unit)
    row["dealt_out"] = await read.rows(dealt.order_by(dealings.c.matter))
    return three_in_one(row, await standing(read, lambda place: place == unit), clock.today())


@router.get("/coverage/{unit}")
async def spread(unit: UnitId, read: Reader, on: Day | None = None) -> dict[str, Any]:
    """Units with council and room of all units below a unit, for each that is directly below it, as
    of a day (000-03). Units that have rules of their own are counted by themselves."""
    day = on or clock.today()
    there = await read.jurisdictions(day)
    rows = await read.rows(
        sa.select(units, of_kind(there)).where(
            there.reached(unit, units.c.unit), read.visible(units.c.unit)
        )
    )
    parts = await standing(read, lambda place: there.reached(unit, place))

    def below(each: str) -> str | None:
        return None if each in (unit, *there.known) else there.below(each, unit)

    return {"unit": unit, **coverage(rows, parts, day, below)}


Where = Callable[[sa.ColumnElement[str]], sa.ColumnElement[bool]]


async def standing(read: Reading, where: Where) -> list[Standing]:
    """The bodies and rooms that some units have or had. A shared room is one of all units that
    share it."""
    there = sa.select(
        bodies.c.unit,
        bodies.c.part.label("what"),
        bodies.c.since,
        ending(bodies.c.until, bodies.c.unit),
    )
    sharing = rooms.c.shared_with.concat(sa.func.to_jsonb(rooms.c.unit))
    at = sa.func.jsonb_array_elements_text(sharing).table_valued("unit").render_derived()
    used = sa.select(
        at.c.unit,
        sa.literal(ROOM).label("what"),
        rooms.c.since,
        ending(rooms.c.until, rooms.c.unit),
    )
    used = used.select_from(rooms.join(at, sa.true()))
    found = (
        *await read.rows(there.where(bodies.c.part.is_not(None), where(bodies.c.unit))),
        *await read.rows(used.where(where(at.c.unit))),
    )
    return [Standing(**row) for row in found]
