"""The consent of the Party organisation at the same level (000-24) to topics, plans, outcomes."""

from contracts.event import Fact
from contracts.text import Day, DocumentNumber, Title


class Consent(Fact):
    """Who consented, by which resolution, on which day."""

    organisation: Title
    resolution: DocumentNumber
    decided_on: Day
