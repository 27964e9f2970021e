"""What of the tasks is due until which day, and that it was missed (domain 9.3)."""

from collections.abc import Iterator
from typing import Any

from contracts.outcomes import outcome as e
from runtime.decider import Circumstances
from runtime.due import Deadline, Deadlines
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.task import Task, TaskState, named


def awaited(task: Task) -> Iterator[tuple[e.Awaited, Deadline]]:
    """What is not on record, neither itself nor as missed, and until which day it is awaited."""
    first, result = e.Awaited.FIRST_PROGRESS, e.Awaited.RESULT
    if not task.progressed and (first, task.first_progress_due) not in task.missed:
        name = named(task.number, first)
        yield first, Deadline(name, task.first_progress_due, task.first_progress_with_grace)
    if task.state is not TaskState.COMPLETED and (result, task.due) not in task.missed:
        yield result, Deadline(named(task.number, result), task.due, task.due_with_grace)


def due(outcome: Outcome) -> Iterator[Deadline]:
    for task in outcome.tasks.values():
        for _, deadline in awaited(task):
            yield deadline


def missed(
    outcome: Outcome, command: c.NoteMissed, given: Circumstances[Any]
) -> list[e.OutcomeEvent]:
    return [
        e.DeadlineMissed(task=task.number, what=what, due=deadline.day)
        for task in outcome.tasks.values()
        for what, deadline in awaited(task)
        if (deadline.what, deadline.day) == (command.what, command.day)
        if deadline.is_over(given.today)
    ]


DEADLINES = Deadlines(due, c.NoteMissed)
