"""That a consultation has begun: with the first thing done in it, whatever that is."""

from collections.abc import Mapping, Sequence
from typing import get_args

from contracts.event import Event, Recorded
from contracts.meetings import consultation as e
from runtime.policy import Reaction, Wanted
from services.meetings.consultation.commands import NoteBegun
from services.meetings.consultation.decider.state import BY_ITSELF, Consultation


def note_that_it_has_begun(
    record: Recorded[e.ConsultationEvent], case: Consultation
) -> list[Wanted]:
    return [] if case.begun else [Wanted(record.key, NoteBegun())]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    each: (note_that_it_has_begun,)
    for each in get_args(e.ConsultationEvent)
    if each not in (*BY_ITSELF, e.ConsultationConcluded)
}
