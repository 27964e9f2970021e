"""What the departments may do with their tasks, and how a task is assigned and urged."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from contracts.outcomes import outcome as e
from runtime.decider import Listed
from runtime.probe import foreseen, probe
from services.outcomes.outcome.commands import (
    AcceptTask,
    CompleteTask,
    ReassignTask,
    ReportProgress,
    UrgeHandling,
)
from services.outcomes.outcome.decider import OUTCOME
from services.outcomes.outcome.decider.assigning import looks_up
from tests.outcomes import situations as s
from tests.support.scenario import Scenario, circumstances

outcome = Scenario(OUTCOME, by=s.clerk)
under_way = outcome.given(*s.on_its_way)

DEEDS = [s.accept, s.give_back.model_copy(update={"task": 1}), s.report, s.complete]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: type(deed).__name__)
def test_a_department_that_has_nothing_to_do_with_a_task_does_nothing_with_it(deed):  # 9.2
    under_way.when(deed, s.health).then_rejected("not-your-task")


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: type(deed).__name__)
def test_an_office_without_a_body_handles_no_task(deed):
    under_way.when(deed, s.clerk).then_rejected("not-your-task")


@pytest.mark.parametrize(
    "deed", [DEEDS[0], DEEDS[1], DEEDS[3]], ids=["accept", "return", "complete"]
)
def test_who_helps_neither_accepts_nor_returns_nor_completes(deed):
    under_way.when(deed, s.transport).then_rejected("not-your-task")


def test_who_helps_reports_progress():  # 9.2
    under_way.when(s.report, s.transport).then(
        s.market_half_done.model_copy(update={"department": s.TRANSPORT})
    )


def test_after_reassignment_the_earlier_department_has_no_say():
    history = (*s.on_its_way, s.road_returned, s.road_reassigned)
    accept = AcceptTask(task=2, officer="工程股")

    outcome.given(*history).when(accept, s.transport).then_rejected("not-your-task")
    outcome.given(*history).when(accept, s.health).then(
        e.TaskAccepted(task=2, department=s.HEALTH, officer="工程股")
    )


def test_a_task_that_is_not_there_is_named_in_the_refusal():
    missing = AcceptTask(task=9, officer="市场股")

    under_way.when(missing, s.commerce).then_rejected("no-such-task")


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: type(deed).__name__)
def test_there_are_no_tasks_before_the_outcome_is_sent(deed):
    outcome.given(s.drafted, s.consented).when(deed, s.commerce).then_rejected("out-of-step")


def test_accepting_again_changes_nothing():
    outcome.given(*s.on_its_way, s.market_accepted).when(s.accept, s.commerce).then_nothing()


def test_another_officer_may_take_over():
    other = AcceptTask(task=1, officer="综合股")

    outcome.given(*s.on_its_way, s.market_accepted).when(other, s.commerce).then(
        e.TaskAccepted(task=1, department=s.COMMERCE, officer="综合股")
    )


def test_returning_again_changes_nothing():
    outcome.given(*s.on_its_way, s.road_returned).when(s.give_back, s.transport).then_nothing()


def test_a_returned_task_waits_for_somebody_else():
    accept = AcceptTask(task=2, officer="工程股")

    outcome.given(*s.on_its_way, s.road_returned).when(accept, s.transport).then_rejected(
        "task-returned"
    )


@pytest.mark.parametrize("percent", [0, 49])
def test_progress_never_goes_back(percent):
    worse = s.report.model_copy(update={"percent": percent})

    outcome.given(*s.on_its_way, s.market_half_done).when(worse, s.commerce).then_rejected(
        "percent-decreased"
    )


def test_progress_may_stand_still():
    outcome.given(*s.on_its_way, s.market_half_done).when(s.report, s.commerce).then(
        s.market_half_done
    )


@pytest.mark.parametrize("percent", [-1, 101, 50.5])
def test_progress_lies_between_nothing_and_all(percent):
    with pytest.raises(ValidationError):
        ReportProgress(task=1, on="2026-02-10", percent=percent, text="进展")


@pytest.mark.parametrize(
    ("on", "rule"), [(date(2026, 1, 21), "before-sending"), (date(2026, 3, 3), "future-day")]
)
@pytest.mark.parametrize("deed", [s.report, s.complete], ids=["report", "complete"])
def test_work_lies_between_sending_and_today(deed, on, rule):
    under_way.when(deed.model_copy(update={"on": on}), s.commerce).then_rejected(rule)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: type(deed).__name__)
def test_a_completed_task_is_left_alone(deed):
    outcome.given(*s.on_its_way, s.market_done).when(deed, s.commerce).then_rejected(
        "task-completed"
    )


def test_a_task_is_not_due_before_the_outcome_was_sent():
    early = s.assign.model_copy(update={"due": date(2026, 1, 21)})

    under_way.when(early).then_rejected("due-before-sending")


def test_who_leads_does_not_also_help():
    both = s.assign.model_copy(update={"co": (s.HEALTH,)})

    under_way.when(both).then_rejected("lead-as-co")


def test_no_task_is_assigned_before_sending():
    outcome.given(s.drafted, s.consented).when(s.assign).then_rejected("out-of-step")


def test_a_returned_task_is_assigned_anew_under_its_number():
    outcome.given(*s.on_its_way, s.road_returned).when(s.reassign).then(s.road_reassigned)


def test_a_task_that_is_assigned_anew_keeps_the_day_that_was_agreed_on():
    early = s.reassign.model_copy(update={"due": date(2026, 1, 21)})
    returned = outcome.given(*s.on_its_way, s.road_returned)

    assert s.road_reassigned.due == s.road.due < s.sent.sent_on
    returned.when(s.reassign).then(s.road_reassigned)
    returned.when(early).then_rejected("due-before-sending")


def test_a_task_that_nobody_returned_is_not_taken_away():
    under_way.when(s.reassign).then_rejected("task-not-returned")


def test_a_completed_task_is_not_assigned_anew():
    outcome.given(*s.done).when(s.reassign).then_rejected("task-completed")


def test_a_task_assigned_anew_begins_at_nothing():
    half = s.market_half_done.model_copy(update={"task": 2, "department": s.TRANSPORT})
    history = (*s.on_its_way, half, s.road_returned, s.road_reassigned)
    state = OUTCOME.fold((event, s.VILLAGE) for event in history)

    assert state.tasks[2].percent == 0


def test_the_new_date_holds_from_then_on():
    earlier = s.urge.model_copy(update={"new_due": date(2026, 4, 29)})

    outcome.given(*s.on_its_way, s.road_urged).when(earlier).then_rejected("due-earlier")


def test_a_task_is_urged_without_a_letter_and_keeps_its_date():  # 001-22
    urge = UrgeHandling(task=2, reason="到期未动工")
    urged = e.HandlingUrged(task=2, reason="到期未动工")
    state = OUTCOME.fold((event, s.VILLAGE) for event in (*s.on_its_way, urged))

    under_way.when(urge).then(urged)
    assert state.tasks[2].due == s.road_assigned.due


def test_a_completed_task_is_not_urged():
    outcome.given(*s.done).when(s.urge).then_rejected("task-completed")


def test_a_task_that_was_opened_again_is_urged_and_worked_on_from_the_beginning():  # 001-22
    reported = s.market_half_done.model_copy(
        update={"task": 2, "department": s.TRANSPORT, "percent": 90}
    )
    again = outcome.given(*s.on_its_way, reported, s.road_done, s.not_kept, s.road_reopened)
    report = ReportProgress(task=2, on=date(2026, 3, 1), percent=10, text="重新动工")
    complete = CompleteTask(task=2, on=s.road_done.on, result=s.road_done.result)

    again.when(s.urge).then(s.road_urged)
    again.when(report, s.transport).then(
        e.ProgressReported(department=s.TRANSPORT, **report.model_dump())
    )
    again.when(complete, s.transport).then(s.road_done)


def test_the_rule_does_not_depend_on_who_urges():
    supervisor = circumstances("meng", "supervisor", s.VILLAGE, s.rules, scope="620123")

    under_way.when(s.urge, supervisor).then(s.road_urged)


def test_a_department_that_has_ended_is_given_no_task():  # model 5
    ended = Listed("县卫生健康局", "department", s.COUNTY, date(2026, 3, 1))
    theirs = replace(s.clerk, directory={s.HEALTH: ended})
    last_day = replace(theirs, today=date(2026, 2, 28))

    outcome.given(*s.on_its_way).when(s.assign, theirs).then_rejected("department-ended")
    outcome.given(*s.on_its_way, s.road_returned).when(s.reassign, theirs).then_rejected(
        "department-ended"
    )
    answer = outcome.given(*s.on_its_way).when(s.assign, last_day).result
    assert isinstance(answer, list), answer


@pytest.mark.parametrize(
    "since", [(), (e.TaskAccepted(task=2, department=s.TRANSPORT, officer="工程股"),)]
)
def test_a_task_of_a_department_that_has_ended_is_assigned_anew(since):  # model 5
    ended = Listed("县交通运输局", "department", s.COUNTY, date(2026, 3, 1))
    theirs = replace(s.clerk, directory={s.TRANSPORT: ended})
    last_day = replace(theirs, today=date(2026, 2, 28))
    lasting = replace(theirs, directory={s.TRANSPORT: ended._replace(until=None)})

    outcome.given(*s.on_its_way, *since).when(s.reassign, theirs).then(s.road_reassigned)
    for there in (last_day, lasting):
        outcome.given(*s.on_its_way, *since).when(s.reassign, there).then_rejected(
            "task-not-returned"
        )
    undone = (*s.round_walked, s.not_kept, s.road_reopened)
    outcome.given(*undone).when(s.reassign, theirs).then(s.road_reassigned)
    outcome.given(*s.done).when(s.reassign, theirs).then_rejected("task-completed")


def test_what_is_looked_up_to_assign_a_task_anew():
    state = OUTCOME.fold((event, s.VILLAGE) for event in s.on_its_way)

    assert list(looks_up(state, s.reassign)) == [s.COMMERCE, s.TRANSPORT, s.HEALTH]
    assert foreseen(looks_up, state, probe(ReassignTask)) == [s.COMMERCE, s.TRANSPORT]
    assert list(looks_up(state, s.assign)) == [s.HEALTH, s.COMMERCE]
