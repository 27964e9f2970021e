"""Routes of a county's duty rules."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Path, Response

from contracts.places import county as county_of
from runtime.web.problems import Problem
from services.members.access import Reader, Registrar
from services.members.rules.commands import AdoptDutyRules
from services.members.rules.read_models import duty_rules
from services.members.views import of_the_county

router = APIRouter(prefix="/rules", tags=["rules"])
County = Annotated[str, Path(pattern=r"^[0-9]{6}$")]


def agreed(county: str, unit: str) -> str:
    """The county of the address, which the body must name too."""
    if county_of(unit) != county:
        raise Problem(
            422,
            "county-mismatch",
            f"地址中的县（{county}）与内容中的单位代码（{unit}）不一致，请核对。",
            f"The address names county {county}, the body names unit {unit}. Make them agree.",
        )
    return county


@router.post("/{county}/duty", status_code=201)
async def adopt(county: County, command: AdoptDutyRules, ask: Registrar) -> Response:
    """Adopt a points table. The same again changes nothing."""
    return await ask.create(command, key=agreed(county, command.unit))


@router.get("/{county}/duty")
async def in_force(county: County, reading: Reader) -> dict[str, Any]:
    """The points table in force."""
    here = (duty_rules.c.county == county, of_the_county(reading.actor, duty_rules.c.unit))
    return await reading.one(sa.select(duty_rules).where(*here))
