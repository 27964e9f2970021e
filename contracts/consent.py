"""The consent of the Party organisation at the same level (000-24), which three deeds wait for."""

from contracts.event import Fact
from contracts.text import Day, Number, Title


class Consent(Fact):
    """Who consented, by which resolution, on which day."""

    organisation: Title
    resolution: Number
    decided_on: Day
