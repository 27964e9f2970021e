"""A key session every two months is computed from the calendar, never from a flag (13.3-6)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.meetings.cadence import Standing, due

NEW_YEAR = date(2026, 1, 1)


def standings(held: list[date], on: date, since: date = NEW_YEAR) -> list[str]:
    return [period.standing.value for period in due(held, 2, since, on)]


def test_a_period_without_a_key_session_is_overdue_the_day_after_it_ends() -> None:  # 000-40
    assert standings([], on=date(2026, 2, 28)) == ["running"]
    assert standings([], on=date(2026, 3, 1)) == ["overdue", "running"]


def test_a_session_meets_only_the_period_it_was_held_in() -> None:
    held = [date(2026, 1, 5), date(2026, 2, 28), date(2026, 5, 1)]

    assert standings(held, on=date(2026, 6, 30)) == ["met", "overdue", "met"]


def test_what_is_held_later_does_not_count_yet() -> None:
    held = [date(2026, 1, 20)]

    assert standings(held, on=date(2026, 1, 19)) == ["running"]
    assert standings(held, on=date(2026, 1, 20)) == ["met"]


def test_a_late_session_does_not_mend_the_period_that_was_missed() -> None:
    assert standings([date(2026, 3, 1)], on=date(2026, 3, 1)) == ["overdue", "met"]


def test_nothing_is_due_before_the_unit_has_a_council() -> None:
    assert due([], 2, date(2026, 6, 1), on=date(2026, 5, 31)) == []


def test_periods_keep_to_the_end_of_shorter_months() -> None:
    periods = due([], 1, date(2026, 1, 31), on=date(2026, 4, 1))

    assert [period.start for period in periods] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(held=st.lists(days, max_size=20), months=st.integers(1, 24), since=days, on=days)
def test_periods_follow_one_another_without_gap_up_to_the_day(
    held: list[date], months: int, since: date, on: date
) -> None:
    periods = due(held, months, since, on)

    assert bool(periods) == (since <= on)
    for before, after in zip(periods, periods[1:], strict=False):
        assert after.start == before.end + timedelta(days=1)
    for period in periods:
        inside = [day for day in held if period.start <= day <= min(period.end, on)]
        assert sorted(inside) == list(period.held_on)
        assert (period.standing is Standing.MET) == bool(inside)
        assert period.standing is not Standing.OVERDUE or period.end < on
    if periods:
        assert periods[-1].start <= on <= periods[-1].end
