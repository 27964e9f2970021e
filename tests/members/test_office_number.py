"""The telephone of a body's office stands in the directory, and nobody's own does (000-50)."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.members.body import commands as c
from services.members.body.decider import BODY
from tests.members import situations as s
from tests.support.scenario import Scenario, circumstances

bodies = Scenario(BODY, by=circumstances(by="office", role="cppcc-office", unit=s.COUNTY))


def test_an_office_is_reached_by_its_telephone() -> None:  # 000-50
    reach = c.ChangeOfficeNumber(office_number=" 0931-5220001 ")
    none = c.ChangeOfficeNumber()
    gone = s.office_number.model_copy(update={"office_number": None})

    bodies.given(s.transport).when(reach).then(s.office_number)
    bodies.given(s.transport, s.office_number).when(reach).then_nothing()
    bodies.given(s.transport, s.office_number).when(none).then(gone)
    bodies.given(s.transport).when(none).then_nothing()


@pytest.mark.parametrize("number", ["13800138000", "+86 138 0013 8000", "138-0013-8000"])
def test_a_persons_number_is_refused(number: str) -> None:  # 000-50
    command = c.ChangeOfficeNumber(office_number=number)
    bodies.given(s.transport).when(command).then_rejected("personal-number")


@pytest.mark.parametrize("number", ["", "电话", "12", "0931-5220001转8（王）"])
def test_what_is_no_number_does_not_fit(number: Any) -> None:
    with pytest.raises(ValidationError):
        c.ChangeOfficeNumber(office_number=number)
