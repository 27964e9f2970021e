"""Routes of the directory of bodies."""

from typing import Any

import sqlalchemy as sa
from fastapi import Response

from contracts.ids import BodyId
from contracts.vocabulary import Code
from runtime.units import ending
from runtime.web.http import After, Deed, Limit, Submitting, deeds
from runtime.web.problems import Problem
from runtime.web.routes import Router
from services.members.access import Prefix, Reader, Registrar
from services.members.body import commands as c
from services.members.body.read_models import bodies, holders
from services.members.member.read_models import members

BODIES = [
    *(column for column in bodies.c if column is not bodies.c.until),
    ending(bodies.c.until, bodies.c.unit),
]
"""A body ends with its unit."""

router = Router(prefix="/bodies", tags=["bodies"])


@router.post("", status_code=201)
async def register(command: c.RegisterBody, submit: Registrar) -> Response:
    """Enter a body at a unit. A repeated request records nothing."""
    return await submit.create(command, key=command.body)


async def the_holder(submit: Submitting, body: str, command: c.TakePost) -> None:
    """Refuse (422) a member who is not in the roster."""
    if command.member is not None:
        wanted = sa.select(members.c.member_id).where(members.c.member_id == command.member)
        async with submit.request.app.state.engine.connect() as connection:
            if await connection.scalar(wanted) is None:
                raise Problem(
                    422,
                    "unknown-member",
                    f"委员名册中没有 {command.member}。请核对编号，或先录入该委员。",
                    f"The roster has no {command.member}. Check the number or admit them first.",
                )


deeds(
    router,
    BodyId,
    "/{body}",
    Deed("founding", c.FoundBody, Registrar, "found"),
    Deed("name", c.RenameBody, Registrar, "rename"),
    Deed("kind", c.ClassifyBody, Registrar, "classify"),
    Deed("office-number", c.ChangeOfficeNumber, Registrar),
    Deed("posts", c.TakePost, Registrar, "take_post", the_holder),
    Deed("post-end", c.LeavePost, Registrar),
    Deed("establishment", c.SetEstablishment, Registrar, "establish"),
    Deed("establishment/withdrawal", c.WithdrawEstablishment, Registrar, "disestablish"),
    Deed("ending", c.EndBody, Registrar, "end"),
)


@router.get("")
async def listed(
    read: Reader,
    kind: Code | None = None,
    prefix: Prefix = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The bodies of the reader's units and of those above them, ended ones too."""
    wanted = sa.select(*BODIES).where(
        read.within_or_above(bodies.c.unit), bodies.c.unit.startswith(prefix, autoescape=True)
    )
    if kind:
        wanted = wanted.where(bodies.c.kind == kind)
    return await read.page(wanted, after, limit)


@router.get("/{body}")
async def one(body: BodyId, read: Reader) -> dict[str, Any]:
    """A body, with who holds or held its posts. A post ends with the body, and with the membership
    of its holder."""
    await read.etag("body", body)
    row = await read.one(
        sa.select(*BODIES).where(bodies.c.body == body, read.within_or_above(bodies.c.unit))
    )
    ends = sa.func.least(holders.c.until, members.c.left_on, sa.literal(row["until"], sa.Date))
    shown = [each for each in holders.c if each is not holders.c.until]
    held = (
        sa.select(*shown, ends.label("until"))
        .outerjoin(members, members.c.member_id == holders.c.member)
        .where(holders.c.body == body)
        .order_by(holders.c.held)
    )
    return {**row, "holders": await read.rows(held)}
