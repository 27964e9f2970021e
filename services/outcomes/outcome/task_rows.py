"""The rows of a task of an outcome, and what of it is due."""

from typing import Any

from contracts.event import Recorded
from contracts.outcomes import outcome as e
from runtime import due
from runtime.due import Deadline
from runtime.projection import Change, Patch, filled, patch, put
from services.outcomes.outcome.decider.task import TaskState, named
from services.outcomes.outcome.tables import OF_A_DEPARTMENT, OF_A_REPLY, co_opinions, tasks

OfATask = (
    e.TaskAssigned
    | e.TaskAccepted
    | e.TaskReturned
    | e.ProgressReported
    | e.ProposerContacted
    | e.CoOpinionGiven
    | e.DeadlineExtended
    | e.HandlingUrged
    | e.HandlingAgain
    | e.TaskCompleted
    | e.CompletionCorrected
    | e.CompletionRestored
    | e.TaskReopened
)
AGAIN: dict[str, Any] = {"state": TaskState.REOPENED, "percent": 0, **dict.fromkeys(OF_A_REPLY)}
"""A task that is opened again has no reply any more."""


def of_a_task(record: Recorded[e.OutcomeEvent], event: OfATask) -> list[Change]:
    facts: dict[str, Any]
    match event:
        case e.TaskAssigned() as event:
            return [assigned(record, event)]
        case e.TaskAccepted(task=number, officer=officer):
            return [task(record, number, state=TaskState.ACCEPTED, officer=officer)]
        case e.TaskReturned(task=number, reason=reason, on=on):
            facts = {"return_reason": reason, "returned_on": on}
            return [task(record, number, state=TaskState.RETURNED, **facts)]
        case e.ProposerContacted(task=number, on=on, channel=channel, said=said):
            facts = {"contacted_on": on, "contact_channel": channel, "contact_said": said}
            return [task(record, number, **facts)]
        case e.CoOpinionGiven(task=number, department=department):
            key, mine = f"{within(record.key, number)}:{department}", filled(co_opinions, event)
            facts = {"outcome": record.key, "given_on": event.on, **mine}
            return [put(co_opinions, record, key=key, **facts)]
        case e.DeadlineExtended(task=number, due=day, reason=reason, approved_by=by):
            facts = {"extension_reason": reason, "extension_approved_by": by}
            return [task(record, number, due=day, **facts)]
        case e.HandlingAgain(task=number, reason=reason, due=day):
            facts = {"again_reason": reason, "due": day, "latest": None, **AGAIN}
            return [task(record, number, **facts, contacted_on=None)]
        case e.ProgressReported() as event:
            return [
                task(
                    record,
                    event.task,
                    percent=event.percent,
                    progress_on=event.on,
                    progress=event.text,
                )
            ]
        case e.TaskCompleted() | e.CompletionCorrected() | e.CompletionRestored() as event:
            return [
                task(
                    record,
                    event.task,
                    state=TaskState.COMPLETED,
                    percent=100,
                    completed_on=event.on,
                    result=event.result,
                    reply=event.reply,
                    reply_letter=event.letter,
                    further_reply_due=event.further_reply_due,
                )
            ]
        case e.HandlingUrged() as event:
            return [
                task(
                    record,
                    event.task,
                    letter=event.letter,
                    urging_reason=event.reason,
                    **({"due": event.new_due} if event.new_due else {}),
                )
            ]
        case e.TaskReopened(task=number):
            return [task(record, number, **AGAIN)]


def due_rows(record: Recorded[e.OutcomeEvent]) -> list[Change]:
    """What is due of a task: its first progress, and its result."""
    first, result = e.Awaited.FIRST_PROGRESS, e.Awaited.RESULT
    match record.data:
        case e.TaskAssigned(task=number) as event:
            begun = due.expected if event.reason is None else due.moved
            answer_by = event.first_progress_due, event.first_progress_with_grace
            return [
                begun(record, Deadline(named(number, first), *answer_by)),
                begun(record, Deadline(named(number, result), event.due, event.due_with_grace)),
            ]
        case e.ProgressReported(task=number):
            return [due.met(record, named(number, first))]
        case e.TaskCompleted(task=number) | e.CompletionRestored(task=number):
            return [due.met(record, named(number, what)) for what in (first, result)]
        case e.TaskReopened(task=number):
            return [due.met(record, named(number, result), met=False)]
        case e.DeadlineExtended(task=number) | e.HandlingAgain(task=number):
            until = Deadline(named(number, result), record.data.due, record.data.due_with_grace)
            return [due.moved(record, until)]
        case e.HandlingUrged(task=number, new_due=day) if day is not None:
            moved = Deadline(named(number, result), day, record.data.due_with_grace)
            return [due.moved(record, moved)]
        case e.DeadlineMissed(task=number, what=what, due=day):
            return [due.missed(record, named(number, what), day)]
    return []


def assigned(record: Recorded[e.OutcomeEvent], event: e.TaskAssigned) -> Change:
    """A task that is assigned again begins again: nothing of the earlier department is left, but
    what the last check found."""
    facts = {
        "outcome": record.key,
        "state": TaskState.ASSIGNED,
        "percent": 0,
        "assignment_reason": event.reason,
        **filled(tasks, event),
    }
    if event.reason is None:
        return put(tasks, record, key=within(record.key, event.task), **facts)
    return task(record, event.task, **OF_A_DEPARTMENT, **facts)


def task(record: Recorded[e.OutcomeEvent], number: int, **values: Any) -> Patch:
    return patch(tasks, record, key=within(record.key, number), **values)


def within(outcome: str, number: int) -> str:
    """The id of a numbered row, which sorts like the number."""
    return f"{outcome}:{number:04d}"
