"""The network is cut, or falls silent and tells nobody: all come back, and nothing is lost."""

import asyncio
import socket
import struct
import warnings
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import nats
import nats.errors
import pytest

from runtime.carrying import jetstream
from runtime.process import engine_for
from runtime.writing import connections, ledger, writer
from runtime.writing.writer import Writer
from tests.counting import COUNTING
from tests.faults.clerks import Clerks, audit
from tests.faults.deployment import Deployment
from tests.faults.kinds import cut, nothing_arrives, silence, strike
from tests.runtime.test_away import client_of, not_now
from tests.runtime.test_http import CLERK, begun
from tests.runtime.test_writer import begin
from tests.support.keys import signer
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import connected, eventually, running
from tests.support.wires import Wire
from yishi.development.servers.postgres import Postgres

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]  # traps 11, T4
TCP_REPAIR = 19


async def test_after_cuts_and_silences_everybody_is_back_and_nothing_is_lost(tmp_path):
    programs = [("counting",), ("counting",), ("echo",)]
    chance = Random(4)
    async with (
        Deployment(tmp_path, programs, wired=True) as deployment,
        Clerks(deployment) as clerks,
    ):
        async with clerks.working():
            with pytest.raises(AssertionError, match="something gets through"):
                await again_and_again(deployment)  # negative control
            for fault in (cut(0.5), silence(0.5)):
                await strike(fault, deployment, clerks, chance)
        said = await audit(deployment, clerks)

    assert said.sound, said


async def again_and_again(deployment):
    for _ in range(20):
        await nothing_arrives(deployment, 0.5)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A PostgreSQL of these tests' own: on this machine, and reached over TCP."""
    with Postgres(tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture
async def far(own):
    """One of its databases, from near and through a network, and that."""
    with Wire(own.port) as wire:
        async with empty_database(own) as dsn:
            yield dsn, dsn.replace(f":{own.port}", f":{wire.port}"), wire


@asynccontextmanager
async def beyond(far):
    """Counting, as its process would have it, on the other side of that network."""
    near, dsn, _ = far
    async with bench(COUNTING, near) as found:
        pool, engine = await connections.connect(dsn), engine_for(dsn)
        writing = Writer(COUNTING, pool, signer("counting"))
        writing.closed = None
        try:
            async with running(writing.run()):
                yield replace(found, pool=pool, writer=writing, engine=engine)
        finally:
            pool.terminate()
            await engine.dispose()


async def test_while_postgresql_is_silent_people_are_told_to_come_again(far, monkeypatch):
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 2)
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 2)
    monkeypatch.setattr(connections, "IDLE_SECONDS", 2)
    async with beyond(far) as found, client_of(found) as client:
        where = (await begun(client)).headers["location"]
        warm = [client.get(where, headers=CLERK) for _ in range(5)]
        assert {answer.status_code for answer in await asyncio.gather(*warm)} == {200}
        slow = "SELECT pg_sleep(0.1)::text"  # so that each takes a connection of its own
        await asyncio.gather(*(found.pool.fetchval(slow) for _ in range(5)))

        far[2].silence()
        async with asyncio.timeout(25):
            written = await begun(client)
        far[2].heal(forgetting=True)
        # All connections of before are dead, and none says so: one of each pool is enough to see.
        async with asyncio.timeout(9):
            assert (await client.get(where, headers=CLERK)).status_code == 200
        assert (await begun(client)).status_code == 201
        async with asyncio.timeout(9):
            assert await asyncio.gather(*(found.pool.fetchval(slow) for _ in range(5))) == [""] * 5
        far[2].silence()
        async with asyncio.timeout(25):
            read = await client.get(where, headers=CLERK)

    assert not_now(written) == (503, "outcome-unknown", True)
    assert not_now(read) == (503, "database-away", True)


async def test_a_transaction_in_which_the_network_falls_silent_ends_with_its_statement(
    far, monkeypatch
):
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 6)
    async with beyond(far) as found:

        async def cut_short():
            async with found.pool.acquire() as connection, connection.transaction():
                await connection.fetchval("SELECT 1")
                far[2].silence()
                await connection.fetchval("SELECT 1")

        async with asyncio.timeout(10):  # asyncpg alone: twelve, six of them for a farewell
            with pytest.raises(writer.INFRASTRUCTURE):
                await cut_short()


async def test_a_patient_pool_takes_no_long_leave_of_a_silent_server(far, monkeypatch):
    """The gate gives its own back before anything is carried or read."""
    async with asyncio.timeout(60):  # less than its patience with a statement
        pool = await connections.connect(far[1], patient=True)
        await pool.fetchval("SELECT 1")
        far[2].silence()
        monkeypatch.setattr(connections, "CONNECT_SECONDS", 1)
        await pool.close()


async def test_a_screen_that_vanished_keeps_no_table(far, monkeypatch):
    """`yishi rebuild` would wait for it, and everybody for the lock that `yishi rebuild` holds."""
    monkeypatch.setattr(connections, "IDLE_SECONDS", 1)
    near, dsn, wire = far
    async with bench(COUNTING, near) as found:
        engine = engine_for(dsn)
        screen = await engine.connect()
        await screen.exec_driver_sql("SELECT * FROM counters")
        wire.silence()
        async with asyncio.timeout(20), found.pool.acquire() as operator, operator.transaction():
            await operator.execute("SET LOCAL lock_timeout = 0")
            await operator.execute("LOCK TABLE counters IN ACCESS EXCLUSIVE MODE", timeout=20)
        wire.heal()
        await screen.invalidate()
        await screen.close()
        await engine.dispose()


async def test_nobody_waits_for_the_writer_for_ever(far, monkeypatch):
    """With a patient database, the person's own patience ends; without that, nothing does."""
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 60)
    async with beyond(far) as found, client_of(found) as client:
        far[2].silence()
        with pytest.raises(TimeoutError):  # negative control
            async with asyncio.timeout(2):
                await begun(client)
        monkeypatch.setattr(writer, "ANSWER_SECONDS", 0.5)
        answer = await begun(client)
        far[2].heal()

    assert not_now(answer) == (503, "outcome-unknown", True)


async def test_a_connection_to_nats_that_fell_silent_is_made_anew(fresh_nats):
    with Wire(fresh_nats.port) as wire:
        url = f"nats://127.0.0.1:{wire.port}"
        patient = await nats.connect(url)
        async with connected(url) as client:
            wire.silence()
            with pytest.raises(nats.errors.TimeoutError):
                await client.request("$JS.API.INFO", timeout=0.5)
            wire.heal(forgetting=True)

            async def answered():
                return await client.request("$JS.API.INFO", timeout=0.5)

            await eventually(answered, "it is back", within=20)
        with pytest.raises(nats.errors.TimeoutError):  # negative control: as nats-py does it
            await patient.request("$JS.API.INFO", timeout=0.5)
        await patient.close()


@pytest.mark.parametrize("connect", [jetstream.connect, partial(nats.connect, connect_timeout=1)])
async def test_no_attempt_to_connect_is_left_open(fresh_nats, connect):
    """A server that takes connections and says nothing: as one that is frozen."""
    with Wire(fresh_nats.port) as wire, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        client = await connect(f"nats://127.0.0.1:{wire.port}")
        wire.silence()
        await client.force_reconnect()
        async with asyncio.timeout(20):
            while len(wire._lines) < 4:
                await asyncio.sleep(0.1)
        opened = open_to(wire.port)
        wire.heal()

        async def answered():
            return await client.request("$JS.API.INFO", timeout=0.5)

        await eventually(answered, "it is back")
        await client.close()

    told = [each for each in told if each.category is ResourceWarning]
    if connect is jetstream.connect:
        assert (opened, told) == (1, [])
    else:  # negative control: left for good by Python 3.11.2, with a complaint by 3.11.7
        assert opened > 1 or told


def open_to(port):
    """How many connections there are to it, seen from their beginnings."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(1 for line in lines if line.split()[2:4] == [f"0100007F:{port:04X}", "01"])


@pytest.mark.parametrize("probes", [1, 60])
async def test_who_vanishes_within_a_statement_keeps_the_lock_until_the_next_probe(
    own, monkeypatch, probes
):
    """Between two messages of one statement PostgreSQL counts no idleness; its keepalive does."""
    monkeypatch.setattr(connections, "IDLE_SECONDS", 1)
    monkeypatch.setattr(connections, "_PROBES", {"idle": probes, "interval": 1, "count": 1})
    async with empty_database(own) as dsn, bench(COUNTING, dsn) as found:
        pool = await connections.connect(dsn)
        connection = await pool.acquire()
        backend = connection.get_server_pid()
        await connection.execute("BEGIN")
        await ledger.head(connection, lock=True)
        transport = connection._con._transport
        transport.pause_reading()
        transport.write(b"P" + struct.pack("!i", 16) + b"\0SELECT 1\0\0\0" + b"H\0\0\0\4")
        await asyncio.sleep(0.3)
        try:  # the kernel then forgets it without a word to the other side
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        except OSError:
            pytest.skip("vanishing without a word needs root")
        finally:
            pool.terminate()

        asking = asyncio.create_task(found.writer.ask(begin()))
        await asyncio.wait([asking], timeout=5)
        assert asking.done() is (probes == 1)  # negative control: no probe in that time
        await found.pool.execute("SELECT pg_terminate_backend($1)", backend)
        assert (await asking).version == 1
