"""A county's procedures and cadence: adopted version by version, and never rewritten."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from common.procedure import adoptable
from common.rules import Chapter, of_a_county, version_in_use
from contracts.meetings import procedure as e
from contracts.procedure import Procedure
from runtime.decider import Circumstances, Decider
from services.meetings.rules import commands as c


@dataclass(frozen=True)
class Rules(Chapter[e.RulesEvent]):
    """The procedures and the cadence in force: a version brings only what it changes."""

    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    cadence: e.CadenceAdopted | None = None


def decide(rules: Rules, command: c.RulesCommand, given: Circumstances[Any]) -> list[e.RulesEvent]:
    of_a_county(command.unit)
    adoptable(command.procedures)
    changes: list[e.RulesEvent] = [
        e.ProcedureAdopted(version=command.version, procedure=procedure)
        for procedure in command.procedures
        if rules.procedures.get(procedure.code) != procedure
    ]
    cadence = e.CadenceAdopted(
        version=command.version,
        months=command.cadence_months,
        unit_kinds=tuple(sorted({str(kind) for kind in command.cadence_unit_kinds})),
        note=command.cadence_note,
    )
    in_force = rules.cadence
    if in_force is None or in_force.model_copy(update={"version": command.version}) != cadence:
        changes.append(cadence)
    if changes and command.version in rules.versions:
        raise version_in_use(command.version)
    return changes


def evolve(rules: Rules, event: e.RulesEvent, unit: str) -> Rules:
    rules = rules.issued(event, unit)
    match event:
        case e.ProcedureAdopted(procedure=procedure):
            return replace(rules, procedures={**rules.procedures, procedure.code: procedure})
        case e.CadenceAdopted():
            return replace(rules, cadence=event)
        case _:
            assert_never(event)


RULES = Decider[Rules, c.RulesCommand, e.RulesEvent](Rules(), decide, evolve)
