"""A disk is full: of PostgreSQL's tables, of its log, of NATS (traps 11, T6).

People are told to come again, nobody skips anything, and more room ends it.
"""

import asyncio
import os
import secrets
import signal
import subprocess
from contextlib import suppress
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from runtime.writing.writer import Writer
from tests.counting import COUNTING
from tests.faults.clerks import VILLAGE, Clerks, audit
from tests.faults.counters import answers_early
from tests.faults.deployment import PATIENCE, Deployment, send
from tests.faults.kinds import may_mount
from tests.runtime.test_writer import begin
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import eventually
from yishi.development.servers.process import ServerError

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]

SEGMENT = 16 * 1024 * 1024
"""A file of PostgreSQL's log, which is made whole or not at all."""


class Disk:
    """A disk in memory for one server, that may become full and be given more room."""

    def __init__(self, place):
        self.place = place
        place.mkdir()
        mount("-t", "tmpfs", "-o", "size=1g,mode=700", "none", place)
        # What the server says of a full disk must not need room on it.
        (place / "server.log").symlink_to(place.with_suffix(".log"))

    def leave(self, room):
        """No more than these bytes are free from now on. The server may take some meanwhile."""
        for _ in range(100):
            found = os.statvfs(self.place)
            used = (found.f_blocks - found.f_bfree) * found.f_frsize
            try:
                return self._resize(used + room)
            except subprocess.CalledProcessError:
                continue
        raise AssertionError("the disk could not be made full")

    def grow(self):
        self._resize("1g")

    def _resize(self, size):
        mount("-o", f"remount,size={size}", self.place)

    def remove(self):
        subprocess.run(["umount", "--lazy", self.place], check=True)


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


@pytest.fixture(scope="module")
async def deployment(tmp_path_factory):
    """Counting and echo, with a PostgreSQL and a NATS on a disk each: `deployment.disks`."""
    if reason := may_mount():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("full")
    disks = [Disk(folder / name) for name in ("postgres", "nats")]
    try:
        async with Deployment(folder) as found:
            found.disks = disks
            yield found
    finally:
        for disk in disks:
            disk.remove()


@pytest.fixture(scope="module")
async def clerks(deployment):
    async with Clerks(deployment) as found:
        yield found


async def new_segment(deployment):
    """The server's log has a file to itself that is empty: a full disk is one of the tables only
    while the log needs no further file, or the server stops."""
    connection = await asyncpg.connect(deployment.postgres.dsn("postgres"))
    await connection.execute("SELECT pg_switch_wal()")
    await connection.execute("CHECKPOINT")
    await connection.close()


@pytest.fixture
async def web(deployment):
    headers = {"Authorization": f"Bearer {deployment.token()}", "Accept-Language": "en"}
    counting = deployment.programs[0].url
    async with httpx2.AsyncClient(
        trust_env=False, timeout=30, base_url=counting, headers=headers
    ) as client:
        yield client


async def turned_away(web, clerks):
    """A command is no longer accepted: the answer has a sentence, and says when to come again."""
    body = {"unit": VILLAGE, "label": secrets.token_hex(400)}

    async def refused():
        clerks.asked[key := uuid4()] = 1
        answer = await web.post("/counters", json=body, headers={"Idempotency-Key": str(key)})
        if answer.is_success:
            clerks.acknowledged[key] = answer.content
        return None if answer.is_success else answer

    answer = await eventually(refused, "commands are turned away", PATIENCE)
    assert (answer.status_code, answer.json()["rule"]) == (503, "outcome-unknown"), answer.text
    assert "Send it again with the same Idempotency-Key" in answer.json()["detail"]
    assert int(answer.headers["Retry-After"]) > 0


async def until_it_says(log, wanted):
    async def said():
        return wanted in log.read_text(errors="replace")

    await eventually(said, wanted, PATIENCE)


async def number(web, program, name):
    """The sum of what `/metrics` says under that beginning of a line."""
    lines = (await web.get(f"{program.url}/metrics")).text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


async def alarmed(web, program, name):
    """An operator's alarm has its reason within the half minute that T6 allows."""

    async def seen():
        return await number(web, program, name) > 0

    await eventually(seen, f"{name} is above 0", 30)


TURNED_AWAY = 'yishi_commands_total{command="Begin",outcome="refused:outcome-unknown"'


async def ready(web, program, status, words):
    """What `/readyz` says, within the seconds that the guide names."""

    async def said():
        answer = await web.get(f"{program.url}/readyz")
        return answer.status_code == status and words in answer.text

    await eventually(said, f"/readyz of {program.url} is {status} {words}", 15)


async def test_a_full_disk_is_told_before_anybody_is_turned_away(deployment, web):
    disk = deployment.disks[0]
    for program in deployment.programs:
        await ready(web, program, 200, "ready")
    await new_segment(deployment)
    disk.leave(50_000)
    try:
        for program in deployment.programs:
            await ready(web, program, 503, "PostgreSQL takes nothing: DiskFullError")
    finally:
        disk.grow()
    for program in deployment.programs:
        await ready(web, program, 200, "ready")


async def test_on_a_full_disk_of_the_tables_people_are_told_to_come_again(
    deployment, clerks, sound, web
):
    counting, echo = deployment.programs
    disk, server = deployment.disks[0], deployment.postgres.pid
    async with clerks.working():
        await clerks.effect()
        send([echo.pid], signal.SIGSTOP)  # so that it has more to take in than there is room for
        before = len(clerks.acknowledged)
        while len(clerks.acknowledged) < before + 100:
            await asyncio.sleep(0.05)
        await new_segment(deployment)
        disk.leave(50_000)
        await turned_away(web, clerks)
        await ready(web, counting, 503, "DiskFullError")
        await alarmed(web, counting, TURNED_AWAY)
        send([echo.pid], signal.SIGCONT)
        await until_it_says(echo.log, "DiskFullError")
        await alarmed(web, echo, "yishi_reader_lag_events")
        assert await number(web, counting, "yishi_database_up") == 1  # who reads is answered

        disk.grow()  # docs/guides/operator.md: more room, and no restart
        await clerks.effect()
        await ready(web, counting, 200, "ready")

    assert deployment.postgres.pid == server
    await sound()


async def test_on_a_full_disk_of_the_log_more_room_and_a_start_of_postgresql_repair(
    deployment, clerks, sound, web
):
    counting, disk = deployment.programs[0], deployment.disks[0]
    async with clerks.working():
        await clerks.effect()
        disk.leave(SEGMENT // 2)
        admin = await asyncpg.connect(deployment.postgres.dsn("postgres"))
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            while True:  # the clerks would need minutes for as much
                await admin.execute("SELECT pg_logical_emit_message(true, '', 'x', true)")
                await admin.execute("SELECT pg_switch_wal()")
        admin.terminate()

        async def stopped():
            return not deployment.postgres.running

        await eventually(stopped, "PostgreSQL gives up", PATIENCE)
        await turned_away(web, clerks)
        await alarmed(web, counting, TURNED_AWAY)
        assert await number(web, counting, "yishi_database_up") == 0
        with pytest.raises(ServerError, match="No space left on device"):
            deployment.postgres.start()  # negative control: a start alone does not help

        disk.grow()
        deployment.postgres.start()  # docs/guides/operator.md; the services stay as they are
        await clerks.effect()

    await sound()


async def test_on_a_full_disk_of_nats_commands_go_on(deployment, clerks, sound, web):
    counting, disk = deployment.programs[0], deployment.disks[1]
    async with clerks.working():
        await clerks.effect()
        disk.leave(100_000)
        await until_it_says(deployment.nats.log, "no space left on device")
        await alarmed(web, counting, "yishi_relay_lag_seconds")
        before = len(clerks.acknowledged)
        while len(clerks.acknowledged) < before + 20:
            await asyncio.sleep(0.05)
    # Negative control: what was accepted is not in the stream, and nobody else heard of it.
    said = await audit(deployment, clerks, settle=2)
    assert said.lost > 0, said
    assert any("stream COUNTING" in finding for finding in said.findings), said
    assert (said.doubled, said.gaps, said.wrong_bytes) == (0, 0, 0), said

    disk.grow()
    deployment.nats.kill()
    deployment.nats.start()  # docs/guides/operator.md: more room, then a restart
    await clerks.effect()

    await sound()


async def test_who_answers_before_it_is_written_loses_it_on_a_full_disk(deployment, monkeypatch):
    """Negative control: the same full disk, and a writer that does not deserve to survive it."""
    monkeypatch.setattr(Writer, "_commit", Writer._commit)
    answers_early()
    disk, told = deployment.disks[0], 0
    async with (
        empty_database(deployment.postgres) as dsn,
        bench(COUNTING, dsn) as careless,
    ):
        disk.leave(200_000)
        try:
            for _ in range(4):
                wishes = [begin(secrets.token_hex(400)) for _ in range(100)]
                said = await asyncio.gather(
                    *map(careless.writer.ask, wishes), return_exceptions=True
                )
                told += sum(not isinstance(each, BaseException) for each in said)
                async with careless.pool.acquire() as connection:  # it has tried to write them
                    await connection.execute("SELECT 1 FROM ledger_head FOR UPDATE")
        finally:
            disk.grow()
        left = await careless.pool.fetchval("SELECT count(*) FROM ledger")

    assert left < told
