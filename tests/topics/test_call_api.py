"""Calls for topics over HTTP: what comes in, what is counted, and for whom."""

from datetime import timedelta
from typing import Any

import pytest

from runtime import clock
from services.topics.call.commands import OpenTopicCall
from tests.slices.towns import Town, refused, types
from tests.topics import call_examples as x
from tests.topics import situations as s
from tests.topics.commands import CLERK, ELSEWHERE, OFFICE, proposal

pytestmark = pytest.mark.servers

TODAY = clock.today()
DAYS = {"opens": str(TODAY - timedelta(days=9)), "closes": str(TODAY)}
CALL: dict[str, Any] = {**x.opening.model_dump(mode="json"), "unit": s.COUNTY, **DAYS}
TOPIC: dict[str, Any] = {**proposal.model_dump(mode="json"), "channel": "letter"}


async def opened(here: Town, **content: Any) -> str:
    answer = await here.post("/calls", {**CALL, **content}, OFFICE)
    assert types(answer) == ["TopicCallOpened"]
    place: str = answer.headers["location"]
    return place.removeprefix("/calls/")


async def test_what_comes_in_is_counted_by_unit_channel_and_state(here: Town):  # 000-33
    call = await opened(here)
    for unit in (s.VILLAGE, s.VILLAGE, "620123212000"):
        answer = await here.post("/topics", {**TOPIC, "unit": unit, "call": call}, OFFICE)
        assert types(answer) == ["TopicProposed"]

    page = await here.get(f"/calls/{call}", OFFICE)
    assert page["open"]
    assert page["submissions"] == {
        "units": [
            {"from_unit": s.VILLAGE, "topics": 2},
            {"from_unit": "620123212000", "topics": 1},
        ],
        "channels": [{"channel": "letter", "topics": 3}],
        "stages": [{"stage": "proposed", "topics": 3}],
        "answers_owed": [{"answer_owed": None, "topics": 3}],
    }
    # The township sees the call of the county, and of what came in only its own.
    own = await here.get(f"/calls/{call}", CLERK)
    assert own["submissions"]["units"] == [{"from_unit": s.VILLAGE, "topics": 2}]
    letters = {"stage": "proposed", "channel": "letter"}
    listed = await here.get(f"/calls/{call}/submissions", CLERK, **letters)
    assert len(listed["items"]) == 2
    everything = await here.get(f"/calls/{call}/submissions", OFFICE, unit="620123212")
    assert [row["from_unit"] for row in everything["items"]] == ["620123212000"]
    assert await here.status(f"/calls/{call}", ELSEWHERE) == 404


async def test_what_a_call_does_not_take_is_not_raised(here: Town):  # 000-33
    """Both or neither: no topic is there of what the call refused."""
    call = await opened(here, channels=["area-group"])
    before = await here.bench.pool.fetchval("SELECT count(*) FROM ledger")

    answer = await here.post("/topics", {**TOPIC, "call": call}, CLERK)
    assert refused(answer) == (409, "channel-of-call")
    late = {**TOPIC, "channel": "area-group", "call": call, "received_on": "2020-01-01"}
    assert refused(await here.post("/topics", late, CLERK)) == (409, "call-not-open")
    nowhere = {**TOPIC, "call": s.OUTCOME}
    assert refused(await here.post("/topics", nowhere, CLERK)) == (404, "not-found")

    assert await here.bench.pool.fetchval("SELECT count(*) FROM ledger") == before


async def test_each_topic_of_a_call_is_a_matter_of_its_own(here: Town):
    call = await opened(here)
    matters = set()
    for _ in range(2):
        answer = await here.post("/topics", {**TOPIC, "call": call}, CLERK)
        matters.add(answer.json()[0]["correlationid"])
    assert len(matters) == 2
    assert call not in matters


async def test_a_wrong_call_is_put_right_in_both(here: Town):  # model 12
    wrong, right = await opened(here), await opened(here, title="2027年度征题")
    answer = await here.post("/topics", {**TOPIC, "call": wrong}, CLERK)
    place = answer.headers["location"]

    naming = {"call": right, "channel": "letter", "received_on": str(TODAY), "reason": "选错"}
    assert types(await here.post(f"{place}/call", naming, CLERK)) == ["TopicCallNamed"]

    for call, count in ((wrong, 0), (right, 1)):
        page = await here.get(f"/calls/{call}/submissions", CLERK)
        assert len(page["items"]) == count
    assert (await here.get(place, CLERK))["call"] == right


async def test_units_of_a_call_are_units_that_there_are(here: Town):
    unknown = OpenTopicCall.model_validate({**CALL, "units": ["620123109999"]})
    answer = await here.post("/calls", unknown, OFFICE)
    assert refused(answer) == (422, "unknown-unit")


async def test_open_calls_are_listed_by_day(here: Town):
    call = await opened(here)
    for day, there in ((TODAY, True), (TODAY + timedelta(days=1), False)):
        page = await here.get("/calls", CLERK, unit="620123", on=str(day), limit=200)
        assert (call in [row["call_id"] for row in page["items"]]) is there


async def test_a_unit_finds_the_calls_that_ask_it(here: Town):  # 000-33
    named = await opened(here, units=[s.VILLAGE])
    above = await opened(here, units=[s.TOWNSHIP])
    everybody = await opened(here, units=[])
    others = await opened(here, units=["620123212000"])

    async def found(unit: str) -> set[str]:
        rows = (await here.get("/calls", OFFICE, unit=unit, limit=200))["items"]
        return {named, above, everybody, others} & {row["call_id"] for row in rows}

    assert await found(s.VILLAGE) == {named, above, everybody}
    assert await found("620123109") == {named, above, everybody}
    assert await found("620123212000") == {everybody, others}
    assert await found("620123") == {named, above, everybody, others}
    assert await found("511623") == set()
