"""Support over HTTP: who records it, and who sees how many stand behind a topic (002-11)."""

from typing import Any

import pytest

from common.visibility import MATRIX, What, by_scope
from contracts.roles import Role
from tests.slices.towns import Town, refused, types
from tests.support.service import by
from tests.topics import situations as s
from tests.topics.commands import CLERK, VILLAGE_PARTY

pytestmark = pytest.mark.servers

CHOOSERS = by_scope(What.SUPPORT)
OTHERS = [role for role in by_scope(What.MATTER) if role not in CHOOSERS]


async def resident(here: Town, unit: str = s.VILLAGE, who: dict[str, str] = CLERK) -> str:
    answer = await here.post("/people", {"unit": unit, "name": "样例村民"}, who)
    person: str = answer.json()["id"]
    return person


async def stand(here: Town, topic: str, **voice: Any) -> Any:
    return await here.post(f"/topics/{topic}/support", {"on": "2026-03-01", **voice}, CLERK)


async def test_a_voice_is_that_of_a_resident_in_the_directory(here: Town):  # 002-11
    topic = await here.at("topic", s.proposed)
    assert types(await stand(here, topic, person=await resident(here))) == ["SupportRecorded"]
    unknown = await stand(here, topic, person="01990000-0000-7000-8000-00000000dead")
    assert refused(unknown) == (422, "unknown-resident")
    elsewhere = await resident(here, "620123212000", by("gu", "clerk@620123212"))
    assert refused(await stand(here, topic, person=elsewhere)) == (422, "unknown-resident")


async def test_those_who_choose_see_first_behind_what_most_people_stand(here: Town):  # 002-11
    few, many, none = [await here.at("topic", s.proposed, s.admitted, s.raised) for _ in range(3)]
    for topic, number in ((few, 1), (many, 2)):
        for _ in range(number):
            answer = await stand(here, topic, person=await resident(here))
            assert types(answer) == ["SupportRecorded"]

    for who in (CLERK, by("chen", "convenor@620123109"), by("li", "cppcc-office@620123")):
        page = await here.get("/candidates", who, unit=s.VILLAGE, limit=200)
        ours = [row for row in page["items"] if row["topic_id"] in (few, many, none)]
        assert [row["topic_id"] for row in ours] == [many, few, none]
        assert [row["support"] for row in ours] == [2, 1, 0]
    page = await here.get("/candidates", CLERK, limit=1)
    rest = await here.get("/candidates", CLERK, skip=page["next"], limit=200)
    first = (*page["items"], *rest["items"])
    assert [row["support"] for row in first] == sorted(
        (row["support"] for row in first), reverse=True
    )

    party = by("zhao", "party@620123109200")
    assert (await here.get(f"/topics/{many}/support", party))["support"] == 2
    keeper = await here.get(f"/topics/{many}/support", CLERK)
    assert all(voice["person"] for voice in keeper["voices"])
    assert "person" not in str(await here.get(f"/topics/{many}/support", party))


async def test_nobody_else_sees_it_on_any_page(here: Town):  # 002-11
    """Neither the number nor an order by it: lists go by id."""
    topic = await here.at("topic", s.proposed)
    await stand(here, topic, person=await resident(here))
    for role in OTHERS:
        who = by("m-620123-0007", f"{role}@{s.VILLAGE}")
        for place in ("/topics", f"/topics/{topic}", "/plans"):
            answer = await here.client.get(place, headers=who)
            assert answer.status_code == 200
            assert "support" not in answer.text
        for place in ("/candidates", f"/topics/{topic}/support"):
            assert await here.status(place, who) == 403
    listed = [row["topic_id"] for row in (await here.get("/topics", CLERK, limit=200))["items"]]
    assert listed == sorted(listed)
    assert "support" not in str((await here.get("/topics", CLERK, limit=200))["items"])


def test_the_public_and_those_who_take_part_are_in_no_cell_of_it():
    row = MATRIX[What.SUPPORT]
    assert row.public is None
    assert set(OTHERS) >= {Role.MEMBER, Role.COMMITTEE, Role.AUDITOR}
    assert not any((row.posted, row.participant, row.assigned, row.addressee, row.author, row.own))


async def test_a_list_is_a_paper_that_those_who_screen_read(here: Town):  # 002-11, model 7
    topic = await here.at("topic", s.proposed)
    upload = await here.client.post("/papers", content="甲、乙、丙".encode(), headers=CLERK)
    answer = await stand(here, topic, paper=upload.json(), signatures=3)
    assert types(answer) == ["SupportRecorded"]
    assert "甲" not in answer.text

    assert refused(await stand(here, topic, paper=upload.json(), signatures=3)) == (
        409,
        "list-twice",
    )
    place = f"/papers/{upload.json()['digest']}"
    assert await here.status(place, by("chen", "convenor@620123109")) == 200
    assert await here.status(place, VILLAGE_PARTY) == 404
    shown = await here.get(f"/topics/{topic}/support", VILLAGE_PARTY)
    assert (shown["support"], shown["voices"][0]["voices"]) == (3, 3)
    assert upload.json()["digest"] not in str(shown)
