"""The walk through a procedure: begun, completed step by step, waived, upgraded."""

from collections.abc import Sequence

from common.checks import at_the_units_level
from contracts.meetings import consultation as e
from contracts.meetings.procedure import Milestone, Procedure
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.case import Consultation, Stage, evolve
from services.meetings.rules.decider import Rules

NEVER_WAIVED = frozenset(
    {Milestone.TOPIC_APPROVED, Milestone.MINUTES_CONFIRMED, Milestone.OUTCOME_SENT}
)


def with_steps(
    case: Consultation, deeds: Sequence[e.ConsultationEvent], given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    """Returns the events, then each step that has its turn and whose milestone happened."""
    events = list(deeds)
    for deed in deeds:
        case = evolve(case, deed, given.unit)
    while events and (step := case.open_step) and step.completed_by in case.happened:
        events.append(
            e.StepCompleted(
                step=step.code,
                name=step.name,
                by_milestone=step.completed_by,
                step_number=case.done + 1,
            )
        )
        case = evolve(case, events[-1], given.unit)
    if events and case.open_step is None and case.stage is not Stage.COMPLETED:
        events.append(e.ProcedureCompleted(procedure=case.code))
    return events


def start(command: c.StartProcedure, given: Circumstances[Rules]) -> list[e.ConsultationEvent]:
    content = command.model_dump(exclude={"unit", "procedure"})
    return [e.ProcedureStarted(**content, procedure=adopted(command.procedure, given))]


def start_again(case: Consultation, command: c.StartProcedure) -> list[e.ConsultationEvent]:
    if case.started and case.started.procedure.code == command.procedure:
        return []
    raise Rejected(
        "already-started",
        "协商已按原定程序开始，程序不能更换。简易协商请用“升级”。",
        "The consultation has begun and keeps its procedure. A simple one can be upgraded.",
    )


def adopted(code: str, given: Circumstances[Rules]) -> Procedure:
    if found := given.rules.procedures.get(code):
        return found
    known = "、".join(given.rules.procedures) or "无"
    raise Rejected(
        "unknown-procedure",
        f"本县没有采用程序“{code}”（已采用：{known}）。请先由县政协办公室采用该程序。",
        f"The county has not adopted a procedure {code} (adopted: {known}). "
        "The county office must adopt it first.",
    )


def waive(
    case: Consultation, command: c.WaiveStep, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    at_the_units_level(given)
    places = {step.code: place for place, step in enumerate(case.steps)}
    if (place := places.get(command.step)) is None:
        raise Rejected(
            "no-step",
            f"本程序没有步骤“{command.step}”。步骤代码有：{'、'.join(places)}。",
            f"This procedure has no step {command.step}. Its steps are: {', '.join(places)}.",
        )
    step = case.steps[place]
    if step.completed_by in NEVER_WAIVED:
        raise Rejected(
            "not-waivable",
            f"“{step.name}”不能免除，请按程序完成。",
            f"{step.name} can never be waived. Complete it as the procedure has it.",
        )
    if step.code in case.waived:
        return []
    if place != case.done:
        raise Rejected(
            "step-order",
            f"只能免除当前步骤“{case.steps[case.done].name}”，“{step.name}”未到或已完成。",
            f"Only the present step, {case.steps[case.done].name}, can be waived; "
            f"{step.name} is complete or its turn has not come.",
        )
    return [e.StepWaived(name=step.name, step_number=place + 1, **command.model_dump())]


def upgrade(
    case: Consultation, command: c.UpgradeCase, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    if case.upgraded and case.code == command.procedure:
        return []
    if not case.simple or command.procedure != case.upgrades_to:
        target = case.upgrades_to or "无"
        raise Rejected(
            "no-downgrade",
            f"程序只能由简易协商升级（可升级为：{target}），不能降级或改换。请按现行程序继续。",
            f"Only a simple consultation is upgraded (here to: {target}); none is ever downgraded "
            "or exchanged. Go on with the present procedure.",
        )
    procedure = adopted(command.procedure, given)
    return [e.CaseUpgraded(from_procedure=case.code, procedure=procedure, reason=command.reason)]
