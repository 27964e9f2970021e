"""Routes of the directory of bodies."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.ids import BodyId
from contracts.members import body as e
from runtime.web.http import After, Deed, Limit, deeds
from services.members.access import Prefix, Reader, Registrar
from services.members.body import commands as c
from services.members.body.read_models import bodies

router = APIRouter(prefix="/bodies", tags=["bodies"])


@router.post("", status_code=201)
async def register(command: c.RegisterBody, submit: Registrar) -> Response:
    """Enter a body at a unit. A repeated request records nothing."""
    return await submit.create(command, key=command.body)


deeds(
    router,
    BodyId,
    "/{body}",
    Deed("founding", c.FoundBody, Registrar, "found"),
    Deed("name", c.RenameBody, Registrar, "rename"),
    Deed("ending", c.EndBody, Registrar, "end"),
)


@router.get("")
async def listed(
    read: Reader,
    kind: e.BodyKind | None = None,
    prefix: Prefix = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The bodies of the reader's units and of those above them, ended ones too."""
    wanted = sa.select(bodies).where(
        read.within_or_above(bodies.c.unit), bodies.c.unit.startswith(prefix, autoescape=True)
    )
    if kind:
        wanted = wanted.where(bodies.c.kind == kind)
    return await read.page(wanted, after, limit)
