"""The checks of what was done of an outcome: scheduled, held, corrected (001-22, 004-19)."""

from contracts.calendar import Term
from contracts.correction import Correction
from contracts.event import Event, Fact
from contracts.ids import BodyId, MemberId
from contracts.outcomes.outcome_tasks import Letter
from contracts.text import Count, Day, Sentence, Title
from contracts.vocabulary import Code


class TaskChecked(Fact):
    """What a check found of one task: it was done as promised (`kept`), or it was not. None: it is
    worked on still, and is not to be judged yet."""

    task: int
    kept: bool | None = None
    finding: Sentence


class CheckScheduled(Event):
    """A check of this kind is due on this day, by the county's rhythm or, with a `reason`, because
    somebody put the outcome under it (004-19). `provisional`: counted without the calendar of a
    year. `counted`: in this time after the last task was completed. `instead_of`: the day that it
    had before a completion was corrected."""

    kind: Code
    due: Day
    counted: Term | None = None
    instead_of: Day | None = None
    reason: Sentence | None = None
    provisional: bool = False


class Check(Fact):
    """`check` is 1..n within the outcome, of whatever `kind`; `due` is the day for which it was
    scheduled, if it was. `tasks` are those that were looked at, none only where the outcome has
    none. Members are credited with `credited_as`."""

    check: int
    kind: Code
    due: Day | None = None
    credited_as: Code | None = None
    on: Day
    led_by: Title
    members: tuple[MemberId, ...] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: tuple[TaskChecked, ...]
    finding: Sentence


class CheckHeld(Event, Check):
    """Somebody looked on the spot whether action happened (001-22, 001-38, 004-19). A completed
    task that was not kept is opened again by `TaskReopened`, and its outcome by `OutcomeReopened`
    where it was closed."""


class Verdict(Fact):
    """What stands of a task after all checks of it: nothing, where none judged it."""

    task: int
    kept: bool | None
    finding: Sentence | None


class CheckCorrected(Correction, Event, Check):
    """The check as it was in truth; number, kind and the day it was due stay. `before`: the members
    that the wrong event listed, and `before_on` the day that it said: what was credited for it is
    withdrawn from that year. `verdicts` are those of each task that it named or names, `last_on`
    the day of the check that was recorded last. Tasks that it now finds not done are opened again
    by `TaskReopened`, those that it opened wrongly stand completed by `CompletionRestored`."""

    before: tuple[MemberId, ...]
    before_on: Day
    verdicts: tuple[Verdict, ...]
    last_on: Day


class TaskReopened(Event):
    """A check found a completed task not done: its department works on it again.

    `finding` is what the check found of this task. Departments read no more of a check.
    """

    task: int
    check: int
    finding: Sentence


class CompletionRestored(Event):
    """The check that opened the task again was entered wrongly: its completion stands as it was."""

    task: int
    check: int
    department: BodyId
    on: Day
    result: Sentence
    reply: Code | None = None
    letter: Letter | None = None
    answered_again: bool = False
    further_reply_due: Day | None = None
