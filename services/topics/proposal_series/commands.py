"""What may be asked of a series of numbers. Only reactions ask."""

from typing import ClassVar

from contracts.ids import ProposalId
from contracts.places import UnitId
from contracts.text import Title
from runtime.decider import Command


class OpenSeries(Command):
    """Have the series there, before the first of its numbers is given."""

    creates: ClassVar[bool] = True

    unit: UnitId
    numbering: Title


class NoteNumber(Command):
    """Note that a proposal was filed under the next number."""

    proposal: ProposalId
    proposal_number: int


SeriesCommand = OpenSeries | NoteNumber
