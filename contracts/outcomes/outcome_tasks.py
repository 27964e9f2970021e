"""The tasks of an outcome: assigned, accepted or returned, worked on, completed, urged (001-34)."""

from enum import StrEnum

from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, SessionId
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.vocabulary import Code


class TaskDraft(Fact):
    """A task as agreed in the minutes. `promise` is the number of the promise within its `session`:
    two sessions of a consultation may count alike."""

    task: int
    lead: BodyId
    co: tuple[BodyId, ...] = ()
    what: Sentence
    due: Day
    session: SessionId | None = None
    promise: int | None = None


class TaskAssigned(Event):
    """A department has a task with a deadline: a row of each of the three lists (001-34).

    A returned task is assigned again under its number, with the `reason`. `provisional`: one of the
    days was counted without the calendar of its year, Monday to Friday. The days with grace: until
    then may be told what was done in time; None where it is the day itself. By `return_by` it may
    be returned, by `co_opinion_due` those who help give their opinion, and `latest` is the last day
    that it may be extended to, where the handling has such days.
    """

    task: int
    lead: BodyId
    co: tuple[BodyId, ...]
    what: Sentence
    due: Day
    first_progress_due: Day
    due_with_grace: Day | None = None
    first_progress_with_grace: Day | None = None
    return_by: Day | None = None
    co_opinion_due: Day | None = None
    latest: Day | None = None
    provisional: bool = False
    session: SessionId | None = None
    promise: int | None = None
    reason: Sentence | None = None


class Awaited(StrEnum):
    """What a task has a day for."""

    FIRST_PROGRESS = "first-progress"
    RESULT = "result"


class DeadlineMissed(Event):
    """The day was over, and nothing was on record of what was awaited by then. No decision rests on
    this: what is recorded later with a day in time stands beside it.
    """

    task: int
    what: Awaited
    due: Day


class TaskAccepted(Event):
    """The lead department took the task on. `officer` is the section or post that handles it, never
    a person."""

    task: int
    department: BodyId
    officer: Title


class TaskReturned(Event):
    """A department that is not competent gave the task back on that day, with the reason."""

    task: int
    department: BodyId
    reason: Sentence
    on: Day


class ProposerContacted(Event):
    """The lead department talked with those who raised the matter, before it replied (8.1, 7).
    `channel`: how; `said`: what they want."""

    task: int
    department: BodyId
    on: Day
    channel: Title
    said: Sentence | None = None


class CoOpinionGiven(Event):
    """A department that helps told the lead what it thinks (8.1, 7)."""

    task: int
    department: BodyId
    on: Day
    opinion: Sentence


class DeadlineExtended(Event):
    """A department was given more time for a task (8.1, 8). `approved_by` is an office or a body,
    never a person."""

    task: int
    due: Day
    due_with_grace: Day | None = None
    approved_by: Title
    reason: Sentence


class Letter(Fact):
    """A reply as a letter: `signed_by` is the post that signed it, such as the head of the
    department, never a person; `sealed`: it bears the department's seal."""

    letter_number: DocumentNumber | None = None
    signed_by: Title
    sealed: bool


class ProgressReported(Event):
    task: int
    department: BodyId
    on: Day
    percent: int
    text: Sentence


class TaskCompleted(Event):
    """A task is done. `reply` is the class of the reply, where the handling has classes; a task
    that is `answered_again` is open to a further reply, which is due on `further_reply_due` where
    the handling has a time for it. `letter`: the reply as a letter."""

    task: int
    department: BodyId
    on: Day
    result: Sentence
    reply: Code | None = None
    letter: Letter | None = None
    answered_again: bool = False
    further_reply_due: Day | None = None


class CompletionCorrected(Correction, Event):
    """A completion was entered wrongly: this is how it was."""

    task: int
    department: BodyId
    on: Day
    result: Sentence
    reply: Code | None = None
    letter: Letter | None = None
    answered_again: bool = False
    further_reply_due: Day | None = None


class HandlingAgain(Event):
    """A completed task is handled again, and replied to once more, by the day `due`: those who
    raised the matter were not satisfied (8.1, 9-10)."""

    task: int
    reason: Sentence
    due: Day
    due_with_grace: Day | None = None
    provisional: bool = False


class HandlingUrged(Event):
    """A task that was not done was urged (催办, 回头督, 001-22), by a letter or without; without
    `new_due` its date stays."""

    task: int
    reason: Sentence
    letter: DocumentNumber | None = None
    new_due: Day | None = None
    due_with_grace: Day | None = None
