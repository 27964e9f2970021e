"""Routes of the directory of bodies."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.ids import BodyId
from contracts.members import body as e
from runtime.web.http import After, Deed, Limit, deeds
from services.members.access import Reader, Registrar
from services.members.body import commands as c
from services.members.body.read_models import bodies

router = APIRouter(prefix="/bodies", tags=["bodies"])


@router.post("", status_code=201)
async def register(command: c.RegisterBody, submit: Registrar) -> Response:
    """Enter a committee, a department, a Party organisation or an office."""
    return await submit.create(command, key=command.body)


deeds(router, BodyId, "/{body}", Deed("name", c.RenameBody, Registrar, "rename"))


@router.get("")
async def listed(
    read: Reader, kind: e.BodyKind | None = None, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """The bodies of the reader's county."""
    wanted = sa.select(bodies).where(read.of_the_county(bodies.c.unit))
    if kind:
        wanted = wanted.where(bodies.c.kind == kind)
    return await read.page(wanted, after, limit)
