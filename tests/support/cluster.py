"""Three nats-servers that keep every stream three times, as production has them.

with Cluster(folder) as cluster:
    client = await jetstream.connect(cluster.url)
    cluster.nodes[0].kill()
"""

import http.client
import json
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from nats.aio.client import Client

from yishi.servers import Nats, ServerError, free_port

START_SECONDS = 60


class Node(Nats):
    """One of the servers. It has started when it can be asked: whether it belongs to a majority is
    for the others to say."""

    def __init__(self, folder: Path, name: str, routes: dict[str, int]) -> None:
        super().__init__(folder / name, free_port(), self._conf_of, free_port())
        self.server_name, self._routes = name, routes

    def healthy(self) -> bool:
        """Whether it has caught up with the others."""
        return super()._ready()

    def _conf_of(self, store_dir: Path, port: int, http_port: int) -> str:
        routes = ", ".join(f'"nats://127.0.0.1:{each}"' for each in self._routes.values())
        return f"""\
server_name: {self.server_name}
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{http_port}"
max_payload: 1MB
jetstream {{
  store_dir: "{store_dir}"
  sync_interval: "always"
}}
cluster {{
  name: yishi
  listen: "127.0.0.1:{self._routes[self.server_name]}"
  routes: [{routes}]
}}
"""

    def _ready(self) -> bool:
        monitor = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=1)
        try:
            monitor.request("GET", "/varz")
            return monitor.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            monitor.close()


class Cluster:
    """All of them; `start` returns when they have come together."""

    def __init__(self, folder: Path) -> None:
        routes = {f"n{number}": free_port() for number in (1, 2, 3)}
        self.nodes = [Node(folder, name, routes) for name in routes]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for node in self.nodes:
            node.kill()

    @property
    def url(self) -> str:
        """All addresses, as `YISHI_NATS_URL` takes them."""
        return ",".join(node.url for node in self.nodes)

    def start(self) -> None:
        for node in self.nodes:
            node.start()
        deadline = time.monotonic() + START_SECONDS
        while not all(node.healthy() for node in self.nodes):
            if time.monotonic() > deadline:
                raise ServerError("The NATS servers did not come together.")
            time.sleep(0.05)

    def kill(self) -> None:
        for node in self.nodes:
            node.kill()

    async def leader(self, client: Client, stream: str) -> Node:
        """Who answers for a stream at the moment."""
        reply = await client.request(f"$JS.API.STREAM.INFO.{stream}", b"", timeout=5)
        name = json.loads(reply.data)["cluster"]["leader"]
        return next(node for node in self.nodes if node.server_name == name)
