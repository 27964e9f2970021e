"""Over HTTP: a session is moved, a sitting is put right, and what is read of them follows."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import uuid4

import pytest

from contracts.meetings import session as e
from runtime.projection import Put
from runtime.submission import Delivery
from services.meetings.rooms import known_rooms
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

CLERK = by("wei", f"clerk@{s.VILLAGE}")
LATER = date(2026, 3, 5)


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def test_a_session_is_moved_and_asks_for_notice_anew(here: Town) -> None:
    # 000-49, 001-12, 5.4
    life = (x.chairs, s.invited, x.noticed, x.materials_sent)
    place = f"/sessions/{await here.at('session', *life, unit=s.VILLAGE)}"
    moved = c.PostponeSession(on=LATER, place="镇会议室", reason="大雪封路")
    assert types(await here.post(f"{place}/postponement", moved, CLERK)) == ["SessionPostponed"]

    shown = await here.get(place, CLERK)
    assert (shown["on_day"], shown["place"]) == (str(LATER), "镇会议室")
    assert (shown["notice_due"], shown["materials_due"]) == ("2026-03-02", "2026-03-03")
    assert (shown["notice_on"], shown["notice_how"]) == (None, None)
    assert (shown["postponed_from"], shown["postponed_because"]) == ("2026-03-02", "大雪封路")
    hold = c.HoldSitting(on=LATER, duration_minutes=60)
    answered = await here.unrecorded(f"{place}/sittings", hold, CLERK)
    assert answered[:2] == (409, "no-notice")
    printed = await here.client.get(f"{place}/notice.html", headers=CLERK)
    assert "2026年3月5日" in printed.text
    assert "2026年3月2日前送达" not in printed.text
    nowhere = moved.model_copy(update={"on": s.DAY, "venue": "room", "room": "r-nowhere"})
    assert refused(await here.post(f"{place}/postponement", nowhere, CLERK)) == (
        422,
        "unknown-room",
    )
    facts = {"name": "议事室", "unit": s.VILLAGE, "shared_with": (), "until": None, "as_of": 1}
    room = Put(known_rooms, ("r-own",), facts)
    await here.bench.writer.deliver(Delivery("MEMBERS", 0, 1, bytes(32), [room], []))
    there = nowhere.model_copy(update={"room": "r-own"})
    assert (await here.post(f"{place}/postponement", there, CLERK)).is_success
    assert (await here.get(place, CLERK))["room"] == "r-own"


async def test_what_is_read_of_a_sitting_follows_its_correction(here: Town) -> None:
    # 000-43, model 12
    case, key = str(uuid4()), str(uuid4())
    life = (s.called(case), s.invited, s.sat)
    attended = e.AttendanceRecorded(**s.there("m-1", consultations=(case,)))
    called = s.round_called(session=key)
    held = s.round_held(closed=False).model_copy(update={"session": key})
    await here.tell("consultation", case, s.VILLAGE, *s.six_ready, called, held)
    await here.tell("session", key, s.VILLAGE, *life, attended)
    place = f"/sessions/{key}"

    answer = await here.post(f"{place}/sittings/correction", x.RESIT, CLERK)
    assert types(answer) == ["SittingCorrected", "AttendanceCorrected"]
    shown = await here.get(place, CLERK)
    (sitting,) = shown["sittings"]
    assert (sitting["on"], sitting["duration_minutes"]) == ("2026-03-01", 80)
    assert sitting["sitting_corrected_because"] == "日期看错一行"
    assert shown["held_on"] == "2026-03-01"
    assert [each["on"] for each in shown["attendance"]] == ["2026-03-01"]
    (round_,) = (await here.get(f"/consultations/{case}", CLERK))["rounds"]
    assert round_["held_on"] == "2026-03-01"

    answer = await here.post(f"{place}/sittings/withdrawal", x.UNSIT, CLERK)
    assert types(answer) == ["AttendanceCorrected", "SittingWithdrawn"]
    shown = await here.get(place, CLERK)
    assert (shown["stage"], shown["held_on"], shown["sittings"]) == ("called", None, [])
    assert shown["attendance"] == []
    (round_,) = (await here.get(f"/consultations/{case}", CLERK))["rounds"]
    assert round_["held_on"] is None
    assert (await here.post(f"{place}/sittings", x.HOLD, CLERK)).is_success
    shown = await here.get(place, CLERK)
    assert (shown["stage"], shown["held_on"]) == ("held", "2026-03-02")
    assert [each["sitting"] for each in shown["sittings"]] == [2]
