"""A county's procedures and cadence: adopted version by version, and never rewritten."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from common.rules import Chapter, of_a_county, version_in_use
from contracts.meetings import procedure as e
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.rules import commands as c

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True)
class Rules(Chapter[e.RulesEvent]):
    """The procedures and the cadence in force: a version brings only what it changes."""

    procedures: Mapping[str, e.Procedure] = field(default_factory=dict)
    cadence: e.CadenceAdopted | None = None


def decide(rules: Rules, command: c.RulesCommand, given: Circumstances[Any]) -> list[e.RulesEvent]:
    of_a_county(command.unit)
    codes = [procedure.code for procedure in command.procedures]
    for procedure in command.procedures:
        fits(procedure, known={**rules.procedures, **{p.code: p for p in command.procedures}})
    if len(set(codes)) < len(codes):
        raise _unfit("、".join(codes), "程序代码重复", "two procedures bear the same code")
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


def fits(procedure: e.Procedure, known: Mapping[str, e.Procedure]) -> None:
    """Refuse a procedure that no case could ever walk through."""
    name = procedure.name
    steps = [step.code for step in procedure.steps]
    if not all(_CODE.fullmatch(code) for code in (procedure.code, *steps)):
        raise _unfit(
            name,
            "程序和步骤的代码只能用字母、数字和“-_.”，最多 40 个字符",
            "codes of procedure and steps may only have letters, digits and -_., 40 at most",
        )
    if len(set(steps)) < len(steps):
        raise _unfit(name, "步骤代码重复", "two steps bear the same code")
    held = [step for step in procedure.steps if step.completed_by is e.Milestone.MINUTES_CONFIRMED]
    if len(held) != 1:
        raise _unfit(
            name,
            "应当有且只有一个步骤以确认纪要（MinutesConfirmed）完成",
            "exactly one step must be completed by MinutesConfirmed: the session",
        )
    if procedure.upgrades_to is None:
        return
    target = known.get(procedure.upgrades_to)
    if not procedure.simple or target is None or target.simple:
        raise _unfit(
            name,
            "只有简易程序可以升级，且只能升级为已有的非简易程序",
            "only a simple procedure upgrades, and only to a known one that is not simple",
        )


def _unfit(name: str, chinese: str, english: str) -> Rejected:
    return Rejected(
        "procedure-unfit",
        f"程序“{name}”不能采用：{chinese}。请修改后再提交。",
        f"Procedure {name} cannot be adopted: {english}. Correct it and send again.",
    )


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
