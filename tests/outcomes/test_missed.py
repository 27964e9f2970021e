"""A day of a task that passed without a word is on record, once for each day (domain 9.3)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.calendar import Measure, Term
from contracts.outcomes import outcome as e
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.outcome.decider.missed import DEADLINES
from tests.outcomes import situations as s
from tests.support.scenario import TODAY, Scenario, circumstances

calendar = circumstances("calendar", "policy", s.VILLAGE, s.rules, scope="")
life = Scenario(OUTCOME, by=calendar).given

RESULT = e.Awaited.RESULT
note_road = c.NoteMissed(what="2/result", day=s.road_assigned.due)
road_late = e.DeadlineMissed(task=2, what=RESULT, due=s.road_assigned.due)


def on(day: str):
    return replace(calendar, today=date.fromisoformat(day))


def test_the_day_itself_is_in_time_and_the_next_is_not():
    life(*s.on_its_way).when(note_road, on("2026-01-22")).then_nothing()
    life(*s.on_its_way).when(note_road, on("2026-01-23")).then(road_late)


def test_grace_comes_from_the_countys_rules():  # 9.3
    graced = s.road_assigned.model_copy(update={"due_with_grace": date(2026, 1, 27)})
    lived = (*s.on_its_way[:4], graced, s.reported)
    life(*lived).when(note_road, on("2026-01-27")).then_nothing()
    life(*lived).when(note_road, on("2026-01-28")).then(road_late)


@pytest.mark.parametrize(
    ("today", "grace", "until"),
    [
        ("2026-01-22", None, "2026-01-22"),  # over before it went out: not before that day is over
        ("2026-01-22", Term(count=3), "2026-01-26"),  # the 25th is a Sunday
        ("2026-01-22", Term(count=3, measure=Measure.WORKING_DAYS), "2026-01-27"),
        ("2026-03-02", None, "2026-03-02"),  # entered later: not before that day is over
        ("2026-03-02", Term(count=3, measure=Measure.WORKING_DAYS), "2026-03-05"),
    ],
)
def test_what_is_entered_later_has_its_grace_from_that_day(today, grace, until):
    deadlines = s.rules.deadlines.model_copy(update={"grace": grace})
    by = replace(s.clerk, rules=replace(s.rules, deadlines=deadlines), today=on(today).today)
    found = Scenario(OUTCOME, by=by).given(s.drafted, s.consented).when(s.send).result

    (road,) = [each for each in found if isinstance(each, e.TaskAssigned) and each.task == 2]
    assert road.due == s.road.due
    assert road.due_with_grace == (date.fromisoformat(until) if until else None)
    untold = OUTCOME.fold((each, s.VILLAGE) for each in (s.drafted, s.consented, *found))
    assert not DEADLINES.over(untold, road.due_with_grace or road.due)
    (late, *_) = DEADLINES.over(untold, date(2026, 12, 31))
    assert (late.what, late.day) == ("2/result", road.due)


def test_a_new_day_has_its_grace_too():
    deadlines = s.rules.deadlines.model_copy(update={"grace": Term(count=2)})
    by = replace(s.supervisor, rules=replace(s.rules, deadlines=deadlines))
    urged = s.road_urged.model_copy(update={"due_with_grace": date(2026, 5, 6)})  # behind 劳动节
    Scenario(OUTCOME, by=by).given(*s.on_its_way).when(s.urge).then(urged)


def test_it_is_noted_once():
    life(*s.on_its_way, road_late).when(note_road).then_nothing()


@pytest.mark.parametrize("done", [s.road_done, s.road_done.model_copy(update={"on": TODAY})])
def test_what_is_on_record_is_not_missed_whatever_day_it_bears(done):
    life(*s.on_its_way, done).when(note_road).then_nothing()
    note_first = c.NoteMissed(what="2/first-progress", day=s.road_assigned.first_progress_due)
    life(*s.on_its_way, done).when(note_first).then_nothing()


def test_a_department_that_reported_has_not_been_silent():
    life(*s.on_its_way, s.market_half_done).when(s.note_market).then_nothing()


def test_a_returned_task_and_one_of_a_closed_outcome_keep_their_days():
    life(*s.on_its_way, s.road_returned).when(note_road).then(road_late)
    life(*s.all_closed).when(note_road).then_nothing()


def test_a_task_that_was_not_done_in_fact_was_not_done_by_its_day():  # 001-22
    history = (*s.round_walked, s.not_kept, s.road_reopened)
    life(*history).when(note_road).then(road_late)


def test_a_new_day_is_missed_by_itself():
    history = (*s.on_its_way, road_late, s.road_urged)
    urged = c.NoteMissed(what="2/result", day=s.road_urged.new_due)
    life(*history).when(note_road).then_nothing()
    life(*history).when(urged).then_nothing()
    after = e.DeadlineMissed(task=2, what=RESULT, due=s.road_urged.new_due)
    life(*history).when(urged, on("2026-05-01")).then(after)
    life(*history, after).when(urged, on("2026-05-02")).then_nothing()


def test_a_miss_closes_nothing_and_opens_nothing():
    life(*s.round_walked, s.market_silent, road_late).when(s.close, s.clerk).then(s.closed)
