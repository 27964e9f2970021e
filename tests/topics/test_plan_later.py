"""What happens to a decided plan: published, topics withdrawn, and carried over (domain 5.5)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.topics.plan import commands as c
from services.topics.plan.decider import PLAN, reads
from services.topics.plan.policies import (
    when_plan_amended_carry_over,
    when_plan_decided_carry_over,
)
from services.topics.topic.commands import PlanTopic, UnplanTopic
from services.topics.topic.decider import TOPIC
from services.topics.topic.policies import (
    when_plan_amended_unplan_the_withdrawn,
    when_plan_decided_plan_its_topics,
)
from tests.slices.example import recorded
from tests.support.scenario import Scenario
from tests.topics import plan_examples as x
from tests.topics import situations as s
from tests.topics.commands import party, topic

IN_PLAN = (s.proposed, s.admitted, s.raised, s.planned)
UNDER_WAY = (*IN_PLAN, s.step(2), s.selected())
NEXT_YEAR = s.market_entry.model_copy(update={"carried_from": s.VILLAGE_PLAN})
draft_2027 = s.drafted.model_copy(update={"year": 2027, "entries": (NEXT_YEAR,)})
decision = c.ConsentToPlan(consent=s.consent)
withdrawal = c.AmendPlan(withdrawn=(s.MARKET,), reason="今年不议", consent=s.consent)


def beside(*life: Any) -> Any:
    """The branch, who see what happened to the market."""
    return replace(
        party(), states={f"topic/{s.MARKET}": TOPIC.fold((each, s.VILLAGE) for each in life)}
    )


plan = Scenario(PLAN, by=beside(*IN_PLAN))


def test_a_decided_plan_is_published():  # 5.5
    plan.given(*x.decided).when(x.publication).then(x.published)
    plan.given(*x.decided, x.published).when(x.publication).then_nothing()
    plan.given(s.drafted).when(x.publication).then_rejected("plan-out-of-step")
    ahead = x.publication.model_copy(update={"on": date(2026, 3, 3)})
    plan.given(*x.decided).when(ahead).then_rejected("future-day")


def test_a_topic_is_withdrawn_with_reason_and_consent():  # 5.5
    amended = s.plan_amended.model_copy(
        update={"added": (), "withdrawn": (s.MARKET,), "reason": "今年不议"}
    )
    plan.given(*x.decided).when(withdrawal).then(amended)
    silent = withdrawal.model_copy(update={"consent": None})
    plan.given(*x.decided).when(silent).then_rejected("no-consent")
    again = c.AmendPlan(withdrawn=(s.ROAD,), reason="今年不议", consent=s.consent)
    plan.given(*x.decided).when(again).then_rejected("not-in-plan")
    nothing = c.AmendPlan(reason="今年不议", consent=s.consent)
    plan.given(*x.decided).when(nothing).then_rejected("nothing-amended")
    twice = withdrawal.model_copy(update={"withdrawn": (s.MARKET, s.MARKET)})
    plan.given(*x.decided).when(twice).then_rejected("topic-twice")
    state = PLAN.fold((each, s.VILLAGE) for each in x.decided)
    assert [*reads(state, withdrawal)] == [f"topic/{s.MARKET}"]


@pytest.mark.parametrize("after", [(), (s.closed,)], ids=["selected", "closed"])
def test_what_is_under_way_or_done_is_not_withdrawn(after: tuple[Any, ...]):  # 5.5
    by = beside(*UNDER_WAY, *after)
    plan.given(*x.decided).when(withdrawal, by=by).then_rejected("under-way")


def test_what_was_withdrawn_may_be_replaced_under_the_cap():
    one = replace(
        plan.by,
        rules=replace(s.rules_in_force, plans=s.Plans(kinds=(CAPPED,))),
        states={**plan.by.states, f"topic/{s.ROAD}": TOPIC.fold(FREE)},
    )
    other = withdrawal.model_copy(update={"added": (s.road_entry,)})
    assert isinstance(plan.given(*x.decided).when(other, by=one).result, list)
    only_more = other.model_copy(update={"withdrawn": ()})
    plan.given(*x.decided).when(only_more, by=one).then_rejected("plan-full")


CAPPED = s.PlanKind(code="consultation", chinese="计划", english="plan", cap=1)
FREE = [(each, s.VILLAGE) for each in (s.proposed, s.admitted)]


def test_the_topic_loses_the_consent_that_the_plan_was():  # 000-24
    (wanted,) = when_plan_amended_unplan_the_withdrawn(
        recorded(
            s.plan_amended.model_copy(update={"withdrawn": (s.MARKET,)}), f"plan/{s.VILLAGE_PLAN}"
        )
    )
    assert (wanted.key, type(wanted.command)) == (s.MARKET, UnplanTopic)

    topic.given(*x.planned_only).when(x.unplan).then(x.unplanned)
    without = TOPIC.fold((each, s.VILLAGE) for each in (*x.planned_only, x.unplanned))
    assert (without.plan, without.consented) == ("", False)
    own = (*x.planned_only[:3], s.approved, s.planned, x.unplanned)
    assert TOPIC.fold((each, s.VILLAGE) for each in own).consented, "its own chain stays"
    topic.given(*x.planned_only, x.unplanned).when(x.unplan).then_nothing()


@pytest.mark.parametrize("life", [IN_PLAN, UNDER_WAY], ids=["admitted", "selected"])
def test_what_was_not_done_stands_in_the_plan_of_the_next_year(life: tuple[Any, ...]):  # 5.5
    """With its lineage, in the entry, in the topic and in the plan of before."""
    by = beside(*life)
    decided = s.plan_decided.model_copy(update={"year": 2027, "entries": (NEXT_YEAR,)})
    plan.given(draft_2027, s.revised).when(decision, by=by).then(decided)

    record = recorded(decided, f"plan/{x.NEXT_PLAN}")
    (wanted,) = when_plan_decided_plan_its_topics(record)
    day = decided.consent.decided_on
    asked = PlanTopic(plan=x.NEXT_PLAN, carried_from=s.VILLAGE_PLAN, decided_on=day)
    assert wanted.command == asked
    later = {"plan": x.NEXT_PLAN, "carried_from": s.VILLAGE_PLAN, "decided_on": day}
    carried = s.planned.model_copy(update=later)
    result = topic.given(*life).when(wanted.command, by=x.POLICY).result
    assert told(result)[0] == carried
    topic.given(*life, carried).when(wanted.command, by=x.POLICY).then_nothing()

    (wanted,) = when_plan_decided_carry_over(record)
    assert (wanted.key, wanted.command) == (s.VILLAGE_PLAN, x.carrying)
    plan.given(*x.decided).when(x.carrying, by=x.POLICY).then(x.carried_over)
    plan.given(*x.decided, x.carried_over).when(x.carrying, by=x.POLICY).then_rejected(
        "not-in-plan"
    )


def test_an_amendment_carries_over_too():  # 5.5
    added = s.plan_amended.model_copy(update={"added": (NEXT_YEAR,)})
    (wanted,) = when_plan_amended_carry_over(recorded(added, f"plan/{x.NEXT_PLAN}"))
    assert (wanted.key, wanted.command) == (s.VILLAGE_PLAN, x.carrying)
    assert when_plan_amended_carry_over(recorded(s.plan_amended, "plan/x")) == []


def test_what_was_done_or_stands_elsewhere_is_not_carried_over():  # 5.5
    done = beside(*UNDER_WAY, s.closed)
    plan.given(draft_2027, s.revised).when(decision, by=done).then_rejected("not-admitted")
    never = beside(s.proposed, s.admitted)
    plan.given(draft_2027, s.revised).when(decision, by=never).then_rejected("not-admitted")


@pytest.mark.parametrize(
    "former",
    [
        f"{s.VILLAGE}:2027:consultation",
        f"{s.VILLAGE}:2026:supervision",
        f"{s.TOWNSHIP}:2026:consultation",
    ],
)
def test_it_comes_from_a_plan_of_the_same_unit_and_kind_of_an_earlier_year(former: str):
    row = NEXT_YEAR.model_copy(update={"carried_from": former})
    drafting = c.DraftPlan(**{**dict(draft_2027), "entries": (row,)})
    plan.given().when(drafting).then_rejected("not-carried")


def told(result: Any) -> list[Any]:
    assert isinstance(result, list), result
    return result
