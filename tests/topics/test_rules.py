"""Rules on topics: which procedure is for what."""

from typing import Any

import pytest

from contracts.consents import Chain, Consents, Thing
from contracts.procedure import Choice, InPlan, Procedures
from contracts.topics.rules import Checklists, Choices, Plans, Words
from services.topics.rules.commands import AdoptProfile
from services.topics.rules.decider import RULES, TopicRules
from tests.common.consents import CONSENTS
from tests.support.scenario import Scenario, circumstances
from tests.topics.situations import (
    CONSULTATION,
    COUNTY,
    DECIDED,
    PRINCIPLES,
    YZ6,
    YZ7,
    YZS,
    adoption,
    rules_in_force,
)

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
    assert rules_in_force.procedure_for("township", "consultation", "general") == YZ7
    assert rules_in_force.procedure_for("village", "consultation", "major") == YZ6
    assert rules_in_force.procedure_for("village", "consultation", "general") == YZS
    assert rules_in_force.procedure_for("enterprise", "consultation", "major") == YZ7


def test_before_any_rules_there_is_no_procedure():
    assert TopicRules().procedure_for("village", "consultation", "major") is None


def misspelt(**chapters: Any) -> AdoptProfile:
    return adoption.model_copy(update=chapters)


def words(**changed: Any) -> Words:
    return adoption.words.model_copy(update=changed)


@pytest.mark.parametrize(
    "command",
    [
        choosing(Choice(weight="genral", procedure="YZS"), *CHOICES),
        choosing(Choice(topic_kind="small", procedure="YZS"), *CHOICES),
        misspelt(words=words(kinds=(CONSULTATION.model_copy(update={"checklist": "x"}),))),
        misspelt(words=words(kinds=(CONSULTATION.model_copy(update={"origins": ("x",)}),))),
        misspelt(consents=Consents(chains=(Chain(what=Thing.TOPIC, kind="x", steps=(DECIDED,)),))),
        misspelt(consents=Consents(chains=(Chain(what=Thing.PLAN, kind="x", steps=(DECIDED,)),))),
        misspelt(plans=Plans(kinds=())),
    ],
    ids=["weight", "kind", "checklist", "origin", "consent of topics", "of plans", "plan kind"],
)
def test_a_name_that_stands_for_nothing_is_refused(command: AdoptProfile):  # model 1
    rules.given().when(command).then_rejected("unknown-code")


def test_a_procedure_names_a_kind_of_plan_that_there_is():  # 000-32, model 1
    first, second, *rest = YZ7.steps
    asking = first.model_copy(update={"conditions": (*first.conditions, InPlan(plan_kind="x"))})
    odd = YZ7.model_copy(update={"steps": (asking, second, *rest)})

    rules.given().when(misspelt(procedures=Procedures(procedures=(odd, YZ6, YZS)))).then_rejected(
        "unknown-code"
    )


def test_a_question_is_not_asked_twice():  # 001-13
    twice = PRINCIPLES.model_copy(update={"questions": PRINCIPLES.questions[:1] * 2})

    rules.given().when(misspelt(checklists=Checklists(checklists=(twice,)))).then_rejected(
        "code-twice"
    )


def test_a_question_is_computed_by_a_test_that_there_is():  # 001-13
    odd = PRINCIPLES.questions[0].model_copy(update={"computed": "weather"})
    asking = PRINCIPLES.model_copy(update={"questions": (odd,)})

    rules.given().when(misspelt(checklists=Checklists(checklists=(asking,)))).then_rejected(
        "unknown-test"
    )


def test_a_matter_that_needs_a_session_is_not_given_a_procedure_without_one():  # 000-31
    steps = tuple(
        step.model_copy(
            update={"conditions": tuple(c for c in step.conditions if c.kind != "session")}
        )
        for step in YZS.steps
    )
    silent = Procedures(procedures=(YZ7, YZ6, YZS.model_copy(update={"steps": steps})))
    major = Choice(weight="major", procedure="YZ7")

    rules.given().when(
        misspelt(procedures=silent, choices=Choices(choices=(Choice(procedure="YZS"),)))
    ).then_rejected("session-needed")
    outcome = rules.given().when(
        misspelt(procedures=silent, choices=Choices(choices=(major, Choice(procedure="YZS"))))
    )
    assert isinstance(outcome.result, list), outcome.result


def test_the_table_says_of_each_thing_who_consents():  # 000-24
    partly = CONSENTS.model_copy(update={"chains": CONSENTS.chains[1:]})

    rules.given().when(adoption.model_copy(update={"consents": partly})).then_rejected(
        "no-consent-rule"
    )
