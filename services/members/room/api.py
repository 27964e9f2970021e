"""Routes of the rooms for consultation."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query, Response

from contracts.ids import RoomId
from contracts.places import UnitId
from contracts.text import Day
from contracts.vocabulary import Code
from runtime import clock
from runtime.units import ending
from runtime.web.http import After, Deed, Limit, Submitting, deeds
from runtime.web.register import registered
from runtime.web.routes import Router
from services.members.access import Prefix, Reader, Registrar
from services.members.room import commands as c
from services.members.room.read_models import rooms

router = Router(prefix="/rooms", tags=["rooms"])
figures_router = Router(prefix="/room-figures", tags=["rooms"])


async def the_post(submit: Submitting, room: str, command: c.OpenRoom | c.ChangeRoom) -> None:
    """Refuse (422) a post at a unit that is not registered, or is closed."""
    if command.post is not None:
        await registered(submit.request.app.state.engine, command.post, clock.today())


@router.post("", status_code=201)
async def enter(command: c.OpenRoom, submit: Registrar) -> Response:
    """Enter a room of a unit. A repeated request records nothing."""
    await the_post(submit, command.room, command)
    return await submit.create(command, key=command.room)


deeds(
    router,
    RoomId,
    "/{room}",
    Deed("change", c.ChangeRoom, Registrar, look_up=the_post),
    Deed("closure", c.CloseRoom, Registrar),
)


@router.get("")
async def listed(
    read: Reader,
    prefix: Prefix = "",
    post: Annotated[UnitId | None, Query(description="to whose post it belongs")] = None,
    host_kind: Code | None = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The rooms within the reader's scope, closed ones too."""
    ends = ending(rooms.c.until, rooms.c.unit)
    shown = (column for column in rooms.c if column is not rooms.c.until)
    wanted = sa.select(*shown, ends).where(
        read.visible(rooms.c.unit), rooms.c.unit.startswith(prefix, autoescape=True)
    )
    if post is not None:
        wanted = wanted.where(rooms.c.post == post)
    if host_kind is not None:
        wanted = wanted.where(rooms.c.host_kind == host_kind)
    return await read.page(wanted, after, limit)


@figures_router.get("")
async def figures(
    read: Reader,
    by: Literal["host_kind", "post", "unit"] = "host_kind",
    prefix: Prefix = "",
    on: Day | None = None,
) -> dict[str, Any]:
    """How many rooms there were on a day, today unless given, by kind of host, by post or by unit,
    with the rooms behind each figure (002-04, 001-10)."""
    day = on or clock.today()
    ends = ending(rooms.c.until, rooms.c.unit)
    shown = [rooms.c[name] for name in ("room", "name", "unit", "host", "host_kind", "post")]
    there = sa.select(*shown, ends).where(
        read.visible(rooms.c.unit),
        rooms.c.unit.startswith(prefix, autoescape=True),
        rooms.c.since <= day,
    )
    found: dict[str | None, list[dict[str, Any]]] = {}
    for row in await read.rows(there.order_by(rooms.c.room)):
        if (until := row.pop("until")) is None or day < until:
            found.setdefault(row[by], []).append(row)
    in_order = sorted(found.items(), key=lambda each: (each[0] is None, each[0] or ""))
    counted = [{"value": value, "rooms": len(those), "rows": those} for value, those in in_order]
    return {"on": day, "by": by, "figures": counted}
