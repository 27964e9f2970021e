"""The topics service on a real database, shared by the tests of its routes."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from services.topics.wiring import PERSONAL_TABLES, ROUTERS, TOPICS
from tests.support import servers
from tests.support.servers import PostgresServer
from tests.support.service import by, serving
from tests.topics.situations import COUNTY, county_rules

OFFICE = by("li", "county-office@620123")


@pytest.fixture(scope="module")
async def topics_api(postgres: PostgresServer) -> AsyncIterator[AsyncClient]:
    """A client of topics in a county whose rules are in force."""
    async with (
        servers.empty_database(postgres) as database,
        serving(TOPICS, ROUTERS, database, personal=PERSONAL_TABLES) as client,
    ):
        rules = {"unit": COUNTY, **county_rules.model_dump(mode="json")}
        answer = await client.post("/rules/620123/topics", json=rules, headers=OFFICE)
        assert answer.status_code == 201, answer.text
        yield client
