"""The duty of all members in a year over HTTP: who has met the least that is asked for."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact
from tests.members import situations as s
from tests.members.county import CLERK, NEIGHBOUR, OFFICE, SCHEME, county, entry
from tests.members.situations import COUNTY
from tests.slices.towns import Town
from tests.support.servers import PostgresServer
from tests.support.service import by

DILIGENT, LAZY, OTHER, GONE = (f"m-620123-{number}" for number in (951, 952, 953, 954))
LEAST = {
    "code": "two",
    "chinese": "每年两次",
    "english": "two a year",
    "kinds": ["attendance"],
    "since": 2020,
    "least": 2,
}
LIAISON = by("li", "committee@620123#yz-social")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with county(postgres) as found:
        scheme = {**SCHEME, "version": "2026-9", "duty": {**_duty(), "minima": [LEAST]}}
        assert (await found.post(f"/rules/{COUNTY}/adoption", scheme, OFFICE)).status_code == 201
        body = {"unit": COUNTY, "body": "yz-edu", "name": "教科卫委", "kind": "committee"}
        assert (await found.post("/bodies", body, OFFICE)).status_code == 201
        for member, committee in (
            (DILIGENT, "yz-social"),
            (LAZY, "yz-social"),
            (OTHER, "yz-edu"),
            (GONE, "yz-social"),
        ):
            admitted = entry(member, committee=committee)
            assert (await found.post("/members", admitted, OFFICE)).status_code == 201
        left = {"on": "2025-03-01", "ground": "resigned"}
        answer = await found.post(f"/members/{GONE}/leaving", left, OFFICE)
        assert answer.status_code == 200, answer.text
        for session in (1, 2):
            await credit(found, DILIGENT, session)
        await credit(found, LAZY, 1)
        yield found


def _duty() -> dict[str, Any]:
    duty = SCHEME["duty"]
    assert isinstance(duty, dict)
    return duty


async def credit(here: Town, member: str, session: int) -> None:
    fact = s.credited(session).model_copy(update={"member": member})
    command = CreditDutyFact(unit=COUNTY, **fact.model_dump())
    await here.policy(f"{member}:2026", command, uuid4())


async def who(here: Town, office: dict[str, str], **query: Any) -> list[str]:
    page = await here.get("/duty/2026", office, **query)
    return [each["member"] for each in page["items"]]


async def test_a_row_says_what_the_facts_are_worth_and_which_minima_are_met(here: Town) -> None:
    rows = (await here.get("/duty/2026", OFFICE))["items"]  # 003-08

    assert [row["member"] for row in rows] == [DILIGENT, LAZY, OTHER]
    assert [(row["total"], row["minima"][0]["count"]) for row in rows] == [(6, 2), (3, 1), (0, 0)]
    assert rows[0]["minima"][0]["standing"] == "met"
    file = await here.get(f"/members/{LAZY}/duty/2026", OFFICE)
    assert (rows[1]["total"], rows[1]["minima"]) == (file["total"], file["minima"])


async def test_whoever_does_less_than_the_least_is_listed(here: Town) -> None:  # 003-08
    assert await who(here, OFFICE, standing="met") == [DILIGENT]
    assert set(await who(here, OFFICE, minimum="two", standing="met")) == {DILIGENT}
    lacking = (await here.get("/duty/2026", OFFICE))["items"][1]["minima"][0]["standing"]
    assert lacking in ("due", "missed")  # by the year of this host
    assert await who(here, OFFICE, minimum="two", standing=lacking) == [LAZY, OTHER]
    assert await who(here, OFFICE, minimum="none-of-ours", standing=lacking) == []


async def test_what_is_withdrawn_is_no_longer_counted(here: Town) -> None:  # 13.3-8
    fact = s.credited(2)
    taken = WithdrawDutyFact(
        unit=COUNTY,
        member=DILIGENT,
        year=2026,
        occasion=fact.occasion,
        reason="签到有误",
    )
    await here.policy(f"{DILIGENT}:2026", taken, uuid4())
    assert await who(here, OFFICE, standing="met") == []

    await credit(here, DILIGENT, 2)
    assert await who(here, OFFICE, standing="met") == [DILIGENT]


async def test_it_is_no_ranking_and_goes_page_by_page(here: Town) -> None:  # domain 11.3
    first = await here.get("/duty/2026", OFFICE, limit=2)
    rest = await here.get("/duty/2026", OFFICE, limit=2, after=first["next"])

    listed = [each["member"] for each in (*first["items"], *rest["items"])]
    assert (listed, rest["next"]) == ([DILIGENT, LAZY, OTHER], None)


async def test_scores_are_seen_by_whom_they_concern(here: Town) -> None:  # domain 9.2
    assert await who(here, LIAISON) == [DILIGENT, LAZY]
    assert await who(here, by(LAZY, "member@620123")) == [LAZY]
    assert await who(here, NEIGHBOUR) == []
    assert await here.status("/duty/2026", CLERK) == 403
    assert await who(here, OFFICE, committee="yz-edu") == [OTHER]


async def test_members_of_another_year_are_not_asked_for_it(here: Town) -> None:
    listed = (await here.get("/duty/2025", OFFICE))["items"]

    assert GONE in [each["member"] for each in listed]
    assert await here.get("/duty/2019", OFFICE) == {"items": [], "next": None}
