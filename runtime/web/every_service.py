"""The routes that every service has: whether it is well, its ledger, and what operators do."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol

import asyncpg
import sqlalchemy as sa
from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.audience import Audience
from contracts.places import covers
from contracts.roles import Role
from runtime.carrying.jetstream import stream_name
from runtime.envelope import links, subject
from runtime.operations import ConfirmDay, PassEvent, SetTimeBack
from runtime.settings import Settings
from runtime.watching.metrics import Metrics, Watched
from runtime.watching.telemetry import Tracing
from runtime.web.http import Reading, Submitting, reading, submitting
from runtime.web.problems import Problem
from runtime.web.routes import Router
from runtime.writing import ledger

ROWS, BYTES = 200, 4 * 1024 * 1024
"""How much of the ledger is held in memory at once for somebody who reads it."""

Operator = Annotated[Submitting, Depends(submitting(Role.OPERATOR))]

StreamName = Annotated[str, Path(pattern=r"^[A-Z]{1,40}$")]

router = Router(tags=["running"])


class Running(Watched, Protocol):
    """The process around an app: `runtime.process.Process`."""

    settings: Settings
    engine: AsyncEngine
    metrics: Metrics
    tracing: Tracing | None

    def why_not_ready(self) -> str | None:
        """The reason why nobody should be sent here now, if there is one."""


@router.get("/livez", include_in_schema=False)
async def livez() -> PlainTextResponse:
    return PlainTextResponse("alive\n")


@router.get("/readyz", include_in_schema=False)
async def readyz(request: Request) -> PlainTextResponse:
    process: Running = request.app.state.process
    why_not = process.why_not_ready()
    return PlainTextResponse(f"{why_not or 'ready'}\n", 503 if why_not else 200)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    process: Running = request.app.state.process
    return Response(await process.metrics.page(), media_type=CONTENT_TYPE_LATEST)


@router.get("/ledger", response_class=StreamingResponse)
async def read_ledger(
    request: Request,
    reader: Annotated[Reading, Depends(reading(Role.SERVICE, Role.AUDITOR, Role.OPERATOR))],
    after: Annotated[int, Query(ge=0, le=2**62, description="rows above this position")] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
    matter: Annotated[
        str | None, Query(max_length=200, description="only rows of this matter")
    ] = None,
) -> StreamingResponse:
    """Rows of the ledger as JSON lines: `position`, `hash` (hex), `signature` where its service
    signed, `subject` and `body`, the exact text of the event. Whoever answers for a part of the
    country gets every row, those of other parts without `subject` and `body`: so hashes and
    signatures can be followed from the first to the last. To operators what is personal comes
    without them, too."""

    whole = reader.actor.holding((Role.SERVICE, Role.AUDITOR)).scopes
    scopes = reader.actor.scopes
    pages = _pages(request.app.state.process.pool, after, limit, matter)
    # Before the status is sent: an empty answer means that there is nothing, not that the database
    # is away. Where it goes away later, the answer breaks off and has no end.
    first: list[asyncpg.Record] = await anext(pages, [])

    async def lines() -> AsyncIterator[str]:
        rows = first
        while rows:
            for row in rows:
                line = {"position": row["position"], "hash": row["hash"].hex()}
                audience = links(row["body"]).audience
                told = whole if audience == Audience.PERSONAL else scopes
                if any(covers(scope, row["unit"]) for scope in told):
                    line["subject"] = subject(row["type"], audience, row["unit"])
                    line["body"] = row["body"].decode()
                if row["signature"]:
                    line["signature"] = row["signature"]
                yield json.dumps(line, ensure_ascii=False) + "\n"
            rows = await anext(pages, [])

    return StreamingResponse(lines(), media_type="application/x-ndjson")


async def _pages(
    pool: asyncpg.Pool, after: int, limit: int, matter: str | None
) -> AsyncIterator[list[asyncpg.Record]]:
    """Rows of the ledger or of one matter, `limit` of them, or as many as there are.

    The connection goes back between pages: it is the writer's too, and whoever reads may be slow.
    """
    while limit > 0:
        async with pool.acquire() as connection:
            most = min(ROWS, limit)
            rows = await ledger.read(connection, after, most, most_bytes=BYTES, matter=matter)
        if not rows:
            return
        yield rows
        after, limit = rows[-1]["position"], limit - len(rows)


UNANSWERED = sa.table(
    "unanswered",
    *map(sa.column, ("source", "position", "policy", "key", "unit")),
    *map(sa.column, ("rule", "chinese", "english", "recorded_at")),
)


@router.get("/unanswered")
async def unanswered(
    request: Request,
    reader: Annotated[Reading, Depends(reading(Role.OPERATOR, Role.AUDITOR))],
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[dict[str, Any]]:
    """What policies asked and rules refused, the newest first: somebody should look at each.
    Whoever answers for a part of the country sees what events of that part led to."""
    here = sa.select(UNANSWERED).where(reader.visible(UNANSWERED.c.unit))
    return await reader.rows(here.order_by(UNANSWERED.c.recorded_at.desc()).limit(limit))


@router.post("/readers/{stream}/passing")
async def pass_event(
    request: Request, stream: StreamName, command: PassEvent, submit: Operator
) -> Response:
    """Let a halted reader pass the event it cannot take in; recorded with the reason."""
    process: Running = request.app.state.process
    if stream not in map(stream_name, process.service.sources):
        raise Problem(
            404,
            "not-found",
            f"本服务不读取 {stream}。请照 yishi doctor 显示的名称填写。",
            f"This service does not read {stream}. Use the name that `yishi doctor` shows.",
        )
    return await submit(stream, command)


@router.post("/clock/setting-back")
async def set_time_back(request: Request, command: SetTimeBack, submit: Operator) -> Response:
    """Let a ledger go on whose last event is of a later time: a clock was wrong then. Recorded with
    the reason."""
    process: Running = request.app.state.process
    if "" in submit.actor.scopes and not process.writer.time.behind:  # others learn nothing of it
        raise Problem(
            409,
            "time-is-right",
            "账本最后一条的时间不晚于现在，无需处理。若 /readyz 仍说时钟不准，请先校时。",
            "The ledger's last event is not of a later time, so nothing has to be let pass. If"
            " /readyz says that the clock is wrong, set it right.",
        )
    return await submit(process.service.name, command)


@router.post("/clock/day")
async def confirm_day(request: Request, command: ConfirmDay, submit: Operator) -> Response:
    """Confirm that it is this day, after more than ten of which the service knew nothing. What was
    due meanwhile is then recorded as missed."""
    process: Running = request.app.state.process
    waits = process.sweep is not None and process.sweep.waits
    if "" in submit.actor.scopes and not waits:
        raise Problem(
            409,
            "day-is-known",
            "本服务没有在等待确认日期，无需处理。",
            "This service does not wait for a day to be confirmed, so nothing has to be done.",
        )
    return await submit(process.service.name, command)
