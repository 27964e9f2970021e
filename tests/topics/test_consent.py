"""The bodies that the rules name consent, refuse, or pass a topic up."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.consents import Consents
from contracts.procedure import Choice, ConsentGiven, InPlan, Procedures
from contracts.topics.rules import Choices
from contracts.topics.topic import (
    ProcedureFixed,
    TopicApproved,
    TopicConsentRefused,
    TopicPassedUp,
)
from runtime.decider import Listed, Rejected
from runtime.probe import probe
from runtime.succession import Succession
from services.topics.topic.commands import ApproveTopic, RefuseTopic, WaiveStep
from services.topics.topic.decider import TOPIC
from tests.support.scenario import circumstances
from tests.topics.commands import ENTERING, again, party, passing, refusal, topic, waiver
from tests.topics.examples import waivable
from tests.topics.situations import (
    COUNTY,
    NG5,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    YZ6,
    YZ7,
    YZS,
    admitted,
    approved,
    claimed,
    consent,
    consent_of,
    consent_refused,
    in_consultation,
    passed_up,
    proposed,
    raised,
    returned,
    rules_in_force,
    screening,
    selected,
    step,
)

approved_by_the_county = approved.model_copy(update={"consent": consent_of(COUNTY)})


def only(code: str) -> Choices:
    """All topics go by this procedure."""
    return Choices(choices=(Choice(procedure=code),))


def test_a_township_passes_its_topic_up_to_the_county():  # 000-52
    by = party(TOWNSHIP, "township")

    its_own = {"consent": consent_of(TOWNSHIP)}

    topic.given(proposed, admitted).when(passing.model_copy(update=its_own), by=by).then(
        passed_up.model_copy(update={"from_unit": TOWNSHIP, **its_own})
    )


def test_from_then_on_it_is_the_county_that_answers_for_it():  # 000-52
    state = TOPIC.fold([(proposed, VILLAGE), (admitted, VILLAGE), (passed_up, VILLAGE)])

    assert state.unit == COUNTY
    assert state.raised_in == VILLAGE


def test_the_county_consents_under_its_own_procedure():  # 000-30, 000-52, 13.3-4
    outcome = topic.given(proposed, admitted, raised, passed_up).when(
        ApproveTopic(consent=consent_of(COUNTY)), by=party(COUNTY, "county")
    )

    outcome.then(ProcedureFixed(procedure=YZ7), step(1, YZ7), approved_by_the_county)


def test_a_unit_above_that_asks_for_nothing_more_selects_what_was_passed_up():  # 000-52
    rules = replace(rules_in_force, procedures=Procedures(procedures=(NG5,)), choices=only("NG5"))
    by = replace(party(COUNTY, "county"), rules=rules)

    topic.given(proposed, admitted, raised, passed_up).when(
        ApproveTopic(consent=consent_of(COUNTY)), by=by
    ).then(
        ProcedureFixed(procedure=NG5),
        step(1, NG5),
        step(2, NG5),
        selected(NG5, consented_on=None),
        approved_by_the_county,
    )


def test_the_village_no_longer_consents_to_what_it_passed_up():  # 000-24
    its_old_party = party(COUNTY, "county", scope=VILLAGE)

    topic.given(proposed, admitted, passed_up).when(
        ApproveTopic(consent=consent), by=its_old_party
    ).then_rejected("same-level")


@pytest.mark.parametrize(
    "to_unit",
    [VILLAGE, OTHER_TOWNSHIP, "620123109201", "620456000000", "620200000000"],
    ids=["itself", "a neighbour", "a sister", "another county", "another city"],
)
def test_a_topic_is_passed_up_only_to_a_unit_above_it(to_unit: str):  # 000-52
    passed = passing.model_copy(update={"to_unit": to_unit})

    refusal = topic.given(proposed, admitted).when(passed, by=party())
    refusal.then_rejected("not-above")
    says_no_tier(refusal.result)


def test_a_topic_of_a_merged_township_is_passed_up_to_the_one_that_took_it_over():
    merged = replace(party(), covering=(VILLAGE, OTHER_TOWNSHIP))
    up = passing.model_copy(update={"to_unit": OTHER_TOWNSHIP})
    to_a_sister = passing.model_copy(update={"to_unit": "620123109201"})

    topic.given(proposed, admitted).when(up, by=merged).then(
        TopicPassedUp(from_unit=VILLAGE, **up.model_dump())
    )
    topic.given(proposed, admitted).when(to_a_sister, by=merged).then_rejected("not-above")


@pytest.mark.parametrize(
    "zone", ["620171000000", "620171100000", "620171100900"], ids=["shorter", "as long", "longer"]
)
def test_a_town_run_on_trust_passes_its_topic_up_to_whoever_leads_it(zone: str):  # 000-52, model 2
    """A zone or a park leads what is placed under it, however many digits its code has."""
    placed = [{"unit": TOWNSHIP, "superior": zone, "since": date(2026, 1, 1)}]
    covering = Succession([], placed).standing(TOWNSHIP, date(2026, 3, 2)).covering
    by = replace(party(TOWNSHIP, "township"), covering=covering)
    up = passing.model_copy(update={"to_unit": zone, "consent": consent_of(TOWNSHIP)})

    answer = topic.given(proposed, admitted).when(up, by=by)
    assert isinstance(answer.result, list), answer.result
    for not_above in (COUNTY, TOWNSHIP, VILLAGE, OTHER_TOWNSHIP):
        elsewhere = up.model_copy(update={"to_unit": not_above})
        topic.given(proposed, admitted).when(elsewhere, by=by).then_rejected("not-above")


@pytest.mark.parametrize("command", [ApproveTopic(consent=consent), passing])
def test_the_branch_of_the_successor_answers_for_a_closed_unit(command: Any):  # 000-24
    heir = "620123212200"
    its_party = {f"party-{VILLAGE}": Listed("并入后的党支部", "party", heir, consents=True)}
    there = {"heirs": (heir,), "covering": (VILLAGE, heir), "directory": its_party}
    its_branch = replace(party(scope=heir), **there)
    for other in (VILLAGE, TOWNSHIP[:9], "620123212", "620123212201"):
        by = replace(party(scope=other), **there)
        topic.given(proposed, admitted, raised).when(command, by=by).then_rejected("same-level")

    answer = topic.given(proposed, admitted, raised).when(command, by=its_branch)
    assert not isinstance(answer.result, Rejected), answer.result


CITY = "620100000000"
to_the_city = passing.model_copy(update={"to_unit": CITY, "consent": consent_of(COUNTY)})
with_the_city = TopicPassedUp(from_unit=COUNTY, screened=False, **to_the_city.model_dump())


def test_passed_up_beyond_the_jurisdiction_it_is_screened_again():  # 000-52, model 2
    topic.given(proposed, admitted, passed_up).when(to_the_city, by=party(COUNTY, "county")).then(
        with_the_city
    )

    there = (proposed, admitted, passed_up, with_the_city)
    in_the_city = replace(topic.by, unit=CITY, jurisdiction=CITY, scope="6201")
    topic.given(*there).when(
        ApproveTopic(consent=consent), by=replace(party(), unit=CITY, scope="6201")
    ).then_rejected("out-of-step")
    answer = topic.given(*there).when(screening, by=in_the_city)
    assert isinstance(answer.result, list), answer.result
    assert answer.result[0].category == screening.category


def test_a_city_that_makes_the_rules_takes_it_as_it_was_screened():  # model 2
    under_the_city = replace(party(), jurisdiction=CITY)

    by_the_village = to_the_city.model_copy(update={"consent": consent})

    topic.given(proposed, admitted).when(by_the_village, by=under_the_city).then(
        TopicPassedUp(from_unit=VILLAGE, **by_the_village.model_dump())
    )


def test_whoever_entered_it_below_does_not_screen_it_above():
    there = (proposed, admitted, passed_up, with_the_city)
    same_person = replace(ENTERING, unit=CITY, scope="6201")

    topic.given(*there).when(screening, by=same_person).then_rejected("own-topic")


def test_a_topic_is_not_passed_down():
    down = passing.model_copy(update={"to_unit": VILLAGE, "consent": consent_of(TOWNSHIP)})

    topic.given(proposed, admitted).when(down, by=party(TOWNSHIP, "township")).then_rejected(
        "not-above"
    )


def test_another_level_does_not_pass_it_up():  # 000-24, 000-52
    above = party(scope="620123")

    topic.given(proposed, admitted).when(passing, by=above).then_rejected("same-level")


@pytest.mark.parametrize(
    "history",
    [(proposed,), (proposed, returned), (proposed, admitted, raised, *in_consultation)],
)
def test_only_an_admitted_topic_is_passed_up(history: tuple[Any, ...]):
    topic.given(*history).when(passing, by=party()).then_rejected("out-of-step")


def test_a_general_matter_of_a_village_goes_by_simple_consultation():  # 000-31
    general = screening.model_copy(update={"weight": "general"})
    found = admitted.model_copy(update={"weight": "general", "procedure": YZS})

    topic.given(proposed).when(general).then(found)
    topic.given(proposed, found).when(ApproveTopic(consent=consent), by=party()).then(
        approved, step(1, YZS), selected(YZS, weight="general")
    )


def test_a_topic_may_go_without_consent_where_the_procedure_asks_for_none():  # domain 5.1 NG5
    rules = replace(rules_in_force, procedures=Procedures(procedures=(NG5,)), choices=only("NG5"))

    topic.given(proposed).when(screening, by=circumstances("lin", unit=VILLAGE, rules=rules)).then(
        admitted.model_copy(update={"procedure": NG5}),
        step(1, NG5),
        step(2, NG5),
        selected(NG5, consented_on=None),
    )


def test_the_procedure_stays_when_the_rules_change():  # 13.3-4
    by = replace(party(), rules=replace(rules_in_force, choices=only("YZ7")))

    topic.given(proposed, admitted, raised).when(ApproveTopic(consent=consent), by=by).then(
        *in_consultation
    )


def test_a_step_may_be_the_business_of_some_offices_alone():  # model 4
    collect, consent_step = YZ6.steps[:2]
    narrow = consent_step.model_copy(update={"actors": ("convenor",)})
    procedure = YZ6.model_copy(update={"steps": (collect, narrow, *YZ6.steps[2:])})
    found = admitted.model_copy(update={"procedure": procedure})

    topic.given(proposed, found, raised).when(
        ApproveTopic(consent=consent), by=party()
    ).then_rejected("other-office")


def test_consent_waits_for_its_step():  # 13.3-5
    plan, consented = YZ7.steps[1], YZ7.steps[0]
    planned_first = YZ7.model_copy(
        update={
            "steps": (
                consented.model_copy(update={"conditions": (InPlan(plan_kind="consultation"),)}),
                plan.model_copy(update={"conditions": (ConsentGiven(),)}),
                *YZ7.steps[2:],
            )
        }
    )
    waiting = admitted.model_copy(update={"procedure": planned_first})

    topic.given(proposed, waiting).when(ApproveTopic(consent=consent), by=party()).then_rejected(
        "step-order"
    )


def test_a_step_is_waived_by_the_party_organisation_where_the_procedure_says_so():  # 13.3-5
    may_be = (proposed, admitted.model_copy(update={"procedure": waivable}), raised)
    none_may_be = topic.given(proposed, admitted, raised)

    none_may_be.when(waiver, by=party()).then_rejected("not-waivable")
    none_may_be.when(probe(WaiveStep), by=party()).then_rejected("not-waivable")
    topic.given(*may_be).when(waiver.model_copy(update={"step": "vote"}), by=party()).then_rejected(
        "no-step"
    )
    topic.given(*may_be).when(waiver, by=party(scope="620123")).then_rejected("same-level")


@pytest.mark.parametrize("scope", ["", "62", "620123", "620123109", "620123109201"])
@pytest.mark.parametrize("command", [ApproveTopic(consent=consent), refusal])
def test_no_other_level_answers_for_it(command: Any, scope: str):  # 000-24, 13.3-1
    there = (proposed, admitted, raised)

    topic.given(*there).when(command, by=party(scope=scope)).then_rejected("same-level")


@pytest.mark.parametrize("history", [(), (proposed,), (proposed, returned), (claimed,)])
def test_there_is_no_consent_before_screening(history: tuple[Any, ...]):  # 13.3-1, 13.3-3
    topic.given(*history).when(ApproveTopic(consent=consent), by=party()).then_rejected(
        "out-of-step"
    )


def test_a_consent_is_not_recorded_before_it_is_given():
    tomorrow = consent.model_copy(update={"decided_on": date(2026, 3, 3)})

    topic.given(proposed, admitted, raised).when(
        ApproveTopic(consent=tomorrow), by=party()
    ).then_rejected("future-day")


def test_without_a_procedure_in_the_rules_nothing_is_admitted():  # 000-30
    refusal = topic.given(proposed).when(
        screening,
        by=circumstances("lin", unit=VILLAGE, rules=replace(rules_in_force, procedures=None)),
    )
    refusal.then_rejected("no-procedure")
    says_no_tier(refusal.result)


def says_no_tier(refusal: Any) -> None:
    """A city has rules, a district, a county: a sentence fits them all."""
    assert not re.search("[县市区乡镇]|county|city|township", refusal.chinese + refusal.english)


def test_there_is_no_refusal_before_screening():
    topic.given(proposed).when(refusal, by=party()).then_rejected("out-of-step")


def test_a_refused_topic_is_not_consented_to_afterwards():  # 13.3-1
    topic.given(proposed, admitted, consent_refused).when(
        ApproveTopic(consent=consent), by=party()
    ).then_rejected("out-of-step")


def test_a_refused_topic_goes_back_to_whoever_raised_it():  # model 4
    """It may be raised again in other words, and is then screened like any other."""
    refused = (proposed, admitted, consent_refused)

    answer = topic.given(*refused).when(again, by=ENTERING)
    assert isinstance(answer.result, list), answer.result
    topic.given(*refused, *answer.result).when(
        ApproveTopic(consent=consent), by=party()
    ).then_rejected("out-of-step")
    topic.given(*refused, *answer.result).when(screening).then(admitted, raised)


def test_a_topic_is_consented_to_once():  # 13.3-4
    seven = admitted.model_copy(update={"procedure": YZ7})
    topic.given(proposed, seven, step(1, YZ7), approved).when(
        ApproveTopic(consent=consent), by=party()
    ).then_rejected("out-of-step")
    topic.given(proposed, admitted, raised, *in_consultation).when(
        ApproveTopic(consent=consent), by=party(kind="township")
    ).then_rejected("out-of-step")


STREET = replace(party(), unit_kind="street")
OFFICE = circumstances(
    "ou", "cppcc-office", VILLAGE, rules_in_force, scope="620123", unit_kind="street"
)
jointly = consent.model_copy(update={"bodies": ("yz-agriculture", "yz-water")})
first = TopicApproved(step="revised", word="共同修改", consent=jointly, last=False)


def test_the_rules_may_name_a_chain_of_bodies_for_a_topic():  # 000-24, model 4
    there = (proposed, admitted, raised)

    topic.given(*there).when(ApproveTopic(consent=jointly), by=OFFICE).then(first)
    topic.given(*there).when(ApproveTopic(consent=consent), by=STREET).then_rejected("same-level")
    topic.given(*there, first).when(ApproveTopic(consent=consent), by=STREET).then(*in_consultation)


def test_a_refusal_in_the_chain_returns_the_topic_to_whoever_raised_it():  # model 4
    no = RefuseTopic(bodies=jointly.bodies, reason="先做土地整治", decided_on=date(2026, 2, 20))
    refused = TopicConsentRefused(step="revised", word="共同修改", **dict(no))
    there = (proposed, admitted, raised, first)

    topic.given(*there[:3]).when(no, by=OFFICE).then(refused)
    topic.given(*there, consent_refused, proposed, admitted, raised).when(
        ApproveTopic(consent=jointly), by=OFFICE
    ).then(first)


@pytest.mark.parametrize("body", [f"party-{TOWNSHIP[:9]}", "yz-water", "nobody"])
def test_a_consent_names_a_body_of_the_level(body: str):  # 000-24
    another = consent.model_copy(update={"bodies": (body,)})

    for command in (ApproveTopic(consent=another), passing.model_copy(update={"consent": another})):
        topic.given(proposed, admitted, raised).when(command, by=party()).then_rejected(
            "not-consenting"
        )


def test_a_waiver_names_a_body_of_the_level():  # 13.3-5
    another = waiver.model_copy(update={"consent": consent_of(TOWNSHIP)})
    may_be = admitted.model_copy(update={"procedure": waivable})

    topic.given(proposed, may_be, raised).when(another, by=party()).then_rejected("not-consenting")


def test_a_topic_is_not_consented_to_where_the_rules_name_nobody():
    by = replace(party(), rules=replace(rules_in_force, consents=Consents()))

    topic.given(proposed, admitted, raised).when(
        ApproveTopic(consent=consent), by=by
    ).then_rejected("no-consent-rule")
