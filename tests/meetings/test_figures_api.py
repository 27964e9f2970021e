"""Figures of meetings and idle units, each counted from what is on record."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.meetings import session as m
from runtime import clock
from runtime.known import known_bodies
from runtime.projection import Put
from runtime.submission import Delivery
from services.meetings.session import commands as sc
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

SECOND = "620123109201"
OFFICE = by("ou", "cppcc-office@620123")
CLERK = by("wei", f"clerk@{s.VILLAGE}")
FOREIGN = by("zhou", "clerk@511623")
SPAN = {"since": "2026-02-01", "on": "2026-06-30"}


@pytest.fixture
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def lived(here: Town) -> str:
    """A session with two members, one consensus, one dissent, two promises, of which one was
    withdrawn; research with the same two members; and a small session of another village."""
    happened = (*s.meeting_held, s.attended, s.agreed, s.differing, s.promised())
    withdrawn = s.withdrawn.model_copy(update={"promise": 2})
    promises = (s.promised(2), withdrawn)
    solved = s.closed.model_copy(update={"solved": True})
    await here.at("consultation", *s.simple_concluded)
    held = await here.at("session", *happened, *promises, solved)
    await here.at("activity", s.survey)
    sat = s.sat.model_copy(update={"on": date(2026, 4, 30)})
    await here.at("session", s.called(key=False), sat, unit=SECOND)
    await here.at("session", s.called(), unit=SECOND)  # called, and never held
    return held


def counts(page: dict[str, Any]) -> dict[str, int]:
    return {name: each["count"] for name, each in page["figures"].items()}


async def test_each_figure_is_what_stands_behind_it(here: Town):  # 000-35, 003-04, 003-18
    held = await lived(here)
    page = await here.get("/figures", OFFICE, **SPAN, rows=True)

    told = counts(page)
    opened = {name: told.pop(name) for name in ("consultations_opened", "consultations_concluded")}
    assert told == {
        "sessions": 2,
        "sessions_solved": 1,
        "consensus": 1,
        "dissent": 1,
        "promises": 1,
        "activities": 1,
        "attendance_sessions": 2,
        "attendance_activities": 2,
        "members": 2,
    }
    for each in page["figures"].values():
        assert len(each["rows"]) == each["count"]
    assert page["figures"]["sessions_solved"]["rows"][0]["session"] == held
    assert page["figures"]["members"]["rows"] == [{"member": "m-1"}, {"member": "m-2"}]
    today = {"since": str(clock.today()), "on": str(clock.today())}
    assert opened == {"consultations_opened": 0, "consultations_concluded": 0}
    now = counts(await here.get("/figures", OFFICE, **today))
    assert (now["consultations_opened"], now["consultations_concluded"]) == (1, 1)
    assert now["sessions"] == 0


async def test_figures_are_told_by_unit_kind_and_month(here: Town):  # 001-20, 002-08
    await lived(here)

    async def told(figure: str, by: str, **query: Any) -> dict[str, int]:
        page = await here.get("/figures", OFFICE, **{**SPAN, **query}, by=by)
        return {each["value"]: each["count"] for each in page["figures"][figure]["by"]}

    assert await told("sessions", "unit") == {s.VILLAGE: 1, SECOND: 1}
    assert await told("sessions", "month") == {"2026-03": 1, "2026-04": 1}
    assert await told("activities", "kind") == {"research": 1}
    assert await told("sessions", "unit", unit=SECOND) == {SECOND: 1}
    assert await told("sessions", "unit", on="2026-04-29") == {s.VILLAGE: 1}
    assert await told("sessions", "unit", since="2026-03-03") == {SECOND: 1}


async def test_only_what_the_asker_reads_is_counted(here: Town):
    await lived(here)

    assert counts(await here.get("/figures", CLERK, **SPAN))["sessions"] == 1
    assert set(counts(await here.get("/figures", FOREIGN, **SPAN)).values()) == {0}
    assert await here.status("/figures", by("wu", "department@620123#yz-water")) == 403


async def test_what_was_corrected_counts_as_it_stands(here: Town):
    attended = m.AttendanceRecorded(**s.there("m-1", "m-2", consultations=()))
    held = await here.at("session", s.called(), s.sat, attended)
    place = f"/sessions/{held}/attendance/correction"
    only = sc.CorrectAttendance(present=({"kind": "member", "members": ["m-1"]},), reason="代签")
    assert types(await here.post(place, only, CLERK))[0] == "AttendanceCorrected"

    told = counts(await here.get("/figures", OFFICE, **SPAN))
    assert (told["attendance_sessions"], told["members"]) == (1, 1)


@pytest.mark.parametrize(
    ("since", "on", "rule"),
    [
        ("2026-03-02", "2026-03-01", "days-backwards"),
        ("2000-01-01", "2026-03-01", "period-too-long"),
    ],
)
@pytest.mark.parametrize("place", ["/figures", "/idle-units"])
async def test_days_that_do_not_fit_are_refused(
    here: Town, place: str, since: str, on: str, rule: str
):
    answer = await here.client.get(place, params={"since": since, "on": on}, headers=OFFICE)
    assert refused(answer) == (422, rule)


async def test_a_unit_with_a_council_in_which_nothing_took_place_is_idle(here: Town):  # 003-26
    founded = date(2026, 1, 1)

    def council(unit: str) -> Put:
        facts = {"name": "议事会", "kind": "council", "part": "council", "consents": False}
        row = {**facts, "unit": unit, "since": founded, "as_of": 1}
        return Put(known_bodies, (f"c-{unit}",), row)

    councils = [council(unit) for unit in (s.VILLAGE, SECOND, "620123212000")]
    await here.bench.writer.deliver(Delivery("MEMBERS", 0, 1, bytes(32), councils, []))
    await here.at("activity", s.survey)  # on 20 February
    sat = s.sat.model_copy(update={"on": date(2026, 2, 27)})
    again = s.sat.model_copy(update={"sitting": 2, "on": date(2026, 4, 1)})
    await here.at("session", s.called(), sat, again, unit=SECOND)

    async def idle(office: dict[str, str] = OFFICE, **span: Any) -> dict[str, str | None]:
        page = await here.get("/idle-units", office, **span)
        return {row["unit"]: row["last_on"] for row in page["items"]}

    spring = {"since": "2026-02-01", "on": "2026-03-31"}
    assert await idle(**spring) == {"620123212000": None}
    later = {"since": "2026-02-21", "on": "2026-03-31"}
    assert await idle(**later) == {s.VILLAGE: "2026-02-20", "620123212000": None}
    assert await idle(**later, unit="620123109") == {s.VILLAGE: "2026-02-20"}
    april = {"since": "2026-04-01", "on": "2026-04-30"}  # of the second sitting
    assert SECOND not in await idle(**april)
    assert await idle(FOREIGN, **spring) == {}
    until = date(2026, 4, 2)
    await here.at("activity", s.survey.model_copy(update={"until": until}), unit=s.VILLAGE)
    last_days = {"since": str(until), "on": "2026-04-30"}  # of an activity that began in February
    assert s.VILLAGE not in await idle(**last_days)
    after_it = {"since": str(until + timedelta(days=1)), "on": "2026-04-30"}
    assert (await idle(**after_it))[s.VILLAGE] == str(until)
    before = {"since": str(founded - timedelta(days=1)), "on": "2026-03-31"}
    assert await idle(**before) == {}  # nobody had a council then
