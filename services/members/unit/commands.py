"""What may be asked of a unit of the register."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.ids import Matter
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command


class RegisterUnit(Command):
    """Enter a unit. Its workstation and council are bodies, its room a room of its own."""

    called = ("登记单位", "Enter a unit")

    creates: ClassVar[bool] = True
    founds: ClassVar[bool] = True

    unit: UnitId
    name: Title
    kind: Code
    parent: UnitId | None = None
    valid_from: Day


class RenameUnit(Command):
    """Give a unit another name, from a day on."""

    called = ("单位更名", "Rename the unit")

    name: Title
    since: Day


class PlaceUnit(Command):
    """Give a unit another superior than its code says, or than it had: a town that a development
    zone runs on trust. Its old superior's offices no longer cover it."""

    called = ("变更隶属关系", "Place the unit under another superior")

    superior: UnitId
    since: Day


class CloseUnit(Command):
    """Close a unit that was abolished or merged (domain 10.1). Its matters go on in the hands of
    its successors, or of the unit above."""

    called = ("撤销单位", "Close the unit")

    valid_to: Day
    successors: Annotated[tuple[UnitId, ...], Field(max_length=50)] = ()
    reason: Sentence


class DealOutMatter(Command):
    """Give an open matter of a closed unit to one of its several successors, whose people alone act
    for it from now on. `matter` is the id of its topic, or of whatever it began with."""

    called = ("分派承接事项", "Deal out a matter")

    matter: Matter
    successor: UnitId


UnitCommand = RegisterUnit | RenameUnit | PlaceUnit | CloseUnit | DealOutMatter
