"""What of the tasks is due until which day, and that it was missed (domain 9.3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.outcomes import outcome as e
from runtime.decider import Circumstances
from runtime.due import Deadline, Deadlines
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.tasks import Task, TaskState, named


def awaited(task: Task) -> Iterator[tuple[e.Awaited, date]]:
    """What is not on record, neither itself nor as missed, and until which day it is awaited."""
    first, result = (
        (e.Awaited.FIRST_PROGRESS, task.first_progress_due),
        (e.Awaited.RESULT, task.due),
    )
    if not task.progressed and first not in task.missed:
        yield first
    if task.state is not TaskState.COMPLETED and result not in task.missed:
        yield result


def due(outcome: Outcome) -> Iterator[Deadline]:
    for task in outcome.tasks.values():
        for what, day in awaited(task):
            yield Deadline(named(task.number, what), day)


def missed(
    outcome: Outcome, command: c.NoteMissed, given: Circumstances[Any]
) -> list[e.OutcomeEvent]:
    return [
        e.DeadlineMissed(task=task.number, what=what, due=day)
        for task in outcome.tasks.values()
        for what, day in awaited(task)
        if (named(task.number, what), day) == (command.what, command.day) and day < given.today
    ]


DEADLINES = Deadlines(due, c.NoteMissed)
