"""What a consultation leaves behind: its promises, its minutes, its published result."""

from common.checks import listed_once
from contracts.meetings import consultation as e
from contracts.meetings.procedure import Gate, Milestone
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.case import Consultation, Pledge
from services.meetings.consultation.decider.checks import (
    has_its_turn,
    in_place,
    stakeholders_invited,
)
from services.meetings.consultation.decider.sessions import none_open
from services.meetings.rules.decider import Rules


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


def confirm_minutes(case: Consultation, command: c.ConfirmMinutes) -> list[e.ConsultationEvent]:
    has_its_turn(case, Milestone.MINUTES_CONFIRMED)
    stakeholders_invited(case)
    none_open(case)
    # What was talked over simply before an upgrade is not yet the session of the fuller procedure.
    if not any(session.procedure == case.code for session in case.sessions):
        raise Rejected(
            "no-session",
            "尚未按现行程序召开协商会。请先召集并召开会议。",
            "No session has been held under the present procedure. Call and hold one first.",
        )
    if open_numbers := [str(p.promise.promise) for p in case.pledges if p.open]:
        numbers = "、".join(open_numbers)
        raise Rejected(
            "promise-open",
            f"第 {numbers} 项承诺尚未落实去向。请逐项转为任务，或说明理由撤回。",
            f"Still open: promise {numbers}. Make each a task, or withdraw it with a reason.",
        )
    assert case.started is not None
    return [
        e.MinutesConfirmed(
            title=case.started.title,
            sessions=len(case.sessions),
            consensus=case.consensus,
            dissent=case.dissent,
            tasks=tuple(pledge.task for pledge in case.pledges if pledge.task),
            raised_by=case.started.raised_by,
            raised_in=case.started.raised_in,
            **command.model_dump(),
        )
    ]


def publish_result(
    case: Consultation, command: c.PublishResult, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    if (command.place, command.on) in case.published:
        return []
    has_its_turn(case, Milestone.RESULT_PUBLISHED)
    in_place(case, Gate.MINUTES)
    given.has_come(command.on)
    return [e.ResultPublished(place=command.place, on=command.on)]
