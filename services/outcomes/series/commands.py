"""What may be asked of a series of numbers. Only reactions ask."""

from typing import ClassVar

from contracts.ids import OutcomeId
from contracts.places import UnitId
from contracts.text import Year
from runtime.decider import Command


class OpenSeries(Command):
    """Have the series there, before the first of its numbers is given."""

    creates: ClassVar[bool] = True

    unit: UnitId


class NoteNumber(Command):
    """Note that an outcome was sent under a number."""

    outcome: OutcomeId
    year: Year
    number_in_year: int


SeriesCommand = OpenSeries | NoteNumber
