"""The series in which the numbers of proposals run, each within a session or a year.

Stream `series/<jurisdiction>:<session or year>`.
"""

from contracts.event import Event
from contracts.ids import ProposalId
from contracts.text import Title


class SeriesOpened(Event):
    """The first proposal of a session, or a year, came: its numbers run from 1."""

    numbering: Title


class ProposalNumbered(Event):
    """A proposal was filed under the next number of the series."""

    proposal: ProposalId
    proposal_number: int


SeriesEvent = SeriesOpened | ProposalNumbered
