"""A service that counts, and a stream for its events."""

from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client

from tests.counting import COUNTING
from tests.support.service import Bench, bench
from tests.support.streams import connected, declare
from yishi.development.servers.nats import Nats


@pytest.fixture
async def counting(database: str) -> AsyncIterator[Bench]:
    async with bench(COUNTING, database) as found:
        yield found


@pytest.fixture
async def client(fresh_nats: Nats) -> AsyncIterator[Client]:
    async with connected(fresh_nats.url) as client:
        await declare(client, "counting")
        yield client
