"""What units owe is counted from what was recorded, by the calendar, never from a flag (13.3-6)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.quotas import Held, Standing, of_activity, periods
from contracts.calendar import Calendar, Measure, Term
from contracts.meetings.rules import Quota, Quotas
from services.meetings.quota.decider import QUOTA
from services.meetings.quota.missed import last, noting
from services.meetings.quota.owing import Owing
from services.meetings.rules.decider import RULES
from tests.common.test_calendar import YEAR
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.support.scenario import Scenario, circumstances

NEW_YEAR = date(2026, 1, 1)
EVER = date(1949, 10, 1)


def session(on: date, *, key: bool = True, group: str = "", name: str = "s") -> Held:
    return Held(f"{name}-{on}", on, key, group)


def owing(unit: str) -> Owing:
    return Owing(unit, unit, {"unit": unit}, ())


def standings(
    held: list[date], on: date, since: date = NEW_YEAR, quota: Quota = s.KEY_SESSIONS
) -> list[str]:
    found = periods(map(session, held), quota, since, EVER, on)
    return [period.standing.value for period in found]


def test_a_period_without_a_key_session_is_overdue_the_day_after_it_ends() -> None:  # 000-40
    assert standings([], on=date(2026, 2, 28)) == ["running"]
    assert standings([], on=date(2026, 3, 1)) == ["overdue", "running"]
    assert standings([], on=date(2028, 2, 29), since=date(2028, 1, 1)) == ["running"]


def test_a_session_meets_only_the_period_it_was_held_in() -> None:
    held = [date(2026, 1, 5), date(2026, 2, 28), date(2026, 5, 1)]

    assert standings(held, on=date(2026, 6, 30)) == ["met", "overdue", "met"]


def test_a_small_session_meets_no_quota_of_key_sessions() -> None:  # 000-40, 13.3-6
    small = [session(date(2026, 1, 5), key=False)]

    (first, _) = periods(small, s.KEY_SESSIONS, NEW_YEAR, EVER, date(2026, 3, 1))
    assert (first.standing, first.sessions) == (Standing.OVERDUE, ())


def test_what_is_held_later_does_not_count_yet() -> None:
    held = [date(2026, 1, 20)]

    assert standings(held, on=date(2026, 1, 19)) == ["running"]
    assert standings(held, on=date(2026, 1, 20)) == ["met"]


def test_a_late_session_does_not_mend_the_period_that_was_missed() -> None:
    assert standings([date(2026, 3, 1)], on=date(2026, 3, 1)) == ["overdue", "met"]


def test_a_unit_owes_the_first_period_that_begins_when_it_has_a_council() -> None:
    founded = date(2026, 2, 2)

    assert periods([], s.KEY_SESSIONS, NEW_YEAR, founded, date(2026, 2, 28)) == []
    (first,) = periods([], s.KEY_SESSIONS, NEW_YEAR, founded, date(2026, 3, 1))
    assert (first.start, first.end) == (date(2026, 3, 1), date(2026, 4, 30))
    assert periods([], s.KEY_SESSIONS, NEW_YEAR, date(2026, 3, 1), date(2026, 3, 1)) == [first]


def test_a_group_counts_sessions_of_its_forms_alone_and_as_many_as_are_asked_for() -> None:
    # 001-03
    year = date(2026, 12, 31)
    chairs = [session(date(2026, month, 1), key=False, group="chairpersons") for month in (3, 5)]
    others = [session(date(2026, 4, 1))]

    (one,) = periods([*chairs, *others], s.CHAIRPERSONS, NEW_YEAR, EVER, year)
    assert (one.start, one.end, one.standing) == (NEW_YEAR, year, Standing.MET)
    assert list(one.sessions) == chairs  # the events behind the figure
    (less,) = periods([*chairs[:1], *others], s.CHAIRPERSONS, NEW_YEAR, EVER, year)
    assert less.standing is Standing.RUNNING
    after = periods(chairs[:1], s.CHAIRPERSONS, NEW_YEAR, EVER, date(2027, 1, 1))
    assert [each.standing.value for each in after] == ["overdue", "running"]


def test_a_quota_counts_a_group_that_some_form_belongs_to() -> None:
    office = circumstances("ou", "cppcc-office", s.COUNTY)
    wrong = s.CHAIRPERSONS.model_copy(update={"group": "chairmen"})
    adoption = s.adoption.model_copy(update={"quotas": Quotas(quotas=(wrong,))})

    Scenario(RULES, by=office).when(adoption).then_rejected("unknown-group")


def test_an_activity_counts_for_the_groups_of_its_kind_and_purposes_once_each() -> None:
    # 003-05, 000-32
    year = date(2026, 12, 31)
    courses = s.CHAIRPERSONS.model_copy(update={"group": "training", "least": 2})
    groups = ("training", "", "contact", "training")
    done = [each for n in (3, 5) for each in of_activity(f"a-{n}", date(2026, n, 1), groups)]
    others = [session(date(2026, 4, 1)), *of_activity("a-9", date(2026, 4, 2), ["contact"])]

    (one,) = periods([*done, *others], courses, NEW_YEAR, EVER, year)
    assert one.standing is Standing.MET
    assert [each.id for each in one.activities] == ["a-3", "a-5"]
    assert one.sessions == ()
    (keys,) = periods(
        [*done, *others], s.KEY_SESSIONS.model_copy(update={"months": 12}), NEW_YEAR, EVER, year
    )
    assert [each.activity for each in keys.held] == [False]
    noted = noting(owing(s.COUNTY), courses, one).command
    assert (noted.sessions, noted.activities) == ((), ("a-3", "a-5"))  # type: ignore[attr-defined]


def test_a_quota_may_count_a_group_that_only_a_kind_of_activity_belongs_to() -> None:
    office = circumstances("ou", "cppcc-office", s.COUNTY)
    courses = s.CHAIRPERSONS.model_copy(update={"group": "training"})
    adoption = s.adoption.model_copy(update={"quotas": Quotas(quotas=(courses,))})

    assert isinstance(Scenario(RULES, by=office).when(adoption).result, list)


TALKS = s.CHAIRPERSONS.model_copy(
    update={
        "group": "talk",
        "unit_kinds": (),
        "posts": ("party-group",),
        "least": 20,
        "people": True,
    }
)
VISITS = TALKS.model_copy(update={"people": False, "least": 3, "each": 2, "levels": ("city",)})


def test_talks_count_the_people_each_time() -> None:  # 003-10
    year = date(2026, 12, 31)
    talks = [each for n in (1, 2) for each in of_activity(f"a-{n}", date(2026, n, 1), ["talk"], 8)]

    (period,) = periods(talks, TALKS, NEW_YEAR, EVER, year)
    assert (period.count, period.standing) == (16, Standing.RUNNING)
    more = of_activity("a-3", date(2026, 3, 1), ["talk"], 4)
    (period,) = periods([*talks, *more], TALKS, NEW_YEAR, EVER, year)
    assert (period.count, period.standing) == (20, Standing.MET)


def test_contacts_count_once_each_of_them_was_visited_often_enough() -> None:  # 003-11, 003-12
    year = date(2026, 12, 31)

    def visit(n: int, *met: str) -> list[Held]:
        return of_activity(f"a-{n}", date(2026, n, 1), ["talk"], len(met), met)

    visits = [*visit(1, "c-1", "c-2", "c-3"), *visit(2, "c-1", "c-2"), *visit(3, "c-1")]
    (period,) = periods(visits, VISITS, NEW_YEAR, EVER, year)
    assert (period.count, period.standing) == (2, Standing.RUNNING)
    (period,) = periods([*visits, *visit(4, "c-3")], VISITS, NEW_YEAR, EVER, year)
    assert (period.count, period.standing) == (3, Standing.MET)
    (before, _) = periods(visits, VISITS, NEW_YEAR, EVER, date(2027, 1, 1))
    assert (before.count, before.standing) == (2, Standing.OVERDUE)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("months", [1, 2, 3, 4, 6, 12])
@given(held=st.lists(days, max_size=20), since=days, founded=days, on=days)
def test_periods_follow_one_another_without_gap_up_to_the_day(
    months: int, held: list[date], since: date, founded: date, on: date
) -> None:
    quota = s.KEY_SESSIONS.model_copy(update={"months": months})
    found = periods(map(session, held), quota, since, founded, on)

    for before, after in zip(found, found[1:], strict=False):
        assert after.start == before.end + timedelta(days=1)
    for period in found:
        inside = [day for day in held if period.start <= day <= min(period.end, on)]
        assert sorted(inside) == [each.on for each in period.sessions]
        assert (period.standing is Standing.MET) == bool(inside)
        assert period.standing is not Standing.OVERDUE or period.end < on
        assert period.start >= founded
        assert period.start.day == 1
        assert (period.start.month - 1) % months == 0
    if found:
        assert found[-1].start <= on <= found[-1].end


# Missed, and on record


def test_a_miss_is_on_record_once_and_not_before_its_period_is_over() -> None:
    calendar = circumstances("calendar", "policy", s.VILLAGE, s.RULES, scope="")
    life = Scenario(QUOTA, by=replace(calendar, today=date(2026, 3, 1)))

    life.when(x.NOTE_QUOTA).then(s.quota_missed)
    life.given(s.quota_missed).when(x.NOTE_QUOTA).then_nothing()
    life.when(x.NOTE_QUOTA, replace(calendar, today=date(2026, 2, 28))).then_nothing()
    later = {"first": date(2026, 3, 1), "day": date(2026, 4, 30)}
    (other,) = (
        life.given(s.quota_missed)
        .when(x.NOTE_QUOTA.model_copy(update=later), replace(calendar, today=date(2026, 5, 1)))
        .result
    )
    assert (other.first, other.last) == (later["first"], later["day"])


def test_the_id_of_a_miss_is_of_unit_quota_and_period_alone() -> None:
    (first, second, _) = periods([], s.KEY_SESSIONS, NEW_YEAR, EVER, date(2026, 5, 1))
    held = replace(first, held=(session(date(2026, 1, 2)),))

    here, next_to_it = owing(s.VILLAGE), owing(s.NEXT)
    one = noting(here, s.KEY_SESSIONS, first)
    assert noting(here, s.KEY_SESSIONS, held).command_id == one.command_id
    assert noting(here, s.KEY_SESSIONS, second).command_id != one.command_id
    assert noting(next_to_it, s.KEY_SESSIONS, first).command_id != one.command_id


@pytest.mark.parametrize(
    ("grace", "ends"),
    [
        (None, "2026-04-30"),
        (Term(count=3), "2026-05-06"),  # behind 劳动节
        (Term(count=3, measure=Measure.WORKING_DAYS), "2026-05-08"),
    ],
)
def test_a_miss_waits_for_the_grace_of_its_quota(grace: Term | None, ends: str) -> None:
    quota = s.KEY_SESSIONS.model_copy(update={"grace": grace})
    (*_, spring, _) = periods([], quota, NEW_YEAR, EVER, date(2026, 5, 20))
    row = {"calendar": Calendar(years=(YEAR,)).model_dump(mode="json")}

    assert spring.end == date(2026, 4, 30)
    assert last(spring, quota, row) == date.fromisoformat(ends)
