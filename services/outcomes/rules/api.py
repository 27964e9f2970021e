"""The web face of a county's rules on outcomes."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.places import county as county_of
from runtime.web.http import County, agree
from services.outcomes.access import RuleMaker, RuleReader
from services.outcomes.rules import commands as c
from services.outcomes.rules.read_models import outcome_rules

router = APIRouter(prefix="/rules", tags=["rules"])


@router.post("/{county}/outcomes", status_code=201)
async def adopt(county: County, command: c.AdoptOutcomeRules, submit: RuleMaker) -> Response:
    """Put rules in force for a county; cases that run keep the version on their events."""
    agree(county, county_of(command.unit))
    return await submit.create(command, key=county)


@router.get("/{county}")
async def in_force(county: County, read: RuleReader) -> dict[str, Any]:
    """The rules in force. Everybody with an office in the county may know them."""
    here = (outcome_rules.c.county == county, read.of_the_county(outcome_rules.c.unit))
    return await read.one(sa.select(outcome_rules).where(*here))
