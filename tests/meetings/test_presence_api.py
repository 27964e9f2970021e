"""Over HTTP: who was there decides whether a session counts, and sessions are found by who was
invited, where they were and what they appraised."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from contracts.meetings import session as e
from contracts.meetings.session import Appraised
from runtime.projection import Put
from runtime.submission import Delivery
from services.meetings.rooms import known_rooms
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.outcomes import outcome
from tests.meetings.test_presence import CADRES, LEADERS, MEMBERS, NOBODY
from tests.slices.towns import Town, refused, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

OFFICE = by("ou", "cppcc-office@620123")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def chairpersons(here: Town) -> list[dict[str, Any]]:
    found = await here.get("/quotas", OFFICE, on="2026-12-31", quota="chairpersons")
    (county,) = found["items"]
    (owed,) = county["quotas"]
    sessions: list[dict[str, Any]] = owed["periods"][0]["sessions"]
    return sessions


async def test_a_session_without_its_leaders_counts_for_no_quota_until_it_is_corrected(
    here: Town,
) -> None:  # 001-05, 001-06
    leaders = s.called(**LEADERS)
    session = await here.at("session", leaders, s.invited, s.sat, unit=s.COUNTY)
    place = f"/sessions/{session}"

    async def attend(address: str, command: Any) -> tuple[list[str], int]:
        await here.post(f"{place}/{address}", command, OFFICE)
        found = await here.get(place, OFFICE)
        return found["lacking"], len(await chairpersons(here))

    assert (await here.get(place, OFFICE))["lacking"] == ["cadre", "member"]
    assert await chairpersons(here) == []
    nobody = c.RecordAttendance(present=(MEMBERS,))
    assert await attend("attendance", nobody) == (["cadre"], 0)
    came = c.CorrectAttendance(present=(MEMBERS, CADRES), reason="漏记")
    assert await attend("attendance/correction", came) == ([], 1)
    did_not = c.CorrectAttendance(present=(MEMBERS,), reason="领导未到")
    assert await attend("attendance/correction", did_not) == (["cadre"], 0)


async def test_sessions_are_found_by_body_venue_forum_and_what_they_appraised(
    here: Town,
) -> None:  # 001-06, 001-07, 000-29, 001-12
    item = e.AgendaItem(item=1, title="民主评议", appraises=Appraised(body="yz-water"))
    facts = {"venue": "mobile", "moving": True, "host_forum": "grid", "agenda": (item,)}
    called = s.called(form="counterpart", key=False, bodies=("committee",)).model_copy(update=facts)
    session = await here.at("session", called, s.invited, unit=s.VILLAGE)
    other = await here.at("session", s.called(), unit=s.VILLAGE)

    for query in (
        {"body": "yz-market"},
        {"venue": "mobile"},
        {"forum": "grid"},
        {"appraises": "yz-water"},
        {"form": "counterpart"},
    ):
        page = await here.get("/sessions", OFFICE, unit=s.VILLAGE, **query)
        assert [row["session"] for row in page["items"]] == [session], query
    assert other != session
    assert (await here.get("/sessions", OFFICE, body="yz-water"))["items"] == []
    (point,) = (await here.get(f"/sessions/{session}", OFFICE))["agenda"]
    assert (point["appraised_body"], point["appraised_outcome"]) == ("yz-water", None)


async def test_whoever_did_not_speak_is_named(here: Town) -> None:  # 000-44
    session = await here.at(
        "session",
        s.called(None),
        s.invited,
        s.sat,
        s.said.model_copy(update={"consultation": None}),
    )

    record = await here.get(f"/sessions/{session}/record", OFFICE)

    assert record["silent"] == [{"participant": 2, "kind": "department", "title": "县市场监管局"}]
    assert record["speeches"][0]["part"] is None


async def test_a_room_is_one_of_the_unit_or_shared_with_it(here: Town) -> None:  # 001-08, 001-12
    def room(number: str, unit: str, *shared: str, until: date | None = None) -> Put:
        facts = {"name": "议事室", "unit": unit, "shared_with": shared, "until": until, "as_of": 1}
        return Put(known_rooms, (number,), facts)

    rooms = [
        room("r-own", s.VILLAGE),
        room("r-shared", s.NEXT, s.VILLAGE),
        room("r-next", s.NEXT),
        room("r-closed", s.VILLAGE, until=date(2026, 3, 1)),
    ]
    await here.bench.writer.deliver(Delivery("MEMBERS", 0, 1, bytes(32), rooms, []))

    async def call(number: str) -> Any:
        asked = x.CALL.model_copy(update={"agenda": (), "venue": "room", "room": number})
        return await here.post("/sessions", asked, OFFICE)

    for number in ("r-own", "r-shared"):
        assert (await call(number)).status_code == 201
    for number in ("r-next", "r-closed", "r-nowhere"):
        assert refused(await call(number)) == (422, "unknown-room")


async def test_a_department_that_is_appraised_stands_in_the_directory(here: Town) -> None:
    point = c.Point(title="民主评议", appraises=Appraised(body="yz-watr"))
    asked = x.CALL.model_copy(update={"form": "leaders", "agenda": (point,)})

    assert refused(await here.post("/sessions", asked, OFFICE)) == (422, "unknown-body")


async def test_an_outcome_that_is_appraised_is_one_of_the_jurisdiction(here: Town) -> None:
    # 001-06, 001-36
    outcomes = [outcome("o-here", s.VILLAGE), outcome("o-elsewhere", "511623000000")]
    await here.bench.writer.deliver(Delivery("OUTCOMES", 0, 1, bytes(32), outcomes, []))

    async def call(number: str) -> Any:
        point = c.Point(title="民主评议", appraises=Appraised(outcome=number))
        asked = x.CALL.model_copy(
            update={"unit": s.COUNTY, "form": "leaders", "agenda": (point,), "venue": None}
        )
        return await here.post("/sessions", asked, OFFICE)

    assert (await call("o-here")).status_code == 201
    for number in ("o-elsewhere", "o-nowhere"):
        answer = await call(number)
        assert refused(answer) == (422, "unknown-outcome")
        assert number in answer.json()["detail"]


async def test_a_talk_on_the_building_site_takes_under_an_hour(here: Town) -> None:  # 001-26
    asked = c.CallSession(
        unit=s.VILLAGE,
        title="道路质量问题现场协商",
        form="simple",
        on=s.DAY,
        place="施工现场",
        venue="on-site",
        agenda=(c.Point(title="道路质量", questions=("怎样返修？", "谁来监督？")),),
    )
    answer = await here.post("/sessions", asked, OFFICE)
    place = f"/{answer.json()[0]['subject'].replace('session/', 'sessions/')}"
    deeds: tuple[tuple[str, Any], ...] = (
        ("participants", c.InviteParticipants(participants=(s.RESIDENTS, s.MARKET_OFFICE))),
        ("sittings", c.HoldSitting(on=s.DAY, duration_minutes=50)),
        ("attendance", c.RecordAttendance(present=(NOBODY,))),
        ("consensus", c.RecordConsensus(text="按方案返修，村民监督小组全程参与")),
        ("closing", c.CloseSession(results=("solved",))),
        ("draft", c.DraftMinutes(summary="施工方返修，村民监督。")),
        ("minutes", c.ConfirmMinutes(on=s.DAY, confirmed_by="村委会")),
    )
    for result, command in deeds:
        assert (await here.post(f"{place}/{result}", command, OFFICE)).is_success, result

    page = await here.get("/sessions", OFFICE, venue="on-site", stage="minuted")
    assert [(row["place"], row["solved"]) for row in page["items"]] == [("施工现场", True)]
    (sitting,) = (await here.get(place, OFFICE))["sittings"]
    assert (sitting["duration_minutes"], sitting["people"]) == (50, 9)
