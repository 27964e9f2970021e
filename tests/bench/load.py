"""A client that keeps many connections busy: `python -m tests.bench.load PORT CONNECTIONS SECONDS
<TOKEN`. It writes requests that are ready in memory and reads as little of the answers as it can,
so that the server is what is measured; it says how much of a core it used itself."""

import asyncio
import json
import sys
from itertools import cycle
from time import perf_counter, process_time
from typing import cast

import uvloop

from tests.bench.work import proposals


class Connection(asyncio.Protocol):
    """One request after the other for as long as it may."""

    def __init__(self, load: "Load") -> None:
        self._load, self._rest = load, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._rest += data
        head, found, body = self._rest.partition(b"\r\n\r\n")
        if not found:
            return
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if len(body) >= int(length):
            self._load.answered(head[9:12])
            self._rest = b""
            self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._load.over:
            self._load.answered(b"cut")

    def _ask(self) -> None:
        if self._load.over:
            self._transport.close()
        else:
            self._transport.write(next(self._load.requests))


class Load:
    def __init__(self, port: int, token: str) -> None:
        self.over = False
        self.statuses: dict[str, int] = {}
        bodies = (each.model_dump_json().encode() for each in proposals())
        self.requests = cycle(
            b"POST /topics HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (port, token.encode(), len(body), body)
            for body in list(bodies)
        )

    def answered(self, status: bytes) -> None:
        name = status.decode()
        self.statuses[name] = self.statuses.get(name, 0) + 1


async def _run(port: int, connections: int, seconds: float, token: str) -> dict[str, object]:
    load, loop = Load(port, token), asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Connection(load), "127.0.0.1", port)
    await asyncio.sleep(seconds / 4)  # warm up
    load.statuses.clear()
    begun, used = perf_counter(), process_time()
    await asyncio.sleep(seconds)
    took, statuses = perf_counter() - begun, dict(load.statuses)
    load.over = True
    return {
        "rate": sum(statuses.values()) / took,
        "statuses": statuses,
        "client": (process_time() - used) / took,
    }


if __name__ == "__main__":
    found = _run(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.stdin.read().strip())
    print(json.dumps(uvloop.run(found)))
