"""A county's rules on topics: version follows version, and none is ever rewritten."""

import pytest

from contracts.procedure import Choice
from contracts.topics.topic import Principle
from services.topics.rules.commands import AdoptTopicRules
from services.topics.rules.decider import RULES, TopicRules
from tests.support.scenario import Scenario, circumstances
from tests.topics.situations import (
    COUNTY,
    TOWNSHIP,
    YZ6,
    YZ7,
    YZS,
    county_rules,
    next_rules,
    rules_in_force,
)

rules = Scenario(RULES, by=circumstances(unit=COUNTY, role="county-office"))

adoption = AdoptTopicRules(unit=COUNTY, **county_rules.model_dump())


def test_the_same_version_with_the_same_content_is_in_force_already():
    rules.given(county_rules).when(adoption).then_nothing()


def test_other_content_needs_a_version_of_its_own():
    other = adoption.model_copy(update={"programme": "有事来协商"})

    rules.given(county_rules).when(other).then_rejected("version-in-use")


def test_a_later_version_takes_the_place_of_the_earlier():
    command = AdoptTopicRules(unit=COUNTY, **next_rules.model_dump())

    rules.given(county_rules).when(command).then(next_rules)


def test_an_earlier_version_comes_back_only_as_it_was():
    other = adoption.model_copy(update={"programme": "另一名称"})

    rules.given(county_rules, next_rules).when(adoption).then(county_rules)
    rules.given(county_rules, next_rules).when(other).then_rejected("version-in-use")


def test_rules_are_those_of_a_county():
    of_a_township = adoption.model_copy(update={"unit": TOWNSHIP})

    rules.given().when(of_a_township).then_rejected("not-a-county")


def test_a_choice_names_a_procedure_that_there_is():
    odd = (Choice(unit_kind="village", procedure="ZZ9"), *county_rules.choices)

    rules.given().when(adoption.model_copy(update={"choices": odd})).then_rejected("unknown-choice")


@pytest.mark.parametrize(
    "choices",
    [county_rules.choices[:2], county_rules.choices[::-1], county_rules.choices * 2],
    ids=["no last row", "last row first", "twice"],
)
def test_every_topic_has_a_procedure(choices: tuple[Choice, ...]):  # 000-30
    rules.given().when(adoption.model_copy(update={"choices": choices})).then_rejected(
        "no-last-choice"
    )


def test_a_procedure_that_nobody_could_walk_is_not_adopted():
    unfit = YZ6.model_copy(update={"steps": YZ6.steps[:3]})

    rules.given().when(adoption.model_copy(update={"procedures": (unfit,)})).then_rejected(
        "procedure-unfit"
    )


def test_the_procedure_follows_from_kind_and_weight():  # 000-30, 000-31
    assert rules_in_force.procedure_for("township", "general") == YZ7
    assert rules_in_force.procedure_for("village", "major") == YZ6
    assert rules_in_force.procedure_for("village", "general") == YZS
    assert rules_in_force.procedure_for("enterprise", "major") == YZ7


def test_before_any_rules_there_is_no_procedure_and_no_word():
    assert TopicRules().procedure_for("village", "major") is None
    assert TopicRules().name_of(Principle.MASS) == "mass"


def test_events_are_stamped_with_the_version_in_force():
    state = RULES.fold([(county_rules, COUNTY), (next_rules, COUNTY)])

    assert (state.unit, state.version) == (COUNTY, "2026-2")
