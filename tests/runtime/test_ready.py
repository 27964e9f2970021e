"""`/readyz` tells at once that nothing can be recorded, and by itself that it can again."""

import asyncio
import signal
import time
from contextlib import asynccontextmanager

import asyncpg
import pytest
from httpx2 import ASGITransport, AsyncClient

from runtime.process import Process
from runtime.settings import from_environment
from runtime.watching.pulse import Pulse
from runtime.web.app import create_app
from runtime.writing.writer import Writer
from services.console.wiring import CONSOLE
from tests.counting import COUNTING
from tests.faults.deployment import family, send
from tests.runtime.test_writer import begin
from tests.support import keys
from tests.support.service import bench
from tests.support.streams import eventually, running
from yishi.development.servers.postgres import Postgres


def settings_for(name, database, nats, folder):
    keys.write(folder, ["counting", "console"])
    given = {
        "YISHI_DATA": str(folder),
        "YISHI_ISSUER_URL": "http://issuer.invalid",
        "YISHI_NATS_URL": nats,
        f"YISHI_{name.upper()}_DATABASE_URL": database,
    }
    return from_environment(name, given)


@asynccontextmanager
async def ready(service, database, nats, folder):
    """A process of this service, as it is when it has said that it is ready."""
    async with (
        bench(service, database),
        Process(service, settings_for(service.name, database, nats, folder)) as process,
        running(process.run()),
    ):
        transport = ASGITransport(create_app(service, [], process))
        async with AsyncClient(transport=transport, base_url="http://test") as client:
            await says(client, 200, "ready")
            yield process, client


async def says(client, status, words, seconds=30.0):
    """Until it says so; each time at once, and HEAD the same."""

    async def said():
        began = time.monotonic()
        answer = await client.get("/readyz")
        assert time.monotonic() - began < 1.5
        return answer.status_code == status and words in answer.text

    await eventually(said, f"/readyz is {status} {words}", seconds)


@pytest.mark.servers
@pytest.mark.parametrize("service", [COUNTING, CONSOLE], ids=lambda each: each.name)
async def test_while_the_database_is_frozen_it_is_not_ready(tmp_path, fresh_nats, service):
    with Postgres(tmp_path / "pg") as own:
        async with ready(service, own.dsn("postgres"), fresh_nats.url, tmp_path) as (_, client):
            pids = family(own.pid)
            send(pids, signal.SIGSTOP)
            try:
                await says(client, 503, "PostgreSQL has not answered for")
            finally:
                send(pids, signal.SIGCONT)
            await says(client, 200, "ready")


@pytest.mark.servers
async def test_while_the_database_is_away_it_is_not_ready(tmp_path, fresh_nats):
    with Postgres(tmp_path / "pg") as own:
        async with ready(COUNTING, own.dsn("postgres"), fresh_nats.url, tmp_path) as (_, client):
            own.stop()
            await says(client, 503, "PostgreSQL has not answered for")
            own.start()
            await says(client, 200, "ready")


@pytest.mark.servers
async def test_while_nothing_can_be_written_it_is_not_ready(
    postgres, database, fresh_nats, tmp_path
):
    name = database.rpartition("/")[2]
    operator = await asyncpg.connect(postgres.dsn("postgres"))
    alter = f"ALTER DATABASE {name} SET default_transaction_read_only = "
    async with ready(COUNTING, database, fresh_nats.url, tmp_path) as (process, client):
        await operator.execute(alter + "on")
        await operator.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
        )

        async def refused():
            try:
                await process.writer.ask(begin())
            except Exception:
                return process.writer.failing

        await eventually(refused, "a command is not written")
        await says(client, 503, "PostgreSQL takes nothing: ")
        await asyncio.sleep(2.5)  # that it can be read makes it no readier
        await says(client, 503, "PostgreSQL takes nothing: ", 0.5)
        await operator.execute(alter + "off")
        await says(client, 200, "ready")
        rows = await process.pool.fetchval("SELECT count(*) FROM command_keys")
    await operator.close()

    assert rows == 0  # what was tried meanwhile is not there


@pytest.mark.servers
async def test_a_database_that_may_only_be_read_is_told_before_anybody_is_refused(
    tmp_path, fresh_nats
):
    with Postgres(tmp_path / "pg") as own:
        async with ready(COUNTING, own.dsn("postgres"), fresh_nats.url, tmp_path) as (_, client):
            operator = await asyncpg.connect(own.dsn("postgres"))
            for setting, status, words in (("on", 503, "it may only be read"), ("off", 200, "")):
                await operator.execute(
                    f"ALTER SYSTEM SET default_transaction_read_only = {setting}"
                )
                await operator.execute("SELECT pg_reload_conf()")
                await says(client, status, words)
            await operator.close()


async def test_a_console_that_is_starting_is_not_ready(database, unused_tcp_port, tmp_path):
    nats = f"nats://127.0.0.1:{unused_tcp_port}"
    settings = settings_for("console", database, nats, tmp_path)
    async with (
        bench(CONSOLE, database),
        Process(CONSOLE, settings) as process,
        running(process.run()),
        AsyncClient(
            transport=ASGITransport(create_app(CONSOLE, [], process)),
            base_url="http://test",
        ) as client,
    ):
        await says(client, 503, "NATS is not reachable")


async def test_who_commits_is_alive_however_slow_a_question_is(database):
    """All connections may be in use for a while."""
    async with bench(COUNTING, database) as found:
        now = 0.0
        writer = Writer(COUNTING, found.pool, keys.signer("counting"))
        pulse = Pulse(found.pool, writer, lambda: now)
        now = 100.0
        assert "has not answered for 100 s" in (pulse.why_not() or "")
        writer.written = 99.0
        assert pulse.why_not() is None
