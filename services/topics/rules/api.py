"""The web face of a county's rules on topics."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Response

from runtime.web.problems import Problem
from services.topics.access import RuleSetter, RulesReader
from services.topics.rules.commands import AdoptTopicRules
from services.topics.rules.read_models import topic_rules

router = APIRouter(prefix="/rules", tags=["rules"])

County = Annotated[str, Path(pattern=r"^[0-9]{6}$", description="six digits of the county")]


def _for_this_county(county: County, command: AdoptTopicRules) -> AdoptTopicRules:
    if command.unit != f"{county}000000":
        raise Problem(
            422,
            "address-differs",
            f"地址中的县是 {county}，内容中的单位是 {command.unit}。请改成一致。",
            f"The address is for county {county}, the content for {command.unit}. Make them agree.",
        )
    return command


@router.post("/{county}/topics", status_code=201)
async def adopt(
    county: County,
    ask: RuleSetter,
    command: Annotated[AdoptTopicRules, Depends(_for_this_county)],
) -> Response:
    """Bring a version of the county's words and choices into force."""
    return await ask.create(command, key=county)


@router.get("/{county}")
async def rules(county: County, reading: RulesReader) -> dict[str, Any]:
    """The version in force, for anybody who has an office in the county."""
    rows = await reading.rows(sa.select(topic_rules).where(topic_rules.c.county == county))
    if not rows or not reading.actor.knows(county):
        raise Problem(
            404,
            "not-found",
            "该县尚未采用议题规则，或不在您的管辖范围内。请核对县代码。",
            "No rules on topics are in force there, or it is outside your scope. Check the code.",
        )
    return rows[0]
