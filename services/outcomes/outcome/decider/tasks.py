"""A task's life: assigned, accepted or returned, worked on, completed (001-34)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from common.vocabulary import chosen
from contracts.ids import SessionId
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import ReplyClass
from runtime.decider import Circumstances, Rejected
from services.outcomes import words
from services.outcomes.outcome import commands as c
from services.outcomes.rules.decider import OutcomeRules

Timely: TypeAlias = Callable[[date], None]
"""Refuses a day on which no work on the outcome can have been done."""


class TaskState(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    COMPLETED = "completed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Task:
    """`kept` is the verdict of the last check of the task, whichever department had it then.
    `completion` is result and class of the
    last reply, `completed_in` the version of its event, `told` the event itself; `reopened_by` is
    the check that opened the task again since. `missed` holds what was awaited until which day, and
    the miss is on record."""

    number: int
    lead: str
    co: tuple[str, ...]
    what: str
    due: date
    session: SessionId | None = None
    promise: int | None = None
    state: TaskState = TaskState.ASSIGNED
    officer: str = ""
    percent: int = 0
    completed_on: date | None = None
    completion: tuple[str, str | None] = ("", None)
    completed_in: int = 0
    told: e.TaskCompleted | e.CompletionCorrected | e.CompletionRestored | None = None
    reopened_by: int = 0
    answered_again: bool = False
    kept: bool | None = None
    due_with_grace: date | None = None
    first_progress_due: date = date.max
    first_progress_with_grace: date | None = None
    progressed: bool = False
    missed: frozenset[tuple[e.Awaited, date]] = frozenset()


def named(task: int, what: e.Awaited) -> str:
    """What a deadline of a task is called within its outcome."""
    return f"{task}/{what}"


def handle(
    task: Task,
    command: c.TaskCommand,
    classes: Sequence[ReplyClass],
    timely: Timely,
    given: Circumstances[OutcomeRules],
) -> list[e.OutcomeEvent]:
    """Decides for a department. The lead department does everything; one that helps reports.
    `classes` are those of replies."""
    department = given.body
    helps = isinstance(command, c.ReportProgress) and department in task.co
    if department is None or not (department == task.lead or helps):
        raise Rejected(
            "not-your-task",
            f"任务{task.number}由“{task.lead}”主办，请由主办单位办理（协办单位只能报送进展）。",
            f"Task {task.number} is led by {task.lead}. Ask that department; those who help may"
            " only report progress.",
        )
    match task.state, command:
        case TaskState.COMPLETED, c.CorrectCompletion():
            return correct(task, command, classes, department, timely, given)
        case TaskState.COMPLETED, c.CompleteTask() if task.answered_again:
            return complete(task, command, classes, department, timely, given)
        case TaskState.COMPLETED, _:
            raise completed(task)
        case _, c.CorrectCompletion():
            raise Rejected(
                "not-completed",
                f"任务{task.number}还没有办结，没有可以更正的办结情况。请先办结任务。",
                f"Task {task.number} is not completed, so there is no completion to correct."
                " Complete it first.",
            )
        case TaskState.RETURNED, c.ReturnTask():
            return []
        case TaskState.RETURNED, _:
            raise Rejected(
                "task-returned",
                f"任务{task.number}已退回，请等待重新交办。",
                f"Task {task.number} was returned. Wait until it is assigned anew.",
            )
        case TaskState.ACCEPTED, c.AcceptTask(officer=officer) if officer == task.officer:
            return []
        case _, c.AcceptTask(officer=officer):
            return [e.TaskAccepted(task=task.number, department=department, officer=officer)]
        case _, c.ReturnTask(reason=reason):
            return [e.TaskReturned(task=task.number, department=department, reason=reason)]
        case _, c.ReportProgress():
            return report(task, command, department, timely, given)
        case _, c.CompleteTask():
            return complete(task, command, classes, department, timely, given)


def report(
    task: Task,
    command: c.ReportProgress,
    department: str,
    timely: Timely,
    given: Circumstances[OutcomeRules],
) -> list[e.OutcomeEvent]:
    timely(command.on)
    if command.percent < task.percent:
        raise Rejected(
            "percent-decreased",
            f"任务{task.number}已报送进度{task.percent}%，不能低于此数。请核对后再报。",
            f"Task {task.number} already stands at {task.percent} per cent and cannot go back."
            " Check the figure and report again.",
        )
    return [e.ProgressReported(department=department, **command.model_dump())]


def complete(
    task: Task,
    command: c.CompleteTask,
    classes: Sequence[ReplyClass],
    department: str,
    timely: Timely,
    given: Circumstances[OutcomeRules],
) -> list[e.OutcomeEvent]:
    timely(command.on)
    return [
        e.TaskCompleted(
            department=department,
            answered_again=answered_again(command.reply, classes),
            **command.model_dump(),
        )
    ]


def correct(
    task: Task,
    command: c.CorrectCompletion,
    classes: Sequence[ReplyClass],
    department: str,
    timely: Timely,
    given: Circumstances[OutcomeRules],
) -> list[e.OutcomeEvent]:
    """The completion as it was, if that differs from what is recorded."""
    if (command.on, (command.result, command.reply)) == (task.completed_on, task.completion):
        return []
    timely(command.on)
    return [
        e.CompletionCorrected(
            corrects=task.completed_in,
            department=department,
            answered_again=answered_again(command.reply, classes),
            **command.model_dump(),
        )
    ]


def answered_again(reply: str | None, classes: Sequence[ReplyClass]) -> bool:
    """Whether a reply of this class is followed by another. Refuses a class that the handling does
    not have, and none where it has some."""
    if not classes and reply is None:
        return False
    return chosen(classes, reply or "", words.REPLY).answered_again


def completed(task: Task) -> Rejected:
    return Rejected(
        "task-completed",
        f"任务{task.number}已经办结。如实际没有落实，请核查并写明该任务未落实，任务即重新办理；"
        "如有后续工作，请另行交办新任务。",
        f"Task {task.number} is completed. If it was not done in fact, record a check that finds"
        " it not kept, which opens it again. Have further work assigned as a new task.",
    )
