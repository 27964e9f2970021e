"""What happens to an outcome, and what it means for the numbers of its kind: both or neither."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import OutcomeId
from contracts.outcomes import outcome as e
from runtime.policy import Reaction, Wanted
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.series.commands import NoteNumber, OpenSeries


def have_its_series_there(record: Recorded[e.OutcomeDrafted], outcome: Outcome) -> list[Wanted]:
    """The series of which it takes a number when it is sent."""
    series = record.data.series
    return [Wanted(series, OpenSeries(unit=record.unit))] if series else []


def have_its_number_noted(record: Recorded[e.OutcomeSent], outcome: Outcome) -> list[Wanted]:
    sent = record.data
    series = outcome.drafted.series if outcome.drafted else None
    if series is None or sent.year is None or sent.number_in_year is None:
        return []
    note = NoteNumber(
        outcome=OutcomeId(record.key), year=sent.year, number_in_year=sent.number_in_year
    )
    return [Wanted(series, note)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.OutcomeDrafted: (have_its_series_there,),
    e.OutcomeSent: (have_its_number_noted,),
}
