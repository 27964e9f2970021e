"""Rules on topics: which procedure is for what."""

import pytest

from contracts.procedure import Choice, Procedures
from contracts.topics.rules import Choices
from contracts.topics.topic import Principle
from services.topics.rules.commands import AdoptProfile
from services.topics.rules.decider import RULES, TopicRules
from tests.support.scenario import Scenario, circumstances
from tests.topics.situations import COUNTY, YZ6, YZ7, YZS, adoption, rules_in_force

rules = Scenario(RULES, by=circumstances(unit=COUNTY, role="cppcc-office"))
CHOICES = adoption.choices.choices


def choosing(*choices: Choice) -> AdoptProfile:
    return adoption.model_copy(update={"choices": Choices(choices=choices)})


def test_a_choice_names_a_procedure_that_there_is():
    odd = Choice(unit_kind="village", procedure="ZZ9")

    rules.given().when(choosing(odd, *CHOICES)).then_rejected("unknown-choice")


@pytest.mark.parametrize(
    "choices",
    [CHOICES[:2], CHOICES[::-1], CHOICES * 2],
    ids=["no last row", "last row first", "twice"],
)
def test_every_topic_has_a_procedure(choices: tuple[Choice, ...]):  # 000-30
    rules.given().when(choosing(*choices)).then_rejected("no-last-choice")


def test_a_procedure_that_nobody_could_walk_is_not_adopted():
    unfit = Procedures(procedures=(YZ6.model_copy(update={"steps": YZ6.steps[:3]}),))

    rules.given().when(adoption.model_copy(update={"procedures": unfit})).then_rejected(
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
