"""The town of the subscriber's tests."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from runtime.carrying.jetstream import connect
from runtime.carrying.streams import call, declaration
from tests.contracts.town import STREAM, Town, configuration
from yishi.development.servers.nats import Nats
from yishi.nats_conf import DEPLOY


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Nats]:
    with Nats(tmp_path / "nats", conf=configuration) as running:
        yield running


@pytest.fixture
async def town(server: Nats, tmp_path: Path) -> AsyncIterator[Town]:
    deploy, relay = [
        await connect(server.url, name, "secret", name=name) for name in (DEPLOY, "topics")
    ]
    await call(deploy, "CREATE", STREAM, declaration("topics", max_bytes=2**26))
    here = Town(server, tmp_path, deploy, relay)
    await here.durable()
    try:
        yield here
    finally:
        here.kill()
        await deploy.close()
        await relay.close()
