"""Over HTTP: topics are found by the thing of ours on which they rest, which has to be there."""

import pytest

from contracts.topics.topic import SourceKind
from runtime.projection import Put
from runtime.submission import Delivery
from services.topics.held import known_activities, known_sessions
from tests.slices.towns import Town, refused
from tests.support.service import by
from tests.topics import call_examples
from tests.topics import screening_examples as x
from tests.topics import situations as s
from tests.topics import splitting_examples as parts
from tests.topics.commands import CLERK, proposal

SCREENER = by("chen", "convenor@620123109")
HELD = [
    Put(known_sessions, ("s-1",), {"unit": s.VILLAGE, "as_of": 1}),
    Put(known_sessions, ("s-2",), {"unit": "511623000000", "as_of": 1}),
    Put(known_activities, ("a-1",), {"unit": s.COUNTY, "as_of": 1}),
]
"""Two sessions and an activity."""


@pytest.fixture(scope="module", autouse=True)
async def as_the_reader_of_meetings_brings_them(here: Town) -> None:
    await here.bench.writer.deliver(Delivery("MEETINGS", 0, 1, bytes(32), HELD, []))


async def test_topics_are_found_by_what_they_rest_on(here: Town):  # 001-16, 001-17
    rests = {"kind": "session", "id": "s-1"}
    body = {**proposal.model_dump(mode="json"), "rests_on": rests}
    answer = await here.post("/topics", body, CLERK)
    assert answer.status_code == 201, answer.text
    topic = answer.json()[0]["subject"].split("/")[1]

    found = await here.get("/topics", CLERK, rests_on="session:s-1")
    assert [row["topic_id"] for row in found["items"]] == [topic]
    assert found["items"][0]["rests_on"] == rests
    assert (await here.get("/topics", CLERK, rests_on="session:s-2"))["items"] == []
    assert (await here.get("/topics", CLERK, rests_on="report:s-1"))["items"] == []
    assert await here.status("/topics?rests_on=s-1", CLERK) == 422


async def test_a_part_rests_on_what_the_whole_did(here: Town):
    whole = await here.at("topic", s.proposed, x.source_corrected)
    thing = x.source_corrected.rests_on
    await here.post(f"/topics/{whole}/splitting", parts.splitting, SCREENER)

    found = await here.get("/topics", CLERK, rests_on=f"{thing.kind}:{thing.id}", limit=200)
    assert whole in [row["part_of"] for row in found["items"]]


async def test_a_thing_of_this_service_has_to_be_there(here: Town):  # 001-16
    body = proposal.model_dump(mode="json")
    for kind in SourceKind:
        unknown = {**body, "rests_on": {"kind": kind.value, "id": "nowhere"}}
        assert refused(await here.post("/topics", unknown, CLERK)) == (422, "unknown-source")

    topic = await here.at("topic", s.proposed)
    wrong = {"rests_on": {"kind": "report", "id": "nowhere"}, "reason": "更正"}
    answer = await here.post(f"/topics/{topic}/source", wrong, SCREENER)
    assert refused(answer) == (422, "unknown-source")


async def test_a_call_is_one_that_is_there(here: Town):
    call = await here.at("call", call_examples.opened)
    body = {**proposal.model_dump(mode="json"), "rests_on": {"kind": "call", "id": call}}
    assert (await here.post("/topics", body, CLERK)).status_code == 201


async def test_sessions_and_activities_are_those_of_the_jurisdiction(here: Town):  # 001-16
    async def raised_on(kind: str, thing: str) -> int:
        rests = {"kind": kind, "id": thing}
        answer = await here.post(
            "/topics", {**proposal.model_dump(mode="json"), "rests_on": rests}, CLERK
        )
        return answer.status_code

    assert await raised_on("activity", "a-1") == 201
    assert await raised_on("activity", "s-1") == 422
    assert await raised_on("session", "s-2") == 422
