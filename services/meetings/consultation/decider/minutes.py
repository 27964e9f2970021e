"""What a consultation leaves behind: its promises, its minutes, its conclusion."""

from typing import Any

from common.checks import listed_once
from common.conditions import lacking
from contracts.meetings import consultation as e
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.conditions import holds
from services.meetings.consultation.decider.case import Consultation, Pledge, evolve
from services.meetings.consultation.decider.checks import in_turn
from services.meetings.consultation.decider.sessions import none_open


def pledge(case: Consultation, number: int) -> Pledge:
    if number > len(case.pledges):
        raise Rejected(
            "no-promise",
            f"没有第 {number} 项承诺。请核对编号。",
            f"There is no promise {number}. Check the number.",
        )
    return case.pledges[number - 1]


def withdraw_promise(case: Consultation, command: c.WithdrawPromise) -> list[e.ConsultationEvent]:
    if pledge(case, command.promise).withdrawn:
        return []
    return [e.PromiseWithdrawn(promise=command.promise, reason=command.reason)]


def task_promise(case: Consultation, command: c.TaskPromise) -> list[e.ConsultationEvent]:
    promised = pledge(case, command.promise)
    listed_once([command.lead, *command.co])
    if promised.withdrawn:
        raise Rejected(
            "promise-withdrawn",
            f"第 {command.promise} 项承诺已经撤回，不能转为任务。需要时请重新记录承诺。",
            f"Promise {command.promise} was withdrawn. Record a new promise if one was made.",
        )
    same = promised.task and (promised.task.lead, promised.task.co) == (command.lead, command.co)
    return [] if same else [e.PromiseTasked(**command.model_dump())]


def confirm_minutes(
    case: Consultation, command: c.ConfirmMinutes, given: Circumstances[Any]
) -> list[e.ConsultationEvent]:
    """The minutes stand in the last step: what they end is tested whole, on present facts."""
    in_turn(case, command, given)
    none_open(case)
    confirmed = e.MinutesConfirmed(sessions=len(case.sessions), **command.model_dump())
    case = evolve(case, confirmed, given.unit)
    if missing := case.walk.lacks(holds(case.facts)):
        raise lacking(missing)
    if open_numbers := [str(p.promise.promise) for p in case.pledges if p.open]:
        numbers = "、".join(open_numbers)
        raise Rejected(
            "promise-open",
            f"第 {numbers} 项承诺尚未落实去向。请逐项转为任务，或说明理由撤回。",
            f"Still open: promise {numbers}. Make each a task, or withdraw it with a reason.",
        )
    return [confirmed]


def concluded(case: Consultation) -> e.ConsultationConcluded:
    """What goes to the outcome."""
    assert case.opened is not None
    assert case.procedure is not None
    assert case.minutes is not None
    return e.ConsultationConcluded(
        topics=case.opened.topics,
        title=case.opened.title,
        summary=case.minutes.summary,
        consensus=case.consensus,
        dissent=case.dissent,
        tasks=tuple(pledge.task for pledge in case.pledges if pledge.task),
        raised_by=case.opened.raised_by,
        raised_in=case.opened.raised_in,
        places=case.opened.places,
        last_on=case.last_on,
        procedure=case.procedure,
    )
