"""A service's web app: its own routes, and those every service has."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from typing import Annotated, Any, Protocol

import asyncpg
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.places import covers
from contracts.roles import Role
from runtime.carrying.jetstream import stream_name
from runtime.envelope import subject
from runtime.operations import PassEvent, SetTimeBack
from runtime.service import Service
from runtime.settings import Settings
from runtime.watching import telemetry
from runtime.watching.metrics import Metrics
from runtime.watching.telemetry import Tracing
from runtime.web import problems
from runtime.web.auth import Tokens
from runtime.web.http import Asking, Reading, asking, reading
from runtime.web.problems import Problem, ProblemBody
from runtime.writing import ledger
from runtime.writing.writer import Writer

MOST_BYTES = 256 * 1024
"""The largest body that is read: three times what the largest command that is meant comes to."""
SECONDS = 30.0
"""How long a body may take to arrive."""
ROWS, BYTES = 200, 4 * 1024 * 1024
"""Of the ledger, held in memory at once for somebody who reads it."""

LedgerReader = Annotated[Reading, Depends(reading(Role.SERVICE, Role.AUDITOR, Role.OPERATOR))]
Operator = Annotated[Asking, Depends(asking(Role.OPERATOR))]

StreamName = Annotated[str, Path(pattern=r"^[A-Z]{1,40}$")]

router = APIRouter(tags=["running"])


class Running(Protocol):
    """The process around an app: `runtime.process.Process`."""

    service: Service
    settings: Settings
    engine: AsyncEngine
    pool: asyncpg.Pool
    writer: Writer
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
    reader: LedgerReader,
    after: Annotated[int, Query(ge=0, le=2**62, description="rows above this position")] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> StreamingResponse:
    """Rows of the ledger as JSON lines: `position`, `hash` (hex), `signature` where its service
    signed, `subject` and `body`, the exact text of the event. Whoever answers for a part of the
    country gets every row, those of other parts without `subject` and `body`: so hashes and
    signatures can be followed from the first to the last."""

    scopes = reader.actor.scopes
    pages = _pages(request.app.state.process.pool, after, limit)
    # Before the status is sent: an empty answer means that there is nothing, not that the database
    # is away. Where it goes away later, the answer breaks off and has no end.
    first: list[asyncpg.Record] = await anext(pages, [])

    async def lines() -> AsyncIterator[str]:
        rows = first
        while rows:
            for row in rows:
                line = {"position": row["position"], "hash": row["hash"].hex()}
                if any(covers(scope, row["unit"]) for scope in scopes):
                    line["subject"] = subject(row["type"], row["unit"])
                    line["body"] = row["body"].decode()
                if row["signature"]:
                    line["signature"] = row["signature"]
                yield json.dumps(line, ensure_ascii=False) + "\n"
            rows = await anext(pages, [])

    return StreamingResponse(lines(), media_type="application/x-ndjson")


async def _pages(pool: asyncpg.Pool, after: int, limit: int) -> AsyncIterator[list[asyncpg.Record]]:
    """Rows of the ledger, `limit` of them, or as many as there are.

    The connection goes back between pages: it is the writer's too, and whoever reads may be slow.
    """
    while limit > 0:
        async with pool.acquire() as connection:
            rows = await ledger.read(connection, after, min(ROWS, limit), most_bytes=BYTES)
        if not rows:
            return
        yield rows
        after, limit = rows[-1]["position"], limit - len(rows)


@router.get("/unanswered")
async def unanswered(
    request: Request,
    reader: Annotated[Reading, Depends(reading(Role.OPERATOR, Role.AUDITOR))],
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[dict[str, Any]]:
    """What policies asked and rules refused, the newest first: somebody should look at each.
    Whoever answers for a part of the country sees what events of that part led to."""
    async with request.app.state.process.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT source, position, policy, key, unit, rule, chinese, english, recorded_at"
            " FROM unanswered WHERE EXISTS (SELECT FROM unnest($1::text[]) AS scope"
            " WHERE starts_with(unit, scope)) ORDER BY recorded_at DESC LIMIT $2",
            list(reader.actor.scopes),
            limit,
        )
    return [dict(row) for row in rows]


@router.post("/readers/{stream}/passing")
async def pass_event(
    request: Request, stream: StreamName, command: PassEvent, ask: Operator
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
    return await ask(stream, command)


@router.post("/clock/setting-back")
async def set_time_back(request: Request, command: SetTimeBack, ask: Operator) -> Response:
    """Let a ledger go on whose last event is of a later time: a clock was wrong then. Recorded with
    the reason."""
    process: Running = request.app.state.process
    if "" in ask.actor.scopes and not process.writer.time.behind:  # others learn nothing of it
        raise Problem(
            409,
            "time-is-right",
            "账本最后一条的时间不晚于现在，无需处理。若 /readyz 仍说时钟不准，请先校时。",
            "The ledger's last event is not of a later time, so nothing has to be let pass. If"
            " /readyz says that the clock is wrong, set it right.",
        )
    return await ask(process.service.name, command)


class Bounded:
    """Refuse bodies that are too large, or come too slowly, before anybody collects them."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES, seconds: float = SECONDS) -> None:
        self._app, self._most, self._seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen, complete, refusal = 0, False, None
        deadline = asyncio.get_running_loop().time() + self._seconds

        async def counted() -> Message:
            nonlocal seen, complete, refusal
            try:
                async with asyncio.timeout_at(None if complete else deadline):
                    message = await receive()
            except TimeoutError:
                refusal = _too_slow()
                raise _Unread from None
            seen += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if seen > self._most:
                refusal = _too_large()
                raise _Unread
            return message

        async def answered(message: Message) -> None:
            if refusal is None:  # otherwise it is what the app makes of a body it could not read
                await send(message)

        said = dict(scope["headers"])
        declared = said.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._most:
            refusal = _too_large()
        elif said.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
            refusal = problems.compressed()
        else:
            with suppress(_Unread):
                await self._app(scope, counted, answered)
        if refusal is not None:
            await problems.answer(Request(scope), refusal)(scope, receive, send)


class HeadAsGet:
    """HEAD wherever there is GET (RFC 9110, section 9.1): what GET answers, without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head, begun = scope["method"] == "HEAD", asyncio.Event()

        async def received() -> Message:
            if not begun.is_set():
                return await receive()
            # What streams its answer need not make it: nobody would be sent it.
            return {"type": "http.disconnect"}

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                message = {**message, "headers": list(map(_with_head, message["headers"]))}
            if head and message["type"] == "http.response.body":
                if begun.is_set():
                    return
                begun.set()
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        asked = {**scope, "method": "GET"} if head else scope
        await self.app(asked, received if head else receive, sent)


def _with_head(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    name, value = header
    methods = [each.strip() for each in value.split(b",")]
    if name.lower() == b"allow" and b"GET" in methods and b"HEAD" not in methods:
        return name, value + b", HEAD"
    return header


class _Unread(Exception):
    """The body will not be read to its end."""


_HANG_UP = {"Connection": "close"}
"""What is still to come of such a body is not waited for."""


def _too_large() -> Problem:
    return Problem(
        413,
        "too-large",
        "内容超过 256 KB。请分几次提交，或缩短文字。",
        "The body is larger than 256 KB. Send it in parts or shorten it.",
        headers=_HANG_UP,
    )


def _too_slow() -> Problem:
    return Problem(
        408,
        "too-slow",
        "内容没有在规定时间内传完。请检查网络后再提交。",
        "The body did not arrive in time. Check the connection and send it again.",
        headers=_HANG_UP,
    )


def create_app(
    service: Service,
    routers: Iterable[APIRouter],
    process: Running | None = None,
    tokens: Tokens | None = None,
) -> FastAPI:
    """The app of one service. Without a process it only describes itself (OpenAPI)."""
    app = FastAPI(
        title=f"Yishi {service.name}",
        version="1",
        description="Every refusal is an RFC 9457 problem with a stable rule code.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=telemetry.of_http(process.tracing if process else None),
    )
    problems.install(app)
    if service.refusal is not None:
        app.state.refusal = service.refusal
    app.add_middleware(Bounded)
    app.add_middleware(HeadAsGet)
    for one in (*routers, router):
        app.include_router(one, responses=problems.PROBLEMS)
    _describe_problems(app)
    if process is not None:
        app.state.process = process
        app.state.writer, app.state.engine = process.writer, process.engine
        app.state.tokens, app.state.settings = tokens, process.settings
    return app


def _describe_problems(app: FastAPI) -> None:
    plain = app.openapi

    def described() -> dict[str, Any]:
        schema = plain()
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = (
            ProblemBody.model_json_schema()
        )
        for operations in schema["paths"].values():
            for status in (
                problems.OF_WRITING & operations.get("get", {}).get("responses", {}).keys()
            ):
                del operations["get"]["responses"][status]
        return schema

    app.openapi = described  # type: ignore[method-assign]
