"""What an outcome knows of itself, and what each event changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from common.conditions import Run
from common.procedure import Walk
from contracts.consent import Consent
from contracts.outcomes import outcome as e
from runtime.decider import Rejected
from services.outcomes.outcome.conditions import Facts
from services.outcomes.outcome.decider.tasks import Task, TaskState


class Stage(StrEnum):
    BLANK = "blank"
    DRAFTED = "drafted"
    REFUSED = "refused"
    CONSENTED = "consented"
    SENT = "sent"
    CLOSED = "closed"


LIVE = frozenset({Stage.DRAFTED, Stage.CONSENTED, Stage.SENT})
"""Stages in which the outcome goes its way; which deed is open is a matter of the procedure."""


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
    walk: Walk = Walk()
    posted: frozenset[e.ResultPosted] = frozenset()
    tasks: Mapping[int, Task] = field(default_factory=dict)
    checks: int = 0
    checked: bool = False
    fed_back: bool = False

    @property
    def concluded_on(self) -> date | None:
        return self.drafted.concluded_on if self.drafted else None

    @property
    def waiting(self) -> tuple[int, ...]:
        """Tasks that were agreed and not assigned yet."""
        agreed = self.drafted.tasks if self.drafted else ()
        return tuple(each.task for each in agreed if each.task not in self.tasks)

    @property
    def facts(self) -> Facts:
        """What conditions are tested on: as it is now, whatever was complete before."""
        states = [task.state for task in self.tasks.values()]
        return Facts(
            drafted=self.drafted is not None,
            consented=self.consent is not None,
            posted=bool(self.posted),
            sent=self.sent is not None,
            copies=frozenset(self.sent.copies if self.sent else ()),
            tasks=len(states) + len(self.waiting),
            assigned=sum(state is not TaskState.RETURNED for state in states),
            done=states.count(TaskState.COMPLETED),
            checks=frozenset({"look-back"} if self.checked else ()),
            undone=any(task.kept is False for task in self.tasks.values()),
            fed_back=self.fed_back,
            places=frozenset(
                str(task.adopted_in) for task in self.tasks.values() if task.adopted_in
            ),
        )


def evolve(outcome: Outcome, event: e.OutcomeEvent, unit: str) -> Outcome:
    match event:
        case e.OutcomeDrafted(raised_by=raised_by, procedure=procedure):
            walk = Walk.of(procedure, Run.OUTCOMES)
            return Outcome(unit, Stage.DRAFTED, drafted=event, raised_by=raised_by, walk=walk)
        case e.StepCompleted() | e.StepWaived():
            return replace(outcome, walk=outcome.walk.walked(event))
        case e.OutcomeConsented(consent=consent):
            return replace(outcome, stage=Stage.CONSENTED, consent=consent)
        case e.OutcomeConsentRefused():
            return replace(outcome, stage=Stage.REFUSED)
        case e.ResultPosted():
            return replace(outcome, posted=outcome.posted | {event})
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
        case e.TaskCompleted(on=on, adopted_in=place):
            done = {"state": TaskState.COMPLETED, "completed_on": on, "adopted_in": place}
            return change(outcome, event.task, progressed=True, **done)
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
            fresh = {"percent": 0, "completed_on": None, "adopted_in": None}
            return change(outcome, number, state=TaskState.REOPENED, **fresh)
        case e.FeedbackGiven():
            return replace(outcome, fed_back=True)
        case e.OutcomeClosed():
            return replace(outcome, stage=Stage.CLOSED, closed=event)
        case e.OutcomeReopened():
            stage = Stage.SENT if outcome.sent else Stage.DRAFTED
            return replace(outcome, stage=stage, checked=False, fed_back=False)
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
