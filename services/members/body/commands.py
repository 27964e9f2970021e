"""What may be asked of a body at a unit: a committee, a department, a workstation, a council."""

from typing import ClassVar

from contracts.ids import BodyId
from contracts.members.body import BodyKind
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from runtime.decider import Command


class RegisterBody(Command):
    """Enter a body at a unit, with the day of its founding where that is known."""

    creates: ClassVar[bool] = True

    unit: UnitId
    body: BodyId
    name: Title
    kind: BodyKind
    since: Day | None = None


class FoundBody(Command):
    """Record the day of founding, or another one than was recorded."""

    since: Day


class RenameBody(Command):
    name: Title


class EndBody(Command):
    """Record that the body is no more."""

    until: Day
    reason: Sentence


BodyCommand = RegisterBody | FoundBody | RenameBody | EndBody
