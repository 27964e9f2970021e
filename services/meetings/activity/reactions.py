"""What an activity means for the consultations that it serves."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import ActivityId
from contracts.meetings import activity as e
from runtime.policy import Reaction, Wanted
from services.meetings.activity.decider import Activity
from services.meetings.consultation.commands import NoteResearch


def note_the_research(
    record: Recorded[e.ActivityRecorded | e.ActivityCorrected], activity: Activity
) -> list[Wanted]:
    """An activity with findings is research (000-45)."""
    done = record.data
    if done.findings is None:
        return []
    research = NoteResearch(
        activity=ActivityId(record.key),
        held_on=done.last_on,
        joint=done.joint,
        bodies=done.body_kinds,
        participants=tuple(each.kind for each in done.present if each.count),
    )
    return [Wanted(each, research) for each in done.consultations]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.ActivityRecorded: (note_the_research,),
    e.ActivityCorrected: (note_the_research,),
}
