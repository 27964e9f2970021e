"""Rules on members: kinds of units, and what a fact of duty may earn (003-02)."""

import pytest

from contracts.members.rules import Duty, DutyPoints, UnitKind
from runtime.decider import Rejected
from services.members.rules.commands import AdoptProfile
from services.members.rules.decider import RULES
from tests.members.situations import adoption, office
from tests.support.scenario import Scenario

rules = Scenario(RULES, by=office)


def earning(*points: DutyPoints) -> AdoptProfile:
    return adoption.model_copy(update={"duty": Duty(facts=adoption.duty.facts, points=points)})


def test_each_kind_has_one_row() -> None:
    row = adoption.duty.points[0]

    rules.when(earning(row, row)).then_rejected("kind-twice")


@pytest.mark.parametrize(("points", "most"), [(-6, 5), (6, 5), (1, 1001)])
def test_points_are_no_more_than_the_cap_of_a_year(points: int, most: int) -> None:
    row = DutyPoints(kind="research", since=2026, points=points, most_per_year=most)

    rules.when(earning(row)).then_rejected("points-range")


def test_points_are_given_to_known_kinds_of_facts() -> None:
    rules.when(
        earning(adoption.duty.points[0].model_copy(update={"kind": "log-in"}))
    ).then_rejected("unknown-code")


def measured(**values: object) -> AdoptProfile:
    talents = adoption.talents.model_copy(update=values)  # type: ignore[union-attr]
    return adoption.model_copy(update={"talents": talents})


def test_a_measure_on_talents_names_what_there_is() -> None:  # 001-30
    (pool, *_), (tier, *_) = measured().talents.pools, measured().talents.tiers  # type: ignore[union-attr]
    step = tier.approval[0].model_copy(update={"bodies": ("senate",)})

    for wrong in (
        {"pools": (pool.model_copy(update={"fields": ("alchemy",)}),)},
        {"pools": (pool.model_copy(update={"tiers": ("national",)}),)},
        {"tiers": (tier.model_copy(update={"approval": (step,)}),)},
    ):
        rules.when(measured(**wrong)).then_rejected("unknown-code")


def test_an_exit_for_refusals_says_for_how_many() -> None:  # 001-30
    rules.when(measured(most_refusals=None)).then_rejected("refusals-unlimited")


def test_a_county_may_have_no_talents() -> None:
    assert not isinstance(rules.when(measured()).result, Rejected)
    without = adoption.model_copy(update={"talents": None, "assessments": None})
    assert not isinstance(rules.when(without).result, Rejected)


def with_kinds(*kinds: UnitKind) -> AdoptProfile:
    words = adoption.words.model_copy(update={"unit_kinds": kinds})
    return adoption.model_copy(update={"words": words, "assessments": None})


def a_kind(**properties: object) -> UnitKind:
    told = {"code": "park", "chinese": "园区", "english": "park", "tier": 4, **properties}
    return UnitKind.model_validate(told)


def test_a_kind_of_unit_has_a_range_that_ends_after_it_begins() -> None:  # 003-27
    rules.when(with_kinds(a_kind(first=500, last=400))).then_rejected("kind-range")


def test_two_kinds_of_units_of_one_tier_have_no_code_in_common() -> None:  # 003-27
    park, zone = a_kind(first=400, last=599), {"code": "zone", "chinese": "开发区"}

    rules.when(with_kinds(park, a_kind(**zone, first=599))).then_rejected("kind-range")
    apart = with_kinds(a_kind(**zone, first=600), park, a_kind(code="x", chinese="x", tier=5))
    assert not isinstance(rules.when(apart).result, Rejected)


def test_the_hall_of_a_kind_is_one_of_the_classes() -> None:  # 002-18
    rules.when(with_kinds(a_kind(hall="institution"))).then_rejected("unknown-code")
    assert not isinstance(rules.when(with_kinds(a_kind(hall="township"))).result, Rejected)


def test_no_word_of_a_roster_has_two_meanings() -> None:  # 000-04
    upper, *others = adoption.words.levels
    levels = (upper.model_copy(update={"also": ("县级",)}), *others)
    words = adoption.words.model_copy(update={"levels": levels})

    rules.when(adoption.model_copy(update={"words": words})).then_rejected("word-twice")


def test_no_two_kinds_of_unit_bear_one_word() -> None:
    """Lists of units name a kind by its word."""
    rules.when(with_kinds(a_kind(), a_kind(code="zone"))).then_rejected("kind-twice")
