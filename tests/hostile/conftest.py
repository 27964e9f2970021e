"""The four services of the two counties, started once for these tests."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.hostile.town import SERVICES, House, house
from tests.support import servers
from tests.support.servers import PostgresServer


@pytest.fixture(scope="session")
async def town(postgres: PostgresServer) -> AsyncIterator[dict[str, House]]:
    async with AsyncExitStack() as stack:
        found = {}
        for name in SERVICES:
            database = await stack.enter_async_context(servers.empty_database(postgres))
            found[name] = await stack.enter_async_context(house(name, database))
        yield found
