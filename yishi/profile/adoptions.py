"""What a profile asks each service to adopt."""

from collections.abc import Mapping
from typing import Any

from common.rules import AdoptProfile
from services.meetings.rules.commands import AdoptProfile as OfMeetings
from services.members.rules.commands import AdoptProfile as OfMembers
from services.outcomes.rules.commands import AdoptProfile as OfOutcomes
from services.topics.rules.commands import AdoptProfile as OfTopics
from yishi.profile.shapes import Rules

COMMANDS: Mapping[str, type[AdoptProfile]] = {
    "meetings": OfMeetings,
    "topics": OfTopics,
    "members": OfMembers,
    "outcomes": OfOutcomes,
}


def adoption(rules: Rules, service: str, name: str) -> AdoptProfile:
    """What this service is asked to adopt; `name` is that of the jurisdiction. Raises
    `ValidationError`, of the tables' fields."""
    content: dict[str, Any] = {
        "unit": rules.jurisdiction,
        "version": rules.version,
        "extends": rules.extends,
    }
    if COMMANDS[service].founds:
        content["name"] = name
    content |= getattr(rules, service)
    if "procedures" in COMMANDS[service].model_fields and rules.procedures:
        content["procedures"] = {"procedures": [walked(each) for each in rules.procedures]}
    if "calendar" in COMMANDS[service].model_fields and rules.calendar:
        content["calendar"] = {"years": list(rules.calendar)}
    if "consents" in COMMANDS[service].model_fields and rules.consents:
        content["consents"] = rules.consents
    if "documents" in COMMANDS[service].model_fields and rules.documents:
        content["documents"] = rules.documents
    return COMMANDS[service].model_validate(content)


def walked(procedure: Mapping[str, Any]) -> dict[str, Any]:
    """The procedure without the notes on which of its steps are reconstructed."""
    steps = procedure.get("steps")
    if not isinstance(steps, list | tuple):
        return dict(procedure)
    return {**procedure, "steps": [_known(each) for each in steps]}


def _known(step: Any) -> Any:
    if isinstance(step, dict) and isinstance(step.get("reconstructed"), bool):
        return {name: value for name, value in step.items() if name != "reconstructed"}
    return step
