"""The life of a plan: drafted, decided or refused, amended only with reason and consent."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.consents import Consents
from contracts.topics.plan import PlanAmended, PlanDecided, PlanDrafted
from runtime.succession import Succession
from services.topics.plan.commands import AmendPlan, ConsentToPlan, DraftPlan, RefusePlan
from services.topics.plan.decider import PLAN, reads
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.state import Topic
from tests.support.scenario import Scenario, circumstances
from tests.topics.commands import party
from tests.topics.situations import (
    COUNTY,
    OTHER_TOWNSHIP,
    ROAD,
    TOWNSHIP,
    VILLAGE,
    admitted,
    claimed,
    closed,
    consent,
    consent_of,
    drafted,
    in_consultation,
    market_entry,
    plan_amended,
    plan_decided,
    plan_refused,
    planned,
    proposed,
    rejected,
    revised,
    road_entry,
    rules_in_force,
    selected,
    transferred_out,
)


def topic(*life: Any) -> Topic:
    return TOPIC.fold((event, VILLAGE) for event in life)


READY = topic(proposed, admitted)
TOPICS = {
    f"topic/{key}": READY
    for key in (market_entry.topic, road_entry.topic, "topic-0", "topic-1", "topic-2")
}
BRANCH = replace(party(), states=TOPICS)
OFFICE = circumstances(
    "ou", "cppcc-office", unit=VILLAGE, scope="620123", rules=rules_in_force, states=TOPICS
)
plan = Scenario(PLAN, by=BRANCH)

draft = DraftPlan(**dict(drafted))
revision = ConsentToPlan(consent=revised.consent)
decision = ConsentToPlan(consent=consent)
refusal = RefusePlan(**plan_refused.model_dump(exclude={"step", "word"}))
amendment = AmendPlan(**dict(plan_amended))
IN_THE_CHAIN = (drafted, revised)
DECIDED = (*IN_THE_CHAIN, plan_decided)


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
    plan.given(*DECIDED).when(draft).then_rejected("plan-in-force")


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

    plan.given(drafted, new, revised).when(decision).then(
        plan_decided.model_copy(update={"entries": (market_entry, road_entry)})
    )


def test_a_refused_plan_goes_back_to_its_drafter():  # 004-03, 5.5, model 4
    """It may be drawn up as it was: what stood in the way may lie outside the plan."""
    refused = (*IN_THE_CHAIN, plan_refused)

    plan.given(*refused).when(draft).then(drafted)
    plan.given(*refused).when(decision).then_rejected("plan-out-of-step")
    later = dated(revised, date(2026, 2, 19))
    anew = ConsentToPlan(consent=later)
    then = revised.model_copy(update={"consent": later})
    plan.given(*refused, drafted).when(anew, by=OFFICE).then(then)
    plan.given(*refused, drafted).when(revision, by=OFFICE).then_rejected("day-before")


def dated(event: Any, day: date) -> Any:
    """Its consent, of another day."""
    return event.consent.model_copy(update={"decided_on": day})


def test_each_step_of_the_chain_has_its_turn():  # 004-03, 5.5
    """Revised jointly, then decided: by the bodies and the offices that the rules name."""
    plan.given(drafted).when(revision, by=OFFICE).then(revised)
    plan.given(drafted).when(decision).then_rejected("same-level")
    plan.given(*IN_THE_CHAIN).when(revision, by=OFFICE).then_rejected("same-level")
    plan.given(*IN_THE_CHAIN).when(decision).then(plan_decided)


def test_whoever_has_the_turn_may_refuse():  # 5.5
    by_the_departments = refusal.model_copy(update={"bodies": revised.consent.bodies})

    plan.given(drafted).when(by_the_departments, by=OFFICE).then(
        plan_refused.model_copy(
            update={"step": "revised", "word": "共同修改", "bodies": revised.consent.bodies}
        )
    )
    plan.given(drafted).when(refusal).then_rejected("same-level")


def test_a_plan_that_is_drawn_up_again_begins_its_chain_again():
    new = drafted.model_copy(update={"title": "新计划"})

    plan.given(*IN_THE_CHAIN, new).when(decision).then_rejected("same-level")


def test_a_decision_names_a_body_of_the_directory():  # 000-24
    unknown = consent.model_copy(update={"bodies": ("party-620123109",)})

    plan.given(*IN_THE_CHAIN).when(ConsentToPlan(consent=unknown)).then_rejected("not-consenting")


def test_without_a_chain_in_the_rules_nothing_is_decided():
    without = replace(BRANCH, rules=replace(rules_in_force, consents=Consents()))

    plan.given(drafted).when(decision, by=without).then_rejected("no-consent-rule")


supervised = DraftPlan.model_validate(
    {
        **draft.model_dump(),
        "kind": "supervision",
        "entries": [
            {**market_entry.model_dump(), "columns": {"focus": "选址", "effect": "建成"}},
        ],
    }
)


def test_a_kind_of_plan_says_what_each_row_says():  # 002-10
    plan.given().when(supervised).then(PlanDrafted(**dict(supervised)))
    without = supervised.model_copy(update={"entries": (market_entry,)})
    plan.given().when(without).then_rejected("columns-missing")
    more = market_entry.model_copy(update={"columns": {"cost": "十万"}})
    plan.given().when(draft.model_copy(update={"entries": (more,)})).then_rejected("unknown-code")


def test_a_kind_of_plan_that_there_is_not_is_refused():
    plan.given().when(draft.model_copy(update={"kind": "wishes"})).then_rejected("unknown-code")


def test_a_kind_of_plan_may_hold_only_so_many_topics():  # 5.5
    (row,) = supervised.entries
    three = tuple(row.model_copy(update={"topic": f"topic-{n}"}) for n in range(3))

    plan.given().when(supervised.model_copy(update={"entries": three})).then_rejected("plan-full")
    full = PlanDrafted(**dict(supervised.model_copy(update={"entries": three[:2]})))
    decided = PlanDecided(year=2026, kind="supervision", entries=full.entries, consent=consent)
    late = AmendPlan(added=three[2:], reason="急需。")
    plan.given(full, decided).when(late).then_rejected("plan-full")


def test_a_change_needs_consent_where_the_kind_of_plan_says_so():  # 5.5
    without = AmendPlan(added=amendment.added, reason=amendment.reason)
    plan.given(*DECIDED).when(without).then_rejected("no-consent")

    (row,) = supervised.entries
    there = PlanDrafted(**dict(supervised))
    decided = PlanDecided(year=2026, kind="supervision", entries=there.entries, consent=consent)
    added = AmendPlan(added=(row.model_copy(update={"topic": "topic-2"}),), reason="急需。")
    plan.given(there, decided).when(added).then(PlanAmended(**dict(added)))


def test_a_decided_plan_is_not_refused_afterwards():
    plan.given(*DECIDED).when(refusal).then_rejected("plan-out-of-step")


@pytest.mark.parametrize("command", [decision, refusal])
@pytest.mark.parametrize("scope", ["", "62", "620123", "620123109", "620123109201"])
def test_no_other_level_decides_the_plan(command: Any, scope: str):  # 000-24
    by = replace(party(scope=scope), states=TOPICS)
    plan.given(*IN_THE_CHAIN).when(command, by=by).then_rejected("same-level")


def test_a_consent_is_not_recorded_before_it_is_given():
    tomorrow = ConsentToPlan(consent=consent.model_copy(update={"decided_on": date(2026, 3, 3)}))

    plan.given(*IN_THE_CHAIN).when(tomorrow).then_rejected("future-day")


def test_there_is_nothing_to_decide_before_a_draft():
    plan.given().when(decision).then_rejected("plan-out-of-step")


def test_another_level_does_not_amend_the_plan():  # 000-24
    by = replace(party(scope=VILLAGE[:9]), states=TOPICS)
    plan.given(*DECIDED).when(amendment, by=by).then_rejected("same-level")


def test_a_draft_is_not_amended():
    refusal = plan.given(drafted).when(amendment)

    refusal.then_rejected("plan-out-of-step")
    assert refusal.result.english == (
        "This step is not open: the plan is drawn up and waits for a decision. "
        "Reload it and go on from there."
    )


def test_an_amendment_names_a_topic_once():
    twice = amendment.model_copy(update={"added": (road_entry, road_entry)})

    plan.given(*DECIDED).when(twice).then_rejected("topic-twice")


def test_an_amendment_may_bring_a_topic_back_that_had_no_consent_then():
    """Else a topic that stood in the plan too early could never be planned."""
    market_again = amendment.model_copy(update={"added": (market_entry,)})

    plan.given(*DECIDED).when(market_again).then(
        plan_amended.model_copy(update={"added": (market_entry,)})
    )


def beside(**market: Any) -> Any:
    """The branch, where the topic of the market is in this state."""
    return replace(BRANCH, states={**TOPICS, f"topic/{market_entry.topic}": market["is_in"]})


CANDIDATES = [
    topic(proposed),
    topic(proposed, rejected),
    topic(proposed, admitted, planned.model_copy(update={"plan": f"{VILLAGE}:2025:consultation"})),
    topic(proposed, admitted, *in_consultation, closed),
]


@pytest.mark.parametrize("market", CANDIDATES, ids=lambda each: str(each.stage))
def test_a_plan_is_not_decided_before_its_topics_are_admitted(market: Topic):  # 000-32
    refusal = plan.given(*IN_THE_CHAIN).when(decision, by=beside(is_in=market))

    refusal.then_rejected("not-admitted")
    assert f"{proposed.title}（{market_entry.topic}）" in refusal.result.chinese


def test_a_topic_in_consultation_is_planned_like_any_other():
    talking = topic(proposed, admitted, *in_consultation)

    plan.given(*IN_THE_CHAIN).when(decision, by=beside(is_in=talking)).then(plan_decided)


def test_the_steps_before_the_decision_do_not_wait_for_admission():
    office = replace(OFFICE, states=beside(is_in=topic(proposed)).states)

    plan.given(drafted).when(revision, by=office).then(revised)
    plan.given().when(draft, by=office).then(drafted)


def test_the_title_of_a_claim_is_not_told():  # 001-15
    claim = topic(claimed, transferred_out)
    refusal = plan.given(*IN_THE_CHAIN).when(decision, by=beside(is_in=claim))

    refusal.then_rejected("not-admitted")
    assert claimed.title not in refusal.result.chinese + refusal.result.english


def test_an_amendment_waits_for_admission_too():  # 5.5
    late = amendment.model_copy(update={"added": (market_entry,)})

    plan.given(*DECIDED).when(late, by=beside(is_in=topic(proposed))).then_rejected("not-admitted")


def of_another_unit(unit: str, *life: Any) -> Topic:
    return TOPIC.fold((event, unit) for event in (proposed, admitted, *life))


@pytest.mark.parametrize("unit", [COUNTY, TOWNSHIP, "620123109201", "620123110200"])
def test_a_plan_takes_no_topic_of_a_unit_above_or_beside(unit: str):  # 000-32
    """The topic itself would refuse the plan, which would name what it does not hold."""
    there = beside(is_in=of_another_unit(unit))
    late = amendment.model_copy(update={"added": (market_entry,)})

    refusal = plan.given(*IN_THE_CHAIN).when(decision, by=there)
    refusal.then_rejected("foreign-plan")
    assert f"{proposed.title}（{market_entry.topic}）" in refusal.result.chinese
    plan.given(*DECIDED).when(late, by=there).then_rejected("foreign-plan")


def test_a_plan_takes_the_topics_of_what_its_unit_leads():  # 000-32, model 2
    """Not of what was given away, and of what was placed under it, as the topic itself sees it."""
    given_away, led = "620123109201", "620123110200"
    today = Succession(
        [],
        [
            {"unit": given_away, "superior": OTHER_TOWNSHIP, "since": date(2026, 1, 1)},
            {"unit": led, "superior": TOWNSHIP, "since": date(2026, 1, 1)},
        ],
    )
    placed = {"covering_of": lambda unit: today.standing(unit, date(2026, 3, 2)).covering}
    of_the_town = Scenario(PLAN, by=replace(BRANCH, unit=TOWNSHIP))
    by = replace(party(TOWNSHIP, "township"), **placed)
    for unit, taken in ((VILLAGE, True), (led, True), (given_away, False)):
        states = {f"topic/{market_entry.topic}": of_another_unit(unit)}
        consented = ConsentToPlan(consent=consent_of(TOWNSHIP))
        answer = of_the_town.given(*IN_THE_CHAIN).when(consented, by=replace(by, states=states))
        if taken:
            assert isinstance(answer.result, list), answer.result
        else:
            answer.then_rejected("foreign-plan")


def test_the_row_of_a_topic_of_this_plan_is_changed_whatever_its_stage():
    there = topic(proposed, admitted, planned, selected(), closed)
    later = market_entry.model_copy(update={"month": 11})
    late = amendment.model_copy(update={"added": (later,)})

    plan.given(*DECIDED).when(late, by=beside(is_in=there)).then(
        plan_amended.model_copy(update={"added": (later,)})
    )


def test_an_amendment_that_was_sent_twice_changes_nothing():
    there = topic(proposed, admitted, planned, selected(), closed)
    same = amendment.model_copy(update={"added": (market_entry,)})

    plan.given(*DECIDED).when(same, by=beside(is_in=there)).then_nothing()


def test_an_amendment_that_is_sent_twice_at_once_is_recorded_once():
    """Its topics hear of the consent from a policy, a moment later."""
    amended = plan.given(*DECIDED, plan_amended)

    amended.when(amendment).then_nothing()
    once_more = {"reason": "上次未能列入，重新增补。"}
    amended.when(amendment.model_copy(update=once_more)).then(
        plan_amended.model_copy(update=once_more)
    )
    other = plan_amended.model_copy(update={"added": (), "withdrawn": (ROAD,)})
    plan.given(*DECIDED, plan_amended, other).when(amendment).then(plan_amended)


def test_what_is_decided_are_the_topics_that_are_looked_up():
    state = PLAN.fold((event, VILLAGE) for event in IN_THE_CHAIN)

    assert list(reads(state, draft)) == [f"topic/{market_entry.topic}"]
    assert list(reads(state, decision)) == [f"topic/{market_entry.topic}"]
    assert list(reads(state, amendment)) == [f"topic/{ROAD}"]
    assert list(reads(state, refusal)) == []


def test_the_plan_holds_what_was_added():
    state = PLAN.fold((event, VILLAGE) for event in (*DECIDED, plan_amended))

    assert state.entries == (market_entry, road_entry)
    assert state.unit == VILLAGE
