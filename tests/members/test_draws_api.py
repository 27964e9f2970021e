"""Talents and draws over HTTP: who sees what, who is who, and a draw from call to turnout."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from common.draws import Opening, commitment
from runtime import clock
from services.members.draw.commands import AskForDraw
from tests.members import draws as d
from tests.members import situations as s
from tests.members.draw_examples import NOMINATE
from tests.members.examples import MEMBERS
from tests.members.situations import COUNTY
from tests.slices.towns import TELLER, Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by
from yishi.draws.pools import whole_pools
from yishi.draws.repeating import repeated

OFFICE = by("ou", "cppcc-office@620123")
QIAN = by("qian", "committee@620123#yz-culture")
SUN = by("sun", "department@620123#yz-water")
OTHER = by("hu", "department@620123#yz-roads")
NEIGHBOUR = by("lin", "cppcc-office@511623")
CLERK = by("wei", "clerk@620123109")
AUDITOR = by("an", "auditor@62")
DRAW = f"/draws/{d.asked.occasion}/{d.asked.pool}"


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    """A county with four talents, two bodies, and a pool of some days ago."""
    async with town_of(MEMBERS, postgres) as found:
        for talent in d.FOUR:
            await found.tell("talent", talent, COUNTY, *d.SERVING)
        for body, registered in (("yz-culture", d.committee), ("yz-water", s.transport)):
            await found.tell("body", body, COUNTY, registered)
        asked, pool = d.IN_POOL
        published = pool.model_copy(update={"by": TELLER.id})  # who told of it here
        await found.tell("draw", d.KEY, COUNTY, asked, published)
        yield found


def said(opening: Opening) -> dict[str, Any]:
    return {"body": opening.body, "commitment": commitment(d.KEY, 1, opening)}


async def test_a_draw_from_commitments_to_turnout_is_repeated_from_its_events(
    here: Town,
) -> None:  # 001-32, 13.3-7
    today = clock.today().isoformat()
    for opening, who in ((d.A, QIAN), (d.B, SUN)):
        answer = await here.post(f"{DRAW}/commitments", said(opening), who)
        assert types(answer) == ["NumberCommitted"]
    assert types(await here.post(f"{DRAW}/call", {}, OFFICE)) == ["DrawCalled"]
    assert types(await here.post(f"{DRAW}/numbers", d.A._asdict(), QIAN)) == ["NumberRevealed"]
    drawn = await here.post(f"{DRAW}/numbers", d.B._asdict(), SUN)
    assert types(drawn) == ["NumberRevealed", "DrawPerformed"]
    first, second, third, _ = drawn.json()[1]["data"]["order"]
    declined = {"talent": first, "ground": "illness", "on": today}
    answer = await here.post(f"{DRAW}/refusals", declined, OFFICE)
    assert types(answer) == ["DrawDeclined", "TalentReplaced"]
    for talent in (second, third):
        accepted = {"talent": talent, "on": today}
        await here.post(f"{DRAW}/acceptances", accepted, OFFICE)
    assert types(await here.post(f"{DRAW}/closure", {}, OFFICE)) == ["DrawClosed"]
    await here.post(f"{DRAW}/turnout", {"attended": [second], "on": today}, OFFICE)

    bodies = await here.bench.pool.fetch("SELECT stream, body FROM ledger ORDER BY position")
    of_it = [row["body"] for row in bodies if row["stream"] == f"draw/{d.KEY}"]
    steps = [*repeated(d.KEY, of_it), *whole_pools(d.KEY, [row["body"] for row in bodies])]
    assert [each.said for each in steps if not each.fits] == []
    shown = await here.get(DRAW, AUDITOR)
    assert shown["rounds"][0]["drawn"] == drawn.json()[1]["data"]["order"]
    assert [row["number"] for row in shown["numbers"]] == [d.A.number, d.B.number]
    figures = (await here.get(f"/talents/{second}", OFFICE))["figures"]
    assert (figures["drawn"], figures["accepted"], figures["attended"]) == (1, 1, 1)
    assert (await here.get(f"/talents/{first}", OFFICE))["figures"]["declined"] == 1


async def test_a_department_sees_the_draws_for_which_it_committed(here: Town) -> None:
    # domain 9.2, "draw record"
    async def seen(who: dict[str, str]) -> set[str]:
        return {row["draw"] for row in (await here.get("/draws", who, limit=200))["items"]}

    assert d.KEY in await seen(OFFICE)
    assert d.KEY in await seen(SUN)
    assert d.KEY not in await seen(OTHER)
    assert d.KEY not in await seen(NEIGHBOUR)
    assert await here.status(DRAW, OTHER) == 404


async def test_the_pool_is_made_of_all_talents_of_the_jurisdiction(here: Town) -> None:
    # 001-31, 001-32
    await here.tell("talent", "t-away", COUNTY, *d.SERVING, _suspended())
    asked = AskForDraw(
        unit=COUNTY,
        occasion="visit",
        pool="session",
        for_consultation=False,
        title="视察新营镇",
        least=1,
    )
    assert (await here.post("/draws/visit/session/request", asked, OFFICE)).status_code == 201
    wanted = {"choose": 1, "talents": ["t-1"]}
    answer = await here.post("/draws/visit/session/pool", wanted, OFFICE)

    data = answer.json()[0]["data"]
    assert {*d.FOUR} <= {*data["candidates"]}, "what somebody sends as talents does not count"
    assert {"talent": "t-away", "why": "suspended"} in data["excluded"]
    elsewhere = asked.model_copy(update={"occasion": "other"})
    different = await here.post("/draws/visit/session/request", elsewhere, OFFICE)
    assert refused(different) == (422, "address-differs")


def _suspended() -> Any:
    return d.suspended.model_copy(update={"until": date(2149, 12, 31)})


async def test_who_a_talent_is_stands_in_no_event_and_can_be_erased(here: Town) -> None:
    # 13.3-18
    talent = NOMINATE.model_copy(update={"talent": "t-named", "way": "self", "body": None})
    assert (await here.post("/talents", talent, OFFICE)).status_code == 201
    place, person = "/talents/t-named/contact", {"name": "样甲子", "phone": "13800000001"}

    kept = await here.client.put(place, json=person, headers=OFFICE)
    assert kept.status_code == 204
    assert (await here.get(place, OFFICE))["name"] == "样甲子"
    assert await here.status(place, CLERK) == 404, "the talent is the county's"
    assert await here.status(place, NEIGHBOUR) == 404
    told = await here.bench.pool.fetch("SELECT body FROM ledger WHERE stream = 'talent/t-named'")
    assert told
    assert not [row for row in told if "样甲子".encode() in row["body"]]
    assert (await here.client.delete(place, headers=OFFICE)).status_code == 204
    assert await here.status(place, OFFICE) == 404


async def test_talents_are_found_by_stage_field_and_tier(here: Town) -> None:  # 001-31
    async def found(**query: Any) -> set[str]:
        page = await here.get("/talents", OFFICE, limit=200, **query)
        return {row["talent"] for row in page["items"]}

    assert {*d.FOUR} <= await found(stage="appointed", field="transport", tier="county")
    assert not {*d.FOUR} & await found(field="education")
    assert not {*d.FOUR} & await found(tier="town")
