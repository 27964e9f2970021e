"""Sessions that serve two consultations or none, three villages in one consultation, and attendance
that was written down wrong."""

from datetime import timedelta
from typing import Any

import pytest

from tests.story.conftest import World
from tests.story.test_refusals import CLERK, CONVENOR, PARTY, VILLAGE, consent, raised, screening
from yishi.client import Refused, eventually

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]


def yesterday(world: World) -> str:
    return (world.today - timedelta(days=1)).isoformat()


async def opened(world: World) -> str:
    """A simple consultation of the village, with its topic selected."""
    topic = await raised(world, "group")
    await world.client.ask(
        "topics", f"/topics/{topic}/screening", screening("general"), as_=CONVENOR
    )
    await world.client.ask("topics", f"/topics/{topic}/approval", consent(world), as_=PARTY)
    return str((await world.begun("consultation", topic))["consultation"])


async def held(world: World, form: str, *consultations: str) -> str:
    """A session of yesterday with an item for each of these consultations."""
    call = {
        "unit": VILLAGE,
        "title": "村民议事",
        "form": form,
        "on": yesterday(world),
        "place": "议事室",
        "agenda": [
            {"title": f"议程之{number}", "consultation": each}
            for number, each in enumerate(consultations, start=1)
        ],
    }
    (called, *_) = await world.client.ask("meetings", "/sessions", call, as_=CLERK)
    place = "/" + str(called["subject"]).replace("session/", "sessions/")
    sitting = {"on": yesterday(world), "duration_minutes": 60}
    await world.client.ask("meetings", f"{place}/sittings", sitting, as_=CLERK)
    return place


async def minuted(world: World, place: str, *members: str) -> None:
    there = {"kind": "resident", "count": 9}, {"kind": "member", "members": members}
    for path, body in (
        ("attendance", {"present": list(there)}),
        ("closing", {"results": ["consensus"]}),
        ("draft", {"summary": "两件事都议定了。"}),
        ("minutes", {"on": yesterday(world), "confirmed_by": "议事会召集人"}),
    ):
        await world.client.ask("meetings", f"{place}/{path}", body, as_=CLERK)


async def members(world: World, count: int) -> list[str]:
    page = await world.client.get("members", "/members", as_="cppcc-office", limit=count)
    return [row["member_id"] for row in page["items"]]


async def facts(world: World, member: str, place: str) -> list[Any]:
    """What the member's duty file of the year holds of this session, and was not taken back."""
    year = (world.today - timedelta(days=1)).year
    path = f"/members/{member}/duty/{year}"
    try:
        file = await world.client.get("members", path, as_="cppcc-office")
    except Refused as refusal:
        if refusal.rule != "not-found":
            raise
        return []
    session = place.removeprefix("/sessions/")
    return [
        fact
        for fact in file["facts"]
        if session in fact["occasion"] and fact["withdrawn_because"] is None
    ]


async def test_one_session_serves_two_consultations(world: World) -> None:  # (e)
    cases = [await opened(world), await opened(world)]
    place = await held(world, "simple", *cases)
    for number, text in enumerate(("先修路", "后装灯"), start=1):
        agreed = {"item": number, "text": text}
        await world.client.ask("meetings", f"{place}/consensus", agreed, as_=CLERK)
    await minuted(world, place)

    for case, text in zip(cases, ("先修路", "后装灯"), strict=True):
        conclusion = {"summary": text}
        path = f"/consultations/{case}/conclusion"
        events = await world.client.ask("meetings", path, conclusion, as_=CLERK)
        concluded = events[-1]["data"]
        assert concluded["consensus"] == [text]
        assert concluded["sessions"] == [place.removeprefix("/sessions/")]
        outcome = await world.begun("outcome", concluded["topics"][0])
        assert outcome["title"] == "样例议题"


async def test_a_session_without_any_topic_counts_for_duty(world: World) -> None:  # (e)
    (member, *_) = await members(world, 1)
    place = await held(world, "council")
    await minuted(world, place, member)

    (fact,) = await eventually(
        "the duty fact", lambda: facts(world, member, place), done=lambda found: found
    )
    assert fact["kind"] == "attendance"


async def test_attendance_that_was_wrong_is_taken_back_and_credited_anew(world: World) -> None:
    # (g)
    wrong, right = await members(world, 2)
    place = await held(world, "council")
    await minuted(world, place, wrong)
    await eventually("a fact", lambda: facts(world, wrong, place), done=lambda found: found)

    correction = {
        "present": [{"kind": "resident", "count": 9}, {"kind": "member", "members": [right]}],
        "reason": "签到表看错一行",
    }
    path = f"{place}/attendance/correction"
    (corrected,) = await world.client.ask("meetings", path, correction, as_=CLERK)
    assert corrected["data"]["before"] == [wrong]
    await eventually("a fact", lambda: facts(world, right, place), done=lambda found: found)
    await eventually("none", lambda: facts(world, wrong, place), done=lambda found: not found)
