"""What may be asked of a body: a committee, a department, a Party organisation, an office."""

from typing import ClassVar

from contracts.ids import BodyId
from contracts.members.body import BodyKind
from contracts.places import UnitId
from contracts.text import Title
from runtime.decider import Command


class RegisterBody(Command):
    creates: ClassVar[bool] = True

    unit: UnitId
    body: BodyId
    name: Title
    kind: BodyKind


class RenameBody(Command):
    name: Title


BodyCommand = RegisterBody | RenameBody
