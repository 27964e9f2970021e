"""A service's web app: its own routes, and those every service has."""

import json
from collections.abc import AsyncIterator, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.places import covers
from contracts.roles import Role
from runtime import ledger, problems, telemetry
from runtime.envelope import subject
from runtime.http import Asking, Reading, asking, reading
from runtime.operations import PassEvent
from runtime.problems import Problem, ProblemBody
from runtime.process import Process
from runtime.service import Service

MOST_BYTES = 1024 * 1024
"""The largest body that is read."""

LedgerReader = Annotated[Reading, Depends(reading(Role.SERVICE, Role.AUDITOR, Role.OPERATOR))]
Operator = Annotated[Asking, Depends(asking(Role.OPERATOR))]

router = APIRouter(tags=["running"])


@router.get("/livez", include_in_schema=False)
async def livez() -> PlainTextResponse:
    return PlainTextResponse("alive\n")


@router.get("/readyz", include_in_schema=False)
async def readyz(request: Request) -> PlainTextResponse:
    process: Process = request.app.state.process
    why_not = process.why_not_ready()
    return PlainTextResponse(f"{why_not or 'ready'}\n", 503 if why_not else 200)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    process: Process = request.app.state.process
    return Response(await process.metrics.page(), media_type=CONTENT_TYPE_LATEST)


@router.get("/ledger", response_class=StreamingResponse)
async def read_ledger(
    request: Request,
    reader: LedgerReader,
    after: Annotated[int, Query(ge=0, le=2**62, description="rows above this position")] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> StreamingResponse:
    """Rows of the ledger as JSON lines: `position`, `subject`, `hash` (hex) and `body`, the exact
    text of the event. Whoever answers for a part of the country sees the rows of that part."""

    async def lines() -> AsyncIterator[str]:
        async with request.app.state.process.pool.acquire() as connection:
            for row in await ledger.read(connection, after, limit):
                if any(covers(scope, row["unit"]) for scope in reader.actor.scopes):
                    line = {
                        "position": row["position"],
                        "subject": subject(row["type"], row["unit"]),
                        "hash": row["hash"].hex(),
                        "body": row["body"].decode(),
                    }
                    yield json.dumps(line, ensure_ascii=False) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


@router.get("/unanswered")
async def unanswered(
    request: Request,
    reader: Annotated[Reading, Depends(reading(Role.OPERATOR, Role.AUDITOR))],
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[dict[str, Any]]:
    """What policies asked and rules refused, the newest first: somebody should look at each."""
    async with request.app.state.process.pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT source, position, policy, key, rule, chinese, english, recorded_at"
            " FROM unanswered ORDER BY recorded_at DESC LIMIT $1",
            limit,
        )
    return [dict(row) for row in rows]


@router.post("/readers/{stream}/passing")
async def pass_event(stream: str, command: PassEvent, ask: Operator) -> Response:
    """Let a halted reader pass the event it cannot take in; recorded with the reason."""
    return await ask(stream, command)


class Bounded:
    """Refuse bodies above a limit before anybody collects them."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most:
                raise _TooLarge
            return message

        try:
            declared = dict(scope["headers"]).get(b"content-length", b"0")
            if declared.isdigit() and int(declared) > self._most:
                raise _TooLarge
            await self._app(scope, counted, send)
        except _TooLarge:
            await problems.answer(Request(scope), _too_large())(scope, receive, send)


class _TooLarge(Exception):
    """The body is larger than the limit."""


def _too_large() -> Problem:
    return Problem(
        413,
        "too-large",
        "内容超过 1 MB。请分几次提交，或缩短文字。",
        "The body is larger than one megabyte. Send it in parts or shorten it.",
    )


def create_app(service: Service, routers: Iterable[APIRouter], process: Process | None) -> FastAPI:
    """The app of one service. Without a process it only describes itself (OpenAPI)."""
    app = FastAPI(
        title=f"Yishi {service.name}",
        version="1",
        description="Every refusal is an RFC 9457 problem with a stable rule code.",
        docs_url=None,
        redoc_url=None,
        telemetry=telemetry.of_http(process.tracing if process else None),
    )
    problems.install(app)
    app.add_middleware(Bounded)
    for one in (*routers, router):
        app.include_router(one, responses=problems.PROBLEMS)
    _describe_problems(app)
    if process is not None:
        app.state.process = process
        app.state.writer, app.state.engine = process.writer, process.engine
        app.state.tokens, app.state.settings = process.tokens, process.settings
    return app


def _describe_problems(app: FastAPI) -> None:
    plain = app.openapi

    def described() -> dict[str, Any]:
        schema = plain()
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = (
            ProblemBody.model_json_schema()
        )
        return schema

    app.openapi = described  # type: ignore[method-assign]
