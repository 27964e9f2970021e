"""Who leads a topic, and which places are looked at (003-23, 004-31)."""

from contracts.event import Event
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class TopicLed(Event):
    """Another office or group leads the topic from that day on (004-31)."""

    led_by: Title
    leader_level: Code | None = None
    on: Day
    reason: Sentence


class SitesAdded(Event):
    """Further places are looked at, or try what is consulted about (003-23). `sites` are all."""

    added: tuple[Title, ...]
    sites: tuple[Title, ...]


class SitesWithdrawn(Event):
    """These are no sites of the topic, or no longer. `sites` are those that are left."""

    withdrawn: tuple[Title, ...]
    sites: tuple[Title, ...]
    reason: Sentence
