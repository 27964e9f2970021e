"""Routes of links: who is linked to whom, and how often they were visited."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query, Response

from contracts.ids import LinkId, MemberId
from contracts.text import Day
from contracts.vocabulary import Code
from runtime import clock
from runtime.web.http import After, Deed, Limit, deeds
from runtime.web.routes import Router
from services.members.access import Reader, Registrar
from services.members.contacts.visits import visits
from services.members.link import commands as c
from services.members.link.read_models import links
from services.members.member.read_models import members

router = Router(prefix="/links", tags=["links"])


@router.post("", status_code=201)
async def make(command: c.MakeLink, submit: Registrar) -> Response:
    """Enter a link. The same again changes nothing."""
    return await submit.create(command, key=command.link)


deeds(
    router,
    LinkId,
    "/{link}",
    Deed("ending", c.EndLink, Registrar, "end_link"),
    Deed("withdrawal", c.WithdrawLink, Registrar, "withdraw_link"),
)


@router.get("")
async def listed(
    read: Reader,
    kind: Code | None = None,
    member: Annotated[MemberId | None, Query(description="on either side")] = None,
    on: Annotated[Day | None, Query(description="those that hold on this day")] = None,
    year: Annotated[int | None, Query(ge=1949, le=2149)] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Links within the reader's scope, with how often in a year, this one unless given, the one
    visited the other (`made`) and still is to (`due`) (003-11). A link ends with the membership of
    either."""
    of_year = year or clock.today().year
    other = members.alias()
    ends = sa.func.least(links.c.until, members.c.left_on, other.c.left_on)
    visited = (
        sa.select(sa.func.count())
        .where(
            visits.c.member == links.c.member,
            visits.c.members.has_key(links.c.with_member),
            sa.extract("year", visits.c.on) == of_year,
        )
        .scalar_subquery()
    )
    shown = [each for each in links.c if each is not links.c.until]
    chosen = (
        sa.select(*shown, ends.label("until"), visited.label("made"))
        .outerjoin(members, members.c.member_id == links.c.member)
        .outerjoin(other, other.c.member_id == links.c.with_member)
        .where(read.visible(links.c.unit))
    )
    if kind is not None:
        chosen = chosen.where(links.c.kind == kind)
    if member is not None:
        chosen = chosen.where(sa.or_(links.c.member == member, links.c.with_member == member))
    if on is not None:
        chosen = chosen.where(links.c.since <= on, sa.or_(ends.is_(None), ends > on))
    page = await read.page(chosen, after, limit)
    rows = [{**row, "due": max(row["visits"] - row["made"], 0)} for row in page["items"]]
    return {"year": of_year, **page, "items": rows}
