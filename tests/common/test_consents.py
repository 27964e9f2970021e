"""Who consents to what: chains of bodies by a table, at the level that the rules ask for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from common.consents import answered_by, consented, turn
from contracts.consents import Approval, Chain, Consents, ConsentStep, CountsFor, Level
from runtime.decider import Circumstances, Listed, Rejected
from tests.support.scenario import circumstances

VILLAGE, TOWNSHIP, COUNTY = "620123109200", "620123109000", "620123000000"
PARK = "620123109901"
REVISED = ConsentStep(
    code="revised",
    chinese="共同修改",
    english="revised jointly",
    bodies=("party-office", "government-office"),
    offices=("cppcc-office", "cppcc-office"),
)
DECIDED = ConsentStep(code="decided", chinese="审定", english="decided", bodies=("party",))
ABOVE = DECIDED.model_copy(update={"level": Level.JURISDICTION})
TABLE = Consents(
    chains=(
        Chain(what="plan", unit_kind="county", steps=(REVISED, DECIDED)),
        Chain(what="plan", kind="supervision", steps=(ABOVE,)),
        Chain(what="plan", steps=(DECIDED,)),
    ),
    counts_for=(CountsFor(unit=PARK, consents=TOWNSHIP),),
)
DIRECTORY = {
    "village-party": Listed("村党支部", "party", VILLAGE),
    "township-party": Listed("镇党委", "party", TOWNSHIP),
    "county-party": Listed("县委", "party", COUNTY),
    "party-office": Listed("县委办", "party-office", COUNTY),
    "government-office": Listed("县政府办", "government-office", COUNTY),
    "village-council": Listed("村议事会", "council", VILLAGE),
    "old-party": Listed("原村党支部", "party", VILLAGE, until=date(2026, 2, 1)),
}
CONSENT = Approval(bodies=("village-party",), resolution="1号", decided_on=date(2026, 2, 20))
BRANCH = circumstances(
    role="party",
    unit=VILLAGE,
    scope=VILLAGE,
    directory=DIRECTORY,
    jurisdiction=COUNTY,
)


def refused(step: ConsentStep, consent: Approval, given: Circumstances[Any]) -> str:
    with pytest.raises(Rejected) as refusal:
        consented(TABLE, step, consent, given)
    return refusal.value.rule


def of(*bodies: str) -> Approval:
    return CONSENT.model_copy(update={"bodies": bodies})


def test_the_first_row_that_fits_counts():  # 5.5
    county = replace(BRANCH, unit_kind="county")

    assert turn(TABLE, "plan", "consultation", 0, county) == (REVISED, False)
    assert turn(TABLE, "plan", "consultation", 1, county) == (DECIDED, True)
    assert turn(TABLE, "plan", "supervision", 0, BRANCH) == (ABOVE, True)
    assert turn(TABLE, "plan", "consultation", 0, BRANCH) == (DECIDED, True)


def test_a_chain_that_became_shorter_meanwhile_ends_with_its_last_step():
    assert turn(TABLE, "plan", "consultation", 3, BRANCH) == (DECIDED, True)


def test_without_a_row_nobody_consents():
    with pytest.raises(Rejected) as refusal:
        turn(TABLE, "outcome", "", 0, BRANCH)
    assert refusal.value.rule == "no-consent-rule"


def test_the_party_organisation_of_the_units_own_level_consents():  # 000-24
    consented(TABLE, DECIDED, CONSENT, BRANCH)


@pytest.mark.parametrize("scope", ["", "62", "620123", "620123109", "620123109201"])
def test_no_other_level_records_it(scope: str):  # 000-24
    assert refused(DECIDED, CONSENT, replace(BRANCH, scope=scope)) == "same-level"


def test_no_other_office_records_it():
    assert refused(DECIDED, CONSENT, replace(BRANCH, role="clerk")) == "same-level"


@pytest.mark.parametrize(
    "body", ["township-party", "village-council", "old-party", "nobody"], ids=str
)
def test_a_consent_names_a_body_of_the_kind_and_the_level_asked_for(body: str):  # 000-24
    assert refused(DECIDED, of(body), BRANCH) == "other-body"


def test_a_body_that_ended_since_had_consented_before():
    before = of("old-party").model_copy(update={"decided_on": date(2026, 1, 20)})

    consented(TABLE, DECIDED, before, BRANCH)


def test_all_kinds_of_bodies_of_a_joint_step_take_part():  # 5.5
    office = replace(BRANCH, role="cppcc-office", unit=COUNTY, scope="620123")

    consented(TABLE, REVISED, of("party-office", "government-office"), office)
    assert refused(REVISED, of("party-office"), office) == "other-body"
    also = of("party-office", "government-office", "county-party")
    assert refused(REVISED, also, office) == "other-body"


def test_a_step_may_belong_to_the_jurisdictions_level():
    county = replace(BRANCH, scope="620123")

    consented(TABLE, ABOVE, of("county-party"), county)
    assert refused(ABOVE, CONSENT, BRANCH) == "same-level"


def test_a_unit_without_a_party_organisation_names_whose_consent_counts():  # model 4
    park = replace(BRANCH, unit=PARK, scope="620123109")

    consented(TABLE, DECIDED, of("township-party"), park)
    assert refused(DECIDED, of("township-party"), replace(park, scope=PARK)) == "same-level"


def test_the_successor_of_a_closed_unit_consents():
    closed = replace(BRANCH, scope="620123109", heirs=(TOWNSHIP,))

    consented(TABLE, DECIDED, of("township-party"), closed)
    assert refused(DECIDED, CONSENT, replace(closed, scope=VILLAGE)) == "same-level"


def test_neither_consent_nor_refusal_is_dated_ahead():
    tomorrow = date(2026, 3, 3)
    late = CONSENT.model_copy(update={"decided_on": tomorrow})

    assert refused(DECIDED, late, BRANCH) == "future-day"
    with pytest.raises(Rejected, match="has not come"):
        answered_by(TABLE, DECIDED, CONSENT.bodies, tomorrow, BRANCH)
