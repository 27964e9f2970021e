"""A county's rules on outcomes, version by version."""

import pytest
from pydantic import ValidationError

from services.outcomes.rules.commands import AdoptOutcomeRules
from services.outcomes.rules.decider import RULES, OutcomeRules
from tests.outcomes import situations as s
from tests.outcomes.examples import next_rules
from tests.support.scenario import Scenario, circumstances

rules = Scenario(RULES, by=circumstances("ou", "county-office", s.COUNTY, OutcomeRules()))
adopt = AdoptOutcomeRules(unit=s.COUNTY, **s.rules_adopted.model_dump())


def test_the_same_rules_again_change_nothing():
    rules.given(s.rules_adopted).when(adopt).then_nothing()


def test_a_new_version_replaces_the_old():
    rules.given(s.rules_adopted).when(
        AdoptOutcomeRules(unit=s.COUNTY, **next_rules.model_dump())
    ).then(next_rules)


def test_a_version_in_force_is_not_rewritten():
    changed = adopt.model_copy(update={"result_days": 45})

    rules.given(s.rules_adopted).when(changed).then_rejected("version-in-use")


def test_a_version_of_the_past_is_not_rewritten_either():
    changed = adopt.model_copy(update={"result_days": 45})

    rules.given(s.rules_adopted, next_rules).when(changed).then_rejected("version-in-use")


def test_a_county_may_go_back_to_an_earlier_version_as_it_was():
    rules.given(s.rules_adopted, next_rules).when(adopt).then(s.rules_adopted)


@pytest.mark.parametrize("unit", ["620123109000", "620123109200"])
def test_rules_are_not_adopted_below_the_county(unit):
    rules.given().when(adopt.model_copy(update={"unit": unit})).then_rejected("not-a-county")


@pytest.mark.parametrize(
    "wrong", [{"lists": ("任务清单",)}, {"result_days": 0}, {"first_progress_days": 100_000}]
)
def test_rules_that_mean_nothing_are_refused(wrong):
    with pytest.raises(ValidationError):
        AdoptOutcomeRules(**{**adopt.model_dump(), **wrong})


def test_what_is_in_force_bears_its_version():
    state = RULES.fold([(s.rules_adopted, s.COUNTY), (next_rules, s.COUNTY)])

    assert (state.unit, state.version, state.result_days) == (s.COUNTY, "2026-2", 45)
