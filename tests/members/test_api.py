"""The members service over HTTP: scopes, counties, what is looked up, personal data."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from contracts.event import Event
from contracts.members.body import Part
from contracts.members.member import MemberAdmitted
from contracts.places import prefix
from runtime.submission import Answer
from services.members.duty.commands import CreditDutyFact
from tests.members import situations as s
from tests.members.examples import MEMBERS, corrected, register, renamed
from tests.members.situations import COUNTY, TOWNSHIP, VILLAGE
from tests.slices.towns import Town, refused, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

OFFICE = by("ou", "cppcc-office@620123")
OPERATOR = by("ops", "operator@")
CLERK = by("wei", "clerk@620123109")
CLERK_ELSEWHERE = by("wu", "clerk@620123212")
NEIGHBOUR = by("lin", "cppcc-office@511623")
COLLEAGUE = by("m-620123-002", "member@620123")
LIAISON = by("li", "committee@620123#yz-social")
OTHER_COMMITTEE = by("lu", "committee@620123#yz-edu")
AUDITOR = by("an", "auditor@62")

COMMITTEE = {"unit": COUNTY, "body": "yz-social", "name": "社会和法制委员会", "kind": "committee"}
POSTING: dict[str, Any] = {"to_unit": TOWNSHIP, "basis": "native", "since": "2020-10-31"}
SCHEME = {
    "unit": COUNTY,
    "version": "2026-2",
    "name": "榆中县",
    "words": s.words.model_dump(mode="json"),
    "duty": {
        "facts": [{"code": "attendance", "chinese": "出席协商", "english": "attendance"}],
        "points": [{"kind": "attendance", "since": 2020, "points": 3, "most_per_year": 15}],
    },
}
UNIT = {**register.model_dump(mode="json"), "unit": "620123101000", "name": "夏官营镇"}
CLOSURE: dict[str, Any] = {"valid_to": "2025-06-30", "reason": "撤并"}


def entry(member: str = "m-620123-900", **changes: Any) -> dict[str, Any]:
    """A member as they are entered."""
    admitted = s.admitted.model_dump(mode="json")
    return {**admitted, "unit": COUNTY, "member": member, "committee": "yz-social", **changes}


def named(name: str, **changes: Any) -> MemberAdmitted:
    return s.admitted.model_copy(update={"name": name, **changes})


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    """A county with one committee."""
    async with town_of(MEMBERS, postgres) as found:
        assert (await found.post("/bodies", COMMITTEE, OFFICE)).status_code == 201
        yield found


async def somebody(here: Town, *events: Event, unit: str = COUNTY) -> str:
    """The address of a new member, of this committee, to whom this happened too."""
    admitted = s.admitted.model_copy(update={"committee": "yz-social"})
    return f"/members/{await here.at('member', *(events or (admitted,)), unit=unit)}"


async def credit(here: Town, place: str, session: int) -> Answer:
    fact = s.credited(session).model_copy(update={"member": place.rsplit("/", 1)[1]})
    command = CreditDutyFact(unit="511623100000", **fact.model_dump())
    return await here.policy(f"{fact.member}:2026", command, uuid4())


async def found(here: Town, office: dict[str, str], **query: Any) -> list[str]:
    page = await here.get("/members", office, limit=200, **query)
    return [f"/members/{row['member_id']}" for row in page["items"]]


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


async def test_a_duty_file_is_the_fold_of_its_facts(here: Town) -> None:  # 13.3-8, 13.3-9
    place = await somebody(here)
    own = by(place.rsplit("/", 1)[1], "member@620123")
    for session in (1, 2, 2):
        answer = await credit(here, place, session)
        # The file lies with the member, wherever the session was.
        assert all(f'"unit":"{COUNTY}"'.encode() in body for body in answer.bodies)  # 13.3-17
    page = await here.get(f"{place}/duty/2026", own)

    assert page["total"] == 6
    assert page["kinds"]["attendance"] == {"name": "出席协商", "facts": 2, "points": 6}
    assert [fact["occasion"] for fact in page["facts"]] == [
        "consultation/market/session-1",
        "consultation/market/session-2",
    ]
    assert (await here.get(f"{place}/duty/2025", own))["facts"] == []


async def test_facts_of_somebody_not_in_the_roster_wait_for_them(here: Town) -> None:
    place = "/members/m-620123-901"
    await credit(here, place, 1)
    assert await here.status(f"{place}/duty/2026", OFFICE) == 404

    await here.post("/members", entry("m-620123-901"), OFFICE)

    assert len((await here.get(f"{place}/duty/2026", OFFICE))["facts"]) == 1


async def test_a_score_is_nobody_else_s_business(here: Town) -> None:  # domain 9.2
    place = await somebody(here)
    own = place.rsplit("/", 1)[1]
    readers = {
        200: [by(own, "member@620123"), LIAISON, OFFICE, AUDITOR],
        403: [COLLEAGUE, OTHER_COMMITTEE, CLERK],
        404: [NEIGHBOUR, by(own, "member@511623")],
    }

    for status, offices in readers.items():
        for office in offices:
            assert await here.status(f"{place}/duty/2026", office) == status, office


async def test_nobody_can_type_a_duty_fact(here: Town) -> None:  # 000-43, 13.3-8
    member = await somebody(here)
    for place in (f"{member}/duty/2026", "/duty", f"{member}/duty"):
        for office in (OFFICE, OPERATOR):
            assert (await here.post(place, {}, office)).status_code in (404, 405)


async def test_the_points_table_is_read_by_all_and_named_by_its_county(here: Town) -> None:
    assert (await here.post(f"/rules/{COUNTY}/adoption", SCHEME, OFFICE)).status_code == 201
    (event,) = (await here.post("/members", entry("m-620123-902"), OFFICE)).json()

    assert event["rules"] == f"{COUNTY}/2026-2"
    assert (await here.get(f"/rules/{COUNTY}", CLERK))["version"] == "2026-2"
    assert await here.status(f"/rules/{COUNTY}", NEIGHBOUR) == 404
    elsewhere = await here.post("/rules/620321000000/adoption", SCHEME, OFFICE)
    assert refused(elsewhere) == (422, "address-differs")
    changed = {**SCHEME, "duty": {"facts": [], "points": []}}
    changed = await here.post(f"/rules/{COUNTY}/adoption", changed, OFFICE)
    assert refused(changed) == (409, "version-in-use")


async def test_a_contact_is_kept_corrected_and_erased(here: Town) -> None:  # design 8
    place = f"{await somebody(here, s.admitted, s.posted)}/contact"
    for phone in ("14000000001", "14000000002"):
        answer = await here.client.put(place, json={"phone": phone}, headers=CLERK)
        assert answer.status_code == 204, answer.text

    assert (await here.get(place, OFFICE))["phone"] == "14000000002"
    assert (await here.client.delete(place, headers=OFFICE)).status_code == 204
    assert await here.status(place, OFFICE) == 404


async def test_a_contact_never_enters_the_ledger(here: Town) -> None:  # design 8
    place = f"{await somebody(here, s.admitted, s.posted)}/contact"
    await here.client.put(place, json={"phone": "14000000003"}, headers=OFFICE)

    async with here.bench.pool.acquire() as connection:
        bodies = await connection.fetch("SELECT body FROM ledger")
    assert bodies
    assert not [row for row in bodies if b"14000000003" in row["body"]]


async def test_a_contact_is_seen_where_it_is_needed_only(here: Town) -> None:  # domain 9.2
    member = await somebody(here, s.admitted, s.posted)
    place, own = f"{member}/contact", by(member.rsplit("/", 1)[1], "member@620123")
    await here.client.put(place, json={"phone": "14000000001"}, headers=OFFICE)
    strangers = {404: [CLERK_ELSEWHERE, NEIGHBOUR], 403: [OPERATOR, own, AUDITOR]}

    for status, readers in strangers.items():
        for office in readers:
            assert await here.status(place, office) == status
            assert (await here.client.put(place, json={}, headers=office)).status_code == status


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


async def test_the_directory_says_how_an_office_is_reached(here: Town) -> None:  # 000-50
    body = await here.at("body", s.transport, s.office_number, unit=s.COUNTY)
    assert (await here.get(f"/bodies/{body}", CLERK))["office_number"] == "0931-5220001"
    listed = await here.get("/bodies", CLERK, kind="department", limit=200)
    assert "0931-5220001" in [row["office_number"] for row in listed["items"]]
