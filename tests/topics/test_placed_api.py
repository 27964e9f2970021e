"""Topics of a village that another unit leads than its code says."""

from datetime import date

import pytest

from tests.slices.towns import refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by
from tests.topics.commands import proposal
from tests.topics.examples import TOPICS
from tests.topics.situations import TOWNSHIP, VILLAGE

pytestmark = pytest.mark.servers

GIVEN_AWAY, NEW_TOWN = "620123109201", "620123212000"


async def test_its_superior_of_today_names_it_and_its_old_one_does_not(postgres: PostgresServer):
    old, new = by("wei", "clerk@620123109"), by("bai", "clerk@620123212")
    async with town_of(TOPICS, postgres) as here:
        row = (GIVEN_AWAY, date(2026, 1, 1), NEW_TOWN, 0)
        await here.bench.pool.execute("INSERT INTO unit_placements VALUES ($1, $2, $3, $4)", *row)
        # As if the reader had brought it: the writer looks at the register anew.
        await here.bench.pool.execute(
            "INSERT INTO readers (source, position, hash) VALUES ('units', 1, '')"
        )
        body = {**proposal.model_dump(mode="json"), "unit": TOWNSHIP, "places": [GIVEN_AWAY]}

        assert refused(await here.post("/topics", body, old)) == (409, "place-outside")
        its_own = {**body, "places": [VILLAGE]}
        assert types(await here.post("/topics", its_own, old)) == ["TopicProposed"]
        new_body = {**body, "unit": NEW_TOWN}
        assert types(await here.post("/topics", new_body, new)) == ["TopicProposed"]
