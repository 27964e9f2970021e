"""Over HTTP: what followed a session, why somebody was silent, and by which way members acted."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from contracts.meetings import activity as a
from contracts.meetings import session as e
from contracts.meetings.activity import Followed, Thing
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

CLERK = by("wei", f"clerk@{s.VILLAGE}")
OFFICE = by("ou", "cppcc-office@620123")
PARTY = by("liang", f"party@{s.VILLAGE}")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def test_a_session_names_further_rounds_and_what_follows_it_up(here: Town) -> None:
    # 000-47, 004-29
    case, first, second = (str(uuid4()) for _ in range(3))
    await here.tell("consultation", case, s.VILLAGE, *s.six_ready)
    for number, session in enumerate((first, second), start=1):
        await here.tell("session", session, s.VILLAGE, s.called(case), s.invited)
        round_ = s.round_called(number, session=session)
        await here.tell("consultation", case, s.VILLAGE, round_)
    followed = Followed(thing=Thing.SESSION, id=first, title="春季议事")
    done = a.ActivityRecorded(**s.surveyed(consultations=(), follows_up=followed))
    activity = await here.at("activity", done, unit=s.VILLAGE)

    after = (await here.get(f"/sessions/{first}", OFFICE))["followed_by"]
    assert [each["session"] for each in after["sessions"]] == [second]
    assert after["sessions"][0]["title"] == "春季议事"
    assert [each["activity"] for each in after["activities"]] == [activity]
    last = (await here.get(f"/sessions/{second}", OFFICE))["followed_by"]
    assert last == {"sessions": [], "activities": []}


async def ended(here: Town, *more: Any) -> str:
    attended = e.AttendanceRecorded(**s.there("m-1", consultations=()))
    spoke = s.said.model_copy(update={"consultation": None, "channel": "plenary"})
    life = (s.called(None), s.invited, s.sat, spoke, *more, attended, s.closed, s.drafted)
    return f"/sessions/{await here.at('session', *life, unit=s.VILLAGE)}"


async def test_why_somebody_was_silent_stands_in_the_row_and_in_the_minutes(here: Town) -> None:
    # 000-44
    place = await ended(here)
    confirm = x.CONFIRM.model_copy(update={"silence": "材料当场送达，须回去商量"})
    assert (await here.post(f"{place}/minutes", confirm, CLERK)).is_success

    assert (await here.get(place, CLERK))["silence"] == confirm.silence
    printed = await here.client.get(f"{place}/minutes.html", headers=CLERK)
    assert "到会未发言的说明：材料当场送达，须回去商量。" in printed.text


async def test_a_withdrawn_speech_is_shown_to_those_who_hear_and_counts_for_nobody(
    here: Town,
) -> None:
    gone = e.SpeechWithdrawn(speech=1, consultation=None, reason="记错了会")
    place = await ended(here, gone)

    record = await here.get(f"{place}/record", CLERK)
    (speech,) = record["speeches"]
    assert (speech["withdrawn_because"], speech["channel"]) == ("记错了会", "plenary")
    assert [each["participant"] for each in record["silent"]] == [1, 2]
    assert (await here.get(f"{place}/record", PARTY))["speeches"] == []


async def test_activities_are_found_and_counted_by_the_way_in_which_members_acted(
    here: Town,
) -> None:  # 003-06
    done = a.ActivityRecorded(**s.surveyed(consultations=(), channel="contact"))
    activity = await here.at("activity", done, unit=s.VILLAGE)

    page = await here.get("/activities", OFFICE, channel="contact")
    assert [each["activity"] for each in page["items"]] == [activity]
    figures = await here.get("/activity-figures", OFFICE, by="channel", since="2026-01-01")
    counted = {each["value"]: each["activities"] for each in figures["figures"]}
    assert counted["contact"] == 1
