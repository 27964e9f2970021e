"""The directory of bodies (000-50)."""

from contracts.members.body import BodyKind, BodyRenamed
from services.members.body.commands import RegisterBody, RenameBody
from services.members.body.decider import BODY
from tests.members.situations import COUNTY, NEIGHBOUR, TOWNSHIP, office, transport
from tests.support.scenario import Scenario

body = Scenario(BODY, by=office)
register = RegisterBody(unit=COUNTY, body="yz-transport", **transport.model_dump())


def test_a_department_is_registered_once() -> None:
    body.when(register).then(transport)
    body.given(transport).when(register).then_nothing()


def test_a_body_belongs_to_the_county_not_to_a_township() -> None:
    body.when(register.model_copy(update={"unit": TOWNSHIP})).then_rejected("county-code")


def test_an_id_stands_for_one_body_only() -> None:
    other = register.model_copy(update={"name": "县水务局"})
    other_kind = register.model_copy(update={"kind": BodyKind.OFFICE})

    refusal = body.given(transport).when(other)
    refusal.then_rejected("body-registered")
    assert "Rename it for a new name" in refusal.result.english
    body.given(transport).when(other_kind).then_rejected("body-registered")


def test_a_neighbour_may_not_take_the_id_of_a_body() -> None:  # 13.3-17
    other = register.model_copy(update={"unit": NEIGHBOUR})

    body.given(transport).when(other).then_rejected("other-county")


def test_a_body_is_renamed() -> None:
    renamed = BodyRenamed(name="县交通局")

    body.given(transport).when(RenameBody(name="县交通局")).then(renamed)
    body.given(transport, renamed).when(RenameBody(name="县交通局")).then_nothing()


def test_an_unknown_body_has_no_name() -> None:
    body.when(RenameBody(name="县交通局")).then_rejected("body-unknown")
