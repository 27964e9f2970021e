"""A county's rules on topics: version follows version, and none is ever rewritten."""

from contracts.topics.rules import ProcedureChoice
from contracts.topics.topic import Principle
from services.topics.rules.commands import AdoptTopicRules
from services.topics.rules.decider import RULES, TopicRules
from tests.support.scenario import Scenario, circumstances
from tests.topics.situations import COUNTY, TOWNSHIP, county_rules, next_rules, rules_in_force

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


def test_a_choice_names_a_kind_of_unit_that_exists():
    odd = ProcedureChoice(unit_kind="hamlet", weight="major", procedure="YZ7")

    rules.given().when(adoption.model_copy(update={"procedures": (odd,)})).then_rejected(
        "unknown-choice"
    )


def test_two_choices_do_not_contradict():  # 000-31
    other = ProcedureChoice(unit_kind="village", weight="major", procedure="YZ7")
    both = (*county_rules.procedures, other)

    rules.given().when(adoption.model_copy(update={"procedures": both})).then_rejected(
        "choice-twice"
    )


def test_the_procedure_follows_from_kind_and_weight():  # 000-30, 000-31
    assert rules_in_force.procedure_for("township", "general") == "YZ7"
    assert rules_in_force.procedure_for("village", "major") == "YZ6"
    assert rules_in_force.procedure_for("village", "general") == "YZS"
    assert rules_in_force.procedure_for("enterprise", "major") is None


def test_before_any_rules_there_is_no_procedure_and_no_word():
    assert TopicRules().procedure_for("village", "major") is None
    assert TopicRules().name_of(Principle.MASS) == "mass"


def test_events_are_stamped_with_the_version_in_force():
    state = RULES.fold([(county_rules, COUNTY), (next_rules, COUNTY)])

    assert (state.unit, state.version) == (COUNTY, "2026-2")
