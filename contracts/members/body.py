"""What happens to a body: a committee, a department, a Party organisation, an office."""

from enum import StrEnum

from contracts.event import Event
from contracts.text import Title


class BodyKind(StrEnum):
    COMMITTEE = "committee"
    DEPARTMENT = "department"
    PARTY = "party"
    OFFICE = "office"


class BodyRegistered(Event):
    name: Title
    kind: BodyKind


class BodyRenamed(Event):
    name: Title


BodyEvent = BodyRegistered | BodyRenamed
