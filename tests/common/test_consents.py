"""Who consents to what: chains of bodies by a table, at the level that the rules ask for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from common.consents import Consenting, Refusing, Turn, at_once, consented, for_each_thing, turn
from contracts.consents import (
    Chain,
    Consent,
    Consents,
    ConsentStep,
    CountsFor,
    Level,
    Thing,
)
from contracts.roles import Role
from runtime.decider import Circumstances, Listed, Rejected
from tests.support.scenario import circumstances

VILLAGE, TOWNSHIP, COUNTY = "620123109200", "620123109000", "620123000000"
PARK = "620123109901"
REVISED = ConsentStep(
    code="revised",
    chinese="共同修改",
    english="revised jointly",
    bodies=("party-office", "government-office"),
    offices=(Role.CPPCC_OFFICE,),
)
DECIDED = ConsentStep(code="decided", chinese="审定", english="decided")
ABOVE = DECIDED.model_copy(update={"level": Level.JURISDICTION})
TABLE = Consents(
    chains=(
        Chain(what=Thing.PLAN, unit_kind="county", steps=(REVISED, DECIDED)),
        Chain(what=Thing.PLAN, kind="supervision", steps=(ABOVE,)),
        Chain(what=Thing.PLAN, steps=(DECIDED,)),
    ),
    counts_for=(CountsFor(unit=PARK, consents=TOWNSHIP),),
)
DIRECTORY = {
    "village-party": Listed("村党支部", "branch", VILLAGE, consents=True),
    "township-party": Listed("镇党委", "party", TOWNSHIP, consents=True),
    "county-party": Listed("县委", "party", COUNTY, consents=True),
    "party-office": Listed("县委办", "party-office", COUNTY),
    "government-office": Listed("县政府办", "government-office", COUNTY),
    "village-council": Listed("村议事会", "council", VILLAGE),
    "old-party": Listed("原村党支部", "party", VILLAGE, date(2026, 2, 1), consents=True),
}
CONSENT = Consent(bodies=("village-party",), resolution="1号", decided_on=date(2026, 2, 20))
BRANCH = circumstances(
    role="party",
    unit=VILLAGE,
    scope=VILLAGE,
    directory=DIRECTORY,
    jurisdiction=COUNTY,
)


def answer(step: ConsentStep, command: Consenting | Refusing, given: Circumstances[Any]) -> Turn:
    """The answer to a plan whose chain has this step alone."""
    table = TABLE.model_copy(update={"chains": (Chain(what=Thing.PLAN, steps=(step,)),)})
    return consented(table, Thing.PLAN, "consultation", 0, command, given)


def consents(step: ConsentStep, consent: Consent, given: Circumstances[Any]) -> Turn:
    return answer(step, Consenting(consent=consent), given)


def refused(step: ConsentStep, consent: Consent, given: Circumstances[Any]) -> str:
    with pytest.raises(Rejected) as refusal:
        consents(step, consent, given)
    return refusal.value.rule


def of(*bodies: str) -> Consent:
    return CONSENT.model_copy(update={"bodies": bodies})


def test_the_first_row_that_fits_counts():  # 004-03, 004-15, 5.5
    county = replace(BRANCH, unit_kind="county")

    assert turn(TABLE, Thing.PLAN, "consultation", 0, county) == (REVISED, False)
    assert turn(TABLE, Thing.PLAN, "consultation", 1, county) == (DECIDED, True)
    assert turn(TABLE, Thing.PLAN, "supervision", 0, BRANCH) == (ABOVE, True)
    assert turn(TABLE, Thing.PLAN, "consultation", 0, BRANCH) == (DECIDED, True)


def test_a_chain_that_became_shorter_meanwhile_ends_with_its_last_step():
    assert turn(TABLE, Thing.PLAN, "consultation", 3, BRANCH) == (DECIDED, True)


def test_without_a_row_nobody_consents():
    with pytest.raises(Rejected) as refusal:
        turn(TABLE, Thing.OUTCOME, "", 0, BRANCH)
    assert refusal.value.rule == "no-consent-rule"


def test_the_party_organisation_of_the_units_own_level_consents():  # 000-24
    consents(DECIDED, CONSENT, BRANCH)


@pytest.mark.parametrize("scope", ["", "62", "620123", "620123109", "620123109201"])
def test_no_other_level_records_it(scope: str):  # 000-24
    assert refused(DECIDED, CONSENT, replace(BRANCH, scope=scope)) == "same-level"


def test_no_other_office_records_it():
    assert refused(DECIDED, CONSENT, replace(BRANCH, role="clerk")) == "same-level"


@pytest.mark.parametrize(
    "body", ["township-party", "village-council", "old-party", "nobody"], ids=str
)
def test_a_consent_names_a_body_that_consents_for_the_level_asked_for(body: str):  # 000-24
    """By the property of its kind, however that is called there."""
    assert refused(DECIDED, of(body), BRANCH) == "not-consenting"


def test_a_body_that_ended_since_had_consented_before():
    before = of("old-party").model_copy(update={"decided_on": date(2026, 1, 20)})

    consents(DECIDED, before, BRANCH)


def test_all_kinds_of_bodies_of_a_joint_step_take_part():  # 004-03, 5.5
    office = replace(BRANCH, role="cppcc-office", unit=COUNTY, scope="620123")

    consents(REVISED, of("party-office", "government-office"), office)
    assert refused(REVISED, of("party-office"), office) == "not-consenting"
    also = of("party-office", "government-office", "county-party")
    assert refused(REVISED, also, office) == "not-consenting"


def test_a_step_may_belong_to_the_jurisdictions_level():
    county = replace(BRANCH, scope="620123")

    consents(ABOVE, of("county-party"), county)
    assert refused(ABOVE, CONSENT, BRANCH) == "same-level"


def test_a_unit_without_a_party_organisation_names_whose_consent_counts():  # model 4
    park = replace(BRANCH, unit=PARK, scope="620123109")

    consents(DECIDED, of("township-party"), park)
    assert refused(DECIDED, of("township-party"), replace(park, scope=PARK)) == "same-level"


def test_the_successor_of_a_closed_unit_consents():
    closed = replace(BRANCH, scope="620123109", heirs=(TOWNSHIP,))

    consents(DECIDED, of("township-party"), closed)
    assert refused(DECIDED, CONSENT, replace(closed, scope=VILLAGE)) == "same-level"


def test_neither_consent_nor_refusal_is_dated_ahead():
    tomorrow = date(2026, 3, 3)
    late = CONSENT.model_copy(update={"decided_on": tomorrow})

    assert refused(DECIDED, late, BRANCH) == "future-day"
    late_refusal = Refusing(bodies=CONSENT.bodies, reason="再议", decided_on=tomorrow)
    with pytest.raises(Rejected, match="has not come"):
        answer(DECIDED, late_refusal, BRANCH)


def test_a_deed_without_a_chain_of_its_own_needs_the_last_consent():
    county = replace(BRANCH, unit_kind="county", unit=COUNTY, scope="620123")
    office = replace(county, role="cppcc-office")
    jointly = Consenting(consent=of("party-office", "government-office"))

    at_once(TABLE, Thing.PLAN, "", Consenting(consent=of("county-party")), county)
    with pytest.raises(Rejected) as refusal:
        at_once(TABLE, Thing.PLAN, "", jointly, office)
    assert refusal.value.rule == "same-level"


def test_a_table_says_of_each_thing_who_consents():
    chains = tuple(Chain(what=each, steps=(DECIDED,)) for each in Thing)
    narrow = chains[0].model_copy(update={"unit_kind": "village"})

    for_each_thing(Consents(chains=chains))
    for lacking in (chains[1:], (narrow, *chains[1:])):
        with pytest.raises(Rejected, match="Add one for: topic") as refusal:
            for_each_thing(Consents(chains=lacking))
        assert refusal.value.rule == "no-consent-rule"
