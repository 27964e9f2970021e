"""The web face of a county's rules on outcomes."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.places import county as county_of
from runtime.web.http import Reading
from runtime.web.problems import Problem
from services.outcomes.access import County, RuleMaker, RuleReader
from services.outcomes.rules.commands import AdoptOutcomeRules
from services.outcomes.rules.read_models import outcome_rules

router = APIRouter(prefix="/rules", tags=["rules"])


@router.post("/{county}/outcomes", status_code=201, response_class=Response)
async def adopt(county: County, command: AdoptOutcomeRules, ask: RuleMaker) -> Response:
    """Put rules in force for a county; cases that run keep the version on their events."""
    return await ask.create(command, key=same_county(county, command))


@router.get("/{county}")
async def rules(county: County, read: RuleReader) -> dict[str, Any]:
    """The rules in force. Everybody with an office in the county may know them."""
    return await in_force(county, read)


def same_county(county: str, command: AdoptOutcomeRules) -> str:
    """The address and the body must name the same county, or one could rule in another's name."""
    if county_of(command.unit) != county:
        raise Problem(
            422,
            "county-mismatch",
            f"网址中的县是 {county}，内容中的单位是 {command.unit}，两者不一致。请改正后再提交。",
            f"The address names county {county}, the body unit {command.unit}. Make them agree.",
        )
    return county


async def in_force(county: str, read: Reading) -> dict[str, Any]:
    rows = await read.rows(sa.select(outcome_rules).where(outcome_rules.c.county == county))
    if not rows or not read.actor.knows(county):
        raise Problem(
            404,
            "not-found",
            "该县还没有成果规则，或不在您的管辖范围内。请核对代码。",
            "The county has adopted no rules on outcomes, or lies outside your scope. Check the"
            " code.",
        )
    return rows[0]
