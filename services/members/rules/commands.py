"""What may be asked of a county's duty rules."""

from typing import ClassVar

from contracts.members.duty import DutyPoints
from contracts.places import UnitId
from contracts.text import Number
from runtime.decider import Command


class AdoptDutyRules(Command):
    """Adopt a version of the points table (003-02). A version means the same for ever."""

    creates: ClassVar[bool] = True

    unit: UnitId
    version: Number
    points: tuple[DutyPoints, ...]


RulesCommand = AdoptDutyRules
