"""The power is cut: PostgreSQL and NATS on a disk of which only what was synced is left (T5)."""

import asyncio
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import asyncpg

from runtime import clock
from runtime.carrying.jetstream import stream_end
from tests.faults.clerks import Audit, Clerks, audit
from tests.faults.deployment import PATIENCE, Deployment, family, send
from tests.faults.kinds import may_mount
from tests.support.streams import connected
from yishi.development.servers.nats import Nats, plain_nats

Conf = Callable[[Path, int, int], str]
PER_AUDIT = 5
"""Cuts after which the auditor comes."""
SIZE = "1G"
Programs = Sequence[tuple[str, ...]]
FEW: Programs = [("counting",), ("echo",)]


def why_not() -> str:
    """Why this machine cannot simulate a power cut; empty where it can."""
    missing = [name for name in ("mkfs.ext4", "e2fsck") if shutil.which(name) is None]
    return may_mount() or (f"there is no {missing[0]}" if missing else "")


class Disk:
    """A file system in a file. What its owner has not synced is not in that file."""

    def __init__(self, folder: Path) -> None:
        self.place, self._image, self._copy = folder / "disk", folder / "image", folder / "copy"
        self.place.mkdir()
        _sh("truncate", "-s", SIZE, self._image)
        _sh("mkfs.ext4", "-q", "-F", self._image)
        self._mount()

    def _mount(self) -> None:
        # Nothing is written by itself within five minutes, as if each cut came just in time.
        _sh("mount", "-o", "loop,commit=300", self._image, self.place)

    def freeze(self) -> None:
        """Keep what is on the disk at this moment. Whoever writes to it must be stopped."""
        _sh("cp", "--sparse=always", self._image, self._copy)

    def come_back(self) -> None:
        """As it was when it was frozen. Nobody may have it open any more."""
        _until(lambda: subprocess.call(["umount", self.place], stderr=subprocess.DEVNULL) == 0)
        self._copy.replace(self._image)
        subprocess.run(["e2fsck", "-p", self._image], capture_output=True, check=False)
        self._mount()

    def remove(self) -> None:
        _sh("umount", "--lazy", self.place)


def _sh(*command: object) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _frozen(pids: Sequence[int]) -> bool:
    """Not only told to stop: a thread that waits for the disk does so first."""
    stats = [stat for pid in pids for stat in Path(f"/proc/{pid}/task").glob("*/stat")]
    return all(stat.read_text().rpartition(")")[2].split()[0] in "TtZ" for stat in stats)


@dataclass(frozen=True)
class Cut:
    """What was gone when the servers came up again, before any service could make up for it."""

    acknowledged: int
    lost: int
    """Commands that had been acknowledged and are not in the ledger."""
    vanished: int
    """Events that a reader had taken in and the stream no longer has."""
    seconds: float = 0.0
    """Until a command asked afterwards has had its effect in another service."""


@asynccontextmanager
async def on_a_disk_of_its_own(
    folder: Path, programs: Programs = FEW, conf: Conf = plain_nats, **postgres_options: str
) -> AsyncIterator[tuple[Deployment, Disk]]:
    """Both servers on one disk, and services somewhere else."""
    disk = Disk(folder)
    try:
        for name in ("postgres", "nats"):
            (disk.place / name).mkdir()
            (folder / name).symlink_to(disk.place / name)
        deployment = Deployment(folder, programs, **postgres_options)
        deployment.nats = Nats(folder / "nats", conf=conf)
        async with deployment:
            _sh("sync", "--file-system", disk.place)
            yield deployment, disk
    finally:
        disk.remove()


async def cut(deployment: Deployment, disk: Disk, clerks: Clerks) -> Cut:
    """One cut, and what is left; the services stand still until `back_to_work`."""
    postgres, nats = deployment.postgres, deployment.nats
    send([*(each.pid for each in deployment.programs), postgres.pid], signal.SIGSTOP)
    _until(lambda: _frozen([postgres.pid]))  # it has no more children than now
    servers = [*family(postgres.pid), nats.pid]
    send(servers, signal.SIGSTOP)
    _until(lambda: _frozen(servers))
    told = set(clerks.acknowledged)
    disk.freeze()
    send(servers, signal.SIGKILL)
    postgres.kill()
    nats.kill()
    disk.come_back()
    postgres.start()
    nats.start()

    counting = await asyncpg.connect(deployment.dsn("counting"))
    echo = await asyncpg.connect(deployment.dsn("echo"))
    try:
        rows = await counting.fetch("SELECT DISTINCT command_id FROM ledger")
        taken = await echo.fetchval("SELECT position FROM readers WHERE source = 'COUNTING'")
    finally:
        await counting.close()
        await echo.close()
    async with connected(nats.url) as client:
        end = await stream_end(client, "COUNTING")
    lost = told - {row["command_id"] for row in rows}
    return Cut(len(told), len(lost), max(0, taken - (end.last if end else 0)))


def back_to_work(deployment: Deployment, chance: Random) -> None:
    """Services had no cut themselves, or had one as well."""
    for program in deployment.programs:
        if chance.random() < 0.3:
            program.kill()
            program.start()
        else:
            send([program.pid], signal.SIGCONT)


async def cuts(
    deployment: Deployment, disk: Disk, clerks: Clerks, rounds: int, chance: Random
) -> AsyncIterator[Cut]:
    """That many, each at a random moment under load."""
    async with clerks.working():
        await clerks.effect()  # something is acknowledged, however busy the machine
        for _ in range(rounds):
            await asyncio.sleep(chance.uniform(0.1, 1.0))
            found = await cut(deployment, disk, clerks)
            started = time.monotonic()
            back_to_work(deployment, chance)
            await clerks.effect()
            yield Cut(found.acknowledged, found.lost, found.vanished, time.monotonic() - started)


async def power(rounds: int, seed: int) -> bool:
    """Many cuts, audited every few; prints the table. True where nothing was ever lost."""
    found: list[Cut] = []
    said: list[Audit] = []
    chance = Random(seed)
    with tempfile.TemporaryDirectory(prefix="power-") as folder:
        async with (
            on_a_disk_of_its_own(Path(folder), [*FEW, *FEW]) as (deployment, disk),
            Clerks(deployment, seed=seed) as clerks,
        ):
            while len(found) < rounds:
                many = min(PER_AUDIT, rounds - len(found))
                found += [one async for one in cuts(deployment, disk, clerks, many, chance)]
                said.append(await audit(deployment, clerks))
                print(f"{len(found)} cuts: {said[-1]}"[:500], file=sys.stderr, flush=True)
    print(_table(found, said))
    print(f"{platform.machine()}, {os.cpu_count()} cores, {clock.today()}, seed {seed}.")
    return all(each.sound for each in said) and not any(one.lost or one.vanished for one in found)


def _table(found: Sequence[Cut], said: Sequence[Audit]) -> str:
    times = sorted(one.seconds for one in found)
    p50, p99 = (times[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.99))
    numbers = {
        "cuts": len(found),
        "acknowledged": said[-1].acknowledged,
        "not on the disk": sum(one.lost for one in found),
        "vanished from the stream": sum(one.vanished for one in found),
        "lost": sum(one.lost for one in said),
        "doubled": sum(one.doubled for one in said),
        "gaps": sum(one.gaps for one in said),
        "wrong bytes": sum(one.wrong_bytes for one in said),
        "findings": sum(len(one.findings) for one in said),
        "recovery p50": f"{p50:.1f} s",
        "recovery p99": f"{p99:.1f} s",
    }
    return "\n".join(f"{name:<26}{value:>10}" for name, value in numbers.items())
