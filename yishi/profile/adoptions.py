"""What a profile asks each service to adopt."""

from typing import Any

from contracts.members.duty import DutyPoints
from services.meetings.rules.commands import AdoptProcedures
from services.members.rules.commands import AdoptDutyRules
from services.outcomes.rules.commands import AdoptOutcomeRules
from services.topics.rules.commands import AdoptTopicRules
from yishi.profile.shapes import Rules


def adoptions(
    rules: Rules,
) -> tuple[AdoptProcedures, AdoptTopicRules, AdoptDutyRules, AdoptOutcomeRules]:
    """What each of the four services is asked to adopt."""
    where: dict[str, Any] = {"unit": rules.county, "version": rules.version}
    procedures = AdoptProcedures(
        **where,
        procedures=rules.procedures,
        cadence_months=rules.cadence.months,
        cadence_unit_kinds=rules.cadence.unit_kinds,
        cadence_note=rules.cadence.note,
    )
    topics = AdoptTopicRules(
        **where,
        programme=rules.programme,
        **rules.topics.model_dump(mode="json"),
        procedures=rules.procedures,
    )
    points = tuple(DutyPoints(**row.model_dump()) for row in rules.duty)
    return (
        procedures,
        topics,
        AdoptDutyRules(**where, points=points),
        AdoptOutcomeRules(**where, **rules.outcomes.model_dump()),
    )
