"""Who of the members that were invited was there, on leave, or absent (000-43, 004-24, 7.1)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from contracts.members.leave import LeaveGranted, LeaveTakenBack
from runtime.policy import Wanted
from services.meetings.session import commands as c
from services.meetings.session.policies import (
    when_leave_granted_note_it,
    when_leave_taken_back_let_it_lapse,
)
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import DAY, absent, called, in_session
from tests.slices.example import recorded

begun = (called(s.CASE), s.with_member)


def sittings(*present: bool) -> tuple[Any, ...]:
    """A sitting for each of these, with the member m-3 or without."""
    found: list[Any] = []
    for number, there in enumerate(present, start=1):
        found.append(e.SittingHeld(sitting=number, on=DAY, duration_minutes=60))
        members = ("m-1", "m-3") if there else ("m-1",)
        found.append(e.AttendanceRecorded(**{**s.there(*members), "sitting": number}))
    return tuple(found)


def confirmed(*before: Any) -> list[Any]:
    result = in_session(*begun, *before, s.closed, s.drafted).when(x.CONFIRM).result
    assert isinstance(result, list), result
    return result


def test_absent_is_whoever_was_invited_and_neither_there_nor_on_leave() -> None:  # 004-24
    assert confirmed(*sittings(False)) == [s.minutes(), absent("m-3")]
    assert confirmed(*sittings(True)) == [s.minutes()]
    excused = absent(on_leave=("m-3",))
    assert confirmed(s.on_leave, *sittings(False)) == [s.minutes(), excused]
    uncounted = s.on_leave.model_copy(update={"uncounted": True})
    assert confirmed(uncounted, *sittings(False)) == [s.minutes()]
    assert confirmed(s.on_leave, s.lapsed, *sittings(False)) == [s.minutes(), absent("m-3")]


@pytest.mark.parametrize(
    ("present", "is_absent"),
    [
        ((True, True, False), False),  # two thirds
        ((True, False), True),
        ((True, False, False), True),
        ((True, True, True, False, False), True),
        ((True, True, True, True, False, False), False),
    ],
)
def test_whoever_was_at_fewer_sittings_than_the_form_asks_for_was_absent(  # 7.1
    present: tuple[bool, ...], is_absent: bool
) -> None:
    assert (absent("m-3") in confirmed(*sittings(*present))) == is_absent


def test_the_share_of_sittings_is_a_word_of_the_county() -> None:  # 7.1
    half = called(s.CASE, attended=(1, 2))
    life = (half, s.with_member, *sittings(True, False), s.closed, s.drafted)

    in_session(*life).when(x.CONFIRM).then(s.minutes())


def test_absences_follow_what_is_corrected_later() -> None:  # 000-43
    minuted = (*begun, *sittings(False), s.closed, s.drafted, s.minutes(), absent("m-3"))
    came = c.CorrectAttendance(
        present=(Presence(kind="member", members=("m-1", "m-3")),), reason="漏记"
    )
    result = in_session(*minuted).when(came).result

    assert isinstance(result, list)
    assert result[1:] == [absent(cleared=("m-3",))]
    in_session(*minuted).when(x.NOTE_LEAVE).then(s.on_leave, absent(on_leave=("m-3",)))
    excused = (*minuted, s.on_leave, absent(on_leave=("m-3",)))
    in_session(*excused).when(x.NOTE_LEAVE).then_nothing()
    in_session(*excused).when(x.NOTE_LAPSED).then(s.lapsed, absent("m-3"))


def test_leave_may_come_before_the_invitation() -> None:
    other = x.NOTE_LEAVE.model_copy(update={"member": "m-8"})
    noted = s.on_leave.model_copy(update={"member": "m-8"})
    early = (called(s.CASE), s.on_leave, s.with_member, *sittings(False), s.closed, s.drafted)

    in_session(*begun).when(other).then(noted)
    assert confirmed(noted, *sittings(True)) == [s.minutes()]  # nobody invited them
    in_session(*early).when(x.CONFIRM).then(s.minutes(), absent(on_leave=("m-3",)))
    in_session(*begun).when(x.NOTE_LAPSED).then_nothing()
    in_session(*begun, x.cancelled).when(x.NOTE_LEAVE).then_nothing()


LEAVE: dict[str, Any] = {
    "member": "m-3",
    "session": "s-1",
    "title": "春季议事",
    "on": DAY,
    "ground": "illness",
    "uncounted": False,
    "decided_on": DAY,
}


def test_leave_reaches_its_session() -> None:
    granted = recorded(LeaveGranted(**LEAVE), "leave/l-1")
    gone = LeaveTakenBack(member="m-3", session="s-1", granted=True)
    never = gone.model_copy(update={"granted": False})

    assert isinstance(granted.id, UUID)
    assert when_leave_granted_note_it(granted) == [Wanted("s-1", x.NOTE_LEAVE)]
    back = recorded(gone, "leave/l-1")
    assert when_leave_taken_back_let_it_lapse(back) == [Wanted("s-1", x.NOTE_LAPSED)]
    assert when_leave_taken_back_let_it_lapse(recorded(never, "leave/l-1")) == []


def test_an_absence_follows_a_sitting_that_is_corrected_to_another_day() -> None:  # 5.4
    minuted = (*begun, *sittings(False), s.closed, s.drafted, s.minutes(), absent("m-3"))
    day_before = c.CorrectSitting(
        sitting=1, on=DAY - timedelta(days=1), duration_minutes=60, reason="日期看错一行"
    )
    result = in_session(*minuted).when(day_before).result

    assert isinstance(result, list)
    moved = absent("m-3").model_copy(update={"on": DAY - timedelta(days=1)})
    assert result[-1] == moved
    in_session(*minuted, *result).when(day_before).then_nothing()
    there = (*begun, *sittings(True), s.closed, s.drafted, s.minutes())
    unmoved = in_session(*there).when(day_before).result
    assert isinstance(unmoved, list)
    assert not any(isinstance(each, e.AbsencesNoted) for each in unmoved)


def test_an_absence_that_moves_to_another_year_leaves_the_file_of_the_one_before() -> None:
    new_year = date(2026, 1, 1)
    sat, attended = sittings(False)
    first = (
        sat.model_copy(update={"on": new_year}),
        attended.model_copy(update={"on": new_year, "session_on": new_year}),
    )
    life = (called(), s.with_member, *first, s.closed, s.drafted, s.minutes())
    noted = absent("m-3").model_copy(update={"on": new_year})
    to_december = c.CorrectSitting(
        sitting=1, on=date(2025, 12, 31), duration_minutes=60, reason="跨年误记"
    )
    result = in_session(*life, noted, beside=()).when(to_december).result

    assert isinstance(result, list)
    (gone, found) = result[-2:]
    assert (gone.on, gone.without_leave, gone.cleared) == (new_year, (), ("m-3",))
    assert (found.on, found.without_leave) == (date(2025, 12, 31), ("m-3",))
