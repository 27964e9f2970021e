"""What people may ask so that topics become one, or that one becomes several."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Fact
from contracts.ids import TopicId
from contracts.paper import Paper
from contracts.places import UnitId
from contracts.text import Count, Passage, Sentence, Title
from contracts.topics.topic import TopicProposed
from contracts.vocabulary import Code
from runtime.decider import Command


class MergeTopic(Command):
    """Make the topic part of another one that is not selected yet, with the reason. It ends; the
    other one goes on for both."""

    called = ("并入另一议题", "Merge into another topic")

    into: Annotated[TopicId, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    reason: Sentence


class TakeInTopic(Command):
    """Note that another topic became part of this one. Only a reaction asks this."""

    merged: TopicId
    merged_title: Title
    reason: Sentence
    supporters: Count
    places: tuple[UnitId, ...]
    joined: tuple[TopicId, ...] = ()


class Part(Fact):
    """A part of a topic: what it says, in `description` or in an uploaded `text`, and whom it
    touches."""

    title: Title
    description: Passage | None = None
    text: Paper | None = None
    scale: Code | None = None


class SplitTopic(Command):
    """Make a topic that is really several into these, with the reason. It ends; each part goes on
    by itself, raised by whoever raised it, and is screened by somebody else than who splits it.
    What a part says stands in `description`, or in an uploaded `text`; without a `scale` of its own
    it has that of the topic."""

    called = ("拆分议题", "Split the topic")

    parts: Annotated[tuple[Part, ...], Field(min_length=2, max_length=10)]
    reason: Sentence


class BeginPart(Command):
    """Begin a topic that was part of another one. Only a reaction asks this."""

    creates: ClassVar[bool] = True
    apart: ClassVar[bool] = True

    unit: UnitId
    raised: TopicProposed


class NotePart(Command):
    """Note under which id a part of the topic goes on. Only a reaction asks this."""

    part: TopicId
