"""Rules on members: what a fact of duty may earn (003-02)."""

import pytest

from contracts.members.rules import Duty, DutyPoints
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


@pytest.mark.parametrize(("points", "most"), [(-1, 5), (6, 5), (1, 1001)])
def test_points_lie_between_nothing_and_the_cap(points: int, most: int) -> None:
    row = DutyPoints(kind="research", since=2026, points=points, most_per_year=most)

    rules.when(earning(row)).then_rejected("points-range")


def test_points_are_given_to_known_kinds_of_facts() -> None:
    rules.when(
        earning(adoption.duty.points[0].model_copy(update={"kind": "log-in"}))
    ).then_rejected("unknown-code")
