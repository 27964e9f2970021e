"""What happens to a member's duty file of one year (000-43). Stream `duty/<member>:<year>`."""

from enum import StrEnum

from contracts.event import Event
from contracts.ids import MemberId, TopicId
from contracts.text import Day, Title, Year


class DutyKind(StrEnum):
    ATTENDANCE = "attendance"
    RESEARCH = "research"
    LOOK_BACK = "look-back"


class DutyFactCredited(Event):
    """One fact, credited once (13.3-9), by a policy and never by hand.

    `source_event` is the id of the event that shows the fact; points follow the year's scheme.
    """

    member: MemberId
    year: Year
    kind: DutyKind
    on: Day
    topic: TopicId
    title: Title
    source_event: str
    occasion: str
    points: int


DutyEvent = DutyFactCredited
