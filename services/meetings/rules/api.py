"""The web face of a county's procedures and cadence."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.places import county as county_of
from runtime.web.problems import Problem
from services.meetings.access import County, RuleMaker, RuleReader
from services.meetings.rules.commands import AdoptProcedures
from services.meetings.rules.read_models import cadences, procedures

router = APIRouter(prefix="/rules", tags=["rules"])


@router.post("/{county}/meetings", status_code=201, response_class=Response)
async def adopt(county: County, command: AdoptProcedures, ask: RuleMaker) -> Response:
    """Put procedures and cadence in force; cases that run keep the procedure they have."""
    return await ask.create(command, key=same_county(county, command))


@router.get("/{county}")
async def rules(county: County, read: RuleReader) -> dict[str, Any]:
    """What is in force. Everybody with an office in the county may know it."""
    of_county = procedures.c.county == county
    found = await read.rows(sa.select(procedures).where(of_county).order_by(procedures.c.code))
    if not found or not read.actor.knows(county):
        raise Problem(
            404,
            "not-found",
            "该县还没有采用议事程序，或不在您的管辖范围内。请核对代码。",
            "The county has adopted no procedures, or lies outside your scope. Check the code.",
        )
    cadence = await read.rows(sa.select(cadences).where(cadences.c.county == county))
    return {"county": county, "procedures": found, "cadence": cadence[0] if cadence else None}


def same_county(county: str, command: AdoptProcedures) -> str:
    """The address and the body must name the same county, or one could rule in another's name."""
    if county_of(command.unit) != county:
        raise Problem(
            422,
            "county-mismatch",
            f"网址中的县是 {county}，内容中的单位是 {command.unit}，两者不一致。请改正后再提交。",
            f"The address names county {county}, the body unit {command.unit}. Make them agree.",
        )
    return county
