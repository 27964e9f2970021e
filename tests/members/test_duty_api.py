"""Duty files and contacts over HTTP: what counts, and who sees it."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from runtime.submission import Answer
from services.members.duty.commands import CreditDutyFact
from tests.members import situations as s
from tests.members.county import (
    CLERK,
    CLERK_ELSEWHERE,
    NEIGHBOUR,
    OFFICE,
    OPERATOR,
    SCHEME,
    county,
    entry,
    somebody,
)
from tests.members.situations import COUNTY
from tests.slices.towns import Town, refused
from tests.support.servers import PostgresServer
from tests.support.service import by

COLLEAGUE = by("m-620123-002", "member@620123")
LIAISON = by("li", "committee@620123#yz-social")
OTHER_COMMITTEE = by("lu", "committee@620123#yz-edu")
AUDITOR = by("an", "auditor@62")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with county(postgres) as found:
        yield found


async def credit(here: Town, place: str, session: int) -> Answer:
    fact = s.credited(session).model_copy(update={"member": place.rsplit("/", 1)[1]})
    command = CreditDutyFact(unit="511623100000", **fact.model_dump())
    return await here.policy(f"{fact.member}:2026", command, uuid4())


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
