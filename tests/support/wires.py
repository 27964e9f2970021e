"""A network between programs and a server that can be cut, fall silent, and heal.

with Wire(server.port) as wire:
    connect(port=wire.port)
    wire.silence()
    wire.heal()
"""

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from yishi.development.servers.process import free_port


@dataclass(eq=False)
class _Line:
    """One connection: the side that asked for it, and the side of the server."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter | None = None
    passing: asyncio.Event = field(default_factory=asyncio.Event)

    def reset(self) -> None:
        for each in filter(None, (self.client, self.server)):
            _reset(each)


class Wire:
    """Listens on a port of its own, and passes on to the server's what it gets. `noticed`: seconds
    after which the server's own keepalive misses a client that it cannot reach, if it has any."""

    def __init__(self, target: int, noticed: float | None = None) -> None:
        self.port = free_port()
        self._target, self._noticed = target, noticed
        self._silent = False
        self._lines: set[_Line] = set()
        self._forgotten: set[_Line] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server

    def __enter__(self) -> Self:
        # A thread of its own: tests start and stop servers, and block their own loop meanwhile.
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Every connection is reset, and new ones are refused."""
        self._do(self._cut())

    def silence(self) -> None:
        """No byte arrives, and nobody is told: connections stay, and are accepted."""
        self._do(self._set(silent=True))

    def heal(self, forgetting: bool = False) -> None:
        """As at first. `forgetting`: as a firewall that no longer knows the connections of before;
        they stay silent for ever."""
        self._do(self._heal(forgetting))

    def _do(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def _cut(self) -> None:
        self._server.close()
        for line in self._lines:
            line.reset()

    async def _set(self, silent: bool) -> None:
        self._silent = silent
        for line in self._lines:
            line.passing.clear() if silent else line.passing.set()

    async def _heal(self, forgetting: bool) -> None:
        if not self._server.is_serving():
            await self._listen()
        if forgetting:
            for line in self._lines:
                if line.server is not None and self._noticed is not None:
                    self._loop.call_later(self._noticed, _reset, line.server)
            self._forgotten |= self._lines
            self._lines = set()
        await self._set(silent=False)

    async def _end(self) -> None:
        self._lines |= self._forgotten
        await self._cut()
        await self._set(silent=False)
        if rest := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(rest, timeout=5)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(writer)
        self._lines.add(line)
        if not self._silent:
            line.passing.set()
        try:
            await line.passing.wait()
            from_server, line.server = await asyncio.open_connection("127.0.0.1", self._target)
            await asyncio.gather(
                self._pass(line, reader, line.server), self._pass(line, from_server, writer)
            )
        except OSError:
            pass
        finally:
            await line.passing.wait()  # that one side has gone is not told either
            line.reset()
            self._lines.discard(line)

    async def _pass(
        self, line: _Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(65536):
            await line.passing.wait()
            writer.write(data)
            await writer.drain()
        await line.passing.wait()
        with suppress(OSError):
            writer.write_eof()


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        wire = writer.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
