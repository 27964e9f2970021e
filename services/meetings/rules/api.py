"""The web face of a county's procedures and cadence."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.places import county as county_of
from runtime.web.http import County, agree
from services.meetings.access import RuleMaker, RuleReader
from services.meetings.rules import commands as c
from services.meetings.rules.read_models import cadences, procedures

router = APIRouter(prefix="/rules", tags=["rules"])


@router.post("/{county}/meetings", status_code=201)
async def adopt(county: County, command: c.AdoptProcedures, submit: RuleMaker) -> Response:
    """Put procedures and cadence in force; cases that run keep the procedure they have."""
    agree(county, county_of(command.unit))
    return await submit.create(command, key=county)


@router.get("/{county}")
async def in_force(county: County, read: RuleReader) -> dict[str, Any]:
    """What is in force. Everybody with an office in the county may know it."""
    here = (cadences.c.county == county, read.of_the_county(cadences.c.unit))
    cadence = await read.one(sa.select(cadences).where(*here))
    adopted = sa.select(procedures).where(procedures.c.county == county).order_by(procedures.c.code)
    return {"county": county, "procedures": await read.rows(adopted), "cadence": cadence}
