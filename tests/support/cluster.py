"""Three nats-servers that keep every stream three times, as production has them.

with Cluster(folder) as cluster:
    client = await jetstream.connect(cluster.url)
    cluster.nodes[0].kill()
"""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from nats.aio.client import Client

from tests.support.streams import eventually
from yishi.development.servers.nats import Nats, plain_nats
from yishi.development.servers.process import ServerError, free_port

START_SECONDS = 60


class Node(Nats):
    """One of the servers. It has started when it can be asked: whether it belongs to a majority is
    for the others to say."""

    def __init__(
        self,
        folder: Path,
        name: str,
        routes: dict[str, int],
        conf: "Callable[[Node], str]",
        settings: Mapping[str, str],
    ) -> None:
        super().__init__(folder / name, free_port(), lambda *_: conf(self), free_port())
        self.server_name, self.routes, self._settings = name, routes, settings

    def healthy(self) -> bool:
        """Whether it has caught up with the others."""
        return self.answers("/healthz")

    def _command(self) -> list[str]:
        settings = [f"{name}={value}" for name, value in self._settings.items()]
        return ["env", *settings, *super()._command()] if settings else super()._command()

    def _ready(self) -> bool:
        return self.answers("/varz")


def plain(node: Node) -> str:
    """The configuration of servers where everybody may do everything."""
    routes = ", ".join(f'"nats://127.0.0.1:{each}"' for each in node.routes.values())
    return f"""\
{plain_nats(node.store_dir, node.port, node.http_port).replace("yishi", node.server_name, 1)}
cluster {{
  name: yishi
  listen: "127.0.0.1:{node.routes[node.server_name]}"
  routes: [{routes}]
}}
"""


class Cluster:
    """All of them; `start` returns when they have come together."""

    def __init__(
        self,
        folder: Path,
        conf: Callable[[Node], str] = plain,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        routes = {f"n{number}": free_port() for number in (1, 2, 3)}
        self.nodes = [Node(folder, name, routes, conf, settings or {}) for name in routes]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

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
        """Who answers for a stream, once somebody does."""

        async def named() -> str:
            reply = await client.request(f"$JS.API.STREAM.INFO.{stream}", b"", timeout=2)
            name: str = json.loads(reply.data).get("cluster", {}).get("leader", "")
            return name

        name = await eventually(named, f"somebody leads {stream}", within=60)
        return next(node for node in self.nodes if node.server_name == name)
