"""Units over HTTP: registered, renamed, closed, given away; their bodies and rooms."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from contracts.members.body import Part
from contracts.places import prefix
from tests.members import situations as s
from tests.members.county import (
    CLERK,
    NEIGHBOUR,
    OFFICE,
    OPERATOR,
    SCHEME,
    UNIT,
    county,
    found,
    somebody,
)
from tests.members.examples import renamed
from tests.members.situations import COUNTY, TOWNSHIP, VILLAGE
from tests.slices.towns import Town, refused
from tests.support.servers import PostgresServer
from tests.support.service import by

CLOSURE: dict[str, Any] = {"valid_to": "2025-06-30", "reason": "撤并"}


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with county(postgres) as found:
        yield found


async def test_a_unit_is_registered_and_found_with_what_it_lacks(here: Town) -> None:  # 000-15
    answer = await here.post("/units", UNIT, OPERATOR)

    assert answer.status_code == 201
    (event,) = answer.json()
    assert (event["unit"], event["unitname"]) == ("620123101000", "夏官营镇")  # 13.3-16
    assert not (await here.get("/units/620123101000", OFFICE))["complete"]
    assert (await here.post("/units", UNIT, OPERATOR)).json() == []


async def test_rules_come_before_the_unit_whose_rules_they_are(here: Town) -> None:  # 000-02
    place = "620471000000"
    scheme = {**SCHEME, "unit": place, "name": "样例新区"}
    unit = {**UNIT, "unit": place, "name": "样例新区", "kind": "county", "parent": None}

    assert refused(await here.post(f"/rules/{place}/adoption", scheme, OFFICE))[0] in (403, 404)
    adopted = (await here.post(f"/rules/{place}/adoption", scheme, OPERATOR)).json()
    assert {(each["unit"], each["unitname"]) for each in adopted} == {(place, "样例新区")}
    (registered,) = (await here.post("/units", unit, OPERATOR)).json()
    assert (registered["rules"], registered["data"]["tier"]) == (f"{place}/2026-2", 3)
    assert (await here.post(f"/rules/{place}/adoption", scheme, OPERATOR)).json() == []


async def test_a_unit_lives_through_renaming_and_closure(here: Town) -> None:
    unit = await here.at("unit", s.township, renamed, s.merged)
    page = await here.get(f"/units/{unit}", OFFICE)

    assert (page["name"], page["valid_to"]) == ("新营街道", "2025-06-30")


async def test_a_unit_is_complete_with_workstation_council_and_room(here: Town) -> None:  # 000-15
    # 001-08
    unit = await here.at("unit", s.township)
    await here.at("body", s.council, unit=unit)
    await here.at("body", s.council.model_copy(update={"part": Part.WORKSTATION}), unit=unit)
    assert not (await here.get(f"/units/{unit}", OFFICE))["complete"]

    shared = s.room_changed.model_copy(update={"shared_with": (unit,)})
    room = await here.at("room", s.room, shared, unit=VILLAGE)
    assert (await here.get(f"/units/{unit}", OFFICE))["complete"]
    rows = (await here.get("/rooms", OFFICE, prefix=VILLAGE))["items"]
    assert (room, [unit]) in [(row["room"], row["shared_with"]) for row in rows]
    assert (await here.get("/rooms", NEIGHBOUR))["items"] == []

    await here.tell("room", room, VILLAGE, s.room_closed)
    assert not (await here.get(f"/units/{unit}", OFFICE))["complete"]


async def test_a_clerk_sees_the_units_of_their_scope(here: Town) -> None:  # 13.3-17
    codes = [unit["unit"] for unit in (await here.get("/units", CLERK))["items"]]

    assert codes == [TOWNSHIP, VILLAGE, "620123109201"]
    assert await here.status("/units/511623000000", OFFICE) == 404
    villages = await here.get("/units", OFFICE, kind="village", prefix="620123109", limit=1)
    assert [unit["unit"] for unit in villages["items"]] == [VILLAGE]
    assert villages["next"] == VILLAGE


async def test_coverage_is_told_by_township_and_kind(here: Town) -> None:  # 000-03
    theirs = {"unit": "511623101000", "parent": "511623000000"}
    unit = {**UNIT, **theirs}
    assert refused(await here.post("/units", unit, OPERATOR)) == (422, "unknown-code")
    scheme = {**SCHEME, "unit": "511623000000", "version": "theirs-0"}
    assert (await here.post("/rules/511623000000/adoption", scheme, NEIGHBOUR)).status_code == 201
    assert (await here.post("/units", unit, OPERATOR)).status_code == 201
    await here.at("body", s.council, unit="511623101000")
    spread = await here.get("/coverage/511623000000", NEIGHBOUR, on="2020-10-31")

    assert spread["kinds"]["township"]["units"] == 2
    assert spread["kinds"]["township"]["with_council"] == 1
    assert [one["unit"] for one in spread["below"]] == ["511623100000", "511623101000"]
    assert (await here.get("/coverage/511623000000", OFFICE))["kinds"] == {}


async def test_postings_bodies_posts_and_rooms_end_with_their_unit(here: Town) -> None:
    unit = await here.at("unit", s.township)
    member = await somebody(here, s.admitted, s.posted.model_copy(update={"to_unit": unit}))
    body = await here.at("body", s.council, s.clerk, unit=unit)
    await here.at("room", s.room, unit=unit)
    assert member in await found(here, OFFICE, posted_to=unit)

    assert (await here.post(f"/units/{unit}/closure", CLOSURE, OFFICE)).status_code == 200

    over = CLOSURE["valid_to"]
    page = await here.get(f"/bodies/{body}", OFFICE)
    assert page["until"] == page["holders"][0]["until"] == over
    assert (await here.get(member, OFFICE))["postings"][0]["until"] == over
    for things in ("/rooms", "/postings", "/bodies"):
        (row,) = (await here.get(things, OFFICE, prefix=unit))["items"]
        assert row["until"] == over
    assert member not in await found(here, OFFICE, posted_to=unit)


@pytest.mark.parametrize("rule", ["unknown-unit", "unit-closed"])
async def test_a_unit_is_merged_into_one_that_there_is(here: Town, rule: str) -> None:
    unit, gone = await here.at("unit", s.township), await here.at("unit", s.township, s.merged)
    successor = {"unknown-unit": "620123109399", "unit-closed": gone}[rule]
    merged = {**CLOSURE, "successors": [successor]}

    answer = await here.post(f"/units/{unit}/closure", merged, OFFICE)
    assert refused(answer) == (422, rule)

    merged["successors"] = [TOWNSHIP]
    assert (await here.post(f"/units/{unit}/closure", merged, OFFICE)).status_code == 200
    assert (await here.get(f"/units/{unit}", OFFICE))["successors"] == [TOWNSHIP]


async def test_a_unit_given_to_another_superior_leaves_the_old_one_s_scope(here: Town) -> None:
    # domain 10.2
    unit = await here.at("unit", s.township)
    place = {"superior": "511623999000", "since": "2022-07-01"}
    own = by("wei", f"clerk@{prefix(unit)}")

    assert refused(await here.post(f"/units/{unit}/superior", place, OFFICE))[1] == "unknown-unit"
    place["superior"] = "511623000000"
    assert (await here.post(f"/units/{unit}/superior", place, OFFICE)).status_code == 200
    assert [await here.status(f"/units/{unit}", each) for each in (OFFICE, NEIGHBOUR, own)] == [
        404,
        200,
        200,
    ]
    name = {"name": "新营街道", "since": "2025-01-01"}
    assert refused(await here.post(f"/units/{unit}/name", name, OFFICE))[1] == "not-found"
    assert (await here.post(f"/units/{unit}/name", name, NEIGHBOUR)).status_code == 200


async def test_whoever_gave_a_unit_away_may_ask_again_with_the_same_key(here: Town) -> None:
    # The answer was lost on the way, and the unit is in another office's scope by now.
    unit = await here.at("unit", s.township)
    where, place = f"/units/{unit}/superior", {"superior": "511623000000", "since": "2022-07-01"}
    key = {"Idempotency-Key": str(uuid4())}
    first = await here.post(where, place, {**OFFICE, **key})

    for _ in ("with its fingerprint", "after a restore, without"):
        again = await here.post(where, place, {**OFFICE, **key})
        assert (again.status_code, again.content) == (200, first.content)
        colleague = {**by("lin", f"cppcc-office@{prefix(COUNTY)}"), **key}
        assert refused(await here.post(where, place, colleague)) == (422, "key-reused")
        other = {**place, "since": "2022-07-02"}
        assert refused(await here.post(where, other, {**OFFICE, **key})) == (422, "key-reused")
        await here.bench.pool.execute("DELETE FROM command_keys")


async def test_a_unit_has_the_rules_of_its_superior_of_the_day(here: Town) -> None:  # domain 10.2
    unit = await here.at("unit", s.township)
    theirs = {**SCHEME, "unit": "511623000000", "version": "theirs-1"}
    await here.post("/rules/511623000000/adoption", theirs, NEIGHBOUR)
    place = {"superior": "511623000000", "since": "2022-07-01"}
    (event,) = (await here.post(f"/units/{unit}/superior", place, OFFICE)).json()
    assert event["rules"].startswith(COUNTY)

    name = {"name": "新营街道", "since": "2025-01-01"}
    (event,) = (await here.post(f"/units/{unit}/name", name, NEIGHBOUR)).json()
    assert event["rules"] == "511623000000/theirs-1"
    own = by("wei", f"clerk@{prefix(unit)}")
    assert (await here.get(f"/rules/{unit}", own))["version"] == "theirs-1"


async def test_rooms_are_counted_by_kind_of_host_and_by_post(here: Town) -> None:  # 002-04, 002-20
    hosted = await here.at("room", s.room_hosted, unit=VILLAGE)
    plain = await here.at("room", s.room, unit=VILLAGE)
    closed = await here.at("room", s.room_hosted, s.room_closed, unit=VILLAGE)

    async def counted(by: str, on: str) -> dict[str | None, list[str]]:
        page = await here.get("/room-figures", OFFICE, by=by, prefix=VILLAGE, on=on)
        return {
            each["value"]: [row["room"] for row in each["rows"]]
            for each in page["figures"]
            if each["rooms"] == len(each["rows"])
        }

    now = await counted("host_kind", "2026-03-02")
    assert hosted in now["reading-place"]
    assert closed not in now["reading-place"]
    assert plain in now[None]
    before = await counted("host_kind", "2022-03-02")
    assert {hosted, closed} <= set(before["reading-place"])
    assert hosted not in (await counted("host_kind", "2021-04-30")).get("reading-place", [])


async def test_a_room_is_found_by_the_post_to_which_it_belongs(here: Town) -> None:  # 001-10
    room = await here.at("room", s.room_hosted, unit=VILLAGE)
    of_post = await here.get("/rooms", OFFICE, post=s.TOWNSHIP, limit=200)
    assert room in [row["room"] for row in of_post["items"]]
    of_host = await here.get("/rooms", OFFICE, host_kind="members-home", limit=200)
    assert room not in [row["room"] for row in of_host["items"]]
    page = await here.get("/room-figures", OFFICE, by="post", prefix=VILLAGE)
    (figure,) = [each for each in page["figures"] if each["value"] == s.TOWNSHIP]
    assert room in [row["room"] for row in figure["rows"]]

    unknown = {"unit": VILLAGE, "room": "r-x", "post": "620123999999"}
    body = {**s.room.model_dump(mode="json"), **unknown}
    assert refused(await here.post("/rooms", body, OFFICE)) == (422, "unknown-unit")
