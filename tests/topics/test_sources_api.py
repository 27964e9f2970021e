"""Over HTTP: topics are found by the thing of ours on which they rest, which has to be there."""

from tests.slices.towns import Town, refused
from tests.support.service import by
from tests.topics import call_examples
from tests.topics import screening_examples as x
from tests.topics import situations as s
from tests.topics import splitting_examples as parts
from tests.topics.commands import CLERK, proposal

SCREENER = by("chen", "convenor@620123109")


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
    for kind in ("report", "bulletin", "proposal", "call"):
        unknown = {**body, "rests_on": {"kind": kind, "id": "nowhere"}}
        assert refused(await here.post("/topics", unknown, CLERK)) == (422, "unknown-source")

    topic = await here.at("topic", s.proposed)
    wrong = {"rests_on": {"kind": "report", "id": "nowhere"}, "reason": "更正"}
    answer = await here.post(f"/topics/{topic}/source", wrong, SCREENER)
    assert refused(answer) == (422, "unknown-source")


async def test_a_call_is_one_that_is_there(here: Town):
    call = await here.at("call", call_examples.opened)
    body = {**proposal.model_dump(mode="json"), "rests_on": {"kind": "call", "id": call}}
    assert (await here.post("/topics", body, CLERK)).status_code == 201
