"""Notice and minutes of a session over HTTP: what they say, to whom, and when there are none."""

import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import docx as reader
import pytest

from contracts.event import Event
from contracts.meetings.session import (
    AttendanceRecorded,
    PromiseMade,
    SessionCancelled,
    SittingCorrected,
    SittingHeld,
)
from services.meetings.rules.decider import RULES
from tests.common.documents import DOCUMENTS
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of
from tests.support import scenario
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

CLERK = by("wei", f"clerk@{s.VILLAGE}")
FOREIGN = by("zhou", "auditor@511623")
DEPARTMENT = by("xu", "department@620123#yz-roads")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def session(here: Town, *life: Event) -> str:
    return f"/sessions/{await here.at('session', *life, unit=s.VILLAGE)}"


async def texts(here: Town, place: str, **query: Any) -> list[str]:
    answer = await here.client.get(place, headers=CLERK, params=query)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    opened = reader.Document(io.BytesIO(answer.content))
    return [each.text for each in opened.paragraphs if each.text]


async def test_a_notice_says_when_where_and_about_what(here: Town) -> None:
    place = await session(here, *s.meeting_called, x.noticed)
    title = s.meeting_called[0].title

    found = await texts(here, f"{place}/notice.docx")

    assert found[0] == f"关于召开{title}的通知"
    assert found[1] == "各参会单位及人员："
    assert "一、会议时间" in found
    assert "2026年3月2日（星期一）" in "".join(found)
    assert [f"（一）{s.meeting_called[0].agenda[0].title}"] == [
        each for each in found if each.startswith("（一）")
    ]
    assert any("菜农代表" in each for each in found)
    assert not any("材料" in each for each in found), "none are due"
    again = await here.client.get(f"{place}/notice.docx", headers=CLERK)
    assert again.content == (await here.client.get(f"{place}/notice.docx", headers=CLERK)).content


async def test_a_page_to_print_loads_and_runs_nothing(here: Town) -> None:
    place = await session(here, *s.meeting_called)

    answer = await here.client.get(f"{place}/notice.html", headers=CLERK)

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "会议议程" in answer.text


async def test_minutes_say_what_was_agreed_and_not_who_said_what(here: Town) -> None:
    life = (*s.meeting_called, s.sat, s.attended, s.said, s.promised(), s.tasked)
    place = await session(here, *life, s.agreed, s.differing, s.closed, s.drafted, s.minutes())

    found = await texts(here, f"{place}/minutes.docx")

    assert found[0] == f"{s.meeting_called[0].title}协商纪要"
    # Who was there by the attendance, and not who was invited (000-43).
    assert "参加：委员2人、利益相关方6人（菜农代表）。" in found
    assert "缺席：县市场监管局。" in found
    assert not any(each.startswith("请假") for each in found)
    assert any(s.agreed.text in each for each in found)
    assert any(s.differing.text in each for each in found)
    assert any(s.promised().promise.what in each for each in found)
    assert s.said.gist not in "".join(found)
    assert found[-1].endswith("日"), "the day on which they were confirmed"


async def test_minutes_tell_members_on_leave_apart_and_no_heading_without_content(
    here: Town,
) -> None:  # 000-43, 004-24
    life = (s.called(s.CASE), s.with_member, s.on_leave, s.sat, s.attended, s.closed, s.drafted)
    place = await session(here, *life, s.minutes(), s.absent(on_leave=("m-3",)))

    found = await texts(here, f"{place}/minutes.docx")

    assert "请假：委员1人。" in found
    assert not any(each.startswith("缺席") for each in found)
    assert not any("现场承诺" in each or "不同意见" in each for each in found)
    assert "本纪要由召集人确认。" in found


async def test_a_draft_of_minutes_says_so(here: Town) -> None:
    life = (*s.meeting_called, s.sat, s.attended, s.closed, s.drafted)
    place = await session(here, *life)

    found = await texts(here, f"{place}/minutes.docx", red=True)

    assert found[0] == f"{s.meeting_called[0].title}协商纪要（讨论稿）"


async def test_before_a_draft_there_is_what_is_on_record_and_a_cancelled_session_has_no_notice(
    here: Town,
) -> None:
    called = await session(here, *s.meeting_called)
    cancelled = await session(here, *s.meeting_called, SessionCancelled(reason="大雨"))

    assert (await texts(here, f"{called}/minutes.docx"))[0].endswith("协商纪要（讨论稿）")
    answer = await here.client.get(f"{cancelled}/notice.html", headers=CLERK)
    assert refused(answer) == (409, "session-cancelled")
    assert (await here.client.get(f"{called}/notice.pdf", headers=CLERK)).status_code == 422


async def test_a_document_shows_what_the_session_shows_and_to_the_same(here: Town) -> None:
    theirs = s.promised().promise.model_copy(update={"department": "yz-roads"})
    life = (*s.meeting_called, s.sat, s.attended, PromiseMade(promise=theirs), s.closed, s.drafted)
    place = await session(here, *life)

    for document in ("notice.docx", "notice.html", "minutes.docx", "minutes.html"):
        assert await here.status(f"{place}/{document}", CLERK) == 200
        assert await here.status(f"{place}/{document}", FOREIGN) == 404
        assert await here.status(f"{place}/{document}", {}) == 401
        # It promised something, and sees title, state and unit.
        assert await here.status(f"{place}/{document}", DEPARTMENT) == 404
    assert await here.status(place, DEPARTMENT) == 200


async def test_a_county_has_its_own_words_and_may_leave_the_red_header_out(here: Town) -> None:
    own = s.adoption.model_copy(update={"version": "2026.9", "documents": DOCUMENTS})
    await here.tell("rules", s.COUNTY, s.COUNTY, *scenario.adopted(RULES, own))
    place = await session(here, *s.meeting_called)

    red = await texts(here, f"{place}/notice.docx")
    plain = await texts(here, f"{place}/notice.docx", red=False)

    unit = (await here.get(place, CLERK))["unit_name"]
    assert red[0] == f"{unit}委员工作站文件"
    assert red[1:] == plain
    assert plain[0] == f"{s.meeting_called[0].title}会议通知"
    assert f"{unit}委员工作站" in plain


async def test_minutes_say_where_the_first_sitting_was_on_another_day_than_called(
    here: Town,
) -> None:  # 5.4
    day_before = date(2026, 3, 1)
    corrected = SittingCorrected(
        sitting=1, on=day_before, duration_minutes=90, corrects=3, reason="日期看错一行。"
    )
    moved = corrected.model_copy(update={"held_on": day_before})
    life = (*s.meeting_called, s.sat, moved, s.attended, s.closed, s.drafted, s.minutes())

    found = await texts(here, f"{await session(here, *life)}/minutes.docx")

    days = "2026年3月1日（原定2026年3月2日召开；开会日期经过更正，理由：日期看错一行）"
    assert any(each.startswith(days) for each in found), found


async def test_members_at_too_few_sittings_are_not_among_those_who_came(here: Town) -> None:
    """m-3 was at one sitting of two, on leave for the other (domain 7.1)."""
    second = SittingHeld(sitting=2, on=s.DAY, duration_minutes=30)
    one = AttendanceRecorded(**s.there("m-1", "m-3"))
    two = AttendanceRecorded(**s.there("m-1", sitting=2))
    life = (s.called(s.CASE), s.with_member, s.on_leave, s.sat, second, one, two)
    ended = (*life, s.closed, s.drafted, s.minutes(), s.absent(on_leave=("m-3",)))

    found = await texts(here, f"{await session(here, *ended)}/minutes.docx")

    assert "请假：委员1人。" in found
    assert any(each.startswith("参加：委员1人、") for each in found), found
