"""The numbers of outcomes of one kind in one unit, which run anew in each year.

Stream `series/<unit>:<kind>`.
"""

from contracts.event import Event
from contracts.ids import OutcomeId
from contracts.text import Year


class OutcomeSeriesOpened(Event):
    """The first outcome of the kind was drafted in the unit."""


class OutcomeNumbered(Event):
    """An outcome was sent under this number of the year. The first of a year may be any, where
    earlier ones were given on paper; each further one is the next."""

    outcome: OutcomeId
    year: Year
    number_in_year: int


SeriesEvent = OutcomeSeriesOpened | OutcomeNumbered
