"""The real PostgreSQL and NATS, started from their wheels for `yishi up` and for the tests.

The wheels' own programming interfaces are not used: one of them adds a system user and opens
parent folders to everybody. Both servers listen on the loopback interface only and die with the
thread that started them (start them from the main thread).
"""

import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import ClassVar, Self

_PORTS = range(10_000, 32_000)  # below the range from which the kernel lends ports to clients
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}
"""All that a server gets to see: none of the caller's PG* settings."""


class ServerError(Exception):
    """A server that cannot start, or did not. The message is a sentence for the operator."""


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback interface now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that is free now and that no outgoing connection will be given."""
    while not is_free(port := random.choice(_PORTS)):
        pass
    return port


def dying_with_parent(command: list[str], by: str = "TERM") -> list[str]:
    """The command, made to receive this signal when its parent is gone, however it went."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", by, *command] if setpriv else command


class Server:
    """One server process over one data folder, which it locks for as long as it lives."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    start_seconds: ClassVar[float] = 60

    def __init__(self, data_dir: Path, port: int = 0, setting: str = "") -> None:
        self.data_dir = data_dir.absolute()
        self.port = port
        self.log = self.data_dir / "server.log"
        self._given = port != 0
        self._setting = setting
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServerError(f"{self.name} is not running.")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and return when it answers. A second start keeps data and port."""
        if self.running:
            return
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = self._lock()
        try:
            self._prepare()
            for _ in range(5):
                self._choose_ports()
                begin = self.log.stat().st_size if self.log.exists() else 0
                if self._launch(lock):
                    return
                said = self._said_since(begin)
                if self._given or "already in use" not in said:
                    break
                self.port = 0
        finally:
            os.close(lock)  # the server has inherited it
        last = "\n".join(said.splitlines()[-15:])
        raise ServerError(f"{self.name} did not start. The end of {self.log}:\n{last}")

    def stop(self, seconds: float = 10) -> None:
        """Stop in good order; after `seconds` by force."""
        self._end(self.stop_signal, seconds)

    def kill(self) -> None:
        """End it as a power switch would, without any farewell."""
        self._end(signal.SIGKILL, 10)

    def _end(self, by: signal.Signals, seconds: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(by)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _lock(self) -> int:
        lock = os.open(self.data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        patience = time.monotonic() + 5  # a server that lost its parent may just be closing
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except OSError as error:
                if time.monotonic() > patience:
                    os.close(lock)
                    raise ServerError(
                        f"The data folder {self.data_dir} belongs to a running {self.name}. "
                        "Stop that one first, or choose another folder with YISHI_DATA."
                    ) from error
                time.sleep(0.1)

    def _choose_ports(self) -> None:
        if self.port == 0:
            self.port = free_port()
        elif self._given and not is_free(self.port):
            remedy = f"Set {self._setting} to another, or stop" if self._setting else "Stop"
            raise ServerError(
                f"{self.name} cannot listen on port {self.port}: it is taken. {remedy} "
                "the program that uses it."
            )

    def _launch(self, lock: int) -> bool:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_ENVIRONMENT,
                cwd=self.data_dir,
                pass_fds=(lock,),
                start_new_session=True,  # Ctrl-C is for `yishi up`, which stops us last
            )
        patience = time.monotonic() + self.start_seconds
        while self._process.poll() is None:
            if self._ready():
                return True
            if time.monotonic() > patience:
                self.kill()
                return False
            time.sleep(0.02)
        self._process = None
        return False

    def _said_since(self, begin: int) -> str:
        with self.log.open("rb") as log:
            log.seek(begin)
            return log.read().decode(errors="replace")

    def _prepare(self) -> None:
        raise NotImplementedError

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _ready(self) -> bool:
        raise NotImplementedError
