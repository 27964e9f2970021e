"""What an outcome allows, from the draft to the sending, and from the check to the closure."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from contracts.consents import Chain, Consents, Thing
from contracts.outcomes.outcome import Benefit, OutcomeRedrafted, TaskChecked
from contracts.roles import Role
from runtime.decider import Listed
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider import NEXT, OUTCOME
from services.outcomes.outcome.decider.state import Stage
from services.outcomes.rules.decider import OutcomeRules
from tests.common.consents import CONSENTED, CONSENTS
from tests.outcomes import situations as s
from tests.outcomes.examples import OUTCOMES, POLICY
from tests.support.scenario import Scenario, circumstances

outcome = Scenario(OUTCOME, by=s.clerk)
OF_OUTCOMES = [each for each in OUTCOMES.each if OUTCOMES.kind(each).name == "outcome"]


def test_the_same_draft_again_changes_nothing():
    outcome.given(s.drafted).when(s.draft, POLICY).then_nothing()


def test_a_draft_is_never_replaced_by_another():
    other = c.DraftOutcome(**{**s.draft.model_dump(), "title": "另一件事"})

    outcome.given(s.drafted).when(other, POLICY).then_rejected("out-of-step")


def test_the_party_organisation_of_a_higher_level_may_not_consent_for_the_village():  # 000-24
    outcome.given(s.drafted).when(s.consent_to, s.township_party).then_rejected("same-level")


def test_a_party_organisation_of_the_county_may_not_either():
    county_party = circumstances("wu", "party", s.VILLAGE, s.rules, scope="620123")

    outcome.given(s.drafted).when(s.consent_to, county_party).then_rejected("same-level")


def test_nobody_else_of_the_village_may_consent():
    village_clerk = circumstances("wei", "clerk", s.VILLAGE, s.rules, scope=s.VILLAGE)

    outcome.given(s.drafted).when(s.consent_to, village_clerk).then_rejected("same-level")


def test_the_county_party_committee_consents_to_an_outcome_of_the_county():  # 000-52
    county = circumstances("wu", "party", "620123000000", s.rules, scope="620123")
    its_own = s.consent.model_copy(update={"bodies": ("party-620123",)})
    county_consents = c.ConsentToOutcome(consent=its_own)

    outcome.given(s.drafted).when(county_consents, county).then(
        s.consented.model_copy(update={"consent": county_consents.consent})
    )


def test_the_party_organisation_of_an_enterprise_consents_to_its_outcome():  # 000-17
    unit = "620123101900"
    directory = {"its-party": Listed("企业党委", "party-committee", unit, consents=True)}
    enterprise = circumstances("wu", "party", unit, s.rules, scope=unit, directory=directory)
    consent = s.consent.model_copy(update={"bodies": ("its-party",)})

    outcome.given(s.drafted).when(c.ConsentToOutcome(consent=consent), enterprise).then(
        s.consented.model_copy(update={"consent": consent})
    )


def test_consent_cannot_be_dated_ahead():
    ahead = c.ConsentToOutcome(
        consent=s.consent.model_copy(update={"decided_on": date(2026, 3, 3)})
    )

    outcome.given(s.drafted).when(ahead, s.village_party).then_rejected("future-day")


def test_the_same_consent_again_changes_nothing():
    outcome.given(s.drafted, s.consented).when(s.consent_to, s.village_party).then_nothing()


def test_another_consent_does_not_replace_the_first():
    other = c.ConsentToOutcome(consent=s.consent.model_copy(update={"resolution": "9号"}))

    outcome.given(s.drafted, s.consented).when(other, s.village_party).then_rejected("out-of-step")


def test_the_rules_may_name_a_chain_for_a_kind_of_outcome():  # 000-24, model 4
    office = circumstances("ou", "cppcc-office", s.VILLAGE, s.rules, scope=s.VILLAGE)
    heard = CONSENTED.model_copy(
        update={"code": "heard", "chinese": "讨论", "offices": (Role.CPPCC_OFFICE,)}
    )
    chain = Chain(what=Thing.OUTCOME, kind="opinion", steps=(heard, CONSENTED))
    rules = replace(s.rules, consents=Consents(chains=(chain, *CONSENTS.chains)))
    first = s.consented.model_copy(update={"step": "heard", "word": "讨论", "last": False})
    again = c.ConsentToOutcome(consent=s.consent.model_copy(update={"resolution": "5号"}))
    theirs, ours = replace(office, rules=rules), replace(s.village_party, rules=rules)

    outcome.given(s.drafted).when(s.consent_to, theirs).then(first)
    outcome.given(s.drafted).when(s.consent_to, ours).then_rejected("same-level")
    outcome.given(s.drafted, first).when(s.consent_to, ours).then_nothing()
    outcome.given(s.drafted, first).when(s.send).then_rejected("no-outcome-consent")
    last = s.consented.model_copy(update={"consent": again.consent})
    outcome.given(s.drafted, first).when(again, ours).then(last)
    outcome.given(s.drafted, first, s.refused, s.redrafted).when(s.consent_to, theirs).then(first)


def test_a_refused_outcome_goes_back_to_its_drafter():  # model 4
    outcome.given(s.drafted, s.refused).when(s.consent_to, s.village_party).then_rejected(
        "out-of-step"
    )
    as_it_was = c.RedraftOutcome(title=s.drafted.title, summary=s.drafted.summary)
    outcome.given(s.drafted, s.refused).when(as_it_was).then(OutcomeRedrafted(**dict(as_it_was)))
    outcome.given(s.drafted, s.refused, s.redrafted).when(s.consent_to, s.village_party).then(
        s.consented
    )


def test_a_draft_is_drawn_up_again_until_there_is_consent():
    as_it_was = c.RedraftOutcome(title=s.drafted.title, summary=s.drafted.summary)

    outcome.given(s.drafted).when(s.redraft).then(s.redrafted)
    outcome.given(s.drafted).when(as_it_was).then_nothing()
    outcome.given(s.drafted, s.consented).when(s.redraft).then_rejected("out-of-step")


def test_a_consent_names_a_body_of_the_level():  # 000-24
    another = s.consent.model_copy(update={"bodies": ("party-620123109",)})

    outcome.given(s.drafted).when(
        c.ConsentToOutcome(consent=another), s.village_party
    ).then_rejected("not-consenting")


def test_an_outcome_is_not_consented_to_where_the_rules_name_nobody():
    nobody = replace(s.village_party, rules=replace(s.rules, consents=Consents()))

    outcome.given(s.drafted).when(s.consent_to, nobody).then_rejected("no-consent-rule")


def test_only_the_same_level_may_refuse():
    outcome.given(s.drafted).when(s.refuse, s.township_party).then_rejected("same-level")


def test_consent_once_given_is_not_refused_afterwards():
    outcome.given(s.drafted, s.consented).when(s.refuse, s.village_party).then_rejected(
        "out-of-step"
    )


@pytest.mark.parametrize("history", [(s.drafted,), (s.drafted, s.refused)])
def test_nothing_is_sent_without_consent(history):  # 000-24
    rule = "no-outcome-consent" if history == (s.drafted,) else "out-of-step"
    outcome.given(*history).when(s.send).then_rejected(rule)


def test_nothing_was_sent_before_the_consent():  # 000-24
    early = s.send.model_copy(update={"sent_on": date(2026, 1, 19)})

    outcome.given(s.drafted, s.consented).when(early).then_rejected("before-consent")


def test_nothing_is_sent_on_a_day_to_come():
    ahead = s.send.model_copy(update={"sent_on": date(2026, 3, 3)})

    outcome.given(s.drafted, s.consented).when(ahead).then_rejected("future-day")


def test_a_standing_copy_is_named_once_though_the_clerk_names_it_too():
    twice = s.send.model_copy(update={"copies": ("县目标绩效办", "县委督查室")})

    outcome.given(s.drafted, s.consented).when(twice, s.on_the_day).then(*s.on_its_way[2:])


def test_without_rules_of_the_county_the_first_progress_is_due_after_thirty_days():  # 9.3
    nobody_ruled = replace(s.clerk, rules=OutcomeRules())

    result = outcome.given(s.drafted, s.consented).when(s.send, nobody_ruled).result

    assert result[0].copies == ("县委督查室",)
    counted = {(task.first_progress_due, task.provisional) for task in result[1:-1]}
    assert counted == {(date(2026, 2, 23), True)}  # the 21st is a Saturday


def test_sending_the_same_again_changes_nothing():
    outcome.given(*s.on_its_way).when(s.send).then_nothing()


def test_an_outcome_is_sent_once():
    other = c.SendOutcome(
        outcome_number="另一号", sent_on=date(2026, 1, 23), recipients=("镇党委",)
    )

    outcome.given(*s.on_its_way).when(other).then_rejected("out-of-step")


def test_a_completed_task_that_was_not_kept_is_opened_again():  # 001-22
    outcome.given(*s.round_walked).when(s.check_in_vain).then(s.not_kept, s.road_reopened)


def test_a_check_that_finds_a_task_of_a_closed_outcome_undone_opens_the_outcome():  # model 13
    lost = (*s.all_closed, s.not_kept, s.road_reopened, s.reopened_by_check)
    again = s.checked.model_copy(update={"check": 3})

    outcome.given(*s.all_closed).when(s.check_in_vain).then(*lost[-3:])
    outcome.given(*lost).when(s.close).then_rejected("not-kept")
    outcome.given(*lost, s.road_done, again).when(s.close).then_rejected("no-feedback")
    outcome.given(*lost, s.road_done, again, s.told_again).when(s.close).then(s.closed)


def test_a_check_that_finds_all_kept_leaves_a_closed_outcome_closed():
    held = outcome.given(*s.all_closed).when(s.check).result

    assert [type(each).__name__ for each in held] == ["CheckHeld"]


def test_a_task_that_is_open_stays_as_it_is():
    first = s.not_kept.model_copy(update={"check": 1, "due": None})

    outcome.given(*s.on_its_way).when(s.check_in_vain).then(first)


def test_only_what_was_completed_by_that_day_can_be_found_kept():  # 001-22
    early = s.check_in_vain.model_copy(update={"on": date(2026, 2, 20)})

    outcome.given(*s.on_its_way, s.market_done).when(s.check).then_rejected("kept-not-completed")
    outcome.given(*s.round_walked, s.not_kept, s.road_reopened).when(s.check).then_rejected(
        "kept-not-completed"
    )
    outcome.given(*s.done).when(early).then_rejected("before-completion")


def test_work_that_goes_on_is_checked_without_a_verdict():  # 004-19
    going_on = (TaskChecked(task=2, finding="路基已成型"),)
    quarterly = s.check.model_copy(update={"tasks": going_on})
    held = s.checked.model_copy(update={"tasks": going_on, "due": None})
    again = (
        *s.round_walked,
        s.not_kept,
        s.road_reopened,
        s.checked.model_copy(update={"check": 3, "tasks": going_on}),
    )

    outcome.given(*s.on_its_way, s.market_done).when(quarterly).then(held)
    outcome.given(*s.done).when(quarterly).then_rejected("no-verdict")
    outcome.given(*s.on_its_way, held, s.market_done, s.road_done, s.fed_back).when(
        s.close
    ).then_rejected("no-check")
    outcome.given(*again, s.road_done).when(s.close).then_rejected("not-kept")


def test_a_check_names_its_tasks():
    nothing = s.check.model_copy(update={"tasks": ()})
    unknown = s.check.model_copy(
        update={"tasks": (TaskChecked(task=9, kept=True, finding="正常"),)}
    )

    outcome.given(*s.done).when(nothing).then_rejected("no-task-named")
    outcome.given(*s.done).when(unknown).then_rejected("no-such-task")


def test_a_task_has_one_verdict_in_a_check():
    kept, *_ = s.check.tasks
    twice = s.check.model_copy(update={"tasks": (*s.check.tasks, kept)})
    both = s.check.model_copy(update={"tasks": (kept, kept.model_copy(update={"kept": False}))})

    outcome.given(*s.done).when(twice).then(s.checked)
    outcome.given(*s.done).when(both).then_rejected("kept-contradicted")


def test_checks_are_numbered():
    outcome.given(*s.done, s.checked).when(s.check).then(
        s.checked.model_copy(update={"check": 2, "due": s.due_in_summer.due})
    )


def test_a_member_is_named_once_in_a_check():
    twice = s.check.model_copy(update={"members": ("m-620123-0007", "m-620123-0007")})

    outcome.given(*s.done).when(twice).then(s.checked)


def test_a_closed_outcome_may_be_checked_a_second_time():  # 9.3
    outcome.given(*s.all_closed).when(s.check).then(
        s.checked.model_copy(update={"check": 2, "due": s.due_in_summer.due})
    )


@pytest.mark.parametrize("history", [(s.drafted,), (s.drafted, s.consented)])
def test_there_is_nothing_to_check_before_sending(history):
    outcome.given(*history).when(s.check).then_rejected("step-order")


def test_no_more_residents_confirm_than_were_asked():  # 001-38
    too_many = s.check.model_copy(update={"residents_confirming": 13})

    outcome.given(*s.on_its_way).when(too_many).then_rejected("residents-confirming")


def test_a_check_does_not_lie_before_the_sending():
    early = s.check.model_copy(update={"on": date(2026, 1, 21)})

    outcome.given(*s.on_its_way).when(early).then_rejected("before-sending")


def test_a_check_does_not_lie_ahead():
    ahead = s.check.model_copy(update={"on": date(2026, 4, 1)})

    outcome.given(*s.on_its_way).when(ahead).then_rejected("future-day")


def test_there_is_nothing_to_tell_before_sending():
    outcome.given(s.drafted, s.consented).when(s.give_feedback).then_rejected("step-order")


def test_feedback_does_not_lie_before_the_sending():
    early = c.GiveFeedback(on=date(2026, 1, 21), channel="上门反馈")

    outcome.given(*s.on_its_way).when(early).then_rejected("before-sending")


def test_a_stated_none_stands_for_benefit_figures():
    none = c.CloseOutcome(benefit=Benefit(none_because="仅澄清政策"), reason="已解释清楚")

    outcome.given(*s.round_walked).when(none).then(
        s.closed.model_copy(update={"benefit": none.benefit, "reason": "已解释清楚"})
    )


def test_an_outcome_without_tasks_closes_as_well():
    checked = s.checked.model_copy(update={"tasks": (), "due": None})
    drafted = s.drafted.model_copy(update={"tasks": ()})
    sent = (drafted, s.consented, s.sent, s.reported)

    outcome.given(*sent).when(s.check.model_copy(update={"tasks": ()})).then(checked)
    outcome.given(*sent, checked, s.fed_back, s.converted).when(s.close).then(s.closed)


@pytest.mark.parametrize("history", [s.done, (*s.done, s.fed_back)])
def test_no_outcome_closes_without_a_check(history):  # 13.3-15
    outcome.given(*history).when(s.close).then_rejected("no-check")


def test_no_outcome_closes_on_a_task_that_was_found_not_done():  # 001-22
    elsewhere = s.checked.model_copy(update={"check": 3, "tasks": s.checked.tasks[:1]})
    again = s.checked.model_copy(update={"check": 4})

    history = s.round_walked
    for more in (s.not_kept, s.road_reopened, s.road_done, elsewhere):
        history = (*history, more)
        outcome.given(*history).when(s.close).then_rejected("not-kept")
    outcome.given(*history, again).when(s.close).then(s.closed)


def test_another_department_does_not_wipe_out_what_a_check_found():  # 001-22
    moved = (s.not_kept, s.road_reopened, s.road_returned, s.road_reassigned)
    done = s.road_done.model_copy(update={"department": s.HEALTH})
    again = s.checked.model_copy(update={"check": 3})

    history = (*s.round_walked, *moved, done)
    outcome.given(*history).when(s.close).then_rejected("not-kept")
    outcome.given(*history, again).when(s.close).then(s.closed)


def test_no_outcome_closes_without_feedback():  # 000-34, 13.3-15
    outcome.given(*s.done, s.checked).when(s.close).then_rejected("no-feedback")


def test_no_outcome_closes_with_neither_benefit_nor_a_stated_none():  # 002-15, 13.3-15
    silent = c.CloseOutcome(benefit=Benefit(), reason="任务办结")

    outcome.given(*s.round_walked).when(silent).then_rejected("no-benefit")


def test_benefit_figures_and_a_stated_none_contradict_each_other():
    both = c.CloseOutcome(benefit=Benefit(people=5, none_because="无"), reason="任务办结")

    outcome.given(*s.round_walked).when(both).then_rejected("benefit-and-none")


@pytest.mark.parametrize(
    "tasks",
    [
        (),
        (s.market_done,),
        (s.market_done, s.road_returned),
        (s.market_done, s.road_returned, s.road_reassigned),
    ],
)
def test_no_outcome_closes_while_a_task_is_open(tasks):
    history = (*s.on_its_way, *tasks, s.checked, s.fed_back)

    outcome.given(*history).when(s.close).then_rejected("task-open")


def test_a_returned_task_that_another_department_completed_stands_in_no_way():
    road_done = s.road_done.model_copy(update={"department": s.HEALTH})
    tasks = (s.market_done, s.road_returned, s.road_reassigned, road_done)

    walked = (*s.on_its_way, *tasks, s.checked, s.fed_back, s.converted)
    outcome.given(*walked).when(s.close).then(s.closed)


def test_no_order_of_deeds_closes_an_outcome_early():
    """13.3-15, tried with every subset of what closing asks for."""
    needed = (s.market_done, s.road_done, s.checked, s.fed_back)
    for chosen in product([True, False], repeat=len(needed)):
        history = [deed for deed, taken in zip(needed, chosen, strict=True) if taken]
        result = outcome.given(*s.on_its_way, *history).when(s.close).result

        assert (result == [s.closed, s.converted]) == all(chosen), history


def test_closing_the_same_again_changes_nothing():
    outcome.given(*s.all_closed).when(s.close).then_nothing()


def test_a_closed_outcome_does_not_close_for_another_reason():
    other = c.CloseOutcome(benefit=s.benefit, reason="另一个理由")

    outcome.given(*s.all_closed).when(other).then_rejected("out-of-step")


def test_an_open_outcome_is_not_reopened():
    outcome.given(*s.done).when(s.reopen).then_rejected("out-of-step")


def test_a_reopened_outcome_needs_a_new_check():
    outcome.given(*s.all_closed, s.reopened, s.told_again).when(s.close).then_rejected("no-check")


def test_a_reopened_outcome_needs_new_feedback():
    outcome.given(*s.all_closed, s.reopened, s.checked).when(s.close).then_rejected("no-feedback")


def test_a_check_between_closing_and_reopening_does_not_count_for_the_new_round():
    history = (*s.all_closed, s.checked, s.reopened, s.told_again)

    outcome.given(*history).when(s.close).then_rejected("no-check")


def test_a_reopened_outcome_closes_after_a_second_round():
    history = (*s.all_closed, s.reopened, s.checked, s.told_again)

    outcome.given(*history).when(s.close).then(s.closed)


MOMENTS = {
    Stage.BLANK: (),
    Stage.DRAFTED: (s.drafted,),
    Stage.REFUSED: (s.drafted, s.refused),
    Stage.CONSENTED: (s.drafted, s.consented),
    Stage.SENT: (*s.on_its_way, s.road_returned),
    Stage.CLOSED: s.all_closed,
}


@pytest.mark.parametrize("past", MOMENTS.values(), ids=list(MOMENTS))
@pytest.mark.parametrize("example", OF_OUTCOMES, ids=str)
def test_what_is_not_open_is_refused_by_a_rule_or_changes_nothing(past, example):
    """No command fails at any stage by anything but a rule, and what it records can be folded."""
    result = outcome.given(*past).when(example.when, example.by).result

    if isinstance(result, list):
        history = [(event, s.VILLAGE) for event in (*past, *result)]
        assert OUTCOME.fold(history).unit == (s.VILLAGE if history else "")
    else:
        assert result.chinese
        assert result.english


@pytest.mark.parametrize("stage", Stage)
def test_the_moments_are_what_they_are_called(stage):
    state = OUTCOME.fold((event, s.VILLAGE) for event in MOMENTS[stage])

    assert state.stage is stage
    assert state.unit == ("" if stage is Stage.BLANK else s.VILLAGE)


def test_at_every_stage_a_refusal_says_what_comes_next():
    assert set(NEXT) == set(Stage)

    refusal = outcome.given(s.drafted, s.consented).when(s.reopen)

    refusal.then_rejected("out-of-step")
    assert refusal.result.english == (
        "This step is not open: consent is recorded; go on with the next step of the procedure."
    )
