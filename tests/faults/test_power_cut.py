"""The power is cut: what was not on the disk is gone, for PostgreSQL and for NATS."""

import asyncio
import shutil
import signal
import subprocess
from contextlib import ExitStack, asynccontextmanager

import asyncpg
import pytest

from runtime.carrying.jetstream import stream_end
from runtime.writing.ledger import continues
from tests.counting import COUNTING
from tests.faults.deployment import family, send
from tests.faults.kinds import may_mount
from tests.runtime.test_relay import relay
from tests.runtime.test_writer import begin
from tests.support.service import bench
from tests.support.streams import connected, declare, everything, running
from yishi.servers import Nats, Postgres, plain_nats

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


def sh(*command) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def lazily(store, port, http_port) -> str:
    """The server's own default: on the disk within two minutes."""
    return plain_nats(store, port, http_port).replace('  sync_interval: "always"\n', "")


@pytest.fixture
def disk(tmp_path):
    """`disk(image)` mounts a file as a disk; `disk.image` is the first, made and mounted."""
    if reason := may_mount():
        pytest.skip(f"a power cut cannot be simulated: {reason}")
    for program in ("mkfs.ext4", "e2fsck"):
        if shutil.which(program) is None:
            pytest.skip(f"a power cut cannot be simulated: there is no {program}")
    with ExitStack() as stack:

        def mounted(name):
            place = tmp_path / f"{name}-mounted"
            place.mkdir()
            options = ["-o", "loop,commit=300"]
            done = subprocess.run(
                ["mount", *options, tmp_path / name, place], capture_output=True, text=True
            )
            if done.returncode != 0:
                pytest.skip(f"a power cut cannot be simulated: {done.stderr.strip()}")
            stack.callback(subprocess.run, ["umount", "--lazy", place], check=True)
            return place

        sh("truncate", "-s", "600M", tmp_path / "disk")
        sh("mkfs.ext4", "-q", "-F", tmp_path / "disk")
        yield mounted, tmp_path


@asynccontextmanager
async def after_a_power_cut(disk, conf):
    """Both servers as they come up again; and what had been acknowledged: by each."""
    mounted, folder = disk
    place = mounted("disk")
    with Postgres(place / "pg") as postgres, Nats(place / "nats", conf=conf) as nats:
        admin = await asyncpg.connect(postgres.dsn("postgres"))
        await admin.execute("CREATE DATABASE counting")
        await admin.close()
        async with (
            bench(COUNTING, postgres.dsn("counting")) as counting,
            connected(nats.url) as client,
        ):
            await declare(client, "counting")
            sh("sync")
            carrier, told = relay(counting, client), 0
            async with running(carrier.run()):
                for _ in range(10):
                    await asyncio.gather(*(counting.writer.ask(begin()) for _ in range(20)))
                    told += 20
                while carrier.carried < told:
                    await asyncio.sleep(0.01)
                for _ in range(3):
                    await counting.writer.ask(begin())
                    told += 1
            carried = carrier.carried
            frozen = [*family(postgres.pid), *family(nats.pid)]
            send(frozen, signal.SIGSTOP)
            sh("cp", "--sparse=always", folder / "disk", folder / "copy")
            send(frozen, signal.SIGKILL)
    subprocess.run(["e2fsck", "-p", folder / "copy"], capture_output=True)
    place = mounted("copy")
    with Postgres(place / "pg") as postgres, Nats(place / "nats", conf=conf) as nats:
        async with connected(nats.url) as client:
            yield postgres.dsn("counting"), client, told, carried


async def test_what_was_acknowledged_is_on_the_disk(disk):
    async with after_a_power_cut(disk, plain_nats) as (dsn, client, told, carried):
        connection = await asyncpg.connect(dsn)
        rows = await connection.fetch("SELECT * FROM ledger ORDER BY position")
        await connection.close()
        assert len(rows) == told
        continues("ledger", rows, 0, bytes(32))
        assert (await stream_end(client, "COUNTING")).last >= carried >= 200
        found = await everything(client, "counting")
        assert [one.body for one in found] == [row["body"] for row in rows[: len(found)]]


async def test_the_default_of_the_server_loses_it(disk):
    """Negative control: the same cut without `sync_interval: always`."""
    async with after_a_power_cut(disk, lazily) as (_, client, _, carried):
        end = await stream_end(client, "COUNTING")
        assert (end.last if end else 0) < carried
