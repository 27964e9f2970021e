"""A service's web app: its own routes and those that every service has, within limits."""

import asyncio
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.service import Service
from runtime.watching import telemetry
from runtime.web import every_service, papers, problems
from runtime.web.auth import Tokens
from runtime.web.limits import Bounded
from runtime.web.problems import ProblemBody


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
                headers = MutableHeaders(raw=list(message["headers"]))
                methods = headers.get("allow", "").replace(" ", "").split(",")
                if "GET" in methods and "HEAD" not in methods:
                    headers["allow"] += ", HEAD"
                message = {**message, "headers": headers.raw}
            if head and message["type"] == "http.response.body":
                if begun.is_set():
                    return
                begun.set()
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        asked = {**scope, "method": "GET"} if head else scope
        await self.app(asked, received if head else receive, sent)


def create_app(
    service: Service,
    routers: Iterable[APIRouter],
    process: every_service.Running | None = None,
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
    of_papers = (papers.router,) if service.uses_papers else ()
    for one in (*routers, *of_papers, every_service.router):
        app.include_router(one, responses=problems.PROBLEMS)
    _describe(app, service)
    if process is not None:
        app.state.process = process
        app.state.writer, app.state.engine = process.writer, process.engine
        app.state.tokens, app.state.settings = tokens, process.settings
    return app


def _describe(app: FastAPI, service: Service) -> None:
    """Add to the description what FastAPI cannot know: the body of a refusal, and what a deed is
    called in Chinese."""
    plain = app.openapi
    called = {
        f"#/components/schemas/{each.__name__}": each.called[0] for each in service.by_command
    }

    def described() -> dict[str, Any]:
        schema = plain()
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = (
            ProblemBody.model_json_schema()
        )
        for operations in schema["paths"].values():
            body = operations.get("post", {}).get("requestBody", {}).get("content", {})
            command = body.get("application/json", {}).get("schema", {})
            if title := called.get(command.get("$ref", "").rsplit("/", 1)[-1]):
                operations["post"]["summary"] = title
            for status in (
                problems.OF_WRITING & operations.get("get", {}).get("responses", {}).keys()
            ):
                del operations["get"]["responses"][status]
        return schema

    app.openapi = described  # type: ignore[method-assign]
