"""Rules on meetings: procedures that a case can walk through (000-30, 000-31, 13.3-4)."""

import pytest

from contracts.procedure import Procedure, Procedures
from services.meetings.rules.commands import AdoptProfile
from services.meetings.rules.decider import RULES
from tests.common.consents import CONSENTS
from tests.meetings import situations as s
from tests.support.scenario import Scenario, circumstances

rules = Scenario(RULES, by=circumstances("office", "cppcc-office", unit=s.COUNTY))


def having(*procedures: Procedure) -> AdoptProfile:
    return s.adoption.model_copy(update={"procedures": Procedures(procedures=procedures)})


@pytest.mark.parametrize(
    "unfit",
    [
        s.YZ6.model_copy(update={"steps": ()}),
        s.YZ6.model_copy(update={"steps": s.YZ6.steps[:3]}),
        s.YZ6.model_copy(update={"steps": (*s.YZ6.steps, s.YZ6.steps[0])}),
        s.YZS.model_copy(update={"upgrades_to": "GX6"}),
        s.YZS.model_copy(update={"upgrades_to": "YZS"}),
        s.YZ6.model_copy(update={"upgrades_to": "YZ7"}),
    ],
    ids=["no steps", "no session", "step twice", "unknown", "itself", "not simple"],
)
def test_a_procedure_no_case_could_walk_through_is_not_adopted(unfit: Procedure) -> None:
    rules.when(having(s.YZ7, unfit)).then_rejected("procedure-unfit")


def test_two_procedures_do_not_share_a_code() -> None:
    twin = s.YZ6.model_copy(update={"code": "YZ7"})

    rules.when(having(s.YZ7, twin)).then_rejected("procedure-unfit")


def having_form(**what: object) -> AdoptProfile:
    form = s.adoption.words.forms[0].model_copy(update=what)
    words = s.adoption.words.model_copy(update={"forms": (form,)})
    return s.adoption.model_copy(update={"words": words, "quotas": None})


@pytest.mark.parametrize("field", ["required", "present"])
def test_a_form_asks_for_no_kind_of_participants_that_there_is_not(field: str) -> None:  # 001-05
    rules.when(having_form(**{field: ("ghosts",)})).then_rejected("unknown-code")


def test_nobody_has_to_be_at_more_sittings_than_there_are() -> None:  # 7.1
    rules.when(having_form(attended=(3, 2))).then_rejected("attended-share")
    assert isinstance(rules.when(having_form(attended=(1, 1))).result, list)


def test_the_procedures_in_force_are_found_by_their_codes() -> None:
    assert set(s.RULES.by_code) == {"YZ7", "YZ6", "YZS", "LS5", "FZ8"}


def test_the_table_says_of_each_thing_who_consents() -> None:  # 000-24
    partly = CONSENTS.model_copy(update={"chains": CONSENTS.chains[1:]})

    rules.when(s.adoption.model_copy(update={"consents": partly})).then_rejected("no-consent-rule")
