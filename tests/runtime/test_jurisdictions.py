"""Whose rules are in force in a unit: asked of one unit or of a whole column, by its superior of
the day."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from runtime.actor import Actor, Grant
from runtime.jurisdictions import Jurisdictions
from runtime.succession import Succession
from tests.runtime.test_succession import COUNTY, FIRST, PREFECTURE, TODAY, TOWNSHIP, ZONE, placed

DISTRICT, OTHER_TOWN, PROVINCE = "620102000000", "620102101000", "620000000000"


def there(*known, placed=()):
    return Jurisdictions(Succession((), placed), known, TODAY)


def of_column(found, units):
    """What SQL says of each of these units."""
    here = sa.Table("here", sa.MetaData(), sa.Column("unit", sa.Text))
    with sa.create_engine("sqlite://").connect() as connection:
        here.create(connection)
        connection.execute(sa.insert(here), [{"unit": unit} for unit in units])
        asked = sa.select(here.c.unit, found.column(here.c.unit))
        return dict(connection.execute(asked).all())


TRUST = [placed(TOWNSHIP, ZONE)]


@pytest.mark.parametrize(
    ("found", "unit", "ruling"),
    [
        (there(COUNTY), FIRST, COUNTY),
        (there(PREFECTURE), FIRST, PREFECTURE),
        (there(COUNTY, PREFECTURE), FIRST, COUNTY),
        (there(COUNTY, PREFECTURE), OTHER_TOWN, PREFECTURE),
        (there(TOWNSHIP, COUNTY), FIRST, TOWNSHIP),
        (there(COUNTY), OTHER_TOWN, ""),
        (there(COUNTY, ZONE, placed=TRUST), FIRST, ZONE),
        (there(COUNTY, PREFECTURE, placed=TRUST), FIRST, PREFECTURE),
        (there(COUNTY, ZONE, placed=[placed(TOWNSHIP, ZONE, TODAY + timedelta(1))]), FIRST, COUNTY),
        (there(), FIRST, ""),
    ],
)
def test_the_nearest_upward_has_a_profile(found, unit, ruling):
    assert found.of(unit) == ruling
    assert of_column(found, [unit]) == {unit: ruling}


def test_a_column_says_the_same_whatever_was_placed_where():
    units = [
        *(PROVINCE, PREFECTURE, ZONE, COUNTY, DISTRICT, TOWNSHIP, OTHER_TOWN, FIRST),
        *("620123109201", "620123212000", "620123212200", "620171101000", "620171101200"),
        *("630100000000", "630102101200"),
    ]
    for seed in range(200):
        chance = random.Random(seed)
        rows = [placed(*chance.sample(units, 2)) for _ in range(chance.randint(0, 3))]
        found = there(*chance.sample(units, chance.randint(0, 4)), placed=rows)

        assert of_column(found, units) == {unit: found.of(unit) for unit in units}, (rows, found)


@pytest.mark.parametrize(
    ("scope", "unit", "known"),
    [
        (FIRST, COUNTY, True),
        ("620123212", FIRST, True),
        ("62", FIRST, True),
        ("", FIRST, True),
        ("620102", FIRST, False),
        ("620102", PREFECTURE, True),
        (PREFECTURE[:4], FIRST, True),
    ],
)
def test_an_office_knows_what_is_in_its_jurisdiction(scope, unit, known):
    actor = Actor("wei", (Grant(role="clerk", scope=scope),))

    assert there(COUNTY, PREFECTURE).known_to(actor, unit) is known


def test_who_gave_a_town_away_knows_nothing_of_it_any_more():
    found = there(COUNTY, ZONE, placed=TRUST)
    own, zone, county = (
        Actor("wei", (Grant(role="clerk", scope=scope),))
        for scope in (TOWNSHIP[:9], ZONE[:6], COUNTY[:6])
    )

    assert [found.known_to(each, FIRST) for each in (own, zone, county)] == [True, True, False]


@pytest.mark.parametrize(
    ("unit", "above", "below"),
    [
        (FIRST, COUNTY, TOWNSHIP),
        (FIRST, PREFECTURE, COUNTY),
        (TOWNSHIP, TOWNSHIP, TOWNSHIP),
        (FIRST, DISTRICT, None),
    ],
)
def test_what_is_directly_below(unit, above, below):
    assert there().below(unit, above) == below
    trusted = there(placed=TRUST)
    assert trusted.below(FIRST, ZONE) == TOWNSHIP
    assert trusted.below(FIRST, PREFECTURE) == ZONE
    assert trusted.below(FIRST, COUNTY) is None
