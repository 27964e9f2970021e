"""How topics become one, and how one becomes several."""

from contracts.audience import Audience
from contracts.event import Event, Fact
from contracts.ids import TopicId
from contracts.paper import PaperUse
from contracts.places import UnitId
from contracts.text import Count, Passage, Sentence, Title
from contracts.vocabulary import Code


class TopicMerged(Event):
    """The topic became part of another one, and ends here; what it was about goes on there."""

    joins = "into"

    into: TopicId
    into_title: Title
    reason: Sentence


class TopicTookIn(Event):
    """Another topic became part of this one. `supporters`, `support` and `places` are those of both
    together from now on. `joined`: the topics that had become part of that one before, and with it
    become part of this one."""

    joins = "merged"

    merged: TopicId
    merged_title: Title
    reason: Sentence
    supporters: Count
    places: tuple[UnitId, ...]
    support: Count = 0
    joined: tuple[TopicId, ...] = ()


class TopicPart(Fact):
    """What a topic is about that was part of another one: `description` says so, or `text` does.
    `enters`: matters of its scale enter consultation."""

    title: Title
    description: Passage | None = None
    text: PaperUse | None = None
    scale: Code
    enters: bool


class TopicSplit(Event):
    """The topic was really several, and ends here: each of its `parts` goes on as a topic of its
    own, raised by whoever raised this one, and is screened by itself. `support` is how many
    residents stand behind it by voices on record, and so behind each part (002-11)."""

    audience = Audience.PERSONAL

    parts: tuple[TopicPart, ...]
    reason: Sentence
    support: Count


class TopicPartBegun(Event):
    """A part of the topic goes on as this one, whose `TopicProposed` names it (`part_of`)."""

    joins = "part"

    part: TopicId
