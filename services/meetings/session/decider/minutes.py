"""The end of a session: its results, what becomes of its promises, and its minutes."""

from typing import Any

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.meetings import session as e
from runtime.decider import Circumstances, Rejected
from services.meetings.session import commands as c
from services.meetings.session.decider.commenting import (
    all_settled,
    behind_the_session,
    no_draft,
)
from services.meetings.session.decider.silence import all_heard
from services.meetings.session.decider.state import Pledge, Session
from services.meetings.words import RESULT, Book


def pledge(session: Session, command: c.WithdrawPromise | c.TaskPromise) -> Pledge:
    if not session.pledges:
        raise Rejected(
            "no-promise",
            "会上还没有承诺。请先登记承诺。",
            "No promise was made in this session. Record it first.",
        )
    if (number := command.promise) > len(session.pledges):
        raise Rejected(
            "no-promise",
            f"没有第 {number} 项承诺。请核对序号。",
            f"There is no promise {number}. Check the number.",
        )
    return session.pledges[number - 1]


def withdraw_promise(session: Session, command: c.WithdrawPromise) -> list[e.SessionEvent]:
    made = pledge(session, command)
    if made.withdrawn:
        return []
    consultation = made.promise.consultation
    return [
        e.PromiseWithdrawn(
            promise=command.promise, consultation=consultation, reason=command.reason
        )
    ]


def task_promise(session: Session, command: c.TaskPromise) -> list[e.SessionEvent]:
    assert session.called
    if session.pledges and not session.called.consultations:
        raise no_outcome()
    made = pledge(session, command)
    if made.promise.consultation is None:
        raise no_outcome()
    if made.withdrawn:
        raise Rejected(
            "promise-withdrawn",
            f"第 {command.promise} 项承诺已经撤回，不能转为任务。请另行登记新的承诺。",
            f"Promise {command.promise} was withdrawn and becomes no task. Record a new promise.",
        )
    listed_once((command.lead, *command.co))
    if made.task and (made.task.lead, made.task.co) == (command.lead, command.co):
        return []
    return [e.PromiseTasked(consultation=made.promise.consultation, **command.model_dump())]


def no_outcome() -> Rejected:
    """Tasks are handed on with what a consultation concludes, and with nothing else."""
    return Rejected(
        "no-outcome",
        "这项承诺不属于任何协商，没有成果可以接收任务。请写明由谁另行办理，撤回承诺；"
        "需要跟踪落实的，请先提出议题。",
        "The promise belongs to no consultation, so no outcome would take the task. Withdraw it "
        "and say who sees to it; to have it followed up, raise a topic first.",
    )


def close_session(
    session: Session, command: c.CloseSession, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    listed_once(command.results)
    results = [chosen(given.rules.words.results, each, RESULT) for each in command.results]
    solved = any(each.solved for each in results)
    closed = e.SessionClosed(results=command.results, solved=solved)
    if session.closed is None:
        return [closed]
    if session.closed == closed:
        return []
    raise Rejected(
        "session-closed",
        "会议已经结束，结果不能更改。再次协商请另行召集。",
        "The session has ended and its results stand. Call another one instead.",
    )


def confirm_minutes(
    session: Session, command: c.ConfirmMinutes, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    if session.minutes is not None:
        done = session.minutes.fact
        if (done.on, done.confirmed_by) == (command.on, command.confirmed_by):
            return []
        raise Rejected(
            "minutes-confirmed",
            f"会议纪要已由{done.confirmed_by}于 {done.on} 确认。请勿重复确认。",
            f"The minutes were confirmed by {done.confirmed_by} on {done.on} and stand. "
            "Nothing is left to confirm.",
        )
    if not session.draft:
        raise no_draft()
    if missing := [
        str(held.sitting) for held in session.sittings if not session.present_at(held.sitting)
    ]:
        raise Rejected(
            "no-attendance",
            f"第 {'、'.join(missing)} 次会议尚未登记出席情况。请先登记。",
            f"The attendance of sitting {', '.join(missing)} is not recorded. Record it first.",
        )
    if open_numbers := [str(each.promise.promise) for each in session.pledges if each.open]:
        numbers = "、".join(open_numbers)
        raise Rejected(
            "promise-open",
            f"第 {numbers} 项承诺尚未落实去向。请逐项转为任务，或说明理由撤回。",
            f"Still open: promise {numbers}. Make each a task, or withdraw it with a reason.",
        )
    all_settled(session)
    all_heard(session, command, given)
    given.has_come(command.on)
    behind_the_session(session, command.on)
    assert session.called
    return [
        e.MinutesConfirmed(
            title=session.called.title,
            consultations=session.called.consultations,
            summary=session.draft,
            tasks=tuple(each.task for each in session.pledges if each.task),
            **_by_itself(session, session.called),
            **command.model_dump(),
        )
    ]


def _by_itself(session: Session, called: e.SessionCalled) -> dict[str, Any]:
    """What a session that serves no consultation leads to by itself (004-13)."""
    if called.consultations:
        return {}
    return {
        "form": called.form,
        "consensus": tuple(each.text for each in session.consensus),
        "dissent": tuple(each.text for each in session.dissent),
    }
