"""The life of a plan: drafted, decided or refused, amended only with reason and consent."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services.topics.plan.commands import AmendPlan, DecidePlan, DraftPlan, RefusePlan
from services.topics.plan.decider import PLAN
from tests.support.scenario import Scenario, circumstances
from tests.topics.situations import (
    VILLAGE,
    consent,
    drafted,
    market_entry,
    plan_amended,
    plan_decided,
    plan_refused,
    road_entry,
)

plan = Scenario(PLAN, by=circumstances(role="party", unit=VILLAGE, scope=VILLAGE))
above = circumstances(unit=VILLAGE, scope=VILLAGE[:9])

draft = DraftPlan(**dict(drafted))
decision = DecidePlan(consent=consent)
refusal = RefusePlan(**dict(plan_refused))
amendment = AmendPlan(added=(road_entry,), reason=plan_amended.reason, consent=consent)


def test_a_draft_is_drawn_up_anew_until_it_is_decided():
    new = draft.model_copy(update={"entries": (market_entry, road_entry)})

    plan.given(drafted).when(new).then(
        drafted.model_copy(update={"entries": (market_entry, road_entry)})
    )


def test_the_same_draft_is_drafted_already():
    plan.given(drafted).when(draft).then_nothing()


def test_a_topic_stands_in_the_plan_once():
    twice = draft.model_copy(update={"entries": (market_entry, market_entry)})

    plan.given().when(twice).then_rejected("topic-twice")


def test_a_plan_in_force_is_not_drawn_up_anew():  # 5.5
    plan.given(drafted, plan_decided).when(draft).then_rejected("plan-in-force")


@pytest.mark.parametrize(
    "wrong", [{"month": 0}, {"month": 13}, {"topic": "村蔬菜市场"}, {"topic": "\x00"}, {"form": ""}]
)
def test_rows_name_a_topic_and_a_month_that_exist(wrong: dict[str, Any]):
    row = {**market_entry.model_dump(), **wrong}
    with pytest.raises(ValidationError):
        DraftPlan.model_validate({**draft.model_dump(), "entries": (row,)})


def test_an_empty_plan_is_no_plan():
    with pytest.raises(ValidationError):
        DraftPlan.model_validate({**draft.model_dump(), "entries": ()})


def test_the_decision_covers_the_last_draft():  # 000-24
    new = drafted.model_copy(update={"entries": (market_entry, road_entry)})

    plan.given(drafted, new).when(decision).then(
        plan_decided.model_copy(update={"entries": (market_entry, road_entry)})
    )


def test_a_refused_plan_goes_back_to_its_drafter():  # 5.5, model 4
    """It may be drawn up as it was: what stood in the way may lie outside the plan."""
    plan.given(drafted, plan_refused).when(draft).then(drafted)
    plan.given(drafted, plan_refused).when(decision).then_rejected("plan-out-of-step")
    plan.given(drafted, plan_refused, drafted).when(decision).then(plan_decided)


def test_a_decided_plan_is_not_refused_afterwards():
    plan.given(drafted, plan_decided).when(refusal).then_rejected("plan-out-of-step")


@pytest.mark.parametrize("command", [decision, refusal])
@pytest.mark.parametrize("scope", ["", "62", "620123", "620123109", "620123109201"])
def test_no_other_level_decides_the_plan(command: Any, scope: str):  # 000-24
    plan.given(drafted).when(command, by=circumstances(unit=VILLAGE, scope=scope)).then_rejected(
        "same-level"
    )


def test_a_consent_is_not_recorded_before_it_is_given():
    tomorrow = DecidePlan(consent=consent.model_copy(update={"decided_on": date(2026, 3, 3)}))

    plan.given(drafted).when(tomorrow).then_rejected("future-day")


def test_there_is_nothing_to_decide_before_a_draft():
    plan.given().when(decision).then_rejected("plan-out-of-step")


def test_another_level_does_not_amend_the_plan():  # 000-24
    plan.given(drafted, plan_decided).when(amendment, by=above).then_rejected("same-level")


def test_a_draft_is_not_amended():
    refusal = plan.given(drafted).when(amendment)

    refusal.then_rejected("plan-out-of-step")
    assert refusal.result.english == (
        "This step is not open: the plan is drawn up and waits for a decision. "
        "Reload it and go on from there."
    )


def test_an_amendment_names_a_topic_once():
    twice = amendment.model_copy(update={"added": (road_entry, road_entry)})

    plan.given(drafted, plan_decided).when(twice).then_rejected("topic-twice")


def test_an_amendment_may_bring_a_topic_back_that_had_no_consent_then():
    """Else a topic that stood in the plan too early could never be planned."""
    market_again = amendment.model_copy(update={"added": (market_entry,)})

    plan.given(drafted, plan_decided).when(market_again).then(
        plan_amended.model_copy(update={"added": (market_entry,)})
    )


def test_the_plan_holds_what_was_added():
    state = PLAN.fold((event, VILLAGE) for event in (drafted, plan_decided, plan_amended))

    assert state.entries == (market_entry, road_entry)
    assert state.unit == VILLAGE
