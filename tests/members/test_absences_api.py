"""Absences and their cases over HTTP: who sees them, and what is told of an answer that is due."""

from collections.abc import AsyncIterator

import pytest

from tests.members import absence_examples as x
from tests.members import situations as s
from tests.members.examples import MEMBERS
from tests.members.situations import COUNTY
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

OFFICE = by("ou", "cppcc-office@620123")
NEIGHBOUR = by("lin", "cppcc-office@511623")
COLLEAGUE = by("m-620123-002", "member@620123")
COMMITTEE = by("li", "committee@620123#yz-social")
OTHER = by("lu", "committee@620123#yz-edu")
CLERK = by("wei", "clerk@620123109")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(MEMBERS, postgres) as found:
        yield found


async def test_a_case_runs_to_its_end_and_is_seen_by_whom_it_concerns(
    here: Town,
) -> None:  # 004-24, domain 9.2
    admitted = s.admitted.model_copy(update={"committee": "yz-social"})
    member = await here.at("member", admitted, unit=COUNTY)
    themselves = by(member, "member@620123")
    facts = [
        each.model_copy(update={"member": member}) for each in (x.plenary, x.opened, x.inquiry)
    ]
    await here.tell("absences", f"{member}:2026", COUNTY, *facts)
    place = f"/members/{member}/absences/2026"

    told = await here.get(place, OFFICE)
    assert (told["without_leave"], told["on_leave"]) == (1, 0)
    (case,) = told["cases"]
    assert [(each["step"], each["overdue"]) for each in case["steps"]] == [("inquiry", True)]
    assert await here.get(place, themselves) == told == await here.get(place, COMMITTEE)
    for nobody in (COLLEAGUE, OTHER, NEIGHBOUR):
        assert await here.status(place, nobody) == 404
        assert (await here.get("/absence-cases", nobody))["items"] == []
    assert await here.status(place, CLERK) == 403

    reply = {"case": 1, "step": "inquiry", "on": "2026-01-28", "letter": "复函1号"}
    assert refused(await here.post(f"{place}/answer", reply, COLLEAGUE))[0] in (403, 404, 409)
    assert types(await here.post(f"{place}/answer", reply, themselves)) == ["InquiryAnswered"]
    end = {"case": 1, "result": "explained", "on": "2026-02-10"}
    assert refused(await here.post(f"{place}/closing", end, themselves)) == (403, "no-office")
    assert types(await here.post(f"{place}/closing", end, OFFICE)) == ["AbsenceCaseClosed"]

    (step,) = (await here.get(place, OFFICE))["cases"][0]["steps"]
    assert (step["answered_on"], step["answer"], step["overdue"]) == (
        "2026-01-28",
        "复函1号",
        False,
    )
    rows = (await here.get("/absence-cases", OFFICE, stage="closed"))["items"]
    assert [(row["member"], row["result"], row["steps"]) for row in rows] == [
        (member, "explained", 1)
    ]
    assert (await here.get("/absence-cases", OFFICE, stage="open"))["items"] == []


async def test_a_year_without_absences_has_none(here: Town) -> None:
    member = await here.at("member", s.admitted, unit=COUNTY)
    assert await here.status(f"/members/{member}/absences/2026", OFFICE) == 404
