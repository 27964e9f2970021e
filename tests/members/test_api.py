"""The roster and the directory over HTTP: scopes, counties, what is looked up."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.members import situations as s
from tests.members.county import (
    CLERK,
    CLERK_ELSEWHERE,
    COMMITTEE,
    NEIGHBOUR,
    OFFICE,
    UNIT,
    county,
    entry,
    found,
    named,
    somebody,
)
from tests.members.examples import corrected
from tests.members.situations import COUNTY, TOWNSHIP, VILLAGE
from tests.slices.towns import Town, refused
from tests.support.servers import PostgresServer

POSTING: dict[str, Any] = {"to_unit": TOWNSHIP, "basis": "native", "since": "2020-10-31"}


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with county(postgres) as found:
        yield found


async def test_bodies_of_the_county_are_found_by_every_clerk(here: Town) -> None:  # 000-50
    committees = (await here.get("/bodies", CLERK, kind="committee"))["items"]

    assert [body["body"] for body in committees] == ["yz-social"]
    assert (await here.get("/bodies", NEIGHBOUR, kind="committee"))["items"] == []
    council = await here.at("body", s.council, unit=VILLAGE)
    for office, sees in ((CLERK, True), (CLERK_ELSEWHERE, False), (OFFICE, True)):
        there = (await here.get("/bodies", office, prefix=VILLAGE))["items"]
        assert (council in [row["body"] for row in there]) is sees
    assert (await here.get("/bodies", CLERK, kind="party"))["items"] == []


async def test_a_renamed_body_is_found_under_its_name(here: Town) -> None:
    body = await here.at("body", s.transport, unit=COUNTY)
    await here.post(f"/bodies/{body}/name", {"name": "县交通局"}, OFFICE)
    rows = (await here.get("/bodies", OFFICE, kind="department"))["items"]

    assert (body, "县交通局") in [(row["body"], row["name"]) for row in rows]


async def test_a_member_is_admitted_posted_and_recalled(here: Town) -> None:  # 000-04, 000-05
    village = s.posted.model_copy(update={"posting": 2, "to_unit": VILLAGE})
    place = await somebody(here, s.admitted, s.posted, village, s.recalled)
    page = await here.get(place, OFFICE)

    assert page["name"] == "样甲子"
    assert [(one["to_unit"], one["until"]) for one in page["postings"]] == [
        (TOWNSHIP, "2024-01-31"),
        (VILLAGE, None),
    ]


async def test_a_committee_must_be_registered(here: Town) -> None:  # 003-03
    answer = await here.post("/members", entry(committee="yz-none"), OFFICE)

    assert refused(answer) == (422, "unknown-committee")


@pytest.mark.parametrize(
    ("unit", "refusal"),
    [
        ("620123999000", (422, "unknown-unit")),
        ("511623100000", (409, "other-jurisdiction")),
        (COUNTY, (409, "posted-to-all")),
    ],
)
async def test_a_posting_needs_a_unit_of_the_county(
    here: Town, unit: str, refusal: tuple[int, str]
) -> None:
    place = await somebody(here)
    answer = await here.post(f"{place}/postings", {**POSTING, "to_unit": unit}, OFFICE)

    assert refused(answer) == refusal


async def test_a_closed_unit_takes_nobody_any_more(here: Town) -> None:
    closed = await here.at("unit", s.township, s.merged)
    late = {**POSTING, "to_unit": closed, "since": "2025-07-01"}
    answer = await here.post(f"{await somebody(here)}/postings", late, OFFICE)

    assert refused(answer) == (422, "unit-closed")


async def test_a_neighbour_sees_nobody(here: Town) -> None:  # 13.3-17
    place = await somebody(here, s.admitted, s.posted)

    assert place not in await found(here, NEIGHBOUR)
    assert await here.status(place, NEIGHBOUR) == 404


async def test_a_township_sees_those_posted_to_it(here: Town) -> None:  # 003-19, 13.3-17
    posted, other = await somebody(here, s.admitted, s.posted), await somebody(here)

    assert posted in (seen := await found(here, CLERK))
    assert other not in seen
    assert posted not in await found(here, CLERK_ELSEWHERE)
    postings = (await here.get("/postings", CLERK, limit=200))["items"]
    assert posted in [f"/members/{one['member']}" for one in postings]
    assert {one["to_unit"][:9] for one in postings} == {TOWNSHIP[:9]}
    assert await here.status(other, CLERK) == 404


async def test_the_roster_is_filtered_and_paged(here: Town) -> None:  # 003-03
    plain, posted = await somebody(here), await somebody(here, s.admitted, s.posted)
    municipal = await somebody(here, named("样乙", level="municipal"))

    for query, there, absent in (
        ({"level": "municipal"}, municipal, plain),
        ({"posted_to": "620123109"}, posted, plain),
        ({"committee": "yz-social"}, plain, posted),
    ):
        seen = await found(here, OFFICE, **query)
        assert there in seen
        assert absent not in seen
    first = await here.get("/members", OFFICE, limit=1)
    second = await here.get("/members", OFFICE, limit=1, after=first["next"])
    assert first["next"] == first["items"][0]["member_id"] < second["items"][0]["member_id"]


@pytest.mark.parametrize(
    ("name", "sought"),
    [
        ("样甲\u2f26", "样甲子"),
        ("样甲子", "甲\u2f26"),
        ("阿样•买甲", "阿样·买甲"),
        ("阿样·买甲", "阿样 ・ 买"),
        ("\U0002cc56甲", "\U0002cc56 甲"),
        ("〇乙", "○"),
        ("样\U000e0100甲", "样甲"),
        ("Li Ming", "ｌｉ  ming"),
        ("样_甲", "样_"),
    ],
)
async def test_a_member_is_found_by_name_however_it_is_written(
    here: Town, name: str, sought: str
) -> None:
    place, other = await somebody(here, named(name)), await somebody(here, named("另一人"))

    assert place in (seen := await found(here, OFFICE, name=sought))
    assert other not in seen
    assert {place, other} <= set(await found(here, OFFICE, name=" "))
    assert await found(here, OFFICE, name="\0没有") == []
    assert "name_key" not in (await here.get("/members", OFFICE, name=sought))["items"][0]
    assert "name_key" not in await here.get(place, OFFICE)


async def test_a_corrected_name_shows_and_is_found_and_the_old_one_is_not(here: Town) -> None:
    place = await somebody(here, s.admitted, corrected)

    assert (await here.get(place, OFFICE))["name"] == "样甲丑"
    assert place in await found(here, OFFICE, name="样 甲丑")
    assert place not in await found(here, OFFICE, name="样甲子")


async def test_a_name_that_no_screen_shows_is_refused_with_its_place(here: Town) -> None:
    answer = await here.post("/members", entry(name="样\ue863"), OFFICE)

    assert answer.status_code == 422
    assert "第 2 个字（U+E863）" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("/units", {**UNIT, "unit": "620123"}),
        ("/units", {**UNIT, "valid_from": "gestern"}),
        ("/members", entry(name="样" * 121)),
        ("/members", entry(phone="14000000001")),
        ("/members", entry("M 1")),
        ("/bodies", {**COMMITTEE, "kind": "no code"}),
    ],
)
async def test_what_does_not_fit_is_named(here: Town, place: str, body: dict[str, Any]) -> None:
    answer = await here.post(place, body, OFFICE)

    assert refused(answer) == (422, "misfit")
    assert answer.json()["errors"]


async def test_a_post_ends_with_the_membership_of_its_holder(here: Town) -> None:  # 001-27
    place = await somebody(here, s.admitted, s.posted)
    number = place.rsplit("/", 1)[1]
    body = await here.at("body", s.council, unit=VILLAGE)
    taking = {"post": "convenor", "member": number, "since": "2021-01-01"}

    unknown = await here.post(f"/bodies/{body}/posts", {**taking, "member": "m-none"}, OFFICE)
    assert refused(unknown) == (422, "unknown-member")
    assert (await here.post(f"/bodies/{body}/posts", taking, OFFICE)).status_code == 200
    (holder,) = (await here.get(f"/bodies/{body}", CLERK))["holders"]
    assert (holder["member"], holder["leads"], holder["until"]) == (number, True, None)

    leaving = {"on": "2025-12-31", "ground": "resigned"}
    assert (await here.post(f"{place}/leaving", leaving, OFFICE)).status_code == 200
    (holder,) = (await here.get(f"/bodies/{body}", CLERK))["holders"]
    page = await here.get(place, OFFICE)
    assert holder["until"] == page["left_on"] == page["postings"][0]["until"] == "2025-12-31"


async def test_two_memberships_are_linked_and_seen_from_both(here: Town) -> None:
    one, other = await somebody(here, s.admitted), await somebody(here, s.admitted)
    link = {"with_member": other.rsplit("/", 1)[1]}

    missing = await here.post(f"{one}/link", {"with_member": "m-none"}, OFFICE)
    assert refused(missing) == (404, "not-found")
    assert (await here.post(f"{one}/link", link, OFFICE)).status_code == 200
    assert (await here.get(one, OFFICE))["linked"] == [link["with_member"]]
    assert (await here.get(other, OFFICE))["linked"] == [one.rsplit("/", 1)[1]]


async def test_the_directory_says_how_an_office_is_reached(here: Town) -> None:  # 000-50
    body = await here.at("body", s.transport, s.office_number, unit=s.COUNTY)
    assert (await here.get(f"/bodies/{body}", CLERK))["office_number"] == "0931-5220001"
    listed = await here.get("/bodies", CLERK, kind="department", limit=200)
    assert "0931-5220001" in [row["office_number"] for row in listed["items"]]
