"""Checks of what was done: scheduled by the rhythm of their kind or by hand, and held."""

from collections.abc import Sequence
from datetime import date

from common.calendar import Due
from common.checks import once
from common.vocabulary import chosen
from contracts.calendar import Term
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import CheckKind
from contracts.roles import OFFICES
from runtime.decider import Circumstances, Rejected
from services.outcomes import words
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.closing import reopen
from services.outcomes.outcome.decider.running import check_kinds
from services.outcomes.outcome.decider.state import Outcome, Stage, task_of
from services.outcomes.outcome.decider.steps import in_turn, not_before
from services.outcomes.outcome.decider.task import Task, TaskState
from services.outcomes.rules.decider import OutcomeRules


def kind_of(outcome: Outcome, code: str, given: Circumstances[OutcomeRules]) -> CheckKind:
    """The kind of check, if whoever asks may record one of it."""
    kind = chosen(check_kinds(outcome, given.rules), code, words.CHECK)
    if kind.who and given.role not in kind.who:
        offices = "、".join(OFFICES[role] for role in kind.who)
        raise Rejected(
            "not-who-checks",
            f"“{kind.chinese}”由{offices}办理。请转请其办理。",
            f"A check of this kind ({kind.english}) is recorded by: {', '.join(kind.who)}. Ask one"
            " of these offices.",
        )
    return kind


def schedule(
    outcome: Outcome, command: c.ScheduleCheck, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    kind = kind_of(outcome, command.kind, given)
    due = Due(command.due, False) if command.due else again(kind, given.today, given)
    if due is None:
        raise Rejected(
            "no-rhythm",
            f"“{kind.chinese}”没有规定间隔。请写明核查日期。",
            f"This kind of check ({kind.english}) has no rhythm. Say on which day it is due.",
        )
    if due.day in outcome.checks_due.get(kind.code, ()):
        return []
    return [scheduled(kind, due, command.reason)]


def scheduled(kind: CheckKind, due: Due, reason: str | None = None) -> e.CheckScheduled:
    return e.CheckScheduled(kind=kind.code, due=due.day, reason=reason, provisional=due.provisional)


def again(kind: CheckKind, after: date, given: Circumstances[OutcomeRules]) -> Due | None:
    return given.rules.days.end(after, kind.every) if kind.every else None


def all_completed(
    outcome: Outcome, last: int, on: date, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """The checks that become due because the `last` task is completed, and with it all of them."""
    if (done_on := all_done_on(outcome, last, on)) is None:
        return []
    return due_since(done_on, outcome, given)


def due_since(
    done_on: date, outcome: Outcome, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    return [
        counted(kind.code, done_on, term, given)
        for kind in given.rules.checks.kinds
        if not outcome.checks_due.get(kind.code)
        for term in kind.after
    ]


def all_done_on(outcome: Outcome, task: int, on: date) -> date | None:
    """The day on which all tasks are done, where this one is done on that day; `None` while one of
    the others is open, or was agreed and is not assigned yet."""
    others = [each for each in outcome.tasks.values() if each.number != task]
    if outcome.waiting or any(each.state is not TaskState.COMPLETED for each in others):
        return None
    return max([on, *(each.completed_on for each in others if each.completed_on)])


def counted(
    kind: str,
    since: date,
    term: Term,
    given: Circumstances[OutcomeRules],
    instead_of: date | None = None,
) -> e.CheckScheduled:
    due = given.rules.days.end(since, term)
    return e.CheckScheduled(
        kind=kind,
        due=due.day,
        counted=term,
        instead_of=instead_of,
        provisional=due.provisional,
    )


def counted_anew(
    outcome: Outcome, corrected: int, on: date, given: Circumstances[OutcomeRules]
) -> list[e.CheckScheduled]:
    """The checks that are still due and move, as this task was completed on another day."""
    if (done_on := all_done_on(outcome, corrected, on)) is None:
        return []
    anew = [
        counted(kind, done_on, outcome.counted[kind, day], given, day)
        for kind, days in outcome.checks_due.items()
        for day in days
        if (kind, day) in outcome.counted
    ]
    moved = [each for each in anew if each.instead_of and each.due != each.instead_of]
    # The last one first where they move ahead: none is put on a day that the next then leaves.
    return moved[::-1] if any(each.due > (each.instead_of or each.due) for each in moved) else moved


def check(
    outcome: Outcome, command: c.HoldCheck, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    kind = kind_of(outcome, command.kind, given)
    in_turn(outcome, command, given)
    checked = looked_at(outcome, command, given)
    found = {each.task: task_of(outcome, each.task) for each in checked}
    for each in checked:
        examinable(found[each.task], each.kept, command.on)
    number = len(outcome.held) + 1
    undone = [
        e.TaskReopened(task=each.task, check=number, finding=each.finding)
        for each in checked
        if found[each.task].completed_on and not each.kept
    ]
    due = outcome.checks_due.get(kind.code, ())
    following = again(kind, command.on, given) if len(due) < 2 else None
    fields = {**command.model_dump(), "members": once(command.members), "tasks": checked}
    return [
        e.CheckHeld(
            check=number,
            due=due[0] if due else None,
            credited_as=kind.credited_as,
            **fields,
        ),
        *undone,
        *open_again(outcome, undone, command.finding),
        *([scheduled(kind, following)] if following else []),
    ]


def open_again(
    outcome: Outcome, undone: Sequence[e.TaskReopened], finding: str
) -> list[e.OutcomeEvent]:
    """A closed outcome is open while one of its tasks is."""
    if outcome.stage is not Stage.CLOSED or not undone:
        return []
    return reopen(outcome, finding, undone[0].check)


def looked_at(
    outcome: Outcome, command: c.HoldCheck | c.CorrectCheck, given: Circumstances[OutcomeRules]
) -> tuple[e.TaskChecked, ...]:
    """The tasks that were looked at, if all that is said of the check can be so."""
    not_before(command.on, outcome, given)
    if command.residents_confirming > command.residents_asked:
        raise Rejected(
            "residents-confirming",
            f"走访群众{command.residents_asked}人，确认落实的{command.residents_confirming}人"
            "多于走访人数。请核对。",
            f"{command.residents_confirming} residents cannot confirm where"
            f" {command.residents_asked} were asked. Check the figures.",
        )
    if outcome.tasks and not command.tasks:
        raise Rejected(
            "no-task-named",
            "请写明这次核查了哪些任务，各项是否落实。",
            "Name the tasks that were looked at, and of each whether it was kept.",
        )
    checked = once(command.tasks)
    if len({task_of(outcome, each.task).number for each in checked}) < len(checked):
        raise Rejected(
            "kept-contradicted",
            "同一项任务写了不同的结论。请每项任务只写一个结论。",
            "A task is given different verdicts or findings. Give one for each task.",
        )
    return checked


def examinable(task: Task, kept: bool | None, on: date) -> None:
    """Raises `Rejected` where this could not be found of the task on that day (001-22)."""
    if task.completed_on and kept is None:
        raise Rejected(
            "no-verdict",
            f"任务{task.number}已经办结，请写明是否落实。",
            f"Task {task.number} is completed. Say whether it was kept.",
        )
    if kept and not task.completed_on:
        raise Rejected(
            "kept-not-completed",
            f"任务{task.number}还没有办结，不能记为已落实。请主办单位先办结，再行核查；正在办理的，"
            "可只写核查情况，不写结论。",
            f"Task {task.number} is not completed, so it cannot be found kept. Have its department"
            " complete it first, then check it; of work that goes on, give a finding alone.",
        )
    if task.completed_on and on < task.completed_on:
        raise Rejected(
            "before-completion",
            f"任务{task.number}于{task.completed_on}办结，核查的日期不能早于这一天。请核对日期。",
            f"Task {task.number} was completed on {task.completed_on}. A check of it cannot be"
            " earlier. Look at the day again.",
        )
