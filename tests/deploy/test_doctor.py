"""`yishi doctor` on real servers: room for connections, and departments' durables."""

import asyncio
import errno
import json
import socket
import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import nats
import pytest
from nats.aio.client import Client
from nats.js.api import StreamConfig

from runtime.process import engine_for
from runtime.writing import connections
from tests.deploy.composed import compose, example
from yishi.deployment import SERVICES
from yishi.development.servers.nats import Nats
from yishi.development.servers.postgres import Postgres
from yishi.doctor import durables, finding, nats_server, postgres, roles

pytestmark = pytest.mark.servers


async def test_it_counts_what_a_process_opens(database: str) -> None:
    pool, engine = await connections.connect(database), engine_for(database)
    try:
        looking = engine.pool.size() + engine.pool._max_overflow  # type: ignore[attr-defined]
        assert pool.get_max_size() + looking == roles.CONNECTIONS
    finally:
        await pool.close()
        await engine.dispose()


async def grades(server: Postgres, names: tuple[str, ...]) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(server.dsn("postgres"))
    try:
        await connection.execute("SET ROLE pg_database_owner")  # no superuser
        return [each async for each in postgres.connections(dict.fromkeys(names, connection))]
    finally:
        await connection.close()


async def test_postgres_must_let_in_all_the_services_that_share_it(tmp_path: Path) -> None:
    with Postgres(tmp_path, options={"max_connections": "100"}) as server:  # its own default
        [(grade, said)] = await grades(server, SERVICES)
        assert grade == "BAD"
        assert "lets in 97" in said
        assert "Set max_connections to 200 or more" in said
        [(grade, said)] = await grades(server, SERVICES[:2])
        assert grade == "GOOD", said


async def test_compose_gives_postgres_enough(tmp_path: Path) -> None:
    program, *options = compose(example())["services"]["postgres"]["command"]
    assert program == "postgres"
    given = dict(each.split("=") for each in options if each != "-c")
    with Postgres(tmp_path, options=given) as server:
        [(grade, said)] = await grades(server, SERVICES)
    assert grade == "GOOD", said


@pytest.fixture
async def stream(tmp_path: Path) -> AsyncIterator[Client]:
    with Nats(tmp_path) as server:
        client = await nats.connect(server.url)
        await client.jetstream().add_stream(StreamConfig(name="TOPICS", subjects=["yishi.>"]))
        yield client
        await client.close()


async def create(client: Client, name: str, config: dict[str, object]) -> None:
    body = json.dumps({"stream_name": "TOPICS", "config": {"name": name, **config}}).encode()
    reply = await client.request(f"$JS.API.CONSUMER.CREATE.TOPICS.{name}", body, timeout=5)
    assert "error" not in json.loads(reply.data)


AS_IT_SHOULD: dict[str, object] = {
    "durable_name": "dept",
    "deliver_policy": "all",
    "ack_policy": "explicit",
    "max_deliver": -1,
    "max_ack_pending": 1,
    "replay_policy": "instant",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "durable dept reads everything, 0 wait"),
        (
            {"filter_subject": "yishi.*.*.*.62.01.23.>"},
            "durable dept reads yishi.*.*.*.62.01.23.>, 0 wait",
        ),
        ({"durable_name": ""}, "dept is no durable"),
        ({"inactive_threshold": 60_000_000_000}, "dept is forgotten when it is not used"),
        ({"max_deliver": 5}, "dept gives an event up"),
    ],
)
async def test_a_durable_that_was_changed_is_found(
    stream: Client, change: dict[str, object], said: str
) -> None:
    await create(stream, "dept", AS_IT_SHOULD)
    reader = {"ack_policy": "none", "deliver_policy": "all", "inactive_threshold": 60_000_000_000}
    await create(stream, "r0123456789ab", reader)
    await create(stream, "dept", {**AS_IT_SHOULD, **change})  # once more, and so it is changed
    [(grade, sentence)] = [each async for each in durables.durables(stream, "TOPICS")]
    assert said in sentence
    assert grade == ("GOOD" if "reads" in said else "BAD")


async def test_a_nats_that_hangs_up_without_a_word_is_named_with_what_happened() -> None:
    """httpx2 has no sentence for a connection that was reset, nor for one that was silent."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        monitor = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        [(grade, sentence)] = [each async for each in nats_server.node(monitor)]

    assert grade == "BAD"
    assert sentence == f"NATS does not answer at {monitor}: ReadError. Does it run?"


@pytest.mark.parametrize(
    ("late", "digits", "grades"),
    [
        (0, 9, ["GOOD", "GOOD"]),
        (0, 5, ["GOOD", "GOOD"]),
        (0, 0, ["GOOD", "GOOD"]),
        (60, 5, ["GOOD", "BAD"]),
    ],
)
async def test_the_clock_of_nats_may_say_its_time_with_fewer_digits(
    late: int, digits: int, grades: list[str]
) -> None:
    """As it does where the last ones are zero: seldom, one in ten thousand has five."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        seconds = (datetime.now(UTC) - timedelta(seconds=late)).strftime("%Y-%m-%dT%H:%M:%S")
        now = f"{seconds}{'.' if digits else ''}{'5' * digits}Z"
        said = json.dumps({"now": now, "jetstream": {"config": {"sync_always": True}}}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(said), said))
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        monitor = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        found = [each async for each in nats_server.node(monitor)]

    assert [grade for grade, _ in found] == grades, found


async def test_a_full_disk_has_its_own_remedy() -> None:
    async def look() -> finding.Found:
        yield "GOOD", "so far"
        raise OSError(errno.ENOSPC, "No space left on device")

    found = [each async for each in finding.tried("Its tables", "Does it run?", look())]
    assert found == [
        ("GOOD", "so far"),
        (
            "BAD",
            "Its tables could not be looked at: [Errno 28] No space left on device. Make room on"
            " that disk (docs/guides/operator.md, 6.6).",
        ),
    ]
