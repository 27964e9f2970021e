"""One of our own programs under `yishi up`, and how anybody stops and starts it.

Two files in the data folder say everything, so nothing is lost whoever is killed:
`stopped/NAME` is there while NAME is not to run. Empty, a person wants it so (`yishi service
stop`), and it stays so over a restart; else it says why starting again would not help.
`running/NAME` is locked for as long as a process of NAME lives: the kernel frees it.
"""

import asyncio
import fcntl
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2

from yishi.development.servers.process import dying_with_parent
from yishi.passwords import write_private

HOPELESS = {2: "its environment or its key is wrong", 3: "its hashes disagree: run `yishi verify`"}
"""Exit codes after which starting again would not help."""
LOOK = 0.2
"""Seconds between two looks at whether it is to run."""
GRACE = 10.0
"""Seconds a program has to finish what it began."""


class UpError(Exception):
    """Something keeps the installation from starting. The message is a sentence."""


def say(line: str) -> None:
    print(line, flush=True)


@dataclass(frozen=True)
class Files:
    """What the data folder says of one program."""

    folder: Path
    name: str

    @property
    def log(self) -> Path:
        return self.folder / "logs" / f"{self.name}.log"

    @property
    def mark(self) -> Path:
        """There while it is not to run; what stands in it is why."""
        return self.folder / "stopped" / self.name

    @property
    def stopped(self) -> bool:
        return self.mark.exists()

    @property
    def why(self) -> str:
        """Why it does not run; empty where a person stopped it, or where it is to run."""
        try:
            return self.mark.read_text().strip()
        except FileNotFoundError:
            return ""

    @property
    def by_hand(self) -> bool:
        """Whether a person stopped it."""
        return self.stopped and not self.why

    def stop(self, why: str = "") -> None:
        self.mark.parent.mkdir(exist_ok=True, mode=0o700)
        write_private(self.mark, why)

    def may_run(self) -> None:
        self.mark.unlink(missing_ok=True)

    @property
    def place(self) -> Path:
        """Locked by the process of it that lives."""
        return self.folder / "running" / self.name

    def hold(self) -> int | None:
        """A lock that a new process inherits and keeps; `None` while an old one has it."""
        self.place.parent.mkdir(exist_ok=True, mode=0o700)
        return locked(self.place)

    @property
    def lives(self) -> bool:
        """Whether a process of it lives."""
        if (lock := self.hold()) is None:
            return True
        os.close(lock)
        return False


def lock_file(folder: Path) -> Path:
    """Locked by the `yishi up` of this data folder for as long as that lives."""
    return folder / "lock"


def locked(place: Path) -> int | None:
    """This file, opened and locked; `None` while somebody else has it."""
    lock = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


@dataclass
class Child:
    """One of our own programs: runs while it is to run, and again when it dies."""

    name: str
    module: tuple[str, ...]
    url: str
    folder: Path
    settings: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    keeper: asyncio.Task[None] | None = None
    deaths: int = 0

    @property
    def files(self) -> Files:
        return Files(self.folder, self.name)

    @property
    def log(self) -> Path:
        return self.files.log

    @property
    def gone(self) -> str:
        """Why it is not started again, if so."""
        return self.files.why

    async def start(self) -> None:
        """Start it; before, wait until the last one is gone, whoever started that."""
        while (lock := self.files.hold()) is None:
            await asyncio.sleep(LOOK)
        command = [sys.executable, "-m", *self.module]
        try:
            with self.log.open("ab") as log:
                self.process = await asyncio.create_subprocess_exec(
                    *dying_with_parent(command),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=self.settings,
                    start_new_session=True,
                    pass_fds=(lock,),
                )
        finally:
            os.close(lock)  # the program has inherited it

    async def keep(self) -> None:
        """Run it while it is to run; after a death again, after a longer and longer pause."""
        pause = 0.5
        while True:
            if self.files.stopped:
                await self._until_wanted()
                pause, self.deaths = 0.5, 0
            began = time.monotonic()
            await self.start()
            code = await self._end_of_it()
            if self.files.stopped:
                say(f"{self.name} is stopped. `yishi service start {self.name}` starts it.")
                continue
            self.deaths += 1
            if reason := HOPELESS.get(code):
                why = (
                    f"{self.name} stopped and is not started again: {reason}. See {self.log}. "
                    f"Once mended: `yishi service start {self.name}`"
                )
                self.files.stop(why)
                say(why)
                continue
            pause = 0.5 if time.monotonic() - began > 60 else min(pause * 2, 30)
            say(f"{self.name} died ({how(code)}); starting it again in {pause:g} s. See {self.log}")
            await self._pause(pause)

    async def _until_wanted(self) -> None:
        while self.files.stopped:
            await asyncio.sleep(LOOK)
        say(f"{self.name} is started.")

    async def _pause(self, seconds: float) -> None:
        patience = time.monotonic() + seconds
        while time.monotonic() < patience and not self.files.stopped:
            await asyncio.sleep(LOOK)

    async def _end_of_it(self) -> int:
        """Its exit code, once it has ended by itself or because it is not to run any more."""
        assert self.process is not None
        ended = asyncio.create_task(self.process.wait())
        try:
            while not ended.done():
                if self.files.stopped:
                    await self._end(GRACE)
                await asyncio.wait({ended}, timeout=LOOK)
            return ended.result()
        finally:
            ended.cancel()

    async def ready(self, web: httpx2.AsyncClient, seconds: float = 90) -> None:
        """Wait until it says that it is ready. Raises `UpError` with what it said instead."""
        patience = time.monotonic() + seconds
        said = "no answer"
        while time.monotonic() < patience:
            if self.files.stopped:
                said = self.gone
                raise UpError(f"{said}\n{self.last_words()}" if said else self.on_request())
            try:
                answer = await web.get(f"{self.url}/readyz")
                if answer.status_code == 200:
                    return
                said = answer.text.strip()
            except httpx2.HTTPError:
                pass
            if self.deaths == 3:
                raise UpError(f"{self.name} dies whenever it is started.\n{self.last_words()}")
            await asyncio.sleep(0.1)
        raise UpError(f"{self.name} is not ready after {seconds:g} s: {said}\n{self.last_words()}")

    def on_request(self) -> str:
        return f"{self.name} was stopped by hand. `yishi service start {self.name}` starts it."

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join(["The end of its log:", *lines])

    async def stop(self, seconds: float) -> None:
        """End it for good; after `seconds` by force."""
        if self.keeper is not None:
            self.keeper.cancel()
        await self._end(seconds)

    async def _end(self, seconds: float) -> None:
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            process.kill()
            await process.wait()


def how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
