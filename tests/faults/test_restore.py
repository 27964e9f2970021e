"""A service without its NATS, without its database, or with a database of yesterday."""

import asyncio
import json
import subprocess
from contextlib import asynccontextmanager, suppress

import asyncpg
import httpx2
import pytest

from runtime.carrying.jetstream import message_at, stream_end
from runtime.writing.ledger import Broken
from tests.counting import COUNTING
from tests.faults.clerks import VILLAGE, Clerks, audit
from tests.faults.deployment import PATIENCE, Deployment, Program
from tests.runtime.test_relay import fill, reached, relay
from tests.runtime.test_writer import begin
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, destroy, eventually, running
from yishi.development.servers.postgres import postgres_binary

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


async def refused(deployment, program):
    """A command now is refused, and told when to come again; and `/readyz` says why."""
    async with httpx2.AsyncClient(trust_env=False) as web:
        while True:
            try:
                ready = await web.get(f"{program.url}/readyz")
                break
            except httpx2.TransportError:
                await asyncio.sleep(0.1)
        answer = await web.post(
            f"{program.url}/counters",
            json={"unit": VILLAGE, "label": "zu früh"},
            headers={"Authorization": f"Bearer {deployment.token()}"},
        )
    assert (ready.status_code, answer.status_code) == (503, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["rule"] == "recovering"


async def head(deployment):
    connection = await asyncpg.connect(deployment.dsn("counting"))
    try:
        return tuple(await connection.fetchrow("SELECT position, hash, epoch FROM ledger_head"))
    finally:
        await connection.close()


async def test_the_gate_stays_shut_until_nats_is_there(deployment, clerks, sound):
    first, *others = deployment.replicas("counting")
    for program in (first, *others):
        program.kill()
    deployment.nats.kill()
    first.start()

    await refused(deployment, first)

    deployment.nats.start()
    for program in others:
        program.start()
    await first.ready()
    await clerks.effect()
    await sound()


async def test_a_service_without_its_stream_says_what_to_run_and_waits(deployment, clerks, sound):
    replicas = deployment.replicas("counting")
    await clerks.effect()
    for program in replicas:
        program.kill()
    async with connected(deployment.nats.url) as client:
        await destroy(client, "counting")
        for program in replicas:
            program.start()

        for program in replicas:
            await until_it_says(program, "there is no stream COUNTING: run `yishi streams`")
        await refused(deployment, replicas[0])
        # Nobody makes one: its limits and rights are the operator's.
        assert await stream_end(client, "COUNTING") is None

        await declare(client, "counting")
    await asyncio.gather(*(program.ready() for program in replicas))
    await clerks.effect()
    await sound()


async def until_it_says(program, wanted):
    async def said():
        with suppress(httpx2.TransportError):
            return wanted in (await web.get(f"{program.url}/readyz")).text

    async with httpx2.AsyncClient(trust_env=False) as web:
        await eventually(said, wanted, PATIENCE)


@pytest.mark.soak
async def test_a_service_waits_for_a_database_that_starts_later(deployment, clerks, sound):
    program = deployment.replicas("counting")[0]
    program.kill()
    deployment.postgres.kill()
    program.start()
    while "waiting for PostgreSQL" not in program.log.read_text():
        assert program.exit_code is None, program.last_words()
        await asyncio.sleep(0.1)

    deployment.postgres.start()

    await program.ready()
    await clerks.effect()
    await sound()


async def test_a_service_with_a_wrong_password_says_so_once_and_goes_on_when_it_is_mended(
    deployment, clerks, sound
):
    """Nothing else could tell the operator what to mend: it does not listen yet."""
    program = deployment.replicas("counting")[0]
    user, server = "guarded", deployment.postgres
    access = server.data_dir / "cluster" / "pg_hba.conf"
    access.write_text(f"host all {user} 127.0.0.1/32 scram-sha-256\n{access.read_text()}")
    refused = f'password authentication failed for user "{user}"'
    admin = await asyncpg.connect(server.dsn("postgres"))
    try:
        await admin.execute(f"CREATE ROLE {user} LOGIN SUPERUSER PASSWORD 'that of last year'")
        await admin.fetchval("SELECT pg_reload_conf()")
        program.kill()
        program.start(
            YISHI_COUNTING_DATABASE_URL=deployment.dsn("counting").replace(
                "postgres@", f"{user}:that-of-today@"
            )
        )

        async def tried():
            return server.log.read_text().count(refused) > 3

        await eventually(tried, "it tries again and again", PATIENCE)
        said = [json.loads(line) for line in program.log.read_text().splitlines()]
        assert [one["level"] for one in said if refused in one["message"]] == ["WARNING"]

        await admin.execute(f"ALTER ROLE {user} PASSWORD 'that-of-today'")
        await program.ready()
    finally:
        await admin.close()
    await clerks.effect()
    await sound()


@pytest.mark.parametrize("left", ["an older dump", pytest.param("nothing", marks=pytest.mark.soak)])
async def test_a_lost_database_comes_back_from_the_stream(deployment, clerks, sound, left):
    replicas = deployment.replicas("counting")
    dump = deployment.folder / "counting.dump"
    async with clerks.working():
        await clerks.effect()
    run("pg_dump", "--format=custom", f"--file={dump}", deployment.dsn("counting"))
    async with clerks.working():
        await clerks.effect()
    await sound()
    position, last_hash, epoch = await head(deployment)

    for program in replicas:
        program.kill()
    await deployment.make_database("counting", empty=left != "nothing")
    if left != "nothing":
        run("pg_restore", f"--dbname={deployment.dsn('counting')}", str(dump))
    assert (await head(deployment))[0] < position  # negative control: there was a loss
    deployment.nats.kill()
    for program in replicas:
        program.start()
    await refused(deployment, replicas[0])
    deployment.nats.start()
    await asyncio.gather(*(program.ready() for program in replicas))

    restored = await head(deployment)
    assert restored[:2] == (position, last_hash)
    assert restored[2] != epoch
    async with clerks.working():
        await clerks.effect()
    await sound()


async def test_nobody_is_heard_while_the_gate_imports(deployment, clerks, sound):
    """Neither people nor policies, of which echo's reader would have plenty (traps 11, T11)."""
    echoes = deployment.replicas("echo")
    await clerks.effect()
    for program in echoes:
        program.kill()
    await deployment.make_database("echo")
    await clerks.ask()  # so that a policy has something new to ask as well
    async with holding_the_ledger(deployment.dsn("echo")) as written:
        for program in echoes:
            program.start()
        for program in echoes:
            await until_it_says(program, "importing 1 to ")
            await refused(deployment, program)
        await asyncio.sleep(1)  # a reader would need a tenth of it, see below
        assert await written() == (0, 0)
    await asyncio.gather(*(program.ready() for program in echoes))
    await clerks.effect()
    await sound()


@asynccontextmanager
async def holding_the_ledger(dsn):
    """Whoever imports has to wait. Gives the events, and how far a reader has come."""
    connection = await asyncpg.connect(dsn)
    read = "(SELECT position FROM readers WHERE source = 'COUNTING')"

    async def written():
        return tuple(await connection.fetchrow(f"SELECT position, {read} FROM ledger_head"))

    try:
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM ledger_head FOR UPDATE")
            yield written
    finally:
        await connection.close()


@pytest.mark.soak
async def test_without_the_gate_a_policy_writes_another_history(tmp_path):
    """Negative control of the test above."""
    async with Deployment(tmp_path) as deployment, Clerks(deployment) as clerks:
        await clerks.effect()
        assert (await audit(deployment, clerks)).sound
        deployment.programs[1].kill()
        await deployment.make_database("echo")
        careless = Program("echo", tmp_path, deployment.settings, "opens_at_once")
        deployment.programs[1] = careless
        careless.start()
        await clerks.effect()

        said = await audit(deployment, clerks, settle=1)

    assert said.wrong_bytes > 0, said


def run(program, *arguments):
    """A program of PostgreSQL that must succeed."""
    done = subprocess.run([postgres_binary(program), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


async def test_without_the_gate_the_history_forks(postgres, fresh_nats):
    """Negative control: the same old database, opened at once."""
    async with (
        empty_database(postgres) as now,
        empty_database(postgres) as old,
        bench(COUNTING, now) as counting,
        bench(COUNTING, old) as yesterday,
        connected(fresh_nats.url) as client,
    ):
        await declare(client, "counting")
        for _ in range(5):
            await fill(counting, 1)
        async with running(relay(counting, client).run()):
            await reached(client, 5)
        for row in await counting.pool.fetch("SELECT * FROM ledger WHERE position <= 3"):
            await yesterday.pool.execute(
                "INSERT INTO ledger VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                *row,
            )
            await yesterday.pool.execute(
                "UPDATE ledger_head SET position = $1, hash = $2", row["position"], row["hash"]
            )

        await asyncio.gather(*(yesterday.writer.ask(begin("a fork")) for _ in range(2)))

        there = await message_at(client, "COUNTING", 4)
        here = await yesterday.pool.fetchval("SELECT body FROM ledger WHERE position = 4")
        assert there.body != here
        with pytest.raises(Broken, match="position 4"):
            await asyncio.wait_for(relay(yesterday, client).run(), 10)
