"""Routes of the rooms for consultation."""

from typing import Any

import sqlalchemy as sa
from fastapi import Response

from contracts.ids import RoomId
from runtime.units import ending
from runtime.web.http import After, Deed, Limit, deeds
from runtime.web.routes import Router
from services.members.access import Prefix, Reader, Registrar
from services.members.room import commands as c
from services.members.room.read_models import rooms

router = Router(prefix="/rooms", tags=["rooms"])


@router.post("", status_code=201)
async def enter(command: c.OpenRoom, submit: Registrar) -> Response:
    """Enter a room of a unit. A repeated request records nothing."""
    return await submit.create(command, key=command.room)


deeds(
    router,
    RoomId,
    "/{room}",
    Deed("change", c.ChangeRoom, Registrar),
    Deed("closure", c.CloseRoom, Registrar),
)


@router.get("")
async def listed(
    read: Reader, prefix: Prefix = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """The rooms within the reader's scope, closed ones too."""
    ends = ending(rooms.c.until, rooms.c.unit)
    shown = (column for column in rooms.c if column is not rooms.c.until)
    wanted = sa.select(*shown, ends).where(
        read.visible(rooms.c.unit), rooms.c.unit.startswith(prefix, autoescape=True)
    )
    return await read.page(wanted, after, limit)
