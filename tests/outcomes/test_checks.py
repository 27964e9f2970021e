"""When checks are due, who records them, and what a correction may say afterwards."""

from datetime import date

import pytest

from contracts.outcomes import outcome as e
from runtime.probe import probe
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import OUTCOME
from tests.outcomes import situations as s
from tests.support.scenario import Scenario, circumstances

outcome = Scenario(OUTCOME, by=s.clerk)


def test_the_last_task_completed_makes_checks_due_by_the_rhythm_of_their_kind():  # 9.3
    late = s.complete_road.model_copy(update={"on": date(2026, 2, 19)})

    outcome.given(*s.on_its_way, s.market_done).when(late, s.transport).then(
        s.road_done.model_copy(update={"on": late.on}),
        s.due_in_spring.model_copy(update={"due": date(2026, 4, 21)}),
        s.due_in_summer.model_copy(update={"due": date(2026, 8, 19)}),
    )
    outcome.given(*s.on_its_way).when(s.complete_road, s.transport).then(s.road_done)


def test_a_task_done_a_second_time_makes_no_check_due_twice():
    again = (*s.round_walked, s.not_kept.model_copy(update={"due": None}), s.road_reopened)

    outcome.given(*again).when(s.complete_road, s.transport).then(s.road_done)


def test_an_outcome_is_put_under_quarterly_inspection():  # 004-19
    inspect = s.check.model_copy(update={"kind": "special", "on": date(2026, 3, 1)})
    going_on = inspect.model_copy(update={"tasks": (e.TaskChecked(task=2, finding="路基已成型"),)})
    listed = outcome.given(*s.on_its_way, s.put_under_inspection)

    listed.when(going_on, s.supervisor).then(
        e.CheckHeld(check=1, due=s.put_under_inspection.due, **going_on.model_dump()),
        e.CheckScheduled(kind="special", due=date(2026, 6, 1)),
    )
    listed.when(s.schedule, s.supervisor).then_nothing()


def test_a_kind_of_check_names_who_records_it():  # 004-19
    special = s.check.model_copy(update={"kind": "special"})

    outcome.given(*s.done).when(special, s.clerk).then_rejected("not-who-checks")
    outcome.given(*s.done).when(s.schedule, s.clerk).then_rejected("not-who-checks")


def test_a_check_without_a_rhythm_is_scheduled_for_a_day():
    visit = c.ScheduleCheck(kind="visit", reason="群众反映较多")
    on_a_day = visit.model_copy(update={"due": date(2026, 3, 20)})

    outcome.given(*s.done).when(visit).then_rejected("no-rhythm")
    outcome.given(*s.done).when(on_a_day).then(e.CheckScheduled(**on_a_day.model_dump()))


@pytest.mark.parametrize(
    "deed",
    [
        s.check.model_copy(update={"kind": "nosuch"}),
        s.schedule.model_copy(update={"kind": "nosuch"}),
        s.give_feedback.model_copy(update={"satisfaction": "nosuch"}),
        s.adopt.model_copy(update={"place": "nosuch"}),
        s.adopt.model_copy(update={"level": "nosuch"}),
    ],
    ids=["check", "schedule", "satisfaction", "place", "level"],
)
def test_a_word_that_the_county_does_not_have_is_refused_with_those_that_there_are(deed):
    refused = outcome.given(*s.done).when(deed)

    refused.then_rejected("unknown-code")
    assert "nosuch" in refused.result.english
    assert any(
        code in refused.result.english for code in ("look-back", "good", "decision", "county")
    )


@pytest.mark.parametrize(
    ("code", "satisfied"), [("good", True), ("bad", False), ("unsure", None), (None, None)]
)
def test_a_word_of_satisfaction_counts_as_the_county_says(code, satisfied):  # 8.3
    told = s.give_feedback.model_copy(update={"satisfaction": code})

    outcome.given(*s.done).when(told).then(
        s.fed_back.model_copy(update={"satisfaction": code, "satisfied": satisfied})
    )


def test_an_outcome_is_adopted_as_often_as_somebody_adopts_it_and_once_each():  # 004-14
    village = s.adopt.model_copy(update={"place": "village-rules", "level": "village"})
    closed = (*s.all_closed, s.adopted_as_decision)

    outcome.given(*closed).when(s.adopt).then_nothing()
    outcome.given(*closed).when(village).then(
        s.adopted_as_decision.model_copy(
            update={"adoption": 2, "place": "village-rules", "level": "village"}
        )
    )


def test_an_outcome_is_not_adopted_before_it_is_handled():
    early = s.adopt.model_copy(update={"on": date(2026, 1, 21)})

    outcome.given(*s.done).when(early).then_rejected("before-sending")
    outcome.given(s.drafted).when(s.adopt).then_rejected("no-outcome-consent")
    outcome.given().when(s.adopt).then_rejected("out-of-step")


def test_a_kind_of_outcome_is_adopted_where_the_county_says():  # 5.2
    drafted = s.drafted.model_copy(update={"outcome_kind": s.record_kind})

    outcome.given(drafted, *s.done[1:]).when(s.adopt).then_rejected("not-adopted-there")


def test_a_completion_is_corrected_whole_and_once():
    outcome.given(*s.done, s.market_corrected).when(s.correct_completion, s.commerce).then_nothing()
    again = s.correct_completion.model_copy(update={"on": date(2026, 2, 18)})
    outcome.given(*s.done, s.market_corrected).when(again, s.commerce).then(
        s.market_corrected.model_copy(update={"on": again.on, "corrects": len(s.done) + 1})
    )


def test_checks_move_with_the_completion_from_which_they_are_counted():  # 9.3
    earlier = c.CorrectCompletion(
        **s.complete_road.model_copy(update={"on": date(2026, 2, 18)}).model_dump(), reason="记错"
    )
    spring, summer = (
        each.model_copy(update={"due": due, "instead_of": each.due})
        for each, due in (
            (s.due_in_spring, date(2026, 4, 21)),
            (s.due_in_summer, date(2026, 8, 19)),
        )
    )

    corrected, *moved = outcome.given(*s.done).when(earlier, s.transport).result
    assert moved == [spring, summer]
    _, *moved = outcome.given(*s.done, s.checked).when(earlier, s.transport).result
    assert moved == [summer]
    state = OUTCOME.fold((each, s.VILLAGE) for each in (*s.done, corrected, spring, summer))
    assert state.checks_due == {"look-back": (spring.due, summer.due)}
    outcome.given(*s.done, corrected, spring, summer).when(earlier, s.transport).then_nothing()


def test_a_check_that_moves_onto_the_day_of_another_takes_no_place_of_it():
    terms = (s.due_in_spring, s.due_in_summer.model_copy(update={"due": date(2026, 4, 24)}))
    later = c.CorrectCompletion(
        **s.complete_road.model_copy(update={"on": date(2026, 2, 23)}).model_dump(), reason="记错"
    )
    life = (*s.on_its_way, s.market_done, s.road_done, *terms)

    events = outcome.given(*life).when(later, s.transport).result
    state = OUTCOME.fold((each, s.VILLAGE) for each in (*life, *events))
    assert state.checks_due == {"look-back": (date(2026, 4, 24), date(2026, 8, 24))}


def test_a_completion_is_not_corrected_to_a_day_after_its_check():
    later = s.correct_completion.model_copy(update={"on": date(2026, 2, 26)})

    corrected, *_ = outcome.given(*s.done).when(later, s.commerce).result
    assert corrected == s.market_corrected.model_copy(update={"on": later.on})
    outcome.given(*s.round_walked).when(later, s.commerce).then_rejected("checked-before")


def test_what_is_not_completed_has_no_completion_to_correct():
    outcome.given(*s.on_its_way).when(s.correct_completion, s.commerce).then_rejected(
        "not-completed"
    )


def test_a_check_is_corrected_whole_and_once():  # model 12
    lost = (*s.round_walked, s.not_kept, s.road_reopened)
    told = (*lost, s.road_checked_in_truth, s.road_restored)

    outcome.given(*lost).when(s.correct_check).then(s.road_checked_in_truth, s.road_restored)
    outcome.given(*told).when(s.correct_check).then_nothing()
    state = OUTCOME.fold((event, s.VILLAGE) for event in told)
    assert (state.tasks[2].state, state.tasks[2].completed_on) == ("completed", s.road_done.on)
    assert not state.facts.undone
    outcome.given(*told).when(s.close).then(s.closed)


def test_a_task_that_a_corrected_check_finds_undone_is_opened_again():  # 001-22
    undone = (s.checked.tasks[0], e.TaskChecked(task=2, kept=False, finding="路面未硬化"))
    command = c.CorrectCheck(
        **{**s.check.model_dump(exclude={"kind"}), "tasks": undone},
        check=1,
        reason="漏记一处",
    )

    corrected, reopened = outcome.given(*s.done, s.checked).when(command).result
    assert reopened == e.TaskReopened(task=2, check=1, finding="路面未硬化")
    assert corrected.corrects == len(s.done) + 1
    assert [each.kept for each in corrected.verdicts] == [True, False]
    looked_again = s.checked.model_copy(update={"check": 2, "due": s.due_in_summer.due})
    (later,) = outcome.given(*s.done, s.checked, looked_again).when(command).result
    assert [each.kept for each in later.verdicts] == [True, True]


def test_a_corrected_check_opens_a_closed_outcome_or_lets_it_close_as_before():  # model 12, 13
    undone = (s.checked.tasks[0], e.TaskChecked(task=2, kept=False, finding="路面未硬化"))
    command = c.CorrectCheck(
        **{**s.check.model_dump(exclude={"kind"}), "tasks": undone, "finding": "漏记"},
        check=1,
        reason="漏记一处",
    )
    lost = (*s.all_closed, s.not_kept, s.road_reopened, s.reopened_by_check)
    still_undone = s.correct_check.model_copy(update={"tasks": s.not_kept.tasks})

    _, *followed = outcome.given(*s.all_closed).when(command).result
    assert followed == [
        e.TaskReopened(task=2, check=1, finding="路面未硬化"),
        s.reopened_by_check.model_copy(update={"check": 1, "reason": "漏记"}),
    ]
    corrected = outcome.given(*lost).when(s.correct_check).result
    assert [type(each) for each in corrected] == [e.CheckCorrected, e.CompletionRestored]
    outcome.given(*lost, *corrected).when(s.close).then(s.closed)
    (corrected,) = outcome.given(*lost).when(still_undone).result
    outcome.given(*lost, corrected, s.road_done).when(s.close).then_rejected("not-kept")
    by_hand = (*s.all_closed, s.not_kept, s.road_reopened, s.reopened)
    corrected = outcome.given(*by_hand).when(s.correct_check).result
    outcome.given(*by_hand, *corrected).when(s.close).then_rejected("no-check")


def test_a_check_that_never_judged_leaves_a_task_without_verdict():
    market = (s.checked.tasks[0],)
    command = c.CorrectCheck(
        **{**s.check.model_dump(exclude={"kind"}), "tasks": market}, check=1, reason="没有看道路"
    )

    (corrected,) = outcome.given(*s.done, s.checked).when(command).result
    assert corrected.verdicts[1] == e.Verdict(task=2, kept=None, finding=None)


def test_a_correction_of_a_check_is_as_plausible_as_a_check():
    held = outcome.given(*s.round_walked, s.not_kept, s.road_reopened)
    before_done = s.correct_check.model_copy(update={"on": date(2026, 2, 20)})
    more = s.correct_check.model_copy(update={"residents_confirming": 99})

    held.when(s.correct_check.model_copy(update={"check": 3})).then_rejected("no-such-check")
    outcome.given(*s.done).when(probe(c.CorrectCheck)).then_rejected("not-checked")
    held.when(before_done).then_rejected("before-completion")
    held.when(more).then_rejected("residents-confirming")


def test_a_correction_of_benefit_says_something_else_than_is_recorded():  # 002-15
    same = c.CorrectBenefit(benefit=s.benefit, reason="核对")
    nothing = c.CorrectBenefit(benefit=e.Benefit(), reason="核对")
    closed = outcome.given(*s.all_closed)
    twice = outcome.given(*s.all_closed, s.benefit_corrected)

    closed.when(same).then_nothing()
    closed.when(nothing).then_rejected("no-benefit")
    twice.when(same).then(e.BenefitCorrected(corrects=len(s.all_closed) + 1, **same.model_dump()))
    outcome.given(*s.done).when(s.correct_benefit).then_rejected("out-of-step")


def test_the_due_day_of_a_check_is_not_open_again_once_it_was_held():
    state = OUTCOME.fold((event, s.VILLAGE) for event in (*s.done, s.checked))

    assert state.checks_due == {"look-back": (s.due_in_summer.due,)}


def test_the_rule_does_not_depend_on_who_schedules():
    committee = circumstances("bai", "committee", s.VILLAGE, s.rules, scope="620123")
    visit = c.ScheduleCheck(kind="visit", due=date(2026, 3, 20), reason="群众反映较多")

    outcome.given(*s.done).when(visit, committee).then(e.CheckScheduled(**visit.model_dump()))
