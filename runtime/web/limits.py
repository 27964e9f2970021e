"""Limits of a connection: how long the head of a request and its body may take, and how long they
may be.

uvicorn waits for the head of a request for ever and keeps all of it, so one byte now and then would
hold a connection, and a header without end would fill the memory. Between two requests a connection
may rest longer (`YISHI_KEEP_ALIVE_SECONDS`): a proxy keeps it for the next person, and would answer
502 if it were closed just then.
"""

import asyncio
import resource
from contextlib import suppress
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from contracts.paper import MOST_BYTES
from runtime.web import problems
from runtime.web.problems import Problem

HEAD_SECONDS = 10.0
HEAD_BYTES = 64 * 1024

BODY_BYTES = 256 * 1024
"""The largest body that is read: three times what the largest command that is meant comes to."""
BODY_SECONDS = 30.0
"""How long a body may take to arrive."""
PAPER_SECONDS = 300.0
"""How long a paper may take: 20 MB over a village's line."""


class TimedRequests(HttpToolsProtocol):
    """Hangs up where the head of a request is not complete in time, or is too long."""

    _hanging_up: asyncio.TimerHandle | None = None
    _head = 0
    _resting = False
    """True between two requests, while uvicorn's own timer runs."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._resting = not self.pipeline

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._resting = False
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._resting:  # no longer, whatever this is
            self._resting = False
            self._await_head()
        super().data_received(data)
        if self._hanging_up is not None:
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self._stop_waiting()
                self.send_400_response("The head of the request is too long.")

    def _await_head(self) -> None:
        self._stop_waiting()
        self._head = 0
        self._hanging_up = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)

    def _stop_waiting(self) -> None:
        if self._hanging_up is not None:
            self._hanging_up.cancel()
            self._hanging_up = None


def allow_many_connections() -> None:
    """Raise the limit of open files as far as the system lets us: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Bounded:
    """Refuse bodies that are too large, or come too slowly, before anybody collects them."""

    def __init__(self, app: ASGIApp, most: int = BODY_BYTES, seconds: float = BODY_SECONDS) -> None:
        self._app, self._usual = app, (most, seconds)

    def _limits(self, scope: Scope) -> tuple[int, float]:
        """The most bytes of a body, and the seconds it may take."""
        return (MOST_BYTES, PAPER_SECONDS) if scope["path"] == "/papers" else self._usual

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen, complete, refusal = 0, False, None
        most, seconds = self._limits(scope)
        deadline = asyncio.get_running_loop().time() + seconds

        async def counted() -> Message:
            nonlocal seen, complete, refusal
            try:
                async with asyncio.timeout_at(None if complete else deadline):
                    message = await receive()
            except TimeoutError:
                refusal = Problem(
                    408,
                    "too-slow",
                    "内容没有在规定时间内传完。请检查网络后再提交。",
                    "The body did not arrive in time. Check the connection and send it again.",
                    headers=_HANG_UP,
                )
                raise _Unread from None
            seen += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if seen > most:
                refusal = _too_large(most)
                raise _Unread
            return message

        async def answered(message: Message) -> None:
            if refusal is None:  # otherwise it is what the app makes of a body it could not read
                await send(message)

        said = dict(scope["headers"])
        declared = said.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            refusal = _too_large(most)
        elif said.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
            refusal = problems.compressed()
        else:
            with suppress(_Unread):
                await self._app(scope, counted, answered)
        if refusal is not None:
            await problems.answer(Request(scope), refusal)(scope, receive, send)


class _Unread(Exception):
    """The body is not read to its end."""


_HANG_UP = {"Connection": "close"}
"""What is still to come of such a body is not waited for."""


def _too_large(most: int) -> Problem:
    if most == MOST_BYTES:
        return Problem(
            413,
            "too-large",
            "文件超过 20 MB。请压缩，或分成几份上传。",
            "The paper is larger than 20 MB. Make it smaller, or upload it in parts.",
            headers=_HANG_UP,
        )
    return Problem(
        413,
        "too-large",
        "内容超过 256 KB。请分几次提交，或缩短文字。",
        "The body is larger than 256 KB. Send it in parts or shorten it.",
        headers=_HANG_UP,
    )
