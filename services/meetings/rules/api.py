"""The web face of a jurisdiction's rules on meetings."""

from typing import Any

from fastapi import Response

from contracts.places import UnitId
from runtime.web.http import agree, rules_for
from runtime.web.routes import Router
from services.meetings.access import RuleMaker, RuleReader
from services.meetings.rules.commands import AdoptProfile

router = Router(prefix="/rules", tags=["rules"])


@router.post("/{jurisdiction}/adoption", status_code=201)
async def adopt(jurisdiction: UnitId, command: AdoptProfile, submit: RuleMaker) -> Response:
    """Bring a version of the profile into force. What runs already keeps what it began under."""
    agree(jurisdiction, command.unit)
    return await submit.create(command, key=jurisdiction)


@router.get("/{unit}")
async def in_force(unit: UnitId, read: RuleReader) -> dict[str, Any]:
    """The rules in force in a unit: those of the nearest jurisdiction at or above it. Everybody
    with an office in that jurisdiction, or over it, may know them."""
    return await rules_for(read, unit)
