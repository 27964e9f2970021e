"""The walk through a procedure: begun, completed step by step, waived, upgraded, concluded."""

from collections.abc import Sequence
from functools import reduce

from common.consents import at_once
from contracts import procedure as p
from contracts.consents import Thing
from contracts.meetings import consultation as e
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.conditions import holds
from services.meetings.consultation.decider.conclusion import concluded
from services.meetings.consultation.decider.state import Consultation, Stage, evolve
from services.meetings.rules.decider import Rules


def with_steps(
    case: Consultation, deeds: Sequence[e.ConsultationEvent], given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    """The events, then each step that has its turn and whose conditions all hold, and the
    conclusion after the last."""
    if not deeds:
        return []

    def after(case: Consultation, events: Sequence[e.ConsultationEvent]) -> Consultation:
        return reduce(lambda state, event: evolve(state, event, given.unit), events, case)

    case = after(case, deeds)
    steps = [
        e.StepCompleted(**dict(step))
        for step in case.walk.completed(holds(case.facts), deeds, given)
    ]
    case = after(case, steps)
    ended = case.stage is Stage.RUNNING and case.walk.complete
    return [*deeds, *steps, *([concluded(case)] if ended else [])]


def open_again(case: Consultation, command: c.OpenConsultation) -> list[e.ConsultationEvent]:
    if case.opened and case.opened.topics == command.topics:
        return []
    raise Rejected(
        "already-opened",
        "协商已为其他议题开始。请核对协商编号。",
        "The consultation has begun for another topic. Check its id.",
    )


def waive(
    case: Consultation, command: c.WaiveStep, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    case.walk.waivable(command, given)
    at_once(given.rules.consents, Thing.WAIVER, None, command, given)
    passed = case.walk.waive(command, given)
    return [e.StepWaived(**dict(passed))] if passed else []


def upgrade(
    case: Consultation, command: c.UpgradeConsultation, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    if case.upgraded and case.code == command.procedure:
        return []
    target = case.procedure.upgrades_to if case.procedure else None
    if not case.simple or command.procedure != target:
        raise Rejected(
            "no-downgrade",
            f"程序只能由简易协商升级（可升级为：{target or '无'}），不能降级或改换。"
            "请按现行程序继续。",
            f"Only a simple consultation is upgraded (here to: {target or 'none'}); none is ever "
            "downgraded or exchanged. Go on with the present procedure.",
        )
    procedure = adopted(command.procedure, given)
    return [
        e.ConsultationUpgraded(from_procedure=case.code, procedure=procedure, reason=command.reason)
    ]


def adopted(code: str, given: Circumstances[Rules]) -> p.Procedure:
    if found := given.rules.by_code.get(code):
        return found
    known = "、".join(given.rules.by_code) or "无"
    raise Rejected(
        "unknown-procedure",
        f"本级规则中没有程序“{code}”（已采用：{known}）。请先由制定规则的机关采用该程序。",
        f"The rules in force have no procedure {code} (adopted: {known}). "
        "The office that makes the rules must adopt it first.",
    )
