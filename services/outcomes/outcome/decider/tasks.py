"""What a department does with its task: accepts or returns it, works on it, replies (001-34)."""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from contracts.outcomes import outcome as e
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.replies import Replies
from services.outcomes.outcome.decider.task import Task, TaskState, completed
from services.outcomes.rules.decider import OutcomeRules

Timely: TypeAlias = Callable[[date], None]
"""Refuses a day on which no work on the outcome can have been done."""


def handle(
    task: Task,
    command: c.TaskCommand,
    replies: Replies,
    timely: Timely,
    given: Circumstances[OutcomeRules],
) -> list[e.OutcomeEvent]:
    """Decides for a department. The lead department does everything; one that helps reports, and
    gives its opinion."""
    department = given.body
    if isinstance(command, c.GiveCoOpinion):
        return co_opinion(task, command, timely, given)
    helps = isinstance(command, c.ReportProgress) and department in task.co
    if department is None or not (department == task.lead or helps):
        raise Rejected(
            "not-your-task",
            f"任务{task.number}由“{task.lead}”主办，请由主办单位办理（协办单位只能报送进展）。",
            f"Task {task.number} is led by {task.lead}. Ask that department; those who help may"
            " only report progress.",
        )
    match task.state, command:
        case TaskState.COMPLETED, c.CorrectCompletion():
            return correct(task, command, replies, department, timely)
        case TaskState.COMPLETED, c.CompleteTask() if task.answered_again:
            return complete(task, command, replies, department, timely)
        case TaskState.COMPLETED, _:
            raise completed(task)
        case _, c.CorrectCompletion():
            raise Rejected(
                "not-completed",
                f"任务{task.number}还没有办结，没有可以更正的办结情况。请先办结任务。",
                f"Task {task.number} is not completed, so there is no completion to correct."
                " Complete it first.",
            )
        case TaskState.RETURNED, c.ReturnTask():
            return []
        case TaskState.RETURNED, _:
            raise Rejected(
                "task-returned",
                f"任务{task.number}已退回，请等待重新交办。",
                f"Task {task.number} was returned. Wait until it is assigned anew.",
            )
        case TaskState.ACCEPTED, c.AcceptTask(officer=officer) if officer == task.officer:
            return []
        case _, c.AcceptTask(officer=officer):
            return [e.TaskAccepted(task=task.number, department=department, officer=officer)]
        case _, c.ReturnTask():
            return give_back(task, command, department, given)
        case _, c.ContactProposer():
            timely(command.on)
            contact = e.ProposerContacted(department=department, **dict(command))
            return [] if contact == task.contact else [contact]
        case _, c.ReportProgress():
            return report(task, command, department, timely, given)
        case _, c.CompleteTask():
            return complete(task, command, replies, department, timely)


def give_back(
    task: Task, command: c.ReturnTask, department: str, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    """By the day that the handling allows (domain 8.1, 6)."""
    on = command.on or given.today
    given.has_come(on)
    if task.return_by and on > task.return_by:
        raise Rejected(
            "return-too-late",
            f"任务{task.number}须在{task.return_by}前退回，现已过期。请办理；确不属本单位职责的，"
            "请与交办单位商定后由其改派。",
            f"Task {task.number} could be returned until {task.return_by}. Handle it, or agree with"
            " those who assigned it that they give it to another department.",
        )
    return [e.TaskReturned(task=task.number, department=department, reason=command.reason, on=on)]


def co_opinion(
    task: Task, command: c.GiveCoOpinion, timely: Timely, given: Circumstances[OutcomeRules]
) -> list[e.OutcomeEvent]:
    if given.body is None or given.body not in task.co:
        raise Rejected(
            "not-co-handling",
            f"会办意见由任务{task.number}的协办单位提出。请转请协办单位办理。",
            f"An opinion on task {task.number} is given by a department that helps with it. Ask one"
            " of these.",
        )
    if task.state is TaskState.COMPLETED:
        raise completed(task)
    timely(command.on)
    opinion = e.CoOpinionGiven(department=given.body, **dict(command))
    return [] if opinion == task.opinions.get(given.body) else [opinion]


def report(
    task: Task,
    command: c.ReportProgress,
    department: str,
    timely: Timely,
    given: Circumstances[OutcomeRules],
) -> list[e.OutcomeEvent]:
    timely(command.on)
    if command.percent < task.percent:
        raise Rejected(
            "percent-decreased",
            f"任务{task.number}已报送进度{task.percent}%，不能低于此数。请核对后再报。",
            f"Task {task.number} already stands at {task.percent} per cent and cannot go back."
            " Check the figure and report again.",
        )
    return [e.ProgressReported(department=department, **command.model_dump())]


def complete(
    task: Task,
    command: c.CompleteTask,
    replies: Replies,
    department: str,
    timely: Timely,
) -> list[e.OutcomeEvent]:
    replies.contacted(task)
    timely(command.on)
    replies.heard(task, command.on)
    return [e.TaskCompleted(department=department, **replies.told(command), **dict(command))]


def correct(
    task: Task,
    command: c.CorrectCompletion,
    replies: Replies,
    department: str,
    timely: Timely,
) -> list[e.OutcomeEvent]:
    """The completion as it was, if that differs from what is recorded."""
    said = (command.result, command.reply, command.letter)
    if (command.on, said) == (task.completed_on, task.completion):
        return []
    timely(command.on)
    return [
        e.CompletionCorrected(
            corrects=task.completed_in,
            department=department,
            **replies.told(command),
            **dict(command),
        )
    ]
