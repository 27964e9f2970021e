"""What may be asked about checks of an outcome."""

from typing import Annotated

from pydantic import Field

from contracts.ids import MemberId
from contracts.outcomes.outcome import TaskChecked
from contracts.text import Count, Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command
from services.outcomes.outcome.commands.tasks import TaskNumber


class ScheduleCheck(Command):
    """Put the outcome under checks of a kind, such as a quarterly one of what is on the reform
    list (004-19); without `due` the first is due when its rhythm says."""

    called = ("安排检查", "Schedule a check")

    kind: Code
    due: Day | None = None
    reason: Sentence


class HoldCheck(Command):
    """Record a check on the spot: what was found of each task, and do residents confirm it
    (001-22, 001-38)? A completed task that was not kept is opened again."""

    called = ("记录检查", "Record a check")

    kind: Code
    on: Day
    led_by: Title
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: Annotated[tuple[TaskChecked, ...], Field(max_length=500)]
    finding: Sentence


class CorrectCheck(Command):
    """Tell how a check was in truth, whole, and why it was entered otherwise. Its number and its
    kind stay. Tasks are opened again, or stand completed again, as it is found now."""

    called = ("更正检查记录", "Correct the record of a check")

    check: TaskNumber
    on: Day
    led_by: Title
    members: Annotated[tuple[MemberId, ...], Field(max_length=100)] = ()
    residents_asked: Count = 0
    residents_confirming: Count = 0
    tasks: Annotated[tuple[TaskChecked, ...], Field(max_length=500)]
    finding: Sentence
    reason: Sentence
