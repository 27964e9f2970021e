"""A task's life: assigned, accepted or returned, worked on, completed (001-34)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.days import after_sending
from services.outcomes.rules.decider import OutcomeRules


class TaskState(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    COMPLETED = "completed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Task:
    """`kept` is the verdict of the last check of the task, whichever department had it then.
    `missed` holds what was awaited until which day, and the miss is on record."""

    number: int
    lead: str
    co: tuple[str, ...]
    what: str
    due: date
    promise: int | None = None
    state: TaskState = TaskState.ASSIGNED
    officer: str = ""
    percent: int = 0
    completed_on: date | None = None
    adopted_in: str | None = None
    kept: bool | None = None
    first_progress_due: date = date.max
    progressed: bool = False
    missed: frozenset[tuple[e.Awaited, date]] = frozenset()


def named(task: int, what: e.Awaited) -> str:
    """What a deadline of a task is called within its outcome."""
    return f"{task}/{what}"


def handle(
    task: Task, command: c.TaskCommand, sent_on: date, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """Decides for a department. The lead department does everything; one that helps reports."""
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
        case TaskState.COMPLETED, _:
            raise completed(task)
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
            return report(task, command, department, sent_on, given)
        case _, c.CompleteTask(on=on):
            after_sending(on, sent_on, given)
            return [e.TaskCompleted(department=department, **command.model_dump())]


def report(
    task: Task,
    command: c.ReportProgress,
    department: str,
    sent_on: date,
    given: Circumstances[OutcomeRules],
) -> list[e.OutcomeEvent]:
    after_sending(command.on, sent_on, given)
    if command.percent < task.percent:
        raise Rejected(
            "percent-decreased",
            f"任务{task.number}已报送进度{task.percent}%，不能低于此数。请核对后再报。",
            f"Task {task.number} already stands at {task.percent} per cent and cannot go back."
            " Check the figure and report again.",
        )
    return [e.ProgressReported(department=department, **command.model_dump())]


def completed(task: Task) -> Rejected:
    return Rejected(
        "task-completed",
        f"任务{task.number}已经办结。如实际没有落实，请核查并写明该任务未落实，任务即重新办理；"
        "如有后续工作，请另行交办新任务。",
        f"Task {task.number} is completed. If it was not done in fact, record a check that finds"
        " it not kept, which opens it again. Have further work assigned as a new task.",
    )
