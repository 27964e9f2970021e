"""The pages and their addresses. All of them only read."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.visibility import What, readers
from contracts.places import UnitId
from runtime import clock
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions, read_jurisdictions
from runtime.web.http import with_what_was_merged
from runtime.web.problems import Problem
from services.console import case, cases, gathering, html, jurisdiction, quotas
from services.console.names import words_of_these
from services.console.signin import viewer
from services.console.tables import Row

router = APIRouter(route_class=html.PageRoute, include_in_schema=False)


async def reader(request: Request, actor: Annotated[Actor, Depends(viewer)]) -> Actor:
    """The viewer, in the offices these pages are for, and for all that was merged into theirs."""
    holder = actor.holding(readers(What.OUTLINE))
    if not holder.grants:
        raise Problem(
            403,
            "no-office",
            "您已登录，但没有可以查看协商事项的身份。请联系本单位管理员开通。",
            "You are signed in but hold no office these pages are for.",
        )
    engine: AsyncEngine = request.app.state.engine
    async with engine.connect() as connection:
        return await with_what_was_merged(connection, holder)


async def snapshot(request: Request) -> AsyncIterator[AsyncConnection]:
    """All queries of a page see the same moment. In the scope of the function: the connection goes
    back before the page is sent, for whoever reads it may be slow."""
    engine: AsyncEngine = request.app.state.engine
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection
        # The page is made by now: a database that is lost here takes nothing from it.
        with suppress(SQLAlchemyError):
            await connection.rollback()


def today() -> date:
    """The calendar decides what is overdue; tests put another one in its place."""
    return clock.today()


Reader = Annotated[Actor, Depends(reader)]
Snapshot = Annotated[AsyncConnection, Depends(snapshot, scope="function")]
Today = Annotated[date, Depends(today)]
Unit = Annotated[str, Query(pattern=r"^([0-9]{12})?$")]
After = Annotated[int | None, Query(ge=0, lt=2**63)]
MatterKey = Annotated[str, Path(pattern=r"^[0-9A-Za-z:_-]{1,80}$")]


async def jurisdictions(connection: Snapshot, day: Today) -> Jurisdictions:
    return await read_jurisdictions(connection, day)


There = Annotated[Jurisdictions, Depends(jurisdictions, scope="function")]


@router.get("/")
async def home(actor: Reader, connection: Snapshot, there: There) -> Response:
    found = await jurisdiction.known(connection, actor, there)
    if len(found) == 1:
        return RedirectResponse(f"/jurisdictions/{found[0]['unit']}", 303)
    return html.page("home.html", jurisdictions=found, readers=await _readers(connection))


@router.get("/jurisdictions/{unit}")
async def overview(unit: UnitId, actor: Reader, connection: Snapshot, there: There) -> Response:
    found = await jurisdiction.load(connection, actor, there, unit)
    if found is None:
        raise html.not_found()
    frame = await _frame(connection, there, unit)
    return html.page("jurisdiction.html", **frame, overview=found)


@router.get("/jurisdictions/{jurisdiction}/cases")
async def listed(
    jurisdiction: UnitId,
    actor: Reader,
    connection: Snapshot,
    there: There,
    state: Literal["running", "closed", "ended", "all"] = "running",
    unit: Unit = "",
    after: After = None,
) -> Response:
    found = await cases.page(connection, actor, there, jurisdiction, state, unit, after)
    if found is None:
        raise html.not_found()
    frame = await _frame(connection, there, jurisdiction)
    return html.page("cases.html", **frame, page=found, state=state, unit=unit)


@router.get("/jurisdictions/{jurisdiction}/gatherings")
async def gathered(
    jurisdiction: UnitId,
    actor: Reader,
    connection: Snapshot,
    there: There,
    unit: Unit = "",
    after: After = None,
) -> Response:
    found = await gathering.page(connection, actor, there, jurisdiction, unit, after)
    if found is None:
        raise html.not_found()
    frame = await _frame(connection, there, jurisdiction)
    return html.page("gatherings.html", **frame, page=found, unit=unit)


@router.get("/jurisdictions/{jurisdiction}/quotas")
async def owed(
    jurisdiction: UnitId,
    actor: Reader,
    connection: Snapshot,
    there: There,
    unit: Unit = "",
    year: Annotated[int | None, Query(ge=2000, le=2999)] = None,
    after: Unit = "",
) -> Response:
    chosen = year or there.day.year
    found = await quotas.page(connection, actor, there, jurisdiction, unit, chosen, after)
    if found is None:
        raise html.not_found()
    frame = await _frame(connection, there, jurisdiction)
    return html.page("quotas.html", **frame, page=found, unit=unit)


@router.get("/cases/{matter}")
async def one_matter(
    matter: MatterKey, actor: Reader, connection: Snapshot, there: There
) -> Response:
    """The page of a topic's case, or of a session or an activity that belongs to no topic."""
    found = await case.load(connection, actor, there, matter)
    if found is not None:
        return html.page(
            "case.html", **await _frame(connection, there, found.jurisdiction), case=found
        )
    apart = await gathering.load(connection, actor, there, matter)
    if apart is None:
        raise html.not_found()
    frame = await _frame(connection, there, apart.jurisdiction)
    return html.page("gathering.html", **frame, gathering=apart)


@router.get("/assets/{name}")
async def asset(name: Literal["console.css", "mark.svg"], v: str = "") -> Response:
    content, version = html.asset(name)
    # The address changes with the content, so what it names may be kept for good.
    keep = "public, max-age=31536000, immutable" if v == version else "no-cache"
    return Response(content, media_type=html.ASSETS[name], headers={"Cache-Control": keep})


async def _frame(connection: AsyncConnection, there: Jurisdictions, unit: str) -> dict[str, Any]:
    ruling = there.of(unit)
    words = (await words_of_these(connection, {ruling})).get(ruling, {})
    programme = words.get(("programme", ""), "")
    return {"today": there.day, "readers": await _readers(connection), "programme": programme}


async def _readers(connection: AsyncConnection) -> list[Row]:
    """How far each ledger has been read, and whether the reading has halted."""
    statement = sa.text("SELECT source, position, halted FROM readers ORDER BY source")
    return [dict(row) for row in (await connection.execute(statement)).mappings()]
