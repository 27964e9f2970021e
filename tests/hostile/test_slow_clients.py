"""Clients that take their time, and too many at once, on a real server and a real connection."""

import asyncio
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from httpx2 import ASGITransport, AsyncClient

from runtime.web import limits
from runtime.web.app import create_app
from runtime.web.limits import TimedRequests
from services.topics.wiring import PERSONAL_TABLES, ROUTERS, TOPICS
from tests.hostile.house import COUNTY, KNOWN, OFFICE, PROPOSAL, House
from tests.hostile.town import TOPIC_RULES
from tests.support import keys
from tests.support.service import bench, by
from yishi.development.servers.process import free_port, is_free

AUDITOR = by("a", "auditor@")
AUTHORIZATION = f"Authorization: {OFFICE['Authorization']}\r\n".encode()


@dataclass
class Server:
    port: int
    serving: uvicorn.Server

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield reader, writer
        finally:
            writer.close()


@pytest.fixture
async def server(town: dict[str, House], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """The service of topics as `runtime.run` serves it, but with less patience."""
    monkeypatch.setattr(limits, "HEAD_SECONDS", 1.0)
    config = uvicorn.Config(
        town["topics"].app,
        port=0,
        http=TimedRequests,
        ws="none",
        log_config=None,
        lifespan="off",
        timeout_keep_alive=4,
    )
    found = uvicorn.Server(config)
    serving = asyncio.create_task(found.serve())
    while not found.started:
        await asyncio.sleep(0.01)
    yield Server(found.servers[0].sockets[0].getsockname()[1], found)
    found.should_exit = True
    await serving


async def until_closed(reader: asyncio.StreamReader, within: float) -> bytes:
    said = b""
    try:
        async with asyncio.timeout(within):
            while more := await reader.read(65_536):
                said += more
    except TimeoutError:  # an OSError, and not what is meant by one here
        raise AssertionError(f"still open after {within} s") from None
    return said


async def trickle(writer: asyncio.StreamWriter, text: bytes, pause: float) -> None:
    try:
        while True:
            writer.write(text)
            await writer.drain()
            await asyncio.sleep(pause)
    except OSError:
        return  # hung up on, as it should be


async def test_a_service_goes_on_answering_while_500_others_never_finish_their_head(
    server: Server,
) -> None:
    slow = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(500)]
    tasks = []
    for _, writer in slow:
        writer.write(b"GET /topics HTTP/1.1\r\nHost: x\r\n")
        tasks.append(asyncio.create_task(trickle(writer, b"X-A: b\r\n", 0.2)))
    started = time.monotonic()
    async with AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=20) as client:
        for _ in range(5):
            assert (await client.get("/topics", headers=OFFICE)).status_code == 200
    answered = time.monotonic() - started
    for reader, writer in slow:
        with suppress(OSError):  # reset is closed, too
            await until_closed(reader, 10)
        writer.close()
    for task in tasks:
        task.cancel()
    assert answered < 5


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /topics HTT",
        b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /topics HTT",
    ],
    ids=["nothing", "half a line", "a request before"],
)
async def test_a_trickle_of_bytes_keeps_no_connection(server: Server, beginning: bytes) -> None:
    async with server.connection() as (reader, writer):
        writer.write(beginning)
        task = asyncio.create_task(trickle(writer, b"\r\n" if not beginning[:8] else b"", 0.1))
        with suppress(OSError):
            await until_closed(reader, 8)
        task.cancel()


async def test_line_breaks_between_requests_are_no_request(server: Server) -> None:
    async with server.connection() as (reader, writer):
        writer.write(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        task = asyncio.create_task(trickle(writer, b"\r\n", 0.1))
        with suppress(OSError):
            await until_closed(reader, 5)
        task.cancel()


ASKED = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


async def test_a_connection_may_rest_longer_than_a_head_may_take(server: Server) -> None:
    """A proxy keeps it for the next person, and would have to tell them 502."""
    async with server.connection() as (reader, writer):
        for _ in range(2):
            writer.write(ASKED)
            assert (await reader.readuntil(b"alive\n")).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(2.5)  # of 4, and a head has 1
        writer.write(ASKED[:20])
        await asyncio.sleep(0.3)
        writer.write(ASKED[20:])
        assert (await reader.readuntil(b"alive\n")).startswith(b"HTTP/1.1 200")
        assert await until_closed(reader, 10) == b""  # and not for ever


async def test_a_service_keeps_a_connection_for_as_long_as_it_is_set(
    database: str, tmp_path: Path
) -> None:
    """The program itself, at the 5 seconds that were its limit, and at the head's ten."""
    async with bench(TOPICS, database, KNOWN, PERSONAL_TABLES):
        pass
    keys.write(tmp_path, ["topics"])
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "runtime.run", "topics"),
        env={
            "YISHI_ISSUER_URL": "http://issuer.invalid",
            "YISHI_NATS_URL": "nats://127.0.0.1:1",
            "YISHI_TOPICS_DATABASE_URL": database,
            "YISHI_TOPICS_PORT": str(port),
            "YISHI_DATA": str(tmp_path),
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(60):
            while is_free(port):
                await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for rest in (0.0, 4.99, 5.01, 10.1):
            await asyncio.sleep(rest)
            writer.write(ASKED)
            assert (await reader.readuntil(b"alive\n")).startswith(b"HTTP/1.1 200"), rest
        writer.close()
    finally:
        process.terminate()
        await process.wait()


async def test_a_head_without_end_is_not_collected(server: Server) -> None:
    async with server.connection() as (reader, writer):
        writer.write(b"GET /topics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ")
        said = b""
        try:
            for _ in range(100):
                writer.write(b"a" * 65_536)
                await writer.drain()
            said = await until_closed(reader, 5)
        except OSError:
            pass  # it hung up while we were still talking
        assert not said or said.startswith(b"HTTP/1.1 400")
        assert reader.at_eof() or writer.is_closing() or said


async def test_a_body_without_end_is_answered_and_hung_up_on(server: Server) -> None:
    async with server.connection() as (reader, writer):
        head = b"POST /topics HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        writer.write(head + AUTHORIZATION + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(40):
                writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
                await writer.drain()
        except OSError:
            pass
        said = b""
        with suppress(OSError):
            said = await until_closed(reader, 5)
        assert not said or said.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "smuggled",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 0x5\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
    ],
)
async def test_a_body_of_two_lengths_is_no_request(server: Server, smuggled: bytes) -> None:
    async with server.connection() as (reader, writer):
        writer.write(b"POST /topics HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION + smuggled + b"\r\n")
        writer.write(b"0\r\n\r\nGET /ledger HTTP/1.1\r\nHost: x\r\n\r\n")
        said = await until_closed(reader, 8)
        assert said.startswith(b"HTTP/1.1 4")
        assert said.count(b"HTTP/1.1 ") == 1


async def test_whoever_reads_the_ledger_slowly_holds_no_connection(
    town: dict[str, House], server: Server
) -> None:
    """More of them than there are connections, each with an answer that nobody fetches."""
    found, readers = town["topics"].bench, 12
    assert readers > found.pool.get_max_size()
    long = {**PROPOSAL, "description": "长" * 1000}
    for _ in range(200):
        await town["topics"].given("/topics", long)
    (listening,) = server.serving.servers[0].sockets
    # Little room on the way, so that what is sent waits in the service.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    head = f"GET /ledger HTTP/1.1\r\nHost: x\r\nAuthorization: {AUDITOR['Authorization']}\r\n\r\n"
    with ExitStack() as unread:
        for _ in range(readers):
            one = unread.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", server.port))
            one.sendall(head.encode())
        await asyncio.sleep(1)

        async with AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=5) as client:
            asked = await client.post("/topics", json=PROPOSAL, headers=OFFICE)
        busy = found.pool.get_size() - found.pool.get_idle_size()
        still_sending = len(server.serving.server_state.tasks)

    assert asked.status_code == 201
    assert (busy, found.engine.pool.checkedout()) == (1, 0)  # the writer's own
    assert still_sending >= readers  # control: none of them had its answer


async def test_five_thousand_at_once_are_answered_or_told_to_come_back(database: str) -> None:
    """The queue before the writer is bounded, and says so instead of growing."""
    async with bench(TOPICS, database, KNOWN, PERSONAL_TABLES, room=500) as found:
        app = create_app(TOPICS, ROUTERS, found, found.tokens)
        longest = 0

        async def watch() -> None:
            nonlocal longest
            while True:
                longest = max(longest, found.writer.waiting)
                await asyncio.sleep(0)

        watching = asyncio.create_task(watch())
        async with AsyncClient(
            transport=ASGITransport(app, raise_app_exceptions=False),
            base_url="http://topics",
            timeout=120,
        ) as client:
            place = f"/rules/{COUNTY}/adoption"
            assert (await client.post(place, json=TOPIC_RULES, headers=OFFICE)).is_success
            before = await found.pool.fetchval("SELECT count(*) FROM ledger")
            asked = [client.post("/topics", json=PROPOSAL, headers=OFFICE) for _ in range(5000)]
            answers = await asyncio.gather(*asked)
        watching.cancel()
        written = await found.pool.fetchval("SELECT count(*) FROM ledger")

    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) == {201, 503}, counted
    assert written - before == counted[201] > 0
    assert 0 < longest <= 500
    for answer in answers:
        if answer.status_code == 503:
            assert answer.json()["rule"] == "busy"
            assert int(answer.headers["retry-after"]) >= 1
