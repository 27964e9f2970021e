"""What closes an outcome: a check of its tasks, feedback, all that its procedure asks."""

from datetime import date

from common.checks import once
from common.conditions import lacking
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.conditions import holds
from services.outcomes.outcome.decider.days import after_concluding, after_sending
from services.outcomes.outcome.decider.state import Outcome, task_of
from services.outcomes.outcome.decider.steps import in_turn
from services.outcomes.outcome.decider.tasks import Task, TaskState
from services.outcomes.rules.decider import OutcomeRules


def check(
    outcome: Outcome, command: c.HoldCheck, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
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
    found = {each.task: task_of(outcome, each.task) for each in checked}
    if len(found) < len(checked):
        raise Rejected(
            "kept-contradicted",
            "同一项任务写了不同的结论。请每项任务只写一个结论。",
            "A task is given different verdicts or findings. Give one for each task.",
        )
    for each in checked:
        examinable(found[each.task], each.kept, command.on)
    number = outcome.checks + 1
    fields = {**command.model_dump(), "members": once(command.members), "tasks": checked}
    return [
        e.CheckHeld(check=number, **fields),
        *(
            e.TaskReopened(task=each.task, check=number, finding=each.finding)
            for each in checked
            if found[each.task].completed_on and not each.kept
        ),
    ]


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


def feed_back(
    outcome: Outcome, command: c.GiveFeedback, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    in_turn(outcome, command, given)
    not_before(command.on, outcome, given)
    return [e.FeedbackGiven(raised_by=outcome.raised_by, **command.model_dump())]


def not_before(on: date, outcome: Outcome, given: Circumstances[OutcomeRules]) -> None:
    """Refuse a day before that on which the outcome was sent, or all was said where none was."""
    if outcome.sent:
        after_sending(on, outcome.sent_on, given)
    else:
        after_concluding(on, outcome.concluded_on, given)


def closure(outcome: Outcome, command: c.CloseOutcome) -> e.OutcomeClosed:
    assert outcome.drafted is not None
    return e.OutcomeClosed(
        topics=outcome.drafted.topics,
        consultation=outcome.drafted.consultation,
        outcome_number=outcome.sent.outcome_number if outcome.sent else None,
        benefit=command.benefit,
        reason=command.reason,
    )


def close(outcome: Outcome, command: c.CloseOutcome) -> list[e.OutcomeEvent]:
    """All that the procedure asks holds now (13.3-15), and nothing that was begun is open."""
    if not_kept := [str(task.number) for task in outcome.tasks.values() if task.kept is False]:
        raise Rejected(
            "not-kept",
            f"核查发现任务{'、'.join(not_kept)}没有落实，不能办结。请督促落实并办结该任务，"
            "再次核查。",
            f"A check found tasks not done: {', '.join(not_kept)}. Have them done and completed,"
            " then check them once more.",
        )
    if still_open := [
        *(str(n) for n in outcome.waiting),
        *(str(t.number) for t in outcome.tasks.values() if t.state is not TaskState.COMPLETED),
    ]:
        numbers = "、".join(still_open)
        raise Rejected(
            "task-open",
            f"任务{numbers}还没有办结。请先办结；尚未报送的成果请先报送，退回的任务请先重新交办。",
            f"Tasks not completed: {', '.join(still_open)}. Complete them first; an outcome that"
            " was not sent must be sent, and those returned must be assigned anew.",
        )
    if missing := outcome.walk.lacks(holds(outcome.facts)):
        raise lacking(missing)
    benefit = command.benefit
    figures = (benefit.people, benefit.households, benefit.area_mu, benefit.money_yuan)
    if not any(figures) and benefit.none_because is None:
        raise Rejected(
            "no-benefit",
            "请填写受益情况（人数、户数、面积或金额）；确无受益的，请说明原因。",
            "Give benefit figures (people, households, area or money), or say why there are none.",
        )
    if any(figures) and benefit.none_because is not None:
        raise Rejected(
            "benefit-and-none",
            "已填写受益数字，又说明没有受益，两者矛盾。请只保留一项。",
            "There are benefit figures and also a reason why there are none. Keep one of the two.",
        )
    return [closure(outcome, command)]
