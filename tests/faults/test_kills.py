"""kill -9 and SIGSTOP under load: every acknowledged command exactly once, everywhere."""

import asyncio
import signal
from random import Random

import asyncpg
import pytest

from tests.counting import COUNTING
from tests.faults.clerks import Clerks, audit
from tests.faults.deployment import Deployment, send
from tests.faults.kinds import (
    kill_everything,
    kill_nats,
    kill_postgres,
    kill_service,
    pause,
    strike,
)
from tests.runtime.test_writer import begin
from tests.support.servers import empty_database
from tests.support.service import bench
from yishi.development.servers.postgres import Postgres

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    ("fault", "rounds"),
    [(kill_service, 1), (kill_postgres, 1), (kill_nats, 1), (pause(1.5), 1), (kill_everything, 1)],
    ids=["service", "postgres", "nats", "pauses", "everything"],
)
async def test_what_was_acknowledged_is_there_once(deployment, clerks, sound, fault, rounds):
    chance = Random(rounds)
    before = len(clerks.acknowledged)
    async with clerks.working():
        for _ in range(rounds):
            await strike(fault, deployment, clerks, chance)

    said = await sound()
    assert said.acknowledged > before


async def test_who_is_told_to_stop_ends_in_good_order(deployment, clerks, sound):
    async with clerks.working():
        for program in deployment.programs:
            await clerks.effect()
            assert await program.stop() == 0, program.last_words()
            program.start()
            await program.ready()

    await sound()


@pytest.mark.parametrize("service", ["counting", pytest.param("echo", marks=pytest.mark.soak)])
async def test_the_auditor_misses_who_is_not_at_work(deployment, clerks, sound, service):
    """Negative control: the twin does all the work, and every number is right."""
    gone = deployment.replicas(service)[1]
    gone.kill()
    await clerks.effect()

    said = await audit(deployment, clerks, settle=5)

    assert [one for one in said.findings if one.startswith(f"not ready: {service}")], said
    assert (said.lost, said.doubled, said.gaps, said.wrong_bytes) == (0, 0, 0, 0), said
    gone.start()
    await sound()


@pytest.mark.soak
async def test_the_auditor_tells_of_who_ended_by_itself(deployment, clerks, sound):
    """Negative control: it is back before anybody asks for it."""
    ended = deployment.replicas("echo")[1]
    send([ended.pid], signal.SIGKILL)  # not `kill`, which is meant
    while ended.exit_code is None:
        await asyncio.sleep(0.01)

    said = await audit(deployment, clerks)

    told = "echo ended with exit code -9"
    assert [one for one in said.findings if one.startswith(told)] == said.findings != [], said
    clerks.wrong.clear()  # it was us
    await sound()


async def test_the_auditor_sees_a_careless_service(tmp_path):
    """Negative control: the same kills, and a service that does not deserve to survive them."""
    programs = [("counting", "answers_early", "trusts_its_memory"), ("echo",)]
    async with Deployment(tmp_path, programs) as deployment, Clerks(deployment) as clerks:
        careless = deployment.programs[0]
        async with clerks.working():
            await asyncio.sleep(0.5)
            while len(clerks.acknowledged) < 40:
                await asyncio.sleep(0)
            careless.kill()  # between an answer and its commit
            careless.start()
            await careless.ready()
            await clerks.effect()
            send([deployment.nats.pid], signal.SIGSTOP)
            await asyncio.sleep(1)
            deployment.nats.kill()  # between a batch and its acknowledgement
            deployment.nats.start()
            await asyncio.sleep(6)
        said = await audit(deployment, clerks, settle=5)

    assert said.lost > 0, said
    assert said.wrong_bytes > 0, said
    assert any("stream COUNTING" in finding for finding in said.findings), said


async def test_a_database_that_does_not_sync_loses_what_was_acknowledged(tmp_path):
    """Negative control of the kills of PostgreSQL: the setting that must never be used."""
    lazy = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}
    with Postgres(tmp_path / "pg", options=lazy) as server:
        async with empty_database(server) as dsn, bench(COUNTING, dsn) as counting:
            await counting.pool.execute("CHECKPOINT")
            for _ in range(20):
                await counting.writer.ask(begin())
            server.kill()
            server.start()
            connection = await asyncpg.connect(dsn)
            left = await connection.fetchval("SELECT count(*) FROM ledger")
            await connection.close()

    assert left < 20
