"""Nothing of one county is visible in another, and a township sees its own (13.3-17)."""

from typing import Any

import pytest

from tests.story.conftest import World, case
from yishi.client import Refused

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

LISTS = [
    ("topics", "/topics", "foreign-cppcc-office"),
    ("topics", "/plans", "foreign-cppcc-office"),
    ("meetings", "/consultations", "foreign-clerk"),
    ("outcomes", "/outcomes", "foreign-auditor"),
    ("outcomes", "/tasks", "foreign-supervisor"),
    ("members", "/units", "foreign-cppcc-office"),
    ("members", "/bodies", "foreign-cppcc-office"),
    ("members", "/members", "foreign-cppcc-office"),
    ("members", "/postings", "foreign-member"),
]


@pytest.mark.parametrize(("service", "path", "person"), LISTS)
async def test_lists_are_empty_for_another_county(
    world: World, service: str, path: str, person: str
) -> None:
    # 13.3-17
    page = await world.client.get(service, path, as_=person)

    assert page == {"items": [], "next": None}


async def key_of_thing(world: World, service: str, topic: str) -> str:
    """The id of the topic, or of what began for it in this service."""
    if service == "topics":
        return topic
    kind = {"meetings": "consultation", "outcomes": "outcome"}[service]
    return str((await world.begun(kind, topic))[kind])


@pytest.mark.parametrize("name", ["market", "lily", "channel"])
@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("topics", "/topics/{}"),
        ("meetings", "/consultations/{}"),
        ("meetings", "/consultations/{}/promises"),
        ("outcomes", "/outcomes/{}"),
        ("outcomes", "/outcomes/{}/lists"),
    ],
)
async def test_a_case_does_not_exist_for_another_county(
    world: World, name: str, service: str, path: str
) -> None:
    # 13.3-17
    key = await key_of_thing(world, service, case(name))
    with pytest.raises(Refused) as refused:
        await world.client.get(service, path.format(key), as_="foreign-cppcc-office")

    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("service", "path", "body"),
    [
        ("topics", "/topics/{}/approval", {"consent": {}}),
        ("outcomes", "/outcomes/{}/consent", {"consent": {}}),
    ],
)
async def test_no_command_from_another_county_learns_that_the_case_exists(
    world: World, service: str, path: str, body: dict[str, Any]
) -> None:
    # 13.3-17
    consent = {"bodies": ["yz-party"], "resolution": "1", "decided_on": "2026-01-05"}
    answers = []
    for key in (await key_of_thing(world, service, case("market")), "no-such-case"):
        with pytest.raises(Refused) as refused:
            await world.client.ask(
                service, path.format(key), {**body, "consent": consent}, as_="foreign-party"
            )
        answers.append((refused.value.status, refused.value.rule))

    assert answers[0] == answers[1] == (404, "not-found")


async def test_the_ledger_shows_a_foreign_auditor_nothing(world: World) -> None:
    # 13.3-17
    mine = await world.rows("topics", "auditor")
    theirs = await world.rows("topics", "foreign-auditor")

    assert len(mine) > 0
    assert theirs == []


async def test_a_township_sees_its_own_and_not_its_neighbour(world: World) -> None:
    # 13.3-17
    page = await world.client.get("topics", "/topics", as_="xinying-clerk")

    seen = {row["topic_id"] for row in page["items"]}
    assert case("market") in seen
    assert not seen & {case("lily"), case("channel")}


async def test_a_department_sees_its_own_tasks_only(world: World) -> None:
    # domain 9.2
    page = await world.client.get("outcomes", "/tasks", as_="yz-water")

    assert {row["lead"] for row in page["items"]} == {"yz-water"}


async def test_a_foreign_party_cannot_raise_anything_in_this_county(world: World) -> None:
    body = {
        "unit": "620123109210",
        "title": "越界",
        "description": "越界",
        "origin": "public",
        "scale": "group",
    }
    with pytest.raises(Refused) as refused:
        await world.client.ask("topics", "/topics", body, as_="foreign-clerk")

    assert refused.value.status in (403, 404)
