"""Nobody waits for ever for somebody who is gone, and who waits says for what."""

import asyncio
import socket

import pytest

from runtime import process
from runtime.settings import from_environment
from runtime.writing import connections, ledger
from runtime.writing.failures import INFRASTRUCTURE
from runtime.writing.writer import Writer
from tests.counting import COUNTING
from tests.runtime.test_writer import begin
from tests.support import keys
from tests.support.service import bench
from tests.support.streams import running


async def test_a_replica_that_froze_with_the_lock_stops_nobody_for_long(database, monkeypatch):
    """A process that is stopped, or whose machine is gone, between the lock and its commit."""
    monkeypatch.setattr(connections, "IDLE_SECONDS", 1)
    frozen = await connections.connect(database)
    try:
        async with bench(COUNTING, database) as found, frozen.acquire() as connection:
            await connection.execute("BEGIN")
            await ledger.head(connection, lock=True)
            async with asyncio.timeout(10):
                answer = await found.writer.ask(begin())
            assert answer.version == 1
            with pytest.raises(INFRASTRUCTURE):
                await connection.execute("COMMIT")
    finally:
        frozen.terminate()


async def test_a_vanished_postgresql_is_noticed_by_the_kernel(database):
    pool = await connections.connect(database)
    async with pool.acquire() as connection:
        wire = connection._con._transport.get_extra_info("socket")
        names = ("idle", "interval", "count")
        said = [await connection.fetchval(f"SHOW tcp_keepalives_{name}") for name in names]
        if wire.family != socket.AF_UNIX:
            assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
            assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            idle, interval, count = map(int, said)
            assert idle + interval * count == connections.VANISHED_SECONDS < 10
    await pool.close()


def settings_for(database, nats_url, folder):
    keys.write(folder, ["counting", "console"])
    return from_environment(
        "counting",
        {
            "YISHI_ISSUER_URL": "http://issuer.invalid",
            "YISHI_NATS_URL": nats_url,
            "YISHI_COUNTING_DATABASE_URL": database,
            "YISHI_DATA": str(folder),
        },
    )


@pytest.mark.parametrize("port", [1, None])
async def test_a_process_says_that_it_waits_for_nats(database, unused_tcp_port, port, tmp_path):
    """A server that refuses, and one that takes the connection and says nothing."""

    async def silent(reader, writer):
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", unused_tcp_port)
    settings = settings_for(database, f"nats://127.0.0.1:{port or unused_tcp_port}", tmp_path)
    async with bench(COUNTING, database), process.Process(COUNTING, settings) as found:
        task = asyncio.create_task(found.run())
        async with asyncio.timeout(20):
            while "NATS is not reachable" not in str(found.why_not_ready() or found.writer.closed):
                await asyncio.sleep(0.1)
                assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    listening.close()
    await listening.wait_closed()


async def test_a_pooler_that_refuses_our_limits_is_told_of(caplog, unused_tcp_port, tmp_path):
    """As pgbouncer answers: its bytes, since there is none here."""

    async def refusing(reader, writer):
        await reader.read(1000)
        said = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: lock_timeout\0\0"
        writer.write(b"E" + (len(said) + 4).to_bytes(4, "big") + said)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(refusing, "127.0.0.1", unused_tcp_port)
    database = f"postgresql://u@127.0.0.1:{unused_tcp_port}/x?sslmode=disable"
    settings = settings_for(database, "nats://127.0.0.1:1", tmp_path)
    starting = asyncio.create_task(process.Process(COUNTING, settings).__aenter__())
    async with asyncio.timeout(20):
        while "connect to PostgreSQL itself" not in caplog.text:
            await asyncio.sleep(0.05)
            assert not starting.done()
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    listening.close()


async def test_a_process_that_starts_is_never_open_for_a_moment(
    database, monkeypatch, unused_tcp_port, tmp_path
):
    """What it took then would be written before the gate has compared ledger and stream."""
    said = []

    class Watched(Writer):
        @property
        def closed(self):
            return said[-1]

        @closed.setter
        def closed(self, why):
            said.append(why)

    monkeypatch.setattr(process, "Writer", Watched)
    settings = settings_for(database, f"nats://127.0.0.1:{unused_tcp_port}", tmp_path)
    async with (
        bench(COUNTING, database),
        process.Process(COUNTING, settings) as found,
        running(found.run()),
        asyncio.timeout(20),
    ):
        while "NATS is not reachable" not in str(said[-1]):
            await asyncio.sleep(0.01)

    assert None not in said, said
