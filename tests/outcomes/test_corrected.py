"""What a corrected check leaves behind: the day of the verdict, and the checks that follow."""

from datetime import date

import pytest

from contracts.outcomes import outcome as e
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from tests.outcomes import situations as s
from tests.support.scenario import Scenario

outcome = Scenario(OUTCOME, by=s.clerk)

KEPT = tuple(e.TaskChecked(task=each, kept=True, finding="已落实") for each in (1, 2))
UNDONE = e.TaskChecked(task=1, kept=False, finding="市场停用")


def lived(*events: e.OutcomeEvent):
    return outcome.given(*events)


def after(past: tuple[e.OutcomeEvent, ...], deed, by=s.clerk) -> tuple[e.OutcomeEvent, ...]:
    """The history with what follows from the deed."""
    result = lived(*past).when(deed, by).result
    assert isinstance(result, list), result
    return (*past, *result)


def check(day: date, *tasks: e.TaskChecked) -> c.HoldCheck:
    return s.check.model_copy(update={"on": day, "tasks": tasks or KEPT})


def corrected(number: int, day: date, *tasks: e.TaskChecked) -> c.CorrectCheck:
    said = check(day, *tasks).model_dump(exclude={"kind", "tasks"})
    return c.CorrectCheck(**said, tasks=tasks or KEPT, check=number, reason="日期记错")


def completion(day: date) -> c.CorrectCompletion:
    return s.correct_completion.model_copy(update={"on": day})


@pytest.mark.parametrize(
    ("entered", "in_truth", "completed", "refused"),
    [
        (date(2026, 3, 1), date(2026, 2, 24), date(2026, 2, 26), True),
        (date(2026, 2, 24), date(2026, 3, 1), date(2026, 2, 26), False),
    ],
    ids=["earlier", "later"],
)
def test_a_completion_is_held_against_the_day_on_which_the_check_was_held_in_truth(
    entered: date, in_truth: date, completed: date, refused: bool
):  # 001-22
    past = after(after(s.done, check(entered)), corrected(1, in_truth))

    asked = lived(*past).when(completion(completed), s.commerce)
    if refused:
        asked.then_rejected("checked-before")
        assert str(in_truth) in asked.result.english
    else:
        assert isinstance(asked.result, list), asked.result


def test_a_completion_is_not_after_any_check_that_found_it():
    past = after(after(s.done, check(date(2026, 2, 24))), check(date(2026, 3, 1)))

    lived(*past).when(completion(date(2026, 2, 26)), s.commerce).then_rejected("checked-before")


def test_a_completion_that_stands_again_is_held_against_the_check_that_found_it_before():
    past = after(s.done, check(date(2026, 2, 24)))
    past = after(past, check(date(2026, 2, 28), UNDONE, KEPT[1]))
    past = after(past, corrected(2, date(2026, 2, 28)))

    lived(*past).when(completion(date(2026, 2, 26)), s.commerce).then_rejected("checked-before")


def test_what_was_found_before_the_task_was_done_says_nothing_of_its_day():
    past = after(s.on_its_way, check(date(2026, 2, 10), UNDONE))
    past = (*past, s.market_done)

    assert isinstance(lived(*past).when(completion(date(2026, 2, 19)), s.commerce).result, list)


def test_a_task_done_anew_is_not_held_against_the_check_of_before():
    past = after(s.done, check(date(2026, 2, 24)))
    past = after(past, check(date(2026, 2, 25), UNDONE, KEPT[1]))
    past = after(past, s.complete.model_copy(update={"on": date(2026, 2, 28)}), s.commerce)

    assert isinstance(lived(*past).when(completion(date(2026, 2, 27)), s.commerce).result, list)


def test_the_last_completion_that_stands_again_makes_checks_due():  # 9.3
    past = after((*s.on_its_way, s.market_done), check(date(2026, 2, 24), UNDONE))
    past = after(past, s.complete_road, s.transport)
    found, restored, *due = lived(*past).when(corrected(1, date(2026, 2, 24), KEPT[0])).result

    assert isinstance(found, e.CheckCorrected)
    assert isinstance(restored, e.CompletionRestored)
    assert due == [s.due_in_spring, s.due_in_summer]
    again = after((*past, found, restored, *due), corrected(1, date(2026, 2, 23), KEPT[0]))
    assert [type(each) for each in again[len(past) + 4 :]] == [e.CheckCorrected]


def test_a_completion_that_stands_again_makes_no_check_due_twice():
    past = after(after(s.done, check(date(2026, 2, 24))), check(date(2026, 2, 25)))
    past = after(past, check(date(2026, 2, 26), UNDONE, KEPT[1]))

    result = lived(*past).when(corrected(3, date(2026, 2, 26))).result
    assert [type(each) for each in result] == [e.CheckCorrected, e.CompletionRestored]


def test_no_check_is_due_while_another_task_is_still_open():
    past = after((*s.on_its_way, s.market_done), check(date(2026, 2, 24), UNDONE))

    result = lived(*past).when(corrected(1, date(2026, 2, 24), KEPT[0])).result
    assert [type(each) for each in result] == [e.CheckCorrected, e.CompletionRestored]


def test_a_verdict_may_change_to_and_fro() -> None:  # model 12
    """What was restored once is opened again, and restored again."""
    day = date(2026, 2, 24)
    past = after(s.done, check(day, UNDONE, KEPT[1]))
    for tasks in (KEPT, (UNDONE, KEPT[1]), KEPT):
        past = after(past, corrected(1, day, *tasks))

    assert sum(isinstance(each, e.CompletionRestored) for each in past) == 2
