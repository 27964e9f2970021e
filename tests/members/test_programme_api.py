"""How units come on, over HTTP: entered, read as of a day, counted, and shown to nobody else."""

from collections.abc import AsyncIterator

import pytest

from tests.members import situations as s
from tests.members.examples import MEMBERS
from tests.members.situations import COUNTY, TOWNSHIP, VILLAGE
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

OFFICE = by("ou", "cppcc-office@620123")
CLERK = by("wei", "clerk@620123109")
NEIGHBOUR = by("wu", "clerk@620123212")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(MEMBERS, postgres) as found:
        body = {"unit": COUNTY, "body": "yz-social", "name": "社会和法制委", "kind": "committee"}
        assert (await found.post("/bodies", body, OFFICE)).status_code == 201
        yield found


async def test_who_answers_for_a_unit_is_told_until_the_body_or_the_membership_ends(
    here: Town,
) -> None:  # 000-07, 000-16, 000-20
    member = await here.at("member", s.admitted, unit=COUNTY)
    role = {"unit": TOWNSHIP, "since": "2021-03-01"}
    guides = {**role, "role": "guides", "member": member}
    carries_out = {**role, "role": "carries-out", "body": "yz-social"}
    assert types(await here.post("/programme/roles", guides, OFFICE)) == ["RoleAssigned"]
    assert types(await here.post("/programme/roles", carries_out, OFFICE)) == ["RoleAssigned"]
    unknown = {**guides, "member": "m-620123-404"}
    assert refused(await here.post("/programme/roles", unknown, OFFICE)) == (404, "not-found")
    assert refused(await here.post("/programme/roles", guides, CLERK)) == (403, "no-office")

    page = await here.get(f"/programme/{TOWNSHIP}", CLERK)
    assert {(each["word"], each["member"], each["body"]) for each in page["roles"]} == {
        ("guides", member, None),
        ("carries-out", None, "yz-social"),
    }
    assert await here.status(f"/programme/{TOWNSHIP}", NEIGHBOUR) == 404
    before = await here.get(f"/programme/{TOWNSHIP}", CLERK, on="2021-02-28")
    assert before["roles"] == []

    await here.tell("member", member, COUNTY, s.left)
    page = await here.get(f"/programme/{TOWNSHIP}", CLERK)
    assert [each["word"] for each in page["roles"]] == ["carries-out"]
    at = await here.get(f"/programme/{TOWNSHIP}", CLERK, on=s.left.on.isoformat())
    assert [each["word"] for each in at["roles"]] == ["carries-out"]
    end = {"until": "2024-01-31", "reason": "职能调整"}
    ended = await here.post("/bodies/yz-social/ending", end, OFFICE)
    assert ended.status_code == 200, ended.text
    assert (await here.get(f"/programme/{TOWNSHIP}", CLERK))["roles"] == []


async def test_what_a_unit_has_follows_from_what_stands_there_and_what_was_stated(
    here: Town,
) -> None:  # 000-14, 004-28
    async def lacks(**on: str) -> list[str]:
        page = await here.get(f"/programme/{VILLAGE}", OFFICE, **on)
        return [each["have"] for each in page["haves"] if not each["there"]]

    assert await lacks() == ["body", "place", "people", "rules", "guarantee"]
    await here.at("body", s.council, unit=VILLAGE)
    await here.at("room", s.room, unit=VILLAGE)
    posted = s.posted.model_copy(update={"to_unit": VILLAGE})
    member = await here.at("member", s.admitted, posted, unit=COUNTY)
    assert await lacks() == ["rules", "guarantee"]
    assert await lacks(on="2020-01-01") == ["body", "place", "people", "rules", "guarantee"]

    rules = {"unit": VILLAGE, "have": "rules", "on": "2021-05-01", "shown_by": "制度已上墙"}
    assert types(await here.post("/programme/haves", rules, OFFICE)) == ["HaveStated"]
    guides = {"unit": VILLAGE, "role": "guides", "member": member, "since": "2021-06-01"}
    assert types(await here.post("/programme/roles", guides, OFFICE)) == ["RoleAssigned"]
    assert (await here.get(f"/programme/{VILLAGE}", OFFICE))["ready"]

    figures = await here.get(f"/programme-figures/{COUNTY}", OFFICE)
    assert figures["ready"] == {"units": 1, "rows": [VILLAGE]}
    then = await here.get(f"/programme-figures/{COUNTY}", OFFICE, on="2021-05-31")
    assert then["ready"]["units"] == 0
    elsewhere = await here.get(f"/programme-figures/{TOWNSHIP}", NEIGHBOUR)
    assert elsewhere["units"] == 0


async def test_phases_and_grants_are_counted_with_what_is_behind_them(
    here: Town,
) -> None:  # 000-18, 000-21
    phase = {"unit": TOWNSHIP, "phase": "covered", "since": "2021-03-01"}
    assert types(await here.post("/programme/phases", phase, OFFICE)) == ["PhaseEntered"]
    grant = {"source": "市政协", "purpose": "场所", "fen": 10_000_000, "on": "2021-04-02"}
    answer = await here.post("/programme/grants", {"unit": TOWNSHIP, **grant}, OFFICE)
    (event,) = answer.json()
    twice = {"unit": TOWNSHIP, **grant, "purpose": "设备"}
    (wrong,) = (await here.post("/programme/grants", twice, OFFICE)).json()

    async def figures() -> tuple[list[str], int]:
        told = await here.get(f"/programme-figures/{COUNTY}", OFFICE)
        (covered,) = (each for each in told["phases"] if each["code"] == "covered")
        return covered["rows"], sum(each["fen"] for each in told["grants"])

    assert await figures() == ([TOWNSHIP], 20_000_000)
    back = {"entry": wrong["data"]["entry"], "reason": "重复登记"}
    taken = await here.post(f"/programme/{TOWNSHIP}/withdrawal", back, OFFICE)
    assert types(taken) == ["EntryWithdrawn"]
    assert await figures() == ([TOWNSHIP], 10_000_000)
    rows = (await here.get("/programme", OFFICE, what="grant"))["items"]
    assert [(row["purpose"], row["withdrawn_because"]) for row in rows] == [
        ("场所", None),
        ("设备", "重复登记"),
    ]
    assert event["data"]["fen"] == 10_000_000
    assert (await here.get("/programme", NEIGHBOUR))["items"] == []
