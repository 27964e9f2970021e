"""How long a connection may take to say what it wants, and how much it may say.

uvicorn waits for the head of a request for ever and keeps all of it: whoever sends a byte now and
then holds a connection, and whoever never ends a header fills the memory. Between two requests a
connection may rest for longer (`YISHI_KEEP_ALIVE_SECONDS`), since a proxy keeps it for the next
person: hung up on just then, it would have to answer 502.
"""

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
HEAD_BYTES = 64 * 1024


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
