"""A check-in ends with its sitting, whatever its code says (000-43)."""

from datetime import datetime, timedelta
from typing import Any

from contracts.meetings import session as e
from contracts.meetings.participant import Presence
from contracts.places import CHINA
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called
from tests.meetings.test_check_in import NINE, at, came, enter, here, invited

HOUR = timedelta(hours=1)
sat = s.sat.model_copy(update={"began": NINE, "duration_minutes": 60})
good_all_day = x.opened_until(NINE + 8 * HOUR)
life = (called(s.CASE), invited, good_all_day, sat)


def test_nobody_checks_in_when_the_sitting_is_over() -> None:
    end = NINE + HOUR
    here(*life).when(enter(3), by=at(end)).then(came(3, moment=end))
    here(*life).when(enter(3), by=at(end + timedelta(minutes=1))).then_rejected("sitting-over")
    # Nor is a code shown for it then; for the next one it is.
    here(*life).when(x.OPEN_CODE, by=at(end + HOUR)).then_rejected("sitting-over")
    following = x.OPEN_CODE.model_copy(update={"sitting": 2})
    assert isinstance(here(*life).when(following, by=at(end + HOUR)).result, list)
    # Before it is recorded that it was held, the code is good as long as it says.
    before = (called(s.CASE), invited, good_all_day)
    assert isinstance(here(*before).when(enter(3), by=at(end + HOUR)).result, list)


def test_a_sitting_that_is_longer_than_was_written_down_is_corrected_first() -> None:
    longer = e.SittingCorrected(
        sitting=1, on=s.DAY, began=NINE, duration_minutes=180, corrects=4, reason="时长有误"
    )
    late = NINE + 2 * HOUR
    here(*life, longer).when(enter(3), by=at(late)).then(came(3, moment=late))


def test_where_nobody_wrote_down_when_it_began_it_ends_with_its_day() -> None:
    untimed = (called(s.CASE), invited, x.opened_until(NINE + 20 * HOUR), s.sat)
    evening = datetime(2026, 3, 2, 23, 59, tzinfo=CHINA)
    here(*untimed).when(enter(3), by=at(evening)).then(came(3, moment=evening))
    midnight = at(evening + timedelta(minutes=1), today=s.DAY + timedelta(days=1))
    here(*untimed).when(enter(3), by=midnight).then_rejected("sitting-over")


def test_who_checked_in_after_the_end_is_not_on_the_list() -> None:
    """The sitting is often recorded when it is over, and its code was good for longer."""
    too_late = came(4, moment=NINE + 3 * HOUR)
    history: tuple[Any, ...] = (*life[:3], came(3, moment=NINE), too_late, sat)
    alone = Presence(kind="member", count=1, members=("m-3",))
    here(*history).when(c.RecordAttendance()).then(
        e.AttendanceRecorded(**s.there(present=(alone,)))
    )


def test_a_sitting_over_midnight_takes_who_comes_on_either_day() -> None:
    began = datetime(2026, 3, 2, 23, 0, tzinfo=CHINA)
    night = s.sat.model_copy(update={"began": began, "duration_minutes": 120})
    after = came(4, moment=began + timedelta(minutes=90))
    history = (called(s.CASE), invited, good_all_day, came(3, moment=began), after, night)
    (told,) = here(*history).when(c.RecordAttendance()).result
    assert told.members == ("m-3", "m-4")
