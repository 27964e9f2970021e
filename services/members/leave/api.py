"""Leave from sessions: asked by a member, or by the office for one, and decided by the office."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Response

from contracts.ids import MemberId
from runtime.web.http import After, Deed, Limit, deeds
from runtime.web.routes import Router
from services.members.absence.visibility import seen
from services.members.access import LeaveAsker, LeaveOffice, LeaveReader
from services.members.leave import commands as c
from services.members.leave.read_models import leaves

router = Router(prefix="/leaves", tags=["leave"])

LeaveKey = Annotated[str, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
Reached = Literal["asked", "granted", "refused", "taken-back"]


@router.post("", status_code=201)
async def ask_leave(command: c.AskLeave, submit: LeaveAsker) -> Response:
    """Ask for leave from a session, for oneself or for a member who asked the office (7.1)."""
    return await submit.create(command)


deeds(
    router,
    LeaveKey,
    "/{leave}",
    Deed("grant", c.GrantLeave, LeaveOffice),
    Deed("refusal", c.RefuseLeave, LeaveOffice),
    Deed("taking-back", c.TakeBackLeave, LeaveAsker),
)


@router.get("")
async def listed(
    read: LeaveReader,
    member: Annotated[MemberId | None, Query()] = None,
    session: Annotated[str, Query(max_length=80)] = "",
    stage: Annotated[Reached | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Leave as it was asked for and decided: the office sees that of its scope, members their own,
    a committee that of its own members (domain 9.2, "absence case")."""
    chosen = sa.select(leaves).where(seen(read.actor, leaves))
    for column, asked in (("member", member), ("session", session or None), ("stage", stage)):
        if asked is not None:
            chosen = chosen.where(leaves.c[column] == asked)
    return await read.page(chosen, after, limit)
