"""`yishi up` in a folder of a test's own, as a person runs it, and commands beside it.

with Installation(tmp_path) as up:
    up.yishi("verify")
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import asyncpg
import httpx2

from yishi import environment

SECONDS = 240
STARTED = ("Yishi is ready", "Yishi runs, but not all of it")


class Installation:
    """Data in `.yishi` of this folder, as where somebody unpacked Yishi."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.data = folder / ".yishi"
        self.log = folder / "up.log"
        self._options = options or ("--no-demo",)
        mine = {name: value for name, value in os.environ.items() if name[:6] != "YISHI_"}
        root = str(Path(__file__).parents[2])
        self._environment = {**mine, "PYTHONPATH": root, "YISHI_DATA": str(self.data)}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.stop()

    @property
    def settings(self) -> dict[str, str]:
        return {**self._environment, **environment.read(self.data)}

    def start(self, said: tuple[str, ...] = STARTED) -> str:
        """Start, on the ports of the last time; what it said until all of it runs that can."""
        ports = {k: v for k, v in environment.read(self.data).items() if k.endswith("_PORT")}
        with self.log.open("w") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "yishi.cli", "up", "--free-ports", *self._options],
                env={**self._environment, **ports},
                cwd=self.folder,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        return self.says(*said)

    def says(self, *said: str, within: float = SECONDS) -> str:
        """Wait until `yishi up` has said one of these; everything it said."""
        assert self._process is not None
        patience = time.monotonic() + within
        while not any(each in (log := self.log.read_text()) for each in said):
            assert self._process.poll() is None, f"`yishi up` ended:\n{log}"
            assert time.monotonic() < patience, f"not said within {within} s: {said}\n{log}"
            time.sleep(0.1)
        return log

    def stop(self) -> None:
        """Ctrl-C."""
        process, self._process = self._process, None
        assert process is not None
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(60) == 0, self.log.read_text()
        finally:
            process.kill()

    def kill(self) -> None:
        """kill -9 of `yishi up` itself."""
        process, self._process = self._process, None
        assert process is not None
        process.kill()
        process.wait()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def yishi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`yishi …` as from another terminal; standard output and error together."""
        return subprocess.run(
            [sys.executable, "-m", "yishi.cli", *arguments],
            env=self._environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def does(self, *arguments: str) -> str:
        """A command that has to succeed; what it said."""
        done = self.yishi(*arguments)
        assert done.returncode == 0, f"yishi {' '.join(arguments)}:\n{done.stdout}"
        return done.stdout

    async def sql(self, service: str, *statements: str) -> list[asyncpg.Record]:
        """As the superuser, whom no trigger of the ledger stops; rows of the last statement."""
        admin = self.settings["YISHI_ADMIN_DATABASE_URL"]
        connection = await asyncpg.connect(f"{admin.rsplit('/', 1)[0]}/yishi_{service}")
        try:
            await connection.execute("SET session_replication_role = replica")
            rows: list[asyncpg.Record] = []
            for statement in statements:
                rows = await connection.fetch(statement)
            return rows
        finally:
            await connection.close()

    def ready(self, service: str) -> bool:
        url = self.settings[f"YISHI_{service.upper()}_URL"]
        try:
            return httpx2.get(f"{url}/readyz", trust_env=False, timeout=2).status_code == 200
        except httpx2.HTTPError:
            return False
