"""The topics service on a real database, shared by the tests of its routes."""

from collections.abc import AsyncIterator

import pytest

from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.topics.examples import TOPICS


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(TOPICS, postgres) as found:
        yield found
