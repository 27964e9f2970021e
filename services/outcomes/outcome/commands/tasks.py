"""What may be asked of the tasks of an outcome."""

from typing import Annotated

from pydantic import Field

from contracts.ids import BodyId
from contracts.outcomes.outcome import Letter
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command

Departments = Annotated[tuple[BodyId, ...], Field(max_length=20)]
TaskNumber = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class AssignAgreedTasks(Command):
    """Give the departments the tasks that the consultation agreed on, where the procedure does not
    send the outcome, with which they would go."""

    called = ("交办商定任务", "Assign the agreed tasks")


class AssignTask(Command):
    """Give a department a further task, of which nobody thought in the session; without `due`, in
    the county's usual time."""

    called = ("追加交办任务", "Assign a further task")

    lead: BodyId
    co: Departments = ()
    what: Sentence
    due: Day | None = None

    def looks_up(self) -> tuple[str, ...]:
        return (self.lead, *self.co)


class ReassignTask(Command):
    """Give a returned task to the department that is competent; without `due` the date stays."""

    called = ("改派任务", "Reassign the task")

    task: TaskNumber
    lead: BodyId
    co: Departments = ()
    reason: Sentence
    due: Day | None = None

    def looks_up(self) -> tuple[str, ...]:
        return (self.lead, *self.co)


class AcceptTask(Command):
    """Take a task on, as its lead department. `officer` is the section or post that handles it
    there (农村水利股), never the name of a person."""

    called = ("受理任务", "Accept the task")

    task: TaskNumber
    officer: Title


class ReturnTask(Command):
    """Return a task for which the department is not competent, and say why."""

    called = ("退回任务", "Return the task")

    task: TaskNumber
    reason: Sentence
    on: Day | None = None


class ReportProgress(Command):
    """Report how far a task is, as the department that leads or helps."""

    called = ("报告进展", "Report progress")

    task: TaskNumber
    on: Day
    percent: Annotated[int, Field(strict=True, ge=0, le=100)]
    text: Sentence


class ContactProposer(Command):
    """Record, as the lead department, that those who raised the matter were talked with before the
    reply: how, and what they want. `channel` is a way (上门, 座谈), never the name of a person."""

    called = ("与提出人沟通", "Record the contact with those who raised it")

    task: TaskNumber
    on: Day
    channel: Title
    said: Sentence | None = None


class GiveCoOpinion(Command):
    """Tell the lead department what yours thinks, as one that helps with the task."""

    called = ("提出会办意见", "Give the opinion of a department that helps")

    task: TaskNumber
    on: Day
    opinion: Sentence


class CompleteTask(Command):
    """Report that a task is done; `reply` is the class of the reply, where the handling of the
    outcome has classes, and `letter` the reply as a letter. The letter itself is issued as a
    document."""

    called = ("报告任务办结", "Report the task as done")

    task: TaskNumber
    on: Day
    result: Sentence
    reply: Code | None = None
    letter: Letter | None = None


class CorrectCompletion(Command):
    """Tell how a completion was in truth, whole, and why it was entered otherwise."""

    called = ("更正办结情况", "Correct the completion")

    task: TaskNumber
    on: Day
    result: Sentence
    reply: Code | None = None
    letter: Letter | None = None
    reason: Sentence


class ExtendDeadline(Command):
    """Give a department more time for a task. `approved_by` is the office or body that allowed it,
    never a person."""

    called = ("延长办理期限", "Extend the deadline")

    task: TaskNumber
    due: Day
    approved_by: Title
    reason: Sentence


class HandleAgain(Command):
    """Have a completed task handled again and replied to once more, where those who raised the
    matter were not satisfied; without `due` in the time that the handling has for it."""

    called = ("要求重新办理", "Have it handled again")

    task: TaskNumber
    reason: Sentence
    due: Day | None = None


class UrgeHandling(Command):
    """Urge a department to do a task (催办, 001-22). A letter and a new date only if there are."""

    called = ("催办", "Urge handling")

    task: TaskNumber
    reason: Sentence
    letter: DocumentNumber | None = None
    new_due: Day | None = None
