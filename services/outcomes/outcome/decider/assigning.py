"""Tasks go out with the outcome, to a further department, or once more with a reminder."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from common.calendar import Due
from common.checks import once
from contracts.calendar import Term
from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.days import after_concluding
from services.outcomes.outcome.decider.numbers import Number, fits_its_kind, numbered
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.outcome.decider.steps import in_turn, with_consent
from services.outcomes.outcome.decider.task import Task, TaskState, completed
from services.outcomes.rules.decider import OutcomeRules


def letter(command: c.SendOutcome, number: Number, rules: OutcomeRules) -> e.OutcomeSent:
    """The county's standing copies always go out, whether the clerk thinks of them or not."""
    return e.OutcomeSent(
        outcome_number=number.written,
        year=number.year,
        number_in_year=number.in_year,
        sent_on=command.sent_on,
        recipients=once(command.recipients),
        copies=once((*rules.words.copies, *command.copies)),
    )


def same_letter(outcome: Outcome, command: c.SendOutcome, rules: OutcomeRules) -> bool:
    """Whether it was sent so; a number that was given by the system need not be named again."""
    sent = outcome.sent
    if sent is None or command.outcome_number not in (None, sent.outcome_number):
        return False
    number = Number(sent.outcome_number, sent.year, sent.number_in_year)
    return letter(command, number, rules) == sent


def send(
    outcome: Outcome, command: c.SendOutcome, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    assert outcome.drafted is not None
    in_turn(outcome, command, given)
    fits_its_kind(command.outcome_number, outcome.drafted.outcome_kind)
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
        letter(command, numbered(outcome, command, given), given.rules),
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
            **_days(Due(task.due, False), since, task.co, outcome, given),
        )
        for task in outcome.drafted.tasks
        if task.task in outcome.waiting
    ]


def _days(
    due: Due, since: date, co: Sequence[str], outcome: Outcome, given: Circumstances[OutcomeRules]
) -> dict[str, Any]:
    """The days of a task that a department has since that day, with `co` who help, by the rules and
    the handling; those that have grace with it."""
    rules, handling = given.rules, outcome.handling
    assert handling is not None
    first = rules.days.end(since, rules.deadlines.first_progress)

    def end(term: Term | None) -> date | None:
        return rules.days.end(since, term).day if term else None

    return {
        "return_by": end(handling.return_within),
        "co_opinion_due": end(handling.co_opinion_within) if co else None,
        "latest": end(handling.longest),
        "due": due.day,
        "due_with_grace": rules.with_grace(due.day, given.today),
        "first_progress_due": first.day,
        "first_progress_with_grace": rules.with_grace(first.day, given.today),
        "provisional": due.provisional or first.provisional,
    }


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
    due = Due(command.due, False) if command.due else usual(outcome, given)
    due_once_begun(due.day, outcome)
    return [
        e.TaskAssigned(
            task=max([*outcome.tasks, *outcome.waiting], default=0) + 1,
            lead=command.lead,
            co=helpers(command.lead, command.co),
            what=command.what,
            **_days(due, given.today, command.co, outcome, given),
        )
    ]


def usual(outcome: Outcome, given: Circumstances[OutcomeRules]) -> Due:
    """In which time a task of this handling is done, where nobody says it."""
    assert outcome.handling is not None
    term = outcome.handling.result or given.rules.deadlines.result
    return given.rules.days.end(given.today, term)


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
            **_days(Due(due, False), given.today, command.co, outcome, given),
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
            f"这件事于 {ended} 议定，任务期限 {due} 不能早于这一天。请重新填写期限。",
            f"The matter was settled on {ended}; a task cannot be due on {due}. Give a later day.",
        )


def helpers(lead: str, co: tuple[str, ...]) -> tuple[str, ...]:
    if lead in co:
        raise Rejected(
            "lead-as-co",
            f"“{lead}”已是主办单位，不能同时为协办单位。请从协办单位中删去。",
            f"{lead} leads the task and cannot also help with it. Leave it out of `co`.",
        )
    return once(co)
