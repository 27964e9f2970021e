"""Contacts and links over HTTP: who files, who sees, what is counted (003-11 to 003-13)."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from contracts.meetings.activity import ActivityRecorded, Met
from contracts.meetings.participant import Presence
from runtime.projection import write
from services.members.contacts.visits import project
from tests.members.county import CLERK, COMMITTEE, OFFICE, county, entry
from tests.members.situations import COUNTY
from tests.members.test_contacts import activity
from tests.slices.example import recorded
from tests.slices.towns import Town, refused, types
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers
LEADER, MEMBER, OTHER = "m-620123-800", "m-620123-801", "m-620123-802"
THEMSELVES = by(MEMBER, "member@620123")
THEIRS = by("he", "committee@620123#yz-social")
LIST = {"unit": COUNTY, "member": MEMBER, "year": 2026, "on": "2026-01-20"}


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with county(postgres) as found:
        for number, name in ((LEADER, "样甲"), (MEMBER, "样乙"), (OTHER, "样丙")):
            said = entry(number, name=name)
            assert (await found.post("/members", said, OFFICE)).status_code == 201
        yield found


async def visited(here: Town, number: int, by_whom: str, on: date, **met: Any) -> None:
    present = (Presence(kind="member", members=(by_whom,), count=1),)
    event = ActivityRecorded(**activity(held_on=on, present=present, met=Met(**met)))
    async with here.bench.pool.acquire() as connection:
        await write(connection, project(recorded(event, f"activity/v-{number}")))


async def test_a_list_is_filed_changed_and_held_against_visits(here: Town) -> None:  # 003-12
    place = f"/members/{MEMBER}/contacts/2026"
    those = ["c-801-1", "c-801-2", "c-801-3"]
    filing = {**LIST, "contacts": those}
    assert types(await here.post(f"{place}/filing", filing, THEMSELVES)) == ["ContactsFiled"]
    assert types(await here.post(f"{place}/filing", filing, OFFICE)) == []
    duty = await here.get(f"/members/{MEMBER}/duty/2026", OFFICE)
    assert [each["kind"] for each in duty["facts"]] == ["contact-list"]

    for number, on in ((1, date(2026, 1, 30)), (2, date(2026, 2, 10)), (3, date(2025, 12, 31))):
        await visited(here, number, MEMBER, on, contacts=("c-801-1",), people=1)
    await visited(here, 4, OTHER, date(2026, 2, 11), contacts=("c-801-2",), people=1)
    told = await here.get(place, THEMSELVES)
    assert [(one["contact"], one["visits"], one["met"]) for one in told["contacts"]] == [
        ("c-801-1", 2, True),
        ("c-801-2", 0, False),
        ("c-801-3", 0, False),
    ]
    assert [each["activity"] for each in told["visits"]] == ["v-1", "v-2"]
    assert told["list"]["committee"] == COMMITTEE["body"]  # 003-13

    change = {"contacts": ["c-801-2", "c-801-3", "c-801-4"], "on": "2026-02-20", "reason": "迁出"}
    assert types(await here.post(f"{place}/change", change, THEIRS)) == ["ContactsChanged"]
    told = await here.get(place, OFFICE)
    assert told["beside"] == [{"contact": "c-801-1", "visits": 2}]


async def test_lists_are_added_up_by_committee(here: Town) -> None:  # 003-13
    place = f"/members/{OTHER}/contacts/2026"
    filing = {**LIST, "member": OTHER, "contacts": ["c-802-1", "c-802-2", "c-802-3"]}
    assert (await here.post(f"{place}/filing", filing, THEIRS)).status_code == 201
    for number in (11, 12):
        met = {"contacts": ("c-802-1", "c-802-2"), "people": 2}
        await visited(here, number, OTHER, date(2026, 2, number), **met)

    (social,) = (await here.get("/contact-figures", THEIRS, year=2026))["committees"]
    assert (social["committee"], social["members"], social["visited"]) == ("yz-social", 3, 2)
    assert LEADER in social["not_filed"]
    assert OTHER not in social["not_filed"]
    (before,) = (await here.get("/contact-figures", OFFICE, year=2025))["committees"]
    assert (before["filed"], before["contacts"]) == (0, 0)
    assert (await here.get("/contact-figures", OFFICE, year=2026, committee="yz-law"))[
        "committees"
    ] == []

    back = {"reason": "录入有误"}
    assert types(await here.post(f"{place}/taking-back", back, OFFICE)) == ["ContactsTakenBack"]
    duty = await here.get(f"/members/{OTHER}/duty/2026", OFFICE)
    assert duty["total"] == 0
    (social,) = (await here.get("/contact-figures", THEIRS, year=2026))["committees"]
    assert OTHER in social["not_filed"]


async def test_who_contacts_are_is_kept_apart_seen_by_few_and_erased(
    here: Town,
) -> None:  # 003-12, design 8
    place = f"/members/{MEMBER}/contact-people"
    said = {"name": "群众某", "phone": "13900000000", "sector": "农业"}
    kept = await here.client.put(f"{place}/c-801-1", json=said, headers=THEMSELVES)
    assert kept.status_code == 204
    for office in (THEMSELVES, THEIRS, OFFICE):
        (row,) = (await here.get(place, office))["items"]
        assert row["name"] == "群众某"
    stranger = by(OTHER, "member@620123")
    law = by("he", "committee@620123#yz-law")
    above = by("ou", "cppcc-office@511623")
    for office, status in ((stranger, 404), (law, 404), (above, 404), (CLERK, 403)):
        assert await here.status(place, office) == status
        assert await here.status(f"/members/{MEMBER}/contacts/2026", office) == status
    foreign = {**LIST, "contacts": ["c-1", "c-2", "c-3"]}
    answer = await here.post(f"/members/{MEMBER}/contacts/2026/filing", foreign, stranger)
    assert refused(answer) == (409, "own-list-only")
    gone = await here.client.delete(f"{place}/c-801-1", headers=OFFICE)
    assert gone.status_code == 204
    assert (await here.get(place, THEMSELVES))["items"] == []
    ledger = await here.bench.pool.fetchval(
        "SELECT count(*) FROM ledger WHERE convert_from(body, 'UTF8') LIKE '%群众某%'"
    )
    assert ledger == 0


async def test_a_leader_visits_the_members_to_whom_they_are_linked(here: Town) -> None:  # 003-11
    link = {"unit": COUNTY, "link": "l-1", "kind": "leader", "since": "2022-01-01"}
    link |= {"member": LEADER, "with_member": MEMBER}
    assert types(await here.post("/links", link, OFFICE)) == ["LinkMade"]
    assert types(await here.post("/links", link, OFFICE)) == []
    chain = {**link, "link": "l-2", "kind": "chain", "member": MEMBER, "with_member": OTHER}
    assert types(await here.post("/links", chain, OFFICE)) == ["LinkMade"]  # 002-02
    leads = {"unit": COUNTY, "link": "l-3", "kind": "linked-leader", "since": "2022-01-01"}
    office = {**leads, "office": "县委副书记"}
    assert types(await here.post("/links", office, OFFICE)) == ["LinkMade"]  # 004-05
    nobody = {**leads, "link": "l-4"}
    assert refused(await here.post("/links", nobody, OFFICE)) == (409, "link-ends")

    await visited(here, 21, LEADER, date(2026, 2, 2), members=(MEMBER,), people=1)
    await visited(here, 22, LEADER, date(2025, 2, 2), members=(MEMBER,), people=1)
    page = await here.get("/links", OFFICE, member=MEMBER, year=2026)
    told = {each["link"]: (each["visits"], each["made"], each["due"]) for each in page["items"]}
    assert told == {"l-1": (2, 1, 1), "l-2": (0, 0, 0)}

    ended = {"until": "2025-06-30", "reason": "换届"}
    assert types(await here.post("/links/l-1/ending", ended, OFFICE)) == ["LinkEnded"]
    now = await here.get("/links", OFFICE, kind="leader", on="2025-06-30")
    then = await here.get("/links", OFFICE, kind="leader", on="2025-06-29")
    assert (now["items"], [each["link"] for each in then["items"]]) == ([], ["l-1"])
    gone = {"reason": "录入有误"}
    assert types(await here.post("/links/l-3/withdrawal", gone, OFFICE)) == ["LinkWithdrawn"]
    assert (await here.get("/links", OFFICE, kind="linked-leader"))["items"] == []
