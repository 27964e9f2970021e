"""Deadlines are counted by the working calendar in force, and the counted day is in the event."""

from dataclasses import replace
from datetime import date

from contracts.calendar import Calendar, Measure, Term
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.rules.decider import RULES
from tests.common.test_calendar import YEAR
from tests.outcomes import situations as s
from tests.support.scenario import Scenario, circumstances

FURTHER = c.AssignTask(lead=s.HEALTH, what="每月开展食品检测")
WORKING = Term(count=7, measure=Measure.WORKING_DAYS)


def assigned(on: str, calendar: Calendar, term: Term = WORKING):
    deadlines = s.rules.deadlines.model_copy(update={"first_progress": term, "result": term})
    rules = replace(s.rules, calendar=calendar, deadlines=deadlines)
    clerk = replace(s.clerk, today=date.fromisoformat(on), rules=rules)
    (event,) = Scenario(OUTCOME, by=clerk).given(*s.on_its_way).when(FURTHER).result
    return event.due, event.first_progress_due, event.provisional


def test_the_spring_festival_is_no_working_time():  # 9.3
    official = Calendar(years=(YEAR,))
    end = date(2026, 3, 2)
    assert assigned("2026-02-13", official) == (end, end, False)


def test_without_the_calendar_of_a_year_the_day_is_provisional():
    end = date(2026, 2, 24)
    assert assigned("2026-02-13", Calendar(years=())) == (end, end, True)
    next_year = Calendar(years=(YEAR,))
    assert assigned("2026-12-30", next_year)[2]


def test_a_deadline_that_falls_on_a_holiday_is_the_next_working_day():
    official = Calendar(years=(YEAR,))
    end = date(2026, 5, 6)
    assert assigned("2026-04-01", official, Term(count=30)) == (end, end, False)


def test_a_day_that_somebody_names_is_taken_as_it_is():
    named = FURTHER.model_copy(update={"due": date(2026, 5, 3)})
    (event,) = Scenario(OUTCOME, by=s.clerk).given(*s.on_its_way).when(named).result
    assert event.due == date(2026, 5, 3)


def test_a_calendar_that_contradicts_itself_is_not_adopted():
    twice = s.adoption.model_copy(update={"calendar": Calendar(years=(YEAR, YEAR))})
    office = circumstances("ou", "cppcc-office", s.COUNTY)
    Scenario(RULES, by=office).when(twice).then_rejected("calendar-wrong")
