"""A county adopts procedures and cadence as data, version by version (000-30, 000-31, 13.3-4)."""

from typing import Any

import pytest

from contracts.meetings.procedure import CadenceAdopted, Procedure, ProcedureAdopted
from services.meetings.rules.commands import AdoptProcedures
from services.meetings.rules.decider import RULES
from tests.meetings import situations as s
from tests.meetings.examples import renamed
from tests.support.scenario import Scenario, circumstances

FIRST = AdoptProcedures(
    unit=s.COUNTY,
    version="2026.1",
    procedures=(s.YZ7, s.YZ6, s.YZS),
    cadence_months=2,
    cadence_unit_kinds=("township", "community"),
)
adopted = (
    *(ProcedureAdopted(version="2026.1", procedure=each) for each in FIRST.procedures),
    s.adopted[-1],
)
rules = Scenario(RULES, by=circumstances("office", "county-office", unit=s.COUNTY))


def with_changes(version: str, **changes: Any) -> AdoptProcedures:
    return FIRST.model_copy(update={"version": version, **changes})


def test_the_first_profile_is_adopted_whole() -> None:
    rules.when(FIRST).then(*adopted)


def test_nothing_changed_is_nothing_adopted() -> None:
    rules.given(*adopted).when(FIRST).then_nothing()
    rules.given(*adopted).when(with_changes("2026.2")).then_nothing()


def test_only_what_changed_is_adopted() -> None:
    rules.given(*adopted).when(with_changes("2026.2", procedures=(renamed, s.LS5))).then(
        ProcedureAdopted(version="2026.2", procedure=renamed),
        ProcedureAdopted(version="2026.2", procedure=s.LS5),
    )


def test_a_changed_cadence_is_adopted() -> None:
    note = with_changes("2026.2", cadence_note="微协商随时开展")

    rules.given(*adopted).when(note).then(
        CadenceAdopted(
            version="2026.2", months=2, unit_kinds=("community", "township"), note="微协商随时开展"
        )
    )


def test_a_version_never_means_two_things() -> None:
    later = ProcedureAdopted(version="2026.2", procedure=renamed)

    rules.given(*adopted).when(with_changes("2026.1", procedures=(renamed,))).then_rejected(
        "version-in-use"
    )
    rules.given(*adopted, later).when(FIRST).then_rejected("version-in-use")


def test_procedures_are_the_countys() -> None:
    township = with_changes("2026.1", unit="620123109000")

    rules.when(township).then_rejected("not-a-county")


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
    rules.when(with_changes("2026.1", procedures=(s.YZ7, unfit))).then_rejected("procedure-unfit")


def test_two_procedures_do_not_share_a_code() -> None:
    twin = s.YZ6.model_copy(update={"code": "YZ7"})

    rules.when(with_changes("2026.1", procedures=(s.YZ7, twin))).then_rejected("procedure-unfit")


def test_the_version_in_force_is_what_later_events_bear() -> None:
    state = RULES.fold((event, s.COUNTY) for event in adopted)

    assert (state.unit, state.version, set(state.procedures)) == (
        s.COUNTY,
        "2026.1",
        {"YZ7", "YZ6", "YZS"},
    )
