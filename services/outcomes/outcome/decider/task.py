"""A task of an outcome, as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from contracts.ids import SessionId
from contracts.outcomes import outcome as e
from runtime.decider import Rejected


class TaskState(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    COMPLETED = "completed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Task:
    """`kept` is the verdict of the last check of the task, whichever department had it then.
    `completion` is result, class and letter of the last reply, `completed_in` the version of its
    event, `told` the event itself; `reopened_by` is the check that opened the task again since.
    `contact`: the last one of the lead with those who raised it, since it has the task or had to
    handle it again. `opinions` are those of departments that help. `urged_until` is the
    last day to which it was urged. `missed` holds what was awaited
    until which day, and the miss is on record."""

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
    completion: tuple[str, str | None, e.Letter | None] = ("", None, None)
    completed_in: int = 0
    told: e.TaskCompleted | e.CompletionCorrected | e.CompletionRestored | None = None
    reopened_by: int = 0
    answered_again: bool = False
    kept: bool | None = None
    due_with_grace: date | None = None
    first_progress_due: date = date.max
    first_progress_with_grace: date | None = None
    progressed: bool = False
    return_by: date | None = None
    co_opinion_due: date | None = None
    latest: date | None = None
    urged_until: date | None = None
    contact: e.ProposerContacted | None = None
    opinions: Mapping[str, e.CoOpinionGiven] = field(default_factory=dict)
    missed: frozenset[tuple[e.Awaited, date]] = frozenset()


def named(task: int, what: e.Awaited) -> str:
    """What a deadline of a task is called within its outcome."""
    return f"{task}/{what}"


def completed(task: Task) -> Rejected:
    return Rejected(
        "task-completed",
        f"任务{task.number}已经办结。如实际没有落实，请核查并写明该任务未落实，任务即重新办理；"
        "如有后续工作，请另行交办新任务。",
        f"Task {task.number} is completed. If it was not done in fact, record a check that finds"
        " it not kept, which opens it again. Have further work assigned as a new task.",
    )
