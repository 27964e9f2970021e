"""A topic is raised, planned and closed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.ids import PlanId
from contracts.roles import Role
from contracts.topics.rules import Origin
from runtime.succession import Succession
from services.topics.topic.commands import (
    CloseTopic,
    PlanTopic,
    ProposeTopic,
    ReopenTopic,
)
from services.topics.topic.decider import TOPIC
from tests.support.scenario import circumstances
from tests.topics.commands import ENTERING, again, proposal, topic
from tests.topics.situations import (
    CONSULTATION,
    OTHER_TOWNSHIP,
    OUTCOME,
    SUPERVISION,
    TOWNSHIP,
    VILLAGE,
    VILLAGE_PLAN,
    YZ7,
    admitted,
    approved,
    closed,
    in_consultation,
    planned,
    proposed,
    raised,
    reopened,
    returned,
    rules_in_force,
    screening,
    selected,
    step,
    with_kinds,
)


def test_without_a_name_it_is_raised_by_whoever_asks():  # 000-39
    own = proposal.model_copy(update={"raised_by": None})

    topic.given().when(own, by=ENTERING).then(proposed.model_copy(update={"raised_by": "wei"}))


def test_a_member_raises_topics_in_their_own_name_only():  # 000-39
    member = circumstances(by="m-620123-0007", role="member", rules=rules_in_force)

    topic.given().when(proposal, by=member).then_rejected("own-name")


def test_a_member_may_give_the_id_of_the_member_they_are():
    member = circumstances(by="login-7", role="member", body="m-620123-0007", rules=rules_in_force)
    own = proposal.model_copy(update={"raised_by": "m-620123-0007"})

    topic.given().when(own, by=member).then(
        proposed.model_copy(update={"raised_by": "m-620123-0007", "entered_by": "login-7"})
    )


@pytest.mark.parametrize("name", ["王样例", "Wang Yangli", "", "a" * 64, "x\n"])
def test_a_name_never_enters_the_history(name: str):  # 13.3-18
    with pytest.raises(ValidationError):
        ProposeTopic(**{**proposal.model_dump(), "raised_by": name})


def test_the_origin_is_one_of_the_three():  # 000-39
    outcome = topic.given().when(proposal.model_copy(update={"origin": "rumour"}))

    outcome.then_rejected("unknown-code")
    assert "member" in outcome.result.english
    assert "委员荐题" in outcome.result.chinese


def test_the_scale_and_the_kind_are_words_in_force():  # 001-15
    for odd in ({"scale": "world"}, {"kind": "rumour"}):
        topic.given().when(proposal.model_copy(update=odd)).then_rejected("unknown-code")
    again_so = again.model_copy(update={"scale": "world"})
    topic.given(proposed, returned).when(again_so).then_rejected("unknown-code")


def test_an_origin_may_belong_to_some_offices_and_need_a_source():  # 004-09, 000-39, 001-16, 004-32
    origins = (
        Origin(code="public", chinese="社会征题", english="public", roles=(Role.CONVENOR,)),
        Origin(code="assigned", chinese="交办", english="assigned", source_needed=True),
    )
    words = rules_in_force.words.model_copy(update={"origins": origins})
    by = replace(topic.by, rules=replace(rules_in_force, words=words))
    assigned = proposal.model_copy(update={"origin": "assigned"})

    topic.given().when(proposal, by=by).then_rejected("origin-office")
    topic.given().when(assigned, by=by).then_rejected("source-needed")
    for command, asker in (
        (proposal, replace(by, role=Role.CONVENOR)),
        (assigned.model_copy(update={"source": "常委会纪要第3号"}), by),
    ):
        outcome = topic.given().when(command, by=asker)
        assert isinstance(outcome.result, list), outcome.result
        assert outcome.result[0].source == command.source


def test_a_kind_of_topic_has_origins_of_its_own():  # 004-12
    rules = with_kinds(CONSULTATION, SUPERVISION)
    by = replace(topic.by, rules=rules)
    supervised = proposal.model_copy(update={"kind": "supervision"})

    topic.given().when(supervised, by=by).then_rejected("origin-of-kind")


def test_where_there_are_several_kinds_one_is_named():  # 003-24
    rules = with_kinds(CONSULTATION, CONSULTATION.model_copy(update={"code": "small-opening"}))
    by = replace(topic.by, rules=rules)

    topic.given().when(proposal, by=by).then_rejected("kind-needed")
    small = proposal.model_copy(update={"kind": "small-opening"})
    outcome = topic.given().when(small, by=by)
    assert isinstance(outcome.result, list)
    assert outcome.result[0].kind == "small-opening"


def test_a_matter_of_several_villages_is_entered_by_the_township():
    places = ("620123109201", "620123109202")
    several = proposal.model_copy(update={"places": places})
    clerk = replace(ENTERING, scope=TOWNSHIP[:9])
    of_one_village = replace(ENTERING, scope=VILLAGE)

    topic.given().when(several, by=clerk).then(proposed.model_copy(update={"places": places}))
    topic.given().when(several, by=of_one_village).then_rejected("place-outside")
    twice = several.model_copy(update={"places": places[:1] * 2})
    topic.given().when(twice, by=clerk).then_rejected("place-twice")


def test_a_place_is_one_that_the_office_leads_today():  # model 2
    """As everywhere: with what was placed under it, without what was given to another superior."""
    given_away, led = "620123109201", "620123110201"
    rows = [
        {"unit": given_away, "superior": OTHER_TOWNSHIP, "since": date(2026, 1, 1)},
        {"unit": led, "superior": TOWNSHIP, "since": date(2026, 1, 1)},
    ]
    placed = Succession([], rows)
    there = {"covering_of": lambda unit: placed.standing(unit, date(2026, 3, 2)).covering}
    clerk = replace(ENTERING, scope=TOWNSHIP[:9], **there)
    of_both = [proposal.model_copy(update={"places": (each,)}) for each in (given_away, led)]

    topic.given().when(of_both[0], by=clerk).then_rejected("place-outside")
    topic.given().when(of_both[1], by=clerk).then(proposed.model_copy(update={"places": (led,)}))


def test_raising_again_keeps_the_places():
    places = ("620123109201",)
    before = proposed.model_copy(update={"places": places})

    outcome = topic.given(before, returned).when(again, by=ENTERING)
    assert isinstance(outcome.result, list)
    assert outcome.result[0].places == places


def test_a_topic_is_not_raised_twice():
    topic.given(proposed).when(proposal).then_rejected("out-of-step")


@pytest.mark.parametrize(
    ("history", "said"),
    [((proposed, returned), "returned"), ((proposed,), "raised and waits for screening")],
)
def test_a_step_that_is_not_open_is_refused_in_the_words_of_a_clerk(
    history: tuple[Any, ...], said: str
):
    outcome = topic.given(*history).when(PlanTopic(plan=VILLAGE_PLAN))

    outcome.then_rejected("out-of-step")
    assert outcome.result.english == (
        f"This step is not open: the topic is {said}. Reload it and go on from there."
    )


def test_a_member_does_not_raise_again_what_others_raised():
    member = circumstances(by="m-620123-0007", role="member", rules=rules_in_force)

    topic.given(proposed, returned).when(again, by=member).then_rejected("own-name")


def test_only_a_returned_topic_is_raised_again():
    topic.given(proposed).when(again).then_rejected("out-of-step")


def test_the_plan_of_the_township_may_hold_it():
    plan = PlanId(f"{TOWNSHIP}:2026:consultation")

    topic.given(proposed, admitted, *in_consultation).when(PlanTopic(plan=plan)).then(
        planned.model_copy(update={"plan": plan})
    )


@pytest.mark.parametrize("unit", [OTHER_TOWNSHIP, "620123109201", "620456000000"])
def test_no_plan_of_a_unit_elsewhere_holds_it(unit: str):
    topic.given(proposed, admitted, *in_consultation).when(
        PlanTopic(plan=PlanId(f"{unit}:2026:consultation"))
    ).then_rejected("foreign-plan")


def test_the_plan_of_the_unit_it_was_merged_into_holds_it():
    by = replace(topic.by, covering=(VILLAGE, "620123109201"))
    plan = PlanId("620123109201:2026:consultation")

    topic.given(proposed, admitted, *in_consultation).when(PlanTopic(plan=plan), by=by).then(
        planned.model_copy(update={"plan": plan})
    )


def test_a_topic_in_the_plan_is_planned_already():
    topic.given(proposed, admitted, *in_consultation, planned).when(
        PlanTopic(plan=VILLAGE_PLAN)
    ).then_nothing()


def test_a_topic_stands_in_one_plan_only():
    topic.given(proposed, admitted, *in_consultation, planned).when(
        PlanTopic(plan=PlanId(f"{TOWNSHIP}:2026:consultation"))
    ).then_rejected("out-of-step")


def test_a_topic_that_was_not_admitted_is_not_planned():  # 000-24, 000-32
    topic.given(proposed).when(PlanTopic(plan=VILLAGE_PLAN)).then_rejected("out-of-step")


def test_a_topic_waits_for_the_plan_where_the_procedure_asks_for_it():  # 000-32
    seven = (proposed, admitted.model_copy(update={"procedure": YZ7}), step(1, YZ7))

    topic.given(*seven, approved).when(PlanTopic(plan=VILLAGE_PLAN)).then(
        planned, step(2, YZ7), selected(YZ7)
    )


def test_a_decided_plan_is_the_consent_to_its_topics():  # 000-24, 5.5, model 4
    seven = (proposed, admitted.model_copy(update={"procedure": YZ7}), step(1, YZ7))

    outcome = topic.given(*seven).when(PlanTopic(plan=VILLAGE_PLAN))
    assert isinstance(outcome.result, list)
    assert [type(each).__name__ for each in outcome.result] == [
        "TopicPlanned",
        "StepCompleted",
        "TopicSelected",
    ]


@pytest.mark.parametrize("life", [in_consultation, (*in_consultation, planned)])
def test_a_topic_closes_when_its_outcome_does(life: tuple[Any, ...]):  # 000-34
    topic.given(proposed, admitted, *life).when(CloseTopic(**closed.model_dump())).then(closed)


def test_a_closed_topic_stays_closed():
    topic.given(proposed, admitted, *in_consultation, closed).when(
        CloseTopic(outcome=OUTCOME, outcome_number="样例协〔2026〕2号")
    ).then_nothing()


def test_a_closed_topic_stands_in_its_plan_already():
    topic.given(proposed, admitted, planned, selected(), closed).when(
        PlanTopic(plan=VILLAGE_PLAN)
    ).then_nothing()


def test_a_topic_is_open_again_when_its_outcome_is():  # model 13-2
    reopen = ReopenTopic(**dict(reopened))
    life = (proposed, admitted, *in_consultation, closed)

    topic.given(*life).when(reopen).then(reopened)
    topic.given(*life, reopened).when(reopen).then_nothing()


def test_a_topic_that_is_open_again_closes_again_with_its_outcome():  # model 13-2
    life = (proposed, admitted, *in_consultation, closed, reopened)

    topic.given(*life).when(CloseTopic(**closed.model_dump())).then(closed)


def test_a_topic_that_was_not_selected_is_not_reopened():
    topic.given(proposed, admitted, raised, approved).when(
        ReopenTopic(**dict(reopened))
    ).then_rejected("out-of-step")


def test_a_topic_that_was_not_selected_does_not_close():  # 000-34
    topic.given(proposed, admitted, raised, approved).when(
        CloseTopic(outcome=OUTCOME)
    ).then_rejected("out-of-step")


@pytest.mark.parametrize("category", [each.code for each in rules_in_force.words.categories])
def test_each_of_the_four_kinds_of_matters_can_be_admitted(category: str):  # 000-38
    topic.given(proposed).when(screening.model_copy(update={"category": category})).then(
        admitted.model_copy(update={"category": category}), raised
    )


def test_the_fold_keeps_the_code_of_the_day():  # 13.3-16
    life = (proposed, returned, proposed, admitted, *in_consultation, planned, closed)
    state = TOPIC.fold((event, VILLAGE) for event in life)

    assert (state.stage, state.unit, state.raised_in) == ("closed", VILLAGE, VILLAGE)
