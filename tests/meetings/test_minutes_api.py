"""Over HTTP: who answers and comments, what is published, and who reads who was absent."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

CLERK = by("wei", f"clerk@{s.VILLAGE}")
OFFICE = by("ou", "cppcc-office@620123")
MARKET = by("li", "department@620123#yz-market")
WATER = by("he", "department@620123#yz-water")
ALONE: dict[str, Any] = {"consultations": ()}


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def session(here: Town, *life: Any) -> str:
    return f"/sessions/{await here.at('session', *life, unit=s.VILLAGE)}"


async def test_a_department_answers_for_itself_and_for_nobody_else(here: Town) -> None:
    place = await session(here, s.called(None), s.invited)

    own = await here.post(f"{place}/answers", x.ANSWER, MARKET)
    others = await here.post(f"{place}/answers", x.ANSWER, WATER)

    assert types(own) == ["InvitationAnswered"]
    assert refused(others) == (409, "other-seat")
    invited = (await here.get(place, OFFICE))["participants"]
    assert [(each["answer"], each["stand_in"]) for each in invited] == [
        (None, None),
        ("sends", "县市场监管局副局长"),
    ]


async def test_minutes_go_from_draft_by_comments_to_what_everybody_may_read(here: Town) -> None:
    attended = e.AttendanceRecorded(**s.there("m-1", **ALONE))
    ended = (s.called(None), s.invited, s.sat, attended, s.closed, s.drafted)
    place = await session(here, *ended)

    comment = x.COMMENT.model_copy(update={"participant": 2})
    assert types(await here.post(f"{place}/comments", comment, MARKET)) == ["MinutesCommented"]
    early = await here.post(f"{place}/minutes", x.CONFIRM, CLERK)
    assert refused(early) == (409, "comment-open")
    await here.post(f"{place}/comments/settlement", x.SETTLE, CLERK)
    await here.post(f"{place}/minutes", x.CONFIRM, CLERK)
    assert types(await here.post(f"{place}/minutes/correction", x.MEND, CLERK)) == [
        "MinutesCorrected"
    ]
    await here.post(f"{place}/minutes/publication", x.PUBLISH, CLERK)

    found = await here.get(place, CLERK)
    assert (found["stage"], found["summary"]) == ("minuted", x.MEND.summary)
    assert found["minutes_corrected_because"] == "漏写停车处"
    assert (found["published"], found["left_out"]) == (x.PUBLISH.text, x.PUBLISH.left_out)
    assert (found["published_on"], found["published_where"]) == (str(s.DAY), "村务公开栏")
    (told,) = (await here.get(f"{place}/record", CLERK))["comments"]
    assert (told["title"], told["taken_up"]) == ("县市场监管局", True)
    party = await here.get(f"{place}/record", by("liang", f"party@{s.VILLAGE}"))
    assert party["comments"] == []


async def test_who_was_absent_is_read_by_the_office_and_by_themselves(here: Town) -> None:
    # 000-43, 004-24
    attended = e.AttendanceRecorded(**s.there("m-1", **ALONE))
    ended = (s.called(None), s.with_member, s.sat, attended, s.closed, s.drafted)
    place = await session(here, *ended)
    confirmed = await here.post(f"{place}/minutes", x.CONFIRM, CLERK)
    assert types(confirmed) == ["MinutesConfirmed", "AbsencesNoted"]

    async def absent(whom: dict[str, str]) -> list[tuple[str, bool]]:
        found = await here.get(f"{place}/absences", whom)
        return [(row["member"], row["on_leave"]) for row in found["items"]]

    assert await absent(OFFICE) == [("m-3", False)]
    assert await absent(by("m-3", f"member@{s.VILLAGE}")) == [("m-3", False)]
    assert await absent(by("m-1", f"member@{s.VILLAGE}")) == []
    assert await here.status(f"{place}/absences", by("lin", "cppcc-office@511623")) == 404
    assert await here.status(f"{place}/absences", CLERK) == 403

    number = place.rsplit("/", 1)[1]
    leave = c.NoteLeave(leave="l-1", member="m-3", uncounted=False)
    await here.policy(number, leave, uuid4())
    assert await absent(OFFICE) == [("m-3", True)]
    came = c.CorrectAttendance(present=(Presence(kind="member", members=("m-3",)),), reason="漏记")
    put_right = await here.post(f"{place}/attendance/correction", came, CLERK)
    assert types(put_right) == ["AttendanceCorrected", "AbsencesNoted"]
    assert await absent(OFFICE) == []
