"""A county's duty rules: versions that never change their meaning (003-02)."""

import pytest

from contracts.members.duty import DutyKind, DutyPoints, DutyRulesAdopted
from services.members.rules.commands import AdoptDutyRules
from services.members.rules.decider import RULES
from tests.members.situations import COUNTY, TOWNSHIP, office, scheme
from tests.support.scenario import Scenario

rules = Scenario(RULES, by=office)
adopt = AdoptDutyRules(unit=COUNTY, **scheme.model_dump())
next_year = DutyRulesAdopted(
    version="2027-1", points=(DutyPoints(kind=DutyKind.RESEARCH, points=4, most_per_year=8),)
)


def test_a_scheme_is_adopted_once() -> None:
    rules.when(adopt).then(scheme)
    rules.given(scheme).when(adopt).then_nothing()


def test_the_order_of_the_rows_means_nothing() -> None:
    rules.given(scheme).when(
        adopt.model_copy(update={"points": tuple(reversed(scheme.points))})
    ).then_nothing()


@pytest.mark.parametrize("history", [(scheme,), (scheme, next_year)])
def test_a_version_never_changes_its_meaning(history: tuple) -> None:
    changed = adopt.model_copy(update={"points": next_year.points})

    rules.given(*history).when(changed).then_rejected("version-in-use")


def test_a_new_version_replaces_the_old_and_the_old_may_return() -> None:
    newer = AdoptDutyRules(unit=COUNTY, **next_year.model_dump())

    rules.given(scheme).when(newer).then(next_year)
    rules.given(scheme, next_year).when(adopt).then(scheme)


def test_rules_are_the_county_s() -> None:
    rules.when(adopt.model_copy(update={"unit": TOWNSHIP})).then_rejected("county-code")


def test_each_kind_has_one_row() -> None:
    twice = adopt.model_copy(update={"points": (scheme.points[0], scheme.points[0])})

    rules.when(twice).then_rejected("kind-twice")


@pytest.mark.parametrize(("points", "most"), [(-1, 5), (6, 5), (1, 1001)])
def test_points_lie_between_nothing_and_the_cap(points: int, most: int) -> None:
    row = DutyPoints(kind=DutyKind.RESEARCH, points=points, most_per_year=most)

    rules.when(adopt.model_copy(update={"points": (row,)})).then_rejected("points-range")


def test_the_state_bears_unit_and_version_for_the_runtime() -> None:
    state = RULES.fold([(scheme, COUNTY), (next_year, COUNTY)])

    assert (state.unit, state.version) == (COUNTY, "2027-1")
