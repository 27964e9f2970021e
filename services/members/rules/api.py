"""The web face of a county's duty rules."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.places import county as county_of
from runtime.web.http import County, agree
from services.members.access import Reader, RuleMaker
from services.members.rules import commands as c
from services.members.rules.read_models import duty_rules

router = APIRouter(prefix="/rules", tags=["rules"])


@router.post("/{county}/duty", status_code=201)
async def adopt(county: County, command: c.AdoptDutyRules, submit: RuleMaker) -> Response:
    """Adopt a points table. The same again changes nothing."""
    agree(county, county_of(command.unit))
    return await submit.create(command, key=county)


@router.get("/{county}/duty")
async def in_force(county: County, read: Reader) -> dict[str, Any]:
    """The points table in force."""
    here = (duty_rules.c.county == county, read.of_the_county(duty_rules.c.unit))
    return await read.one(sa.select(duty_rules).where(*here))
