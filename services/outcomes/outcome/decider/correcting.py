"""A check as it was in truth: tasks, rounds and checks that are due follow what it finds now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import reduce

from common.checks import once
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.checking import (
    due_since,
    examinable,
    kind_of,
    looked_at,
    open_again,
)
from services.outcomes.outcome.decider.state import Outcome, evolve, task_of
from services.outcomes.outcome.decider.task import Task, TaskState
from services.outcomes.rules.decider import OutcomeRules


def correct_check(
    outcome: Outcome, command: c.CorrectCheck, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """The check as it was in truth. Tasks follow what is found of them now."""
    if not outcome.held:
        raise Rejected(
            "not-checked",
            "还没有核查记录，没有可以更正的内容。请先记录核查。",
            "No check is on record, so there is none to correct. Record it first.",
        )
    if command.check > len(outcome.held):
        raise Rejected(
            "no-such-check",
            f"没有第{command.check}次核查（已记录{len(outcome.held)}次）。请核对核查编号。",
            f"There is no check {command.check}; {len(outcome.held)} were recorded. Look at its"
            " number again.",
        )
    number = command.check
    before, version = outcome.held[number - 1]
    kind_of(outcome, before.kind, given)
    said = {**command.model_dump(exclude={"reason"}), "members": once(command.members)}
    said["tasks"] = checked = looked_at(outcome, command, given)
    check = e.Check(kind=before.kind, due=before.due, credited_as=before.credited_as, **said)
    if check == e.Check(**before.model_dump(include=set(e.Check.model_fields))):
        return []
    was = {each.task: each.kept for each in before.tasks}
    for each in checked:
        same_day = command.on == before.on or each.kept is None
        if not (each.task in was and was[each.task] is each.kept and same_day):
            examinable(as_looked_at(task_of(outcome, each.task), number), each.kept, command.on)
    held = [check if each.check == number else each for each, _ in outcome.held]
    touched = sorted({*was, *(each.task for each in checked)})
    corrected = e.CheckCorrected(
        corrects=version,
        reason=command.reason,
        before=before.members,
        before_on=before.on,
        verdicts=tuple(verdict(task, held) for task in touched),
        last_on=held[-1].on,
        **dict(check),
    )
    opened, restored = followed(outcome, corrected)
    followed_by: list[e.OutcomeEvent] = [corrected, *opened, *restored]
    return [
        *followed_by,
        *open_again(outcome, opened, command.finding),
        *(all_completed_again(outcome, followed_by, given) if restored else []),
    ]


def all_completed_again(
    outcome: Outcome, events: Sequence[e.OutcomeEvent], given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """The checks that would have become due long ago, had the wrong check not opened a task: when
    the last of the others was completed."""
    now = reduce(lambda state, event: evolve(state, event, given.unit), events, outcome)
    done_on = now.done_on()
    return [] if outcome.all_done or done_on is None else due_since(done_on, now, given)


def not_after_check(task: Task, on: date, outcome: Outcome) -> None:
    """Refuse to say that a task was completed later than a check found it kept."""
    found_on = list[date]()
    for check, _ in outcome.held:
        for each in check.tasks:
            if each.task == task.number and each.kept is False:
                found_on.clear()  # of a completion that did not stand
            elif each.task == task.number and each.kept:
                found_on.append(check.on)
    first = min((day for day in found_on if day >= (task.completed_on or on)), default=None)
    if first and on > first:
        raise Rejected(
            "checked-before",
            f"任务{task.number}已于{first}核查，办结日期不能晚于这一天。如实际没有落实，"
            "请核查并写明该任务未落实。",
            f"Task {task.number} was checked on {first} and cannot have been completed"
            " later. If it was not done in fact, record a check that finds it not kept.",
        )


def as_looked_at(task: Task, check: int) -> Task:
    """The task as this check found it, where it opened the task again."""
    if task.reopened_by != check or task.told is None:
        return task
    return replace(task, completed_on=task.told.on)


def verdict(task: int, held: Sequence[e.Check]) -> e.Verdict:
    """What the last check that judged the task found; the last finding where none judged it."""
    found = [each for check in held for each in check.tasks if each.task == task]
    judged = [each for each in found if each.kept is not None]
    return e.Verdict(
        task=task,
        kept=judged[-1].kept if judged else None,
        finding=found[-1].finding if found else None,
    )


def followed(
    outcome: Outcome, corrected: e.CheckCorrected
) -> tuple[list[e.TaskReopened], list[e.CompletionRestored]]:
    """Completed tasks that were not done after all, and those that were reopened wrongly."""
    number, found = corrected.check, {each.task: each for each in corrected.tasks}
    opened, restored = list[e.TaskReopened](), list[e.CompletionRestored]()
    for each in corrected.verdicts:
        task, now = outcome.tasks[each.task], found.get(each.task)
        undone = now is not None and now.kept is False
        if task.state is TaskState.COMPLETED:
            if undone and now and each.kept is False and task.kept is not False:
                opened.append(e.TaskReopened(task=each.task, check=number, finding=now.finding))
        elif task.reopened_by == number and task.told and not undone:
            facts = set(e.CompletionRestored.model_fields) - {"check"}
            as_it_was = task.told.model_dump(include=facts)  # it may have been restored before
            restored.append(e.CompletionRestored(check=number, **as_it_was))
    return opened, restored
