"""Who answers for a unit that was closed: asked and seen by the same rule, on the day it is."""

import random
from datetime import date, timedelta
from itertools import product

import pytest

from contracts.places import covers, prefix
from runtime.actor import Actor, Grant
from runtime.succession import Succession

FIRST, OTHER, THIRD = "620123109200", "620123109201", "620123109202"
TOWNSHIP, NEIGHBOUR, COUNTY = "620123109000", "620123212000", "620123000000"
ACROSS = "620123212200"
ZONE, PREFECTURE = "620171000000", "620100000000"
TODAY = date(2026, 3, 2)


def closed(unit, *successors, on=TODAY, parent=None):
    return {
        "unit": unit,
        "name": unit,
        "valid_to": on,
        "successors": successors,
        "parent": parent,
    }


def placed(unit, superior, since=TODAY):
    return {"unit": unit, "superior": superior, "since": since}


def asks(succession, scope, unit, today=TODAY):
    """Whether an office for this scope may ask something for this unit."""
    standing = succession.standing(unit, today)
    actor = Actor("wei", (Grant(role="clerk", scope=scope),))
    return actor.grant_for(*standing.covering, ended=standing.ended_scopes) is not None


def sees(succession, scope, unit, today=TODAY):
    return any(covers(each, unit) for each in succession.reach(scope, today))


@pytest.mark.parametrize(
    ("rows", "unit", "answering"),
    [
        ([], FIRST, (FIRST,)),
        ([closed(FIRST, OTHER)], FIRST, (OTHER,)),
        ([closed(FIRST, OTHER, on=TODAY + timedelta(1))], FIRST, (FIRST,)),
        ([closed(FIRST, OTHER), closed(OTHER, ACROSS)], FIRST, (ACROSS,)),
        ([closed(FIRST, OTHER, THIRD)], FIRST, (OTHER, THIRD)),
        ([closed(FIRST, parent=TOWNSHIP)], FIRST, (TOWNSHIP,)),
        ([closed(FIRST)], FIRST, (TOWNSHIP,)),
        ([closed(FIRST), closed(TOWNSHIP, NEIGHBOUR)], FIRST, (NEIGHBOUR,)),
        ([closed(TOWNSHIP, NEIGHBOUR)], FIRST, (FIRST,)),
        ([closed(FIRST, OTHER), closed(OTHER, FIRST)], FIRST, ()),
    ],
    ids=["open", "one", "tomorrow", "chain", "split", "parent", "code", "both", "above", "circle"],
)
def test_its_matters_are_decided_where(rows, unit, answering):
    assert Succession(rows).standing(unit, TODAY).answering == answering


@pytest.mark.parametrize(
    ("rows", "scope", "unit", "asked", "seen"),
    [
        ([closed(FIRST, OTHER)], OTHER, FIRST, True, True),
        ([closed(FIRST, OTHER)], FIRST, FIRST, False, True),
        ([closed(FIRST, OTHER)], THIRD, FIRST, False, False),
        ([closed(FIRST, OTHER)], FIRST, OTHER, False, False),
        ([closed(FIRST, ACROSS)], "620123212", FIRST, True, True),
        ([closed(FIRST, ACROSS)], "620123109", FIRST, True, True),
        ([closed(FIRST, ACROSS)], "620123213", FIRST, False, False),
        ([closed(FIRST, "511623100200")], "511623", FIRST, True, True),
        ([closed(FIRST, "511623100200")], "511623101", FIRST, False, False),
        ([closed(FIRST)], "620123109", FIRST, True, True),
        ([closed(TOWNSHIP, NEIGHBOUR)], "620123212", FIRST, True, True),
        ([closed(TOWNSHIP, NEIGHBOUR)], FIRST, FIRST, True, True),
        ([closed(TOWNSHIP, NEIGHBOUR)], "620123109", FIRST, False, True),
        ([closed(TOWNSHIP, NEIGHBOUR)], ACROSS, FIRST, False, False),
        ([closed(FIRST, OTHER, on=TODAY + timedelta(1))], OTHER, FIRST, False, False),
        ([closed(FIRST, OTHER, on=TODAY + timedelta(1))], FIRST, FIRST, True, True),
    ],
)
def test_an_office_asks_and_sees(rows, scope, unit, asked, seen):
    succession = Succession(rows)

    assert (asks(succession, scope, unit), sees(succession, scope, unit)) == (asked, seen)


def test_what_may_be_asked_is_seen_whatever_was_merged_into_what():
    # Negative controls stand above: there is much that is neither asked nor seen.
    units = [
        f"620123{township}{village}"
        for township, village in product(("109", "212", "213"), ("000", "200", "201"))
    ]
    for seed in range(300):
        chance = random.Random(seed)
        rows = [
            closed(unit, *chance.sample(units, chance.randint(0, 2)))
            for unit in chance.sample(units, chance.randint(1, 6))
        ]
        succession = Succession(rows)
        ended = {prefix(row["unit"]) for row in rows}
        for scope, unit in product(("620123", *map(prefix, units)), units):
            asked, seen = asks(succession, scope, unit), sees(succession, scope, unit)
            assert seen or not asked, (rows, scope, unit)
            assert asked == (seen and scope not in ended), (rows, scope, unit)


@pytest.mark.parametrize(
    ("rows", "scope", "unit", "may"),
    [
        ([placed(TOWNSHIP, ZONE)], "620171", FIRST, True),
        ([placed(TOWNSHIP, ZONE)], "620171", ACROSS, False),
        ([placed(TOWNSHIP, ZONE)], "620123", FIRST, False),
        ([placed(TOWNSHIP, ZONE)], "620123", ACROSS, True),
        ([placed(TOWNSHIP, ZONE)], "620123109", FIRST, True),
        ([placed(TOWNSHIP, ZONE)], FIRST, FIRST, True),
        ([placed(TOWNSHIP, ZONE)], "6201", FIRST, True),
        ([placed(TOWNSHIP, "510171000000")], "6201", FIRST, False),
        ([placed(TOWNSHIP, "510171000000")], "51", FIRST, True),
        ([placed(TOWNSHIP, "510171000000")], "", FIRST, True),
        ([placed(TOWNSHIP, ZONE, TODAY + timedelta(1))], "620123", FIRST, True),
        ([placed(TOWNSHIP, ZONE, TODAY + timedelta(1))], "620171", FIRST, False),
        (
            [placed(TOWNSHIP, ZONE, TODAY - timedelta(9)), placed(TOWNSHIP, COUNTY)],
            "620123",
            FIRST,
            True,
        ),
        ([placed(TOWNSHIP, ZONE), placed(FIRST, NEIGHBOUR)], "620171", FIRST, False),
        ([placed(TOWNSHIP, ZONE), placed(FIRST, NEIGHBOUR)], "620123", FIRST, True),
        ([placed(TOWNSHIP, ZONE), placed(FIRST, NEIGHBOUR)], "620123109", FIRST, False),
    ],
)
def test_an_office_reaches_what_is_placed_under_its_units(rows, scope, unit, may):  # domain 10.2
    succession = Succession([], rows)

    assert (asks(succession, scope, unit), sees(succession, scope, unit)) == (may, may)


def test_above_a_unit_are_its_superiors_of_the_day():
    rows = [placed(TOWNSHIP, ZONE), placed(TOWNSHIP, COUNTY, TODAY + timedelta(9))]
    succession = Succession([], rows)
    above = (PREFECTURE, "620000000000")

    assert succession.upwards(FIRST, TODAY) == (FIRST, TOWNSHIP, ZONE, *above)
    for day in (TODAY - timedelta(1), TODAY + timedelta(9)):
        assert succession.upwards(FIRST, day) == (FIRST, TOWNSHIP, COUNTY, *above)
    circle = Succession([], [placed(TOWNSHIP, NEIGHBOUR), placed(NEIGHBOUR, TOWNSHIP)])
    assert circle.upwards(FIRST, TODAY) == (FIRST, TOWNSHIP, NEIGHBOUR)


def test_what_was_placed_may_be_closed_too():
    succession = Succession([closed(TOWNSHIP, parent=COUNTY)], [placed(TOWNSHIP, ZONE)])

    assert succession.standing(TOWNSHIP, TODAY).answering == (ZONE,)


def test_what_may_be_asked_is_seen_wherever_units_are_placed():
    units = [
        f"{county}{township}{village}"
        for county, township, village in product(
            ("620123", "620171"), ("109", "212"), ("000", "200", "201")
        )
    ]
    for seed in range(400):
        chance = random.Random(seed)
        rows = [
            closed(unit, *chance.sample(units, chance.randint(0, 2)))
            for unit in chance.sample(units, chance.randint(0, 3))
        ]
        moved = [
            placed(unit, chance.choice([*units, "620123000000", "620171000000"]))
            for unit in chance.sample(units, chance.randint(1, 3))
        ]
        succession = Succession(rows, moved)
        ended = {prefix(row["unit"]) for row in rows}
        for scope, unit in product(("62", "620123", "620171", *map(prefix, units)), units):
            asked, seen = asks(succession, scope, unit), sees(succession, scope, unit)
            assert seen or not asked, (rows, moved, scope, unit)
            assert asked == (seen and scope not in ended), (rows, moved, scope, unit)


def test_a_matter_that_was_dealt_out_lies_with_one_successor_alone() -> None:  # model 2
    rows = [closed(FIRST, OTHER, THIRD), closed(THIRD, ACROSS, ZONE)]
    dealt = [
        {"unit": FIRST, "matter": "t-1", "successor": OTHER},
        {"unit": FIRST, "matter": "t-2", "successor": THIRD},
        {"unit": THIRD, "matter": "t-2", "successor": ZONE},
    ]
    succession = Succession(rows, (), dealt)

    def answering(matter: str) -> tuple[str, ...]:
        return succession.standing(FIRST, TODAY, matter).answering

    assert answering("") == answering("t-3") == (OTHER, ACROSS, ZONE)
    assert answering("t-1") == (OTHER,)
    assert answering("t-2") == (ZONE,)
    may_act = succession.standing(FIRST, TODAY, "t-1").covering
    assert OTHER in may_act
    assert THIRD not in may_act
