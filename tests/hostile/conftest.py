"""The four services of the two counties, started once for these tests."""

from collections.abc import AsyncIterator

import pytest

from tests.hostile.house import House
from tests.hostile.town import houses_of
from tests.support.servers import PostgresServer


@pytest.fixture(scope="session")
async def town(postgres: PostgresServer) -> AsyncIterator[dict[str, House]]:
    async with houses_of(postgres) as found:
        yield found
