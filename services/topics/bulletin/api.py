"""The web face of bulletins."""

from collections.abc import Iterable
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Path, Query, Response

from common.visibility import Relation, What, clause
from contracts.places import Scope, UnitId
from contracts.text import Year
from runtime.actor import Actor, Grant
from runtime.units import Condition, within
from runtime.web.http import After, Deed, Limit, Submitting, agree, deeds
from runtime.web.papers import withhold
from runtime.web.problems import Problem
from runtime.web.register import in_the_directory
from runtime.web.routes import Router
from services.topics.access import BulletinReader, InformationOffice
from services.topics.bulletin import commands as c
from services.topics.bulletin.read_models import bulletin_items, bulletin_recipients, bulletins

router = Router(prefix="/bulletins", tags=["reports"])

Unit = Annotated[UnitId, Path()]
OfYear = Annotated[Year, Path()]
Issue = Annotated[int, Path(ge=1, le=10_000)]


def _bulletin(unit: Unit, year: OfYear, issue: Issue) -> str:
    return f"{unit}:{year}:{issue}"


Bulletin = Annotated[str, Depends(_bulletin)]


@router.post("/{unit}/{year}/{issue}/issue", status_code=201)
async def issue_bulletin(
    bulletin: Bulletin, command: c.IssueBulletin, submit: InformationOffice
) -> Response:
    """Issue the unit's bulletin with the next number of the year."""
    agree(bulletin, f"{command.unit}:{command.year}:{command.issue}")
    await _next_in_turn(submit, command)
    return await submit.create(command, key=bulletin)


async def _next_in_turn(submit: Submitting, command: c.IssueBulletin) -> None:
    """Refuse (409) a number that would leave a gap, with the one that is next. (The rule reads the
    issue before, so that none is left in a race either.)"""
    next_one = await next_issue(submit.request.app.state.engine, command.unit, command.year)
    if command.issue > next_one and submit.actor.grant_for(command.unit) is not None:
        raise Problem(
            409,
            "number-gap",
            f"{command.year}年下一期是第{next_one}期，期号不能跳过。请改用第{next_one}期。",
            f"The next issue of {command.year} is {next_one}; no number is left out. Use that one.",
        )


async def next_issue(engine: Any, unit: str, year: int) -> int:
    last = sa.select(sa.func.max(bulletins.c.issue)).where(
        bulletins.c.unit == unit, bulletins.c.year == year
    )
    async with engine.connect() as connection:
        return int(await connection.scalar(last) or 0) + 1


async def to_whom(submit: Submitting, bulletin: str, command: c.SendBulletin) -> None:
    await in_the_directory(submit, bulletin.split(":")[0], command.recipients, ended=True)


deeds(
    router,
    Bulletin,
    "/{unit}/{year}/{issue}",
    Deed("issue", c.IssueBulletin, InformationOffice, own=True),
    Deed("sending", c.SendBulletin, InformationOffice, "send_bulletin", to_whom),
    Deed("sending-withdrawal", c.WithdrawSending, InformationOffice, "withdraw_sending"),
    Deed("correction", c.CorrectBulletin, InformationOffice, "correct_bulletin"),
    Deed("withdrawal", c.WithdrawBulletin, InformationOffice, "withdraw_bulletin"),
)


@router.get("")
async def listed(
    read: BulletinReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    year: Annotated[Year | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Bulletins of your scope, for the information office, and those that were sent to you."""
    chosen = sa.select(bulletins).where(readable(read.actor))
    if unit:
        chosen = chosen.where(bulletins.c.unit.startswith(unit, autoescape=True))
    if year is not None:
        chosen = chosen.where(bulletins.c.year == year)
    return await read.page(chosen, after, limit)


@router.get("/{unit}/{year}/{issue}")
async def one(bulletin: Bulletin, read: BulletinReader) -> dict[str, Any]:
    """A bulletin with its items, and to whom it was sent, when."""
    await read.etag("bulletin", bulletin)
    here = sa.select(bulletins).where(readable(read.actor))
    row = await read.one(here.where(bulletins.c.bulletin_id == bulletin))
    shown = ("report", "title", "category", "text")
    of = bulletin_items.c.bulletin_id == bulletin
    items = await read.rows(
        sa.select(*(bulletin_items.c[name] for name in shown))
        .where(of)
        .order_by(bulletin_items.c.place, bulletin_items.c.report)
    )
    await withhold(read, items, "text")
    to = bulletin_recipients.c
    sent = await read.rows(
        sa.select(to.body, to.sent_on, to.sent_at)
        .where(to.bulletin_id == bulletin)
        .order_by(to.sent_on, to.body)
    )
    return {**row, "items": items, "sent": sent}


def readable(actor: Actor) -> Condition:
    """Those of the scope, for the information office, and those that were sent to a body of which
    somebody holds an office, in the scope of that office."""
    return clause(What.REPORT, actor, _lies, {Relation.ADDRESSEE: _sent_to})


def _sent_to(grant: Grant) -> Condition | None:
    if grant.body is None:
        return None
    to = bulletin_recipients.c
    sent = sa.exists().where(to.bulletin_id == bulletins.c.bulletin_id, to.body == grant.body)
    return sa.and_(sent, _lies((grant.scope,)))


def _lies(scopes: Iterable[str]) -> Condition:
    return within(scopes, bulletins.c.unit)
