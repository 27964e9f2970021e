"""The members service over HTTP: offices, scopes, counties, personal data."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient, Response

from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.submission import Submission
from runtime.web.app import create_app
from services.members.duty.commands import CreditDutyFact
from services.members.wiring import MEMBERS, PERSONAL_TABLES, ROUTERS
from tests.members.situations import COUNTY, TOWNSHIP, VILLAGE, credited
from tests.support.service import Bench, bench, by

OFFICE = by("ou", "county-office@620123")
OPERATOR = by("ops", "operator@")
CLERK = by("wei", "clerk@620123109")
CLERK_ELSEWHERE = by("wu", "clerk@620123212")
NEIGHBOUR = by("lin", "county-office@511623")
OWN = by("m-620123-001", "member@620123")
COLLEAGUE = by("m-620123-002", "member@620123")
LIAISON = by("li", "committee@620123#yz-social")
OTHER_COMMITTEE = by("lu", "committee@620123#yz-edu")
AUDITOR = by("an", "auditor@62")
POLICY = Actor("policy", (Grant(role=Role.POLICY, scope=""),))

COMMITTEE = {"unit": COUNTY, "body": "yz-social", "name": "社会和法制委员会", "kind": "committee"}
MEMBER = {
    "unit": COUNTY,
    "member": "m-620123-001",
    "name": "样甲子",
    "level": "county",
    "sector": "农业",
    "committee": "yz-social",
    "admitted_on": "2020-10-31",
}
POSTING = {"to_unit": TOWNSHIP, "basis": "native", "since": "2020-10-31"}
PLACE = "/members/m-620123-001"
SCHEME = {
    "unit": COUNTY,
    "version": "2026-1",
    "points": [{"kind": "attendance", "points": 3, "most_per_year": 15}],
}
UNIT = {
    "unit": "620123101000",
    "name": "夏官营镇",
    "kind": "township",
    "parent": COUNTY,
    "valid_from": "2020-01-01",
    "council_since": "2020-10-31",
}


class Desk:
    """The service, and short ways to ask it."""

    def __init__(self, found: Bench, client: AsyncClient) -> None:
        self.bench, self.client = found, client

    async def post(self, place: str, body: dict, headers: dict[str, str]) -> Response:
        return await self.client.post(place, json=body, headers=headers)

    async def get(self, place: str, headers: dict[str, str], **query: Any) -> Any:
        answer = await self.client.get(place, params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def status(self, place: str, headers: dict[str, str]) -> int:
        return (await self.client.get(place, headers=headers)).status_code

    async def given(self, *deeds: tuple[str, dict]) -> None:
        for place, body in deeds:
            answer = await self.post(place, body, OFFICE)
            assert answer.is_success, answer.text

    async def credit(self, session: int) -> None:
        command = CreditDutyFact(unit=COUNTY, **credited(session, 0).model_dump(exclude={"points"}))
        await self.bench.writer.ask(Submission("m-620123-001:2026", command, POLICY, uuid4()))


ADMITTED = (("/bodies", COMMITTEE), ("/members", MEMBER))
POSTED = (*ADMITTED, (f"{PLACE}/postings", POSTING))


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Desk]:
    async with bench(MEMBERS, database, personal=PERSONAL_TABLES) as found:
        app = create_app(MEMBERS, ROUTERS, found, found.tokens)
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://members") as client:
            yield Desk(found, client)


def refused(answer: Response, status: int, rule: str) -> None:
    assert (answer.status_code, answer.json()["rule"]) == (status, rule), answer.text


async def test_a_unit_is_registered_and_found_with_what_it_lacks(desk: Desk) -> None:  # 000-15
    answer = await desk.post("/units", UNIT, OPERATOR)

    assert answer.status_code == 201
    (event,) = answer.json()
    assert (event["unit"], event["unitname"]) == ("620123101000", "夏官营镇")  # 13.3-16
    found = await desk.get("/units/620123101000", OFFICE)
    assert not found["complete"]
    assert (await desk.post("/units", UNIT, OPERATOR)).json() == []


async def test_a_unit_lives_through_equipment_renaming_and_closure(desk: Desk) -> None:
    await desk.given(("/units", UNIT))
    place = "/units/620123101000"
    equipped = {"workstation_since": "2020-10-31", "room_since": "2021-03-31"}
    renamed = {"name": "夏官营街道", "since": "2024-01-01"}
    closed = {"valid_to": "2025-01-01", "successors": [TOWNSHIP], "reason": "撤并"}
    answers = [
        await desk.post(f"{place}/{what}", body, OFFICE)
        for what, body in (("equipment", equipped), ("name", renamed), ("closure", closed))
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    found = await desk.get(place, OFFICE)
    assert found["complete"]
    assert (found["name"], found["valid_to"]) == ("夏官营街道", "2025-01-01")


async def test_only_the_county_office_and_the_operator_keep_the_register(desk: Desk) -> None:
    for headers, status, rule in (
        (CLERK, 403, "no-office"),
        (AUDITOR, 403, "no-office"),
        (NEIGHBOUR, 403, "out-of-scope"),
        ({}, 401, "token-missing"),
    ):
        refused(await desk.post("/units", UNIT, headers), status, rule)


async def test_a_clerk_sees_the_units_of_their_scope(desk: Desk) -> None:  # 13.3-17
    codes = [unit["unit"] for unit in (await desk.get("/units", CLERK))["items"]]

    assert codes == [TOWNSHIP, VILLAGE, "620123109201"]
    assert await desk.status("/units/511623000000", OFFICE) == 404
    villages = await desk.get("/units", OFFICE, kind="village", prefix="620123109", limit=1)
    assert [unit["unit"] for unit in villages["items"]] == [VILLAGE]
    assert villages["next"] == VILLAGE


async def test_coverage_is_told_by_township_and_kind(desk: Desk) -> None:  # 000-03
    await desk.given(("/units", UNIT))
    found = await desk.get("/coverage/620123", OFFICE, on="2020-10-31")

    assert found["kinds"]["township"]["units"] == 3
    assert found["kinds"]["township"]["with_council"] == 1
    assert [one["unit"] for one in found["townships"]][0] == "620123101000"
    assert (await desk.get("/coverage/620123", NEIGHBOUR))["kinds"] == {}


async def test_bodies_of_the_county_are_found_by_every_clerk(desk: Desk) -> None:  # 000-50
    await desk.given(("/bodies", COMMITTEE))
    found = (await desk.get("/bodies", CLERK, kind="committee"))["items"]

    assert [body["body"] for body in found] == ["yz-social"]
    assert (await desk.get("/bodies", NEIGHBOUR))["items"] == []
    assert (await desk.get("/bodies", CLERK, kind="party"))["items"] == []


async def test_a_body_is_renamed(desk: Desk) -> None:
    await desk.given(("/bodies", COMMITTEE), ("/bodies/yz-social/name", {"name": "社法委"}))

    assert (await desk.get("/bodies", OFFICE))["items"][0]["name"] == "社法委"
    refused(await desk.post("/bodies/yz-none/name", {"name": "无"}, OFFICE), 404, "not-found")


async def test_a_member_is_admitted_posted_and_recalled(desk: Desk) -> None:  # 000-04, 000-05
    end = {"to_unit": TOWNSHIP, "until": "2024-01-31", "reason": "调往县城"}
    village = {**POSTING, "to_unit": VILLAGE}
    await desk.given(*POSTED, (f"{PLACE}/postings", village), (f"{PLACE}/posting-end", end))
    found = await desk.get(PLACE, OFFICE)

    assert found["name"] == "样甲子"
    assert [(one["to_unit"], one["until"]) for one in found["postings"]] == [
        (TOWNSHIP, "2024-01-31"),
        (VILLAGE, None),
    ]


async def test_a_correction_shows_at_once(desk: Desk) -> None:
    stated = {"name": "样甲丑", "level": "county", "sector": "教育", "reason": "姓名误录"}
    await desk.given(*ADMITTED, (f"{PLACE}/correction", stated))

    assert (await desk.get(PLACE, OFFICE))["name"] == "样甲丑"


async def test_a_committee_must_be_registered(desk: Desk) -> None:
    refused(await desk.post("/members", MEMBER, OFFICE), 422, "unknown-committee")


async def test_a_posting_needs_a_unit_of_the_county(desk: Desk) -> None:
    await desk.given(*ADMITTED)

    for unit, status, rule in (
        ("620123999000", 422, "unknown-unit"),
        ("511623100000", 409, "other-county"),
        (COUNTY, 409, "county-posting"),
    ):
        elsewhere = {**POSTING, "to_unit": unit}
        refused(await desk.post(f"{PLACE}/postings", elsewhere, OFFICE), status, rule)


async def test_a_closed_unit_takes_nobody_any_more(desk: Desk) -> None:
    closed = {"valid_to": "2025-01-01", "reason": "撤并"}
    await desk.given(*ADMITTED, ("/units", UNIT), ("/units/620123101000/closure", closed))
    late = {**POSTING, "to_unit": "620123101000", "since": "2025-06-01"}

    refused(await desk.post(f"{PLACE}/postings", late, OFFICE), 422, "unit-closed")


async def test_a_neighbour_sees_and_touches_nobody(desk: Desk) -> None:  # 13.3-17
    await desk.given(*POSTED)

    assert (await desk.get("/members", NEIGHBOUR))["items"] == []
    assert await desk.status(PLACE, NEIGHBOUR) == 404
    refused(await desk.post(f"{PLACE}/postings", POSTING, NEIGHBOUR), 404, "not-found")


async def test_a_township_sees_those_posted_to_it(desk: Desk) -> None:  # 13.3-17
    await desk.given(*POSTED, ("/members", {**MEMBER, "member": "m-620123-002"}))
    here = await desk.get("/members", CLERK)

    assert [one["member_id"] for one in here["items"]] == ["m-620123-001"]
    assert (await desk.get("/members", CLERK_ELSEWHERE))["items"] == []
    assert [one["to_unit"] for one in (await desk.get("/postings", CLERK))["items"]] == [TOWNSHIP]
    assert await desk.status("/members/m-620123-002", CLERK) == 404


async def test_the_roster_is_filtered_and_paged(desk: Desk) -> None:
    await desk.given(
        *POSTED, ("/members", {**MEMBER, "member": "m-620123-002", "level": "municipal"})
    )
    first = await desk.get("/members", OFFICE, limit=1)

    assert first["next"] == "m-620123-001"
    rest = await desk.get("/members", OFFICE, after=first["next"])
    assert [one["member_id"] for one in rest["items"]] == ["m-620123-002"]
    for query, found in (
        ({"level": "municipal"}, ["m-620123-002"]),
        ({"posted_to": "620123109"}, ["m-620123-001"]),
        ({"committee": "yz-edu"}, []),
    ):
        rows = (await desk.get("/members", OFFICE, **query))["items"]
        assert [one["member_id"] for one in rows] == found


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
    desk: Desk, name: str, sought: str
) -> None:
    other = {**MEMBER, "member": "m-620123-002", "name": "另一人"}
    await desk.given(*ADMITTED[:-1], ("/members", {**MEMBER, "name": name}), ("/members", other))
    found = (await desk.get("/members", OFFICE, name=sought))["items"]

    assert [one["member_id"] for one in found] == ["m-620123-001"]
    assert "name_key" not in found[0]
    assert "name_key" not in await desk.get(PLACE, OFFICE)
    assert len((await desk.get("/members", OFFICE, name=" "))["items"]) == 2
    assert (await desk.get("/members", OFFICE, name="\0没有"))["items"] == []


async def test_a_corrected_name_is_found_and_the_old_one_is_not(desk: Desk) -> None:
    stated = {"name": "样甲丑", "level": "county", "sector": "农业", "reason": "姓名误录"}
    await desk.given(*ADMITTED, (f"{PLACE}/correction", stated))

    assert (await desk.get("/members", OFFICE, name="样甲子"))["items"] == []
    assert len((await desk.get("/members", OFFICE, name="样 甲丑"))["items"]) == 1


async def test_a_name_that_no_screen_shows_is_refused_with_its_place(desk: Desk) -> None:
    await desk.given(*ADMITTED[:-1])
    answer = await desk.post("/members", {**MEMBER, "name": "样\ue863"}, OFFICE)

    assert answer.status_code == 422
    assert "第 2 个字（U+E863）" in answer.json()["detail"]


async def test_a_repeated_request_is_answered_the_same(desk: Desk) -> None:
    await desk.given(*ADMITTED)
    key = {"Idempotency-Key": str(uuid4())}
    first = await desk.post(f"{PLACE}/postings", POSTING, OFFICE | key)
    again = await desk.post(f"{PLACE}/postings", POSTING, OFFICE | key)

    assert first.content == again.content
    assert len(first.json()) == 1


async def test_a_duty_file_is_the_fold_of_its_facts(desk: Desk) -> None:  # 13.3-8, 13.3-9
    await desk.given(*ADMITTED, ("/rules/620123/duty", SCHEME))
    for session in (1, 2, 2):
        await desk.credit(session)
    found = await desk.get(f"{PLACE}/duty/2026", OWN)

    assert found["total"] == 6
    assert found["kinds"]["attendance"] == {"facts": 2, "points": 6}
    assert [fact["occasion"] for fact in found["facts"]] == ["session-1", "session-2"]
    assert (await desk.get(f"{PLACE}/duty/2025", OWN))["facts"] == []


async def test_facts_of_somebody_not_in_the_roster_wait_for_them(desk: Desk) -> None:
    await desk.credit(1)
    assert await desk.status(f"{PLACE}/duty/2026", OFFICE) == 404

    await desk.given(*ADMITTED)

    assert (await desk.get(f"{PLACE}/duty/2026", OFFICE))["total"] == 0


async def test_a_score_is_nobody_else_s_business(desk: Desk) -> None:  # domain 9.2
    await desk.given(*ADMITTED)
    seen = {
        200: [OWN, LIAISON, OFFICE, AUDITOR],
        403: [COLLEAGUE, OTHER_COMMITTEE, CLERK],
        404: [NEIGHBOUR, by("m-620123-001", "member@511623")],
    }

    for status, readers in seen.items():
        for headers in readers:
            assert await desk.status(f"{PLACE}/duty/2026", headers) == status, headers


async def test_nobody_can_type_a_duty_fact(desk: Desk) -> None:  # 000-43
    for place in (f"{PLACE}/duty/2026", "/duty", f"{PLACE}/duty"):
        for headers in (OFFICE, OPERATOR):
            assert (await desk.post(place, {}, headers)).status_code in (404, 405)


async def test_the_points_table_is_read_by_all_and_named_by_its_county(desk: Desk) -> None:
    await desk.given(("/rules/620123/duty", SCHEME))

    assert (await desk.get("/rules/620123/duty", CLERK))["version"] == "2026-1"
    assert await desk.status("/rules/620123/duty", NEIGHBOUR) == 404
    refused(await desk.post("/rules/620321/duty", SCHEME, OFFICE), 422, "county-mismatch")
    changed = {**SCHEME, "points": []}
    refused(await desk.post("/rules/620123/duty", changed, OFFICE), 409, "version-in-use")


async def test_later_events_bear_the_version_of_the_rules(desk: Desk) -> None:
    await desk.given(("/rules/620123/duty", SCHEME), ("/bodies", COMMITTEE))
    (event,) = (await desk.post("/members", MEMBER, OFFICE)).json()

    assert event["rules"] == "2026-1"


async def test_a_contact_is_kept_corrected_and_erased(desk: Desk) -> None:  # design 8
    await desk.given(*POSTED)
    place = f"{PLACE}/contact"
    for phone in ("14000000001", "14000000002"):
        answer = await desk.client.put(place, json={"phone": phone}, headers=CLERK)
        assert answer.status_code == 204, answer.text

    assert (await desk.get(place, OFFICE))["phone"] == "14000000002"
    assert (await desk.client.delete(place, headers=OFFICE)).status_code == 204
    assert await desk.status(place, OFFICE) == 404


async def test_a_contact_never_enters_the_ledger(desk: Desk) -> None:  # design 8
    await desk.given(*POSTED)
    await desk.client.put(f"{PLACE}/contact", json={"phone": "14000000001"}, headers=OFFICE)

    async with desk.bench.pool.acquire() as connection:
        bodies = await connection.fetch("SELECT body FROM ledger")
    assert bodies
    assert not [row for row in bodies if b"14000000001" in row["body"]]


async def test_a_contact_is_seen_where_it_is_needed_only(desk: Desk) -> None:  # domain 9.2
    await desk.given(*POSTED)
    place = f"{PLACE}/contact"
    await desk.client.put(place, json={"phone": "14000000001"}, headers=OFFICE)
    strangers = {404: [CLERK_ELSEWHERE, NEIGHBOUR], 403: [OPERATOR, OWN, AUDITOR]}

    for status, readers in strangers.items():
        for headers in readers:
            assert await desk.status(place, headers) == status
            assert (await desk.client.put(place, json={}, headers=headers)).status_code == status


async def test_what_does_not_fit_is_named(desk: Desk) -> None:
    for place, body in (
        ("/units", {**UNIT, "unit": "620123"}),
        ("/units", {**UNIT, "valid_from": "gestern"}),
        ("/members", {**MEMBER, "name": "样" * 121}),
        ("/members", {**MEMBER, "phone": "14000000001"}),
        ("/members", {**MEMBER, "member": "M 1"}),
        ("/bodies", {**COMMITTEE, "kind": "club"}),
    ):
        answer = await desk.post(place, body, OFFICE)
        refused(answer, 422, "misfit")
        assert answer.json()["errors"]


CLOSURE = {"valid_to": "2025-06-30", "reason": "撤并"}


async def test_a_unit_to_which_members_are_posted_is_not_closed_over_their_heads(
    desk: Desk,
) -> None:
    village = {**POSTING, "to_unit": VILLAGE}
    await desk.given(*ADMITTED, (f"{PLACE}/postings", village))
    place = f"/units/{VILLAGE}/closure"

    await desk.given(("/units", {**UNIT, "unit": VILLAGE, "kind": "village", "parent": TOWNSHIP}))
    answer = await desk.post(place, CLOSURE, OFFICE)
    refused(answer, 409, "postings-open")
    assert "1 名委员" in answer.json()["detail"]
    assert "样甲子（m-620123-001）" in answer.json()["detail"]
    neighbour = await desk.post(place, CLOSURE, NEIGHBOUR)
    assert "样甲子" not in neighbour.text

    ended = {"to_unit": VILLAGE, "until": "2025-06-30", "reason": "撤并"}
    await desk.given((f"{PLACE}/posting-end", ended), (place, CLOSURE))


@pytest.mark.parametrize(
    ("successor", "rule"), [("620123109399", "unknown-unit"), ("620123102000", "unit-closed")]
)
async def test_a_unit_is_merged_into_one_that_there_is(
    desk: Desk, successor: str, rule: str
) -> None:
    gone = {**UNIT, "unit": "620123102000", "name": "样例镇"}
    await desk.given(("/units", UNIT), ("/units", gone), ("/units/620123102000/closure", CLOSURE))
    merged = {**CLOSURE, "successors": [successor]}

    answer = await desk.post("/units/620123101000/closure", merged, OFFICE)
    refused(answer, 422, rule)

    merged["successors"] = [TOWNSHIP]
    await desk.given(("/units/620123101000/closure", merged))
    assert (await desk.get("/units/620123101000", OFFICE))["successors"] == [TOWNSHIP]
