"""How many came, held against how many were invited (000-43)."""

import pytest

from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from services.meetings.session import commands as c
from tests.meetings import situations as s
from tests.meetings.situations import in_session


def attend(growers: int, uninvited: str | None = None) -> c.RecordAttendance:
    present = (Presence(kind="stakeholder", count=growers),)
    return c.RecordAttendance(present=present, uninvited=uninvited)


@pytest.mark.parametrize("count", [61, 9999])
def test_far_more_than_were_invited_is_a_slip_of_the_hand(count: int) -> None:
    """Six growers were invited."""
    in_session(*s.meeting_held).when(attend(count)).then_rejected("far-more-than-invited")
    mend = c.CorrectAttendance(present=attend(count).present, reason="漏记")
    life = (*s.meeting_held, s.attended)
    in_session(*life).when(mend).then_rejected("far-more-than-invited")
    why = "开放旁听，全村村民到场。"
    (told,) = in_session(*s.meeting_held).when(attend(count, why)).result
    assert told.uninvited == why
    (mended,) = in_session(*life).when(mend.model_copy(update={"uninvited": why})).result
    assert mended.uninvited == why


def test_some_more_than_were_invited_come_by_themselves() -> None:
    assert isinstance(in_session(*s.meeting_held).when(attend(60)).result, list)
    delegation = c.RecordAttendance(
        present=(*attend(6).present, Presence(kind="department", count=3))
    )
    assert isinstance(in_session(*s.meeting_held).when(delegation).result, list)


def test_where_nobody_of_a_kind_was_invited_there_is_nothing_to_compare() -> None:
    residents = c.RecordAttendance(present=(Presence(kind="resident", count=300),))
    assert isinstance(in_session(*s.meeting_held).when(residents).result, list)


def test_how_that_was_goes_with_a_sitting_that_did_not_take_place() -> None:
    told = e.AttendanceRecorded(**{**s.there("m-1"), "uninvited": "开放旁听"})
    withdraw = c.WithdrawSitting(sitting=1, reason="没有开")
    (emptied, _) = in_session(*s.meeting_held, told).when(withdraw).result
    assert emptied.uninvited is None
    moved = c.CorrectSitting(
        sitting=1, on=s.DAY.replace(day=1), duration_minutes=90, reason="日期看错"
    )
    (_, follows) = in_session(*s.meeting_held, told).when(moved).result
    assert follows.uninvited == "开放旁听"
