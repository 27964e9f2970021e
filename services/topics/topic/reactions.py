"""What happens to a topic, and what it means for another one."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import TopicId
from contracts.topics import topic as e
from runtime.policy import Reaction, Wanted
from services.topics.topic.commands import TakeInTopic
from services.topics.topic.decider.state import Topic


def have_the_other_take_it_in(record: Recorded[e.TopicMerged], topic: Topic) -> list[Wanted]:
    """Both or neither: the other one goes on for the residents and the units of both."""
    merged = TakeInTopic(
        merged=TopicId(record.key),
        merged_title=topic.title,
        reason=record.data.reason,
        supporters=topic.supporters,
        places=(topic.unit, *topic.places),
    )
    return [Wanted(record.data.into, merged)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {e.TopicMerged: (have_the_other_take_it_in,)}
