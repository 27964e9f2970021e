"""The web face of a county's rules on topics."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response

from contracts.places import county as county_of
from runtime.web.http import County, agree
from services.topics.access import RuleMaker, RuleReader
from services.topics.rules import commands as c
from services.topics.rules.read_models import topic_rules

router = APIRouter(prefix="/rules", tags=["rules"])


@router.post("/{county}/topics", status_code=201)
async def adopt(county: County, command: c.AdoptTopicRules, submit: RuleMaker) -> Response:
    """Bring a version of the county's words and choices into force."""
    agree(county, county_of(command.unit))
    return await submit.create(command, key=county)


@router.get("/{county}")
async def in_force(county: County, read: RuleReader) -> dict[str, Any]:
    """The version in force, for anybody who has an office in the county."""
    here = (topic_rules.c.county == county, read.of_the_county(topic_rules.c.unit))
    return await read.one(sa.select(topic_rules).where(*here))
