"""Tasks go out with the outcome, to a further department, or once more with a reminder."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from common.calendar import Due
from common.checks import once
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import OutcomeKind
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.days import after_concluding
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.steps import in_turn, with_consent
from services.outcomes.outcome.decider.tasks import Task, TaskState, completed
from services.outcomes.rules.decider import OutcomeRules


def letter(command: c.SendOutcome, rules: OutcomeRules) -> e.OutcomeSent:
    """The county's standing copies always go out, whether the clerk thinks of them or not."""
    return e.OutcomeSent(
        outcome_number=command.outcome_number,
        sent_on=command.sent_on,
        recipients=once(command.recipients),
        copies=once((*rules.words.copies, *command.copies)),
    )


def send(
    outcome: Outcome, command: c.SendOutcome, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    assert outcome.drafted is not None
    in_turn(outcome, command, given)
    numbered(command.outcome_number, outcome.drafted.outcome_kind)
    with_consent(outcome)
    after_concluding(command.sent_on, outcome.concluded_on, given)
    consented_on = outcome.consents[-1].decided_on if outcome.consented else date.min
    if command.sent_on < consented_on:
        raise Rejected(
            "before-consent",
            f"{consented_on} 才同意运用，报送不能早于这一天。请核对日期。",
            f"Consent was given on {consented_on}; the outcome cannot have been sent"
            " before. Check the date.",
        )
    return [
        letter(command, given.rules),
        *_agreed(outcome, command.sent_on, given),
    ]


def _agreed(
    outcome: Outcome, since: date, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """The tasks that were agreed and not assigned yet. The day that was agreed on stays, also where
    it is over: then the task is overdue from the beginning."""
    assert outcome.drafted is not None
    return [
        e.TaskAssigned(
            task=task.task,
            lead=task.lead,
            co=task.co,
            what=task.what,
            session=task.session,
            promise=task.promise,
            **_days(Due(task.due, False), since, given),
        )
        for task in outcome.drafted.tasks
        if task.task in outcome.waiting
    ]


def _days(due: Due, since: date, given: Circumstances[OutcomeRules]) -> dict[str, Any]:
    """The days of a task that a department has since that day, each with its grace."""
    rules = given.rules
    first = rules.days.end(since, rules.deadlines.first_progress)
    return {
        "due": due.day,
        "due_with_grace": rules.with_grace(due.day, given.today),
        "first_progress_due": first.day,
        "first_progress_with_grace": rules.with_grace(first.day, given.today),
        "provisional": due.provisional or first.provisional,
    }


def numbered(number: str, kind: OutcomeKind) -> None:
    """Refuse a number that has not the shape of those of the outcome's kind."""
    if kind.numbering is None:
        return
    parts = re.split(r"(\{year\}|\{number\})", kind.numbering)
    shape = {"{year}": "[0-9]{4}", "{number}": "[0-9]+"}
    if not re.fullmatch("".join(shape.get(part, re.escape(part)) for part in parts), number):
        example = kind.numbering.replace("{year}", "2026").replace("{number}", "1")
        raise Rejected(
            "misnumbered",
            f"“{kind.chinese}”的文号形如“{example}”。请按此编号。",
            f"Numbers of this kind ({kind.english}) look like {example}. Give such a number.",
        )


def assign_agreed(
    outcome: Outcome, command: c.AssignAgreedTasks, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """They go out by themselves, where the procedure sends no letter with which they could."""
    in_turn(outcome, command, given)
    with_consent(outcome)
    return _agreed(outcome, given.today, given)


def assign(
    outcome: Outcome, command: c.AssignTask, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    in_turn(outcome, command, given)
    with_consent(outcome)
    still_there(command, given)
    rules = given.rules
    due = (
        Due(command.due, False)
        if command.due
        else rules.days.end(given.today, rules.deadlines.result)
    )
    due_once_begun(due.day, outcome)
    return [
        e.TaskAssigned(
            task=max([*outcome.tasks, *outcome.waiting], default=0) + 1,
            lead=command.lead,
            co=helpers(command.lead, command.co),
            what=command.what,
            **_days(due, given.today, given),
        )
    ]


def reassign(
    outcome: Outcome, task: Task, command: c.ReassignTask, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    if task.state is TaskState.COMPLETED:
        raise completed(task)
    if task.state is not TaskState.RETURNED and not has_ended(task.lead, given):
        raise Rejected(
            "task-not-returned",
            f"任务{task.number}由“{task.lead}”主办，尚未退回。请先由该单位退回，再重新交办。",
            f"Task {task.number} lies with {task.lead}. It can be assigned anew once that"
            " department has returned it, or has ended.",
        )
    still_there(command, given)
    due = command.due or task.due
    if command.due:
        due_once_begun(command.due, outcome)
    return [
        e.TaskAssigned(
            task=task.number,
            lead=command.lead,
            co=helpers(command.lead, command.co),
            what=task.what,
            session=task.session,
            promise=task.promise,
            reason=command.reason,
            **_days(Due(due, False), given.today, given),
        )
    ]


def looks_up(outcome: Outcome, command: c.OutcomeCommand) -> Iterator[str]:
    """The bodies that the command names, and those that lead tasks where one is assigned anew: it
    is taken from a department that has ended."""
    if isinstance(command, c.ReassignTask):
        yield from dict.fromkeys(task.lead for task in outcome.tasks.values())
    yield from command.looks_up()


def has_ended(body: str, given: Circumstances[OutcomeRules]) -> bool:
    known = given.directory.get(body)
    return known is not None and not known.there_on(given.today)


def still_there(command: c.AssignTask | c.ReassignTask, given: Circumstances[OutcomeRules]) -> None:
    """Refuse departments that have ended."""
    ended = [given.directory[each].name for each in command.looks_up() if has_ended(each, given)]
    if ended:
        raise Rejected(
            "department-ended",
            f"{'、'.join(ended)}已经撤销，不能承办任务。请交给承接其职责的单位。",
            f"{', '.join(ended)} has ended and takes no task. Give it to whoever took over.",
        )


def due_once_begun(due: date, outcome: Outcome) -> None:
    """Refuse a day before the outcome was sent, or before all was said where none was."""
    sent_on, ended = outcome.sent_on, outcome.concluded_on
    if outcome.sent_first and due < sent_on:
        raise Rejected(
            "due-before-sending",
            f"成果于 {sent_on} 报送，任务期限 {due} 不能早于这一天。请重新填写期限。",
            f"The outcome was sent on {sent_on}; a task cannot be due on {due}. Give a later day.",
        )
    if not outcome.sent_first and ended and due < ended:
        raise Rejected(
            "before-conclusion",
            f"最后一次协商会于 {ended} 召开，任务期限 {due} 不能早于这一天。请重新填写期限。",
            f"The last session was held on {ended}; a task cannot be due on {due}. Give a later"
            " day.",
        )


def helpers(lead: str, co: tuple[str, ...]) -> tuple[str, ...]:
    if lead in co:
        raise Rejected(
            "lead-as-co",
            f"“{lead}”已是主办单位，不能同时为协办单位。请从协办单位中删去。",
            f"{lead} leads the task and cannot also help with it. Leave it out of `co`.",
        )
    return once(co)


def urge(
    task: Task, command: c.UrgeHandling, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    if task.state is TaskState.COMPLETED:
        raise completed(task)
    if command.new_due and command.new_due < task.due:
        raise Rejected(
            "due-earlier",
            f"任务{task.number}原期限为 {task.due}，新期限不能更早。请重新填写。",
            f"Task {task.number} is due on {task.due}; the new date cannot be earlier. Give"
            " another day.",
        )
    new = command.new_due
    grace = given.rules.with_grace(new, given.today) if new else None
    return [e.HandlingUrged(**command.model_dump(), due_with_grace=grace)]
