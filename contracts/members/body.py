"""What happens to a body at a unit: a committee, a department, a workstation, a council."""

from enum import StrEnum

from contracts.event import Event
from contracts.text import Day, Sentence, Title


class BodyKind(StrEnum):
    COMMITTEE = "committee"
    DEPARTMENT = "department"
    PARTY = "party"
    OFFICE = "office"
    WORKSTATION = "workstation"
    COUNCIL = "council"


class BodyRegistered(Event):
    """A body entered the directory. `since` says when it was founded, where that is known."""

    name: Title
    kind: BodyKind
    since: Day | None = None


class BodyFounded(Event):
    """The body was founded on this day, or on another day than recorded."""

    since: Day


class BodyRenamed(Event):
    name: Title


class BodyEnded(Event):
    """The body is no more from the day `until` on; its records keep its id and name."""

    until: Day
    reason: Sentence


BodyEvent = BodyRegistered | BodyFounded | BodyRenamed | BodyEnded
