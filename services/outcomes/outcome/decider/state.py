"""What an outcome knows of itself, and what each event changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from contracts.consent import Consent
from contracts.outcomes import outcome as e
from runtime.decider import Rejected
from services.outcomes.outcome.decider.tasks import Task, TaskState


class Stage(StrEnum):
    BLANK = "blank"
    DRAFTED = "drafted"
    REFUSED = "refused"
    CONSENTED = "consented"
    SENT = "sent"
    CLOSED = "closed"


@dataclass(frozen=True)
class Outcome:
    """`checked` and `fed_back` belong to the present round: reopening clears both."""

    unit: str = ""
    stage: Stage = Stage.BLANK
    drafted: e.OutcomeDrafted | None = None
    consent: Consent | None = None
    sent: e.OutcomeSent | None = None
    closed: e.OutcomeClosed | None = None
    sent_on: date = date.min
    raised_by: str = ""
    tasks: Mapping[int, Task] = field(default_factory=dict)
    checks: int = 0
    checked: bool = False
    fed_back: bool = False


def evolve(outcome: Outcome, event: e.OutcomeEvent, unit: str) -> Outcome:
    match event:
        case e.OutcomeDrafted(raised_by=raised_by):
            return Outcome(unit, Stage.DRAFTED, drafted=event, raised_by=raised_by)
        case e.OutcomeConsented(consent=consent):
            return replace(outcome, stage=Stage.CONSENTED, consent=consent)
        case e.OutcomeConsentRefused():
            return replace(outcome, stage=Stage.REFUSED)
        case e.OutcomeSent(sent_on=sent_on):
            return replace(outcome, stage=Stage.SENT, sent=event, sent_on=sent_on)
        case e.TaskAssigned():
            task = Task(event.task, event.lead, event.co, event.what, event.due, event.promise)
            task = replace(task, first_progress_due=event.first_progress_due)
            if before := outcome.tasks.get(event.task):
                task = replace(task, kept=before.kept, missed=before.missed)
            return replace(outcome, tasks={**outcome.tasks, event.task: task})
        case e.TaskAccepted(officer=officer):
            return change(outcome, event.task, state=TaskState.ACCEPTED, officer=officer)
        case e.TaskReturned():
            return change(outcome, event.task, state=TaskState.RETURNED)
        case e.ProgressReported(percent=percent):
            return change(outcome, event.task, percent=percent, progressed=True)
        case e.TaskCompleted(on=on):
            done = {"state": TaskState.COMPLETED, "completed_on": on, "progressed": True}
            return change(outcome, event.task, **done)
        case e.DeadlineMissed(task=number, what=what, due=day):
            missed = outcome.tasks[number].missed | {(what, day)}
            return change(outcome, number, missed=missed)
        case e.HandlingUrged(new_due=new_due):
            return change(outcome, event.task, due=new_due) if new_due else outcome
        case e.CheckHeld(check=number, tasks=found):
            judged = [each for each in found if each.kept is not None]
            for each in judged:
                outcome = change(outcome, each.task, kept=each.kept)
            return replace(
                outcome, checks=number, checked=outcome.checked or bool(judged) or not found
            )
        case e.TaskReopened(task=number):
            return change(outcome, number, state=TaskState.REOPENED, percent=0, completed_on=None)
        case e.FeedbackGiven():
            return replace(outcome, fed_back=True)
        case e.OutcomeClosed():
            return replace(outcome, stage=Stage.CLOSED, closed=event)
        case e.OutcomeReopened():
            return replace(outcome, stage=Stage.SENT, checked=False, fed_back=False)
        case _:
            assert_never(event)


def change(outcome: Outcome, number: int, **values: object) -> Outcome:
    task = replace(outcome.tasks[number], **values)  # type: ignore[arg-type]
    return replace(outcome, tasks={**outcome.tasks, number: task})


def task_of(outcome: Outcome, number: int) -> Task:
    if task := outcome.tasks.get(number):
        return task
    raise Rejected(
        "no-such-task",
        f"这项成果没有任务{number}。请核对任务编号。",
        f"This outcome has no task {number}. Check the number.",
    )
