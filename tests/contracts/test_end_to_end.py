"""From a command over HTTP to the department's table: every byte as the contract says."""

import asyncio
import json

import asyncpg
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from contracts.audience import Audience
from runtime.carrying.relay import Relay
from runtime.envelope import links
from runtime.writing import ledger
from tests.contracts.town import STREAM, Town
from tests.slices.towns import town as town_of_topics
from tests.support.keys import signer
from tests.support.scenario import PREFECTURE
from tests.support.streams import running
from tests.topics.examples import TOPICS
from yishi.contract.asyncapi import document
from yishi.contract.events import event_types


@pytest.mark.servers
@pytest.mark.parametrize("everything", [False, True], ids=["without what is personal", "all"])
async def test_what_a_real_service_records_and_relays_is_what_the_contract_says(
    town: Town, database: str, everything: bool
) -> None:
    async with (
        town_of_topics(TOPICS, database) as here,
        asyncpg.create_pool(database, min_size=1, max_size=3) as pool,
        running(Relay(signer("topics"), pool, town.relay, asyncio.Event()).run()),
    ):
        for example in TOPICS.each:
            await here.given(example, *example.given, *example.then)
        recorded = (await ledger.head(pool)).position
        rows = await ledger.read(pool, 0)
        sent = [
            row["position"]
            for row in rows
            if everything or links(row["body"]).audience != Audience.PERSONAL
        ]
        assert (len(sent) == recorded) == everything
        if everything:
            await town.durable(("all",))
        town.start(YISHI_PLACE=PREFECTURE[:4], **({"YISHI_PERSONAL": "all"} if everything else {}))
        await town.until(len(sent))

    assert town.done() == sent
    contract = document(event_types())
    headers = Draft202012Validator(contract["components"]["schemas"]["Headers"])
    for position in range(1, recorded + 1):
        found = await town.deploy.jetstream().get_msg(STREAM, position)
        assert found.headers is not None
        assert found.data is not None
        headers.validate(dict(found.headers))
        message = contract["components"]["messages"][
            json.loads(found.data)["type"].removeprefix("yishi.")
        ]
        whole = {**message["payload"], "components": contract["components"]}
        Draft7Validator(whole).validate(json.loads(found.data))
