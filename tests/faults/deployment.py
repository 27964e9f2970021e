"""A small deployment that may be hurt: PostgreSQL, NATS, and processes of counting and echo."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg
import httpx2

from runtime.proving.prepare import prepare
from runtime.proving.rebuild import create_tables
from runtime.units import dealings, placements, units
from runtime.writing.connections import VANISHED_SECONDS
from tests.faults.counters import SERVICES
from tests.support import keys
from tests.support.cluster import Cluster
from tests.support.service import UNITS, known_units
from tests.support.streams import connected, declare
from tests.support.tokens import Issuer
from tests.support.wires import Wire
from yishi.development.servers.nats import Nats
from yishi.development.servers.postgres import Postgres
from yishi.development.servers.process import dying_with_parent, free_port

PATIENCE = 100
"""Seconds for what takes two on an idle machine."""


class Program:
    """One process of a service: a replica, if there are more of the same name."""

    def __init__(self, service: str, folder: Path, settings: dict[str, str], *mistakes: str):
        self.service, self.port = service, free_port()
        self.log = folder / f"{service}-{self.port}.log"
        self._mistakes = mistakes
        self._settings = {**settings, f"YISHI_{service.upper()}_PORT": str(self.port)}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    @property
    def stopped(self) -> bool:
        return self._process is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, **settings: str) -> None:
        command = [sys.executable, "-m", "tests.faults.counters", self.service, *self._mistakes]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                dying_with_parent(command, "KILL"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**self._settings, **settings},
                start_new_session=True,
            )

    def died(self) -> str:
        """What it said last, if it ended without being killed; then it is started again."""
        if self._process is None or self._process.poll() is None:
            return ""
        last = self.last_words().splitlines()[-1:]
        said = f"{self.service} ended with exit code {self.exit_code}: {' '.join(last)}"
        self.start()
        return said

    def kill(self) -> None:
        """As a power switch would: without any farewell."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()
            self._process = None

    async def stop(self) -> int:
        """Tell it to stop, as any supervisor does. How it ended."""
        process, self._process = self._process, None
        assert process is not None
        process.terminate()
        return await asyncio.to_thread(process.wait, PATIENCE)

    async def ready(self, within: float = PATIENCE) -> None:
        deadline = time.monotonic() + within
        async with httpx2.AsyncClient(trust_env=False) as web:
            while True:
                try:
                    said = (await web.get(f"{self.url}/readyz")).text
                    if said == "ready\n":
                        return
                except httpx2.HTTPError as error:
                    said = repr(error)
                assert time.monotonic() < deadline, f"{self.service}: {said}\n{self.last_words()}"
                assert self.exit_code is None, f"{self.service} ended\n{self.last_words()}"
                await asyncio.sleep(0.05)

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


class Deployment:
    """Enter it, and everything runs; `programs` may be given as names with their mistakes.

    `wired`: between the programs and each server there is a network of ours, in `wires`.
    `servers`: 3 for a cluster of NATS, whose streams are kept three times.
    """

    def __init__(
        self,
        folder: Path,
        programs: Sequence[tuple[str, ...]] = (("counting",), ("echo",)),
        wired: bool = False,
        servers: int = 1,
        **postgres_options: str,
    ) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "postgres", options=postgres_options)
        self.nats: Any = Nats(folder / "nats") if servers == 1 else Cluster(folder / "nats")
        self._servers = servers
        self.issuer = Issuer()
        self.programs: list[Program] = []
        self.wires: dict[str, Wire] = {}
        self._wired = wired
        self._wanted = programs
        self._stack = ExitStack()

    async def __aenter__(self) -> Self:
        for server in (self.postgres, self.nats, self.issuer):
            self._stack.enter_context(server)
        try:
            keys.write(self.folder, SERVICES)
            for name in SERVICES:
                await self.make_database(name)
            async with connected(self.nats.url) as client:
                for name in SERVICES:
                    await declare(client, name, self._servers)
            if self._wired:
                self.wires = {
                    "nats": Wire(self.nats.port),
                    "postgres": Wire(self.postgres.port, noticed=VANISHED_SECONDS),
                }
                for wire in self.wires.values():
                    self._stack.enter_context(wire)
            for wanted in self._wanted:
                self.programs.append(Program(wanted[0], self.folder, self.settings, *wanted[1:]))
            counting = self.programs[0].url
            for program in self.programs:
                program._settings["YISHI_COUNTING_URL"] = counting
                program.start()
            await asyncio.gather(*(program.ready() for program in self.programs))
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for program in self.programs:
            program.kill()
        self._stack.close()

    def dsn(self, service: str) -> str:
        return self.postgres.dsn(f"yishi_{service}")

    @property
    def settings(self) -> dict[str, str]:
        found = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "YISHI_DATA": str(self.folder),
            "YISHI_ISSUER_URL": self.issuer.url,
            "YISHI_NATS_URL": self.nats.url,
            "YISHI_COUNTING_DATABASE_URL": self.dsn("counting"),
            "YISHI_ECHO_DATABASE_URL": self.dsn("echo"),
        }
        for name, wire in self.wires.items():
            port = self.nats.port if name == "nats" else self.postgres.port
            found = {
                key: value.replace(f":{port}", f":{wire.port}") for key, value in found.items()
            }
        return found

    def replicas(self, service: str) -> list[Program]:
        return [each for each in self.programs if each.service == service]

    async def make_database(self, service: str, empty: bool = False) -> None:
        """A new one, whatever was there; `empty`: without tables, for a dump."""
        admin = await asyncpg.connect(self.postgres.dsn("postgres"))
        try:
            await admin.execute(f"DROP DATABASE IF EXISTS yishi_{service} WITH (FORCE)")
            await admin.execute(f"CREATE DATABASE yishi_{service}")
        finally:
            await admin.close()
        if not empty:
            connection = await asyncpg.connect(self.dsn(service))
            try:
                for statement in create_tables([units, placements, dealings]):
                    await connection.execute(statement)
                await known_units(connection, UNITS)
                await prepare(connection, SERVICES[service])
            finally:
                await connection.close()

    def token(self) -> str:
        """Of a clerk of the county; good also for a machine whose clock is a day off."""
        now, day = int(time.time()), 86400
        return self.issuer.token("wei", ("clerk", "620123"), iat=now - 3 * day, exp=now + 3 * day)


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    return [pid, *(each for child in _children(pid) for each in family(child))]


def _children(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(stat.parent.name)
        except (FileNotFoundError, ProcessLookupError):
            pass


def send(pids: Sequence[int], number: signal.Signals) -> None:
    """To all of them; SIGSTOP returns when they have stopped, which a busy machine puts off."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    if number == signal.SIGSTOP:
        while any(_running(pid) for pid in pids):
            time.sleep(0.001)


def _running(pid: int) -> bool:
    """Whether a thread of it is neither stopped nor dead."""
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if stat.read_text().rpartition(")")[2].split()[0] not in "TtZX":
                return True
    return False
