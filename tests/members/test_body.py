"""The directory of bodies (000-50) and of workstations and councils (000-01, 000-02)."""

from datetime import date

from contracts.members.body import BodyFounded, BodyKind, BodyRenamed
from services.members.body.commands import EndBody, FoundBody, RegisterBody, RenameBody
from services.members.body.decider import BODY
from tests.members.situations import (
    COUNTY,
    NEIGHBOUR,
    TOWNSHIP,
    council,
    council_ended,
    office,
    transport,
)
from tests.support.scenario import Scenario, circumstances

body = Scenario(BODY, by=office)
register = RegisterBody(unit=COUNTY, body="yz-transport", **transport.model_dump())
at_the_township = RegisterBody(unit=TOWNSHIP, body="620123109000-council", **council.model_dump())


def test_a_department_is_registered_once() -> None:
    body.when(register).then(transport)
    body.given(transport).when(register).then_nothing()


def test_a_body_may_stand_at_any_unit() -> None:  # 000-01, 000-02
    here = Scenario(BODY, by=circumstances("office", "county-office", TOWNSHIP))
    elsewhere = at_the_township.model_copy(update={"unit": COUNTY})

    here.when(at_the_township).then(council)
    here.given(council).when(at_the_township).then_nothing()
    here.given(council).when(elsewhere).then_rejected("body-registered")


def test_the_day_of_founding_is_recorded_and_corrected() -> None:
    found = FoundBody(since=date(2020, 10, 20))

    body.given(council).when(found).then(BodyFounded(since=date(2020, 10, 20)))
    body.given(transport).when(found).then(BodyFounded(since=date(2020, 10, 20)))
    body.given(council).when(FoundBody(since=council.since)).then_nothing()
    body.given(council).when(FoundBody(since=date(2026, 3, 3))).then_rejected("future-day")
    body.when(at_the_township.model_copy(update={"since": date(2026, 3, 3)})).then_rejected(
        "future-day"
    )


def test_a_body_ends_and_stays_as_it_was() -> None:
    end = EndBody(**council_ended.model_dump())

    body.given(council).when(end).then(council_ended)
    body.given(council, council_ended).when(end).then_nothing()
    body.given(council, council_ended).when(RenameBody(name="新名")).then_rejected("body-ended")
    body.given(council).when(end.model_copy(update={"until": date(2020, 1, 1)})).then_rejected(
        "until-before-since"
    )
    body.given(council).when(end.model_copy(update={"until": date(2026, 3, 3)})).then_rejected(
        "future-day"
    )


def test_an_id_stands_for_one_body_only() -> None:
    other = register.model_copy(update={"name": "县水务局"})
    other_kind = register.model_copy(update={"kind": BodyKind.OFFICE})

    refusal = body.given(transport).when(other)
    refusal.then_rejected("body-registered")
    assert "Rename it for a new name" in refusal.result.english
    body.given(transport).when(other_kind).then_rejected("body-registered")


def test_a_neighbour_may_not_take_the_id_of_a_body() -> None:  # 13.3-17
    other = register.model_copy(update={"unit": NEIGHBOUR})

    body.given(transport).when(other).then_rejected("body-registered")


def test_a_body_is_renamed() -> None:
    renamed = BodyRenamed(name="县交通局")

    body.given(transport).when(RenameBody(name="县交通局")).then(renamed)
    body.given(transport, renamed).when(RenameBody(name="县交通局")).then_nothing()


def test_an_unknown_body_has_no_name() -> None:
    body.when(RenameBody(name="县交通局")).then_rejected("body-unknown")
