"""Attendance and research stand in the duty files, and nobody typed them (000-43)."""

from collections import Counter

import pytest

from tests.story.conftest import World, case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]


async def test_attendance_and_research_are_in_the_duty_file(world: World) -> None:
    # 000-43 13.3-8
    attended = [
        event
        for event in await world.ledger("meetings")
        if event["correlationid"] == case("market") and event["type"].endswith("AttendanceRecorded")
    ]
    (member, *_) = attended[-1]["data"]["present"][0]["members"]
    shown = {
        event["id"]
        for service in ("meetings", "outcomes")
        for event in await world.ledger(service)
        if event["correlationid"] == case("market")
    }

    kinds = Counter[str]()
    for year in (world.today.year - 1, world.today.year):  # the case is less than a year long
        path = f"/members/{member}/duty/{year}"
        file = await world.client.get("members", path, as_="cppcc-office")
        kinds.update(fact["kind"] for fact in file["facts"] if fact["source_event"] in shown)
    assert kinds["attendance"] >= 1
    assert kinds["research"] == 2
    assert kinds["look-back"] == 1


async def test_duty_facts_are_credited_by_policy_only(world: World) -> None:
    # 000-43 13.3-9
    credited = [
        event
        for event in await world.ledger("members")
        if event["type"].endswith("DutyFactCredited")
    ]

    assert credited
    assert {event["actorrole"] for event in credited} == {"policy"}
    sources = [(event["subject"], event["data"]["source_event"]) for event in credited]
    assert len(sources) == len(set(sources))


async def test_every_fact_points_at_the_event_that_shows_it(world: World) -> None:
    # 13.3-8
    shown = {
        event["id"] for service in ("meetings", "outcomes") for event in await world.ledger(service)
    }
    for event in await world.ledger("members"):
        if event["type"].endswith("DutyFactCredited"):
            assert event["data"]["source_event"] in shown
            assert event["causationid"] == event["data"]["source_event"]


async def test_each_presence_is_credited_exactly_once(world: World) -> None:
    # 13.3-8 13.3-9
    expected = Counter(
        (member, event["id"])
        for event in await world.ledger("meetings")
        if event["type"].endswith("AttendanceRecorded")
        for kind in event["data"]["present"]
        for member in kind["members"]
    )
    credited = Counter(
        (event["data"]["member"], event["data"]["source_event"])
        for event in await world.ledger("members")
        if event["type"].endswith("DutyFactCredited") and event["data"]["kind"] == "attendance"
    )

    assert credited == expected
