"""Working days and terms, held against a plain count for every day of years (domain 9.3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.calendar import WorkingDays, checked, days, working_days
from contracts.calendar import CalendarYear, DaysOff, Measure, Term
from runtime.decider import Rejected


def off(name: str, first: str, last: str) -> DaysOff:
    return DaysOff(holiday=name, first=date.fromisoformat(first), last=date.fromisoformat(last))


YEAR = CalendarYear(
    year=2026,
    notice="国务院办公厅关于2026年部分节假日安排的通知",
    days_off=(
        off("元旦", "2026-01-01", "2026-01-03"),
        off("春节", "2026-02-15", "2026-02-23"),
        off("清明节", "2026-04-04", "2026-04-06"),
        off("劳动节", "2026-05-01", "2026-05-05"),
        off("端午节", "2026-06-19", "2026-06-21"),
        off("中秋节", "2026-09-25", "2026-09-27"),
        off("国庆节", "2026-10-01", "2026-10-07"),
    ),
    working_weekends=tuple(
        date.fromisoformat(f"2026-{day}")
        for day in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    ),
)
OWN = YEAR.model_copy(
    update={
        "own_days_off": (off("三月三", "2026-04-20", "2026-04-21"),),
        "own_working_days": (date(2026, 5, 5), date(2026, 8, 1)),
    }
)
NOTICE, COUNTY, NONE = working_days((YEAR,)), working_days((OWN,)), WorkingDays()
EACH = (NOTICE, COUNTY, NONE)

FIRST, LAST = date(2024, 1, 1), date(2029, 12, 31)
some_days = st.dates(FIRST, LAST)
calendars = st.sampled_from(EACH)
WORKING = Measure.WORKING_DAYS


def working(count: int) -> Term:
    return Term(count=count, measure=WORKING)


def test_the_year_2026_has_as_many_working_days_as_the_notice_leaves() -> None:
    worked = [day for day in days(date(2026, 1, 1), date(2026, 12, 31)) if NOTICE.works(day)]

    assert len(worked) == 248
    assert date(2026, 2, 14) in worked
    assert date(2026, 2, 16) not in worked


def test_a_countys_own_days_go_before_those_of_the_notice() -> None:
    differing = [day for day in days(FIRST, LAST) if COUNTY.works(day) != NOTICE.works(day)]

    assert [day.isoformat() for day in differing] == [
        "2026-04-20",
        "2026-04-21",
        "2026-05-05",
        "2026-08-01",
    ]


@pytest.mark.parametrize("calendar", EACH, ids=("notice", "county", "none"))
@pytest.mark.parametrize("count", [1, 5, 10, 15, 60])
def test_between_beginning_and_end_lie_just_that_many_working_days(
    calendar: WorkingDays, count: int
) -> None:
    for start in days(FIRST, LAST):
        end, provisional = calendar.end(start, working(count))

        assert calendar.works(end)
        assert sum(map(calendar.works, days(start + timedelta(1), end))) == count
        rests_on = {day.year for day in days(start + timedelta(1), end)}
        assert provisional == bool(rests_on - calendar.years)


@pytest.mark.parametrize("calendar", EACH, ids=("notice", "county", "none"))
@pytest.mark.parametrize("count", [1, 30, 90])
def test_a_term_in_days_ends_on_its_day_or_on_the_next_working_day(
    calendar: WorkingDays, count: int
) -> None:
    for start in days(FIRST, LAST):
        counted = start + timedelta(count)
        end, provisional = calendar.end(start, Term(count=count))

        assert calendar.works(end)
        assert not any(map(calendar.works, days(counted, end - timedelta(1))))
        assert provisional == bool({counted.year, end.year} - calendar.years)


@pytest.mark.parametrize("calendar", EACH, ids=("notice", "county", "none"))
@pytest.mark.parametrize("count", [1, 3, 15])
def test_backward_as_many_working_days_are_left(calendar: WorkingDays, count: int) -> None:
    for end in days(FIRST, LAST):
        start, provisional = calendar.start(end, working(count))

        assert calendar.works(start)
        assert sum(map(calendar.works, days(start, end - timedelta(1)))) == count
        rests_on = {day.year for day in days(start, end - timedelta(1))}
        assert provisional == bool(rests_on - calendar.years)


@pytest.mark.parametrize(
    ("end", "term", "start"),
    [
        ("2026-03-01", Term(count=1), "2026-02-28"),
        ("2028-03-01", Term(count=1), "2028-02-29"),
        ("2026-05-06", Term(count=5), "2026-05-01"),  # a day off is left as it is
        ("2026-05-31", Term(count=3, measure=Measure.MONTHS), "2026-02-28"),
        ("2026-01-31", Term(count=2, measure=Measure.MONTHS), "2025-11-30"),
    ],
)
def test_backward_in_days_and_months_no_day_is_moved(end: str, term: Term, start: str) -> None:
    for calendar in EACH:
        found = calendar.start(date.fromisoformat(end), term)
        assert found == (date.fromisoformat(start), False)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),  # a Saturday that is worked
        ("2026-03-31", 3, "2026-06-30"),
        ("2026-03-19", 3, "2026-06-22"),  # behind 端午节
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-07-01", 3, "2026-10-08"),  # behind 国庆节
    ],
)
def test_a_term_in_months_ends_on_the_same_day_number(start: str, months: int, end: str) -> None:
    found = NOTICE.end(date.fromisoformat(start), Term(count=months, measure=Measure.MONTHS))

    assert found == (date.fromisoformat(end), False)


def test_the_formal_consultation_of_the_spring_festival() -> None:  # 9.3: 15 / 10 / 7 working days
    notice, _ = NOTICE.end(date(2026, 2, 13), working(7))
    weekends, provisional = NONE.end(date(2026, 2, 13), working(7))

    assert notice == date(2026, 3, 2)  # the 14th, 24th to 28th, and the 2nd
    assert (weekends, provisional) == (date(2026, 2, 24), True)


@given(calendar=calendars, start=some_days, one=st.integers(1, 60), two=st.integers(1, 60))
def test_an_extension_is_as_if_the_term_had_been_longer(
    calendar: WorkingDays, start: date, one: int, two: int
) -> None:
    extended = calendar.end(calendar.end(start, working(one)).day, working(two))

    assert extended.day == calendar.end(start, working(one + two)).day


@given(
    calendar=calendars,
    start=some_days,
    later=st.integers(0, 40),
    count=st.integers(1, 300),
    measure=st.sampled_from(Measure),
)
def test_who_begins_later_ends_no_earlier(
    calendar: WorkingDays, start: date, later: int, count: int, measure: Measure
) -> None:
    term = Term(count=count, measure=measure)

    first, second = (calendar.end(day, term).day for day in (start, start + timedelta(later)))
    assert start < first <= second


@given(calendar=calendars, due=some_days, before=st.integers(1, 100), pause=st.integers(0, 200))
def test_after_a_pause_as_much_is_left_as_was_left(
    calendar: WorkingDays, due: date, before: int, pause: int
) -> None:
    paused = due - timedelta(before)
    again = paused + timedelta(pause)

    def left(since: date, until: date) -> int:
        return sum(map(calendar.works, days(since + timedelta(1), until)))

    counted = calendar.resumed(due, paused, again, WORKING).day
    assert left(again, counted) == left(paused, due)
    plain = calendar.resumed(due, paused, again).day
    assert calendar.works(plain)
    assert not any(map(calendar.works, days(due + timedelta(pause), plain - timedelta(1))))


@given(calendar=calendars, due=some_days, late=st.integers(0, 40), measure=st.sampled_from(Measure))
def test_what_had_run_out_is_not_given_back_by_a_pause(
    calendar: WorkingDays, due: date, late: int, measure: Measure
) -> None:
    paused = due + timedelta(late)

    assert calendar.resumed(due, paused, paused + timedelta(50), measure) == (due, False)


def test_a_pause_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        NOTICE.resumed(date(2026, 5, 1), date(2026, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((YEAR, YEAR), "2026 年写了两次"),
        ((YEAR.model_copy(update={"year": 2027}),), "2027 年的历中有 2026-01-01"),
        (
            (YEAR.model_copy(update={"days_off": (off("倒", "2026-05-03", "2026-05-01"),)}),),
            "晚于最后一天",
        ),
        (
            (YEAR.model_copy(update={"working_weekends": (date(2026, 3, 2),)}),),
            "2026-03-02 不是周末",
        ),
        (
            (YEAR.model_copy(update={"working_weekends": (date(2026, 1, 3),)}),),
            "2026-01-03 既写放假又写上班",
        ),
        (
            (OWN.model_copy(update={"own_working_days": (date(2026, 4, 20),)}),),
            "2026-04-20 既写放假又写上班",
        ),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(
    years: tuple[CalendarYear, ...], said: str
) -> None:
    with pytest.raises(Rejected) as refusal:
        checked(years)

    assert refusal.value.rule == "calendar-wrong"
    assert said in refusal.value.chinese


def test_the_notice_and_a_countys_own_days_hold_together() -> None:
    checked((OWN, CalendarYear(year=2027, notice="样例", days_off=())))
