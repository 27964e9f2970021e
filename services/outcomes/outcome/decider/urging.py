"""A department is urged, given more time, or has to handle its task again (domain 8.1, 9-10)."""

from datetime import date

from common.calendar import Due
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.assigning import due_once_begun, usual
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.task import Task, TaskState, completed
from services.outcomes.rules.decider import OutcomeRules


def urge(
    task: Task, command: c.UrgeHandling, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    if task.state is TaskState.COMPLETED:
        raise completed(task)
    if command.new_due:
        no_earlier(command.new_due, task)
    new = command.new_due
    grace = given.rules.with_grace(new, given.today) if new else None
    return [e.HandlingUrged(**command.model_dump(), due_with_grace=grace)]


def no_earlier(new: date, task: Task) -> None:
    if new < task.due:
        raise Rejected(
            "due-earlier",
            f"任务{task.number}原期限为 {task.due}，新期限不能更早。请重新填写。",
            f"Task {task.number} is due on {task.due}; the new date cannot be earlier. Give"
            " another day.",
        )


def extend(
    task: Task, command: c.ExtendDeadline, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """More time, as far as the handling allows (domain 8.1, 8)."""
    if task.state is TaskState.COMPLETED:
        raise completed(task)
    if command.due == task.due:
        return []
    no_earlier(command.due, task)
    if task.latest and command.due > task.latest:
        raise Rejected(
            "too-long",
            f"任务{task.number}最迟须在{task.latest}前办结，不能延长到{command.due}。"
            "请重新填写期限。",
            f"Task {task.number} has to be done by {task.latest} at the latest, not by"
            f" {command.due}. Give an earlier day.",
        )
    grace = given.rules.with_grace(command.due, given.today)
    return [e.DeadlineExtended(due_with_grace=grace, **dict(command))]


def handle_again(
    outcome: Outcome, task: Task, command: c.HandleAgain, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """Once those who raised the matter said that they are not satisfied."""
    if task.state is not TaskState.COMPLETED:
        raise Rejected(
            "not-completed",
            f"任务{task.number}还没有办结，不必要求重新办理。请催办，或等其办结。",
            f"Task {task.number} is not completed, so there is nothing to handle again. Urge it, or"
            " wait until it is.",
        )
    if not any(each.again for each in outcome.this_round):
        raise Rejected(
            "nobody-dissatisfied",
            "提出人没有要求重新办理。请先登记向提出人反馈及其意见；现场发现没有落实的，请记录核查。",
            "Those who raised the matter did not say so. Record the feedback to them and what they"
            " say first; where it was found undone on the spot, record a check.",
        )
    return [again(outcome, task.number, command.reason, command.due, given)]


def again(
    outcome: Outcome, task: int, reason: str, by: date | None, given: Circumstances[OutcomeRules]
) -> e.HandlingAgain:
    """The task is handled again by that day, else in the time of its handling."""
    assert outcome.handling is not None
    if by:
        due = Due(by, False)
        due_once_begun(by, outcome)
    elif outcome.handling.again:
        due = given.rules.days.end(given.today, outcome.handling.again)
    else:
        due = usual(outcome, given)
    return e.HandlingAgain(
        task=task,
        reason=reason,
        due=due.day,
        due_with_grace=given.rules.with_grace(due.day, given.today),
        provisional=due.provisional,
    )
