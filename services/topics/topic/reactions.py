"""What happens to a topic, and what it means for another one."""

from collections.abc import Mapping, Sequence

from contracts.event import Event, Recorded
from contracts.ids import TopicId
from contracts.places import china_day
from contracts.topics import topic as e
from runtime.policy import Reaction, Wanted
from services.topics.call.commands import ReceiveSubmission, TakeBackSubmission
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
        joined=tuple(map(TopicId, topic.joined)),
    )
    return [Wanted(record.data.into, merged)]


def have_the_call_receive_it(
    record: Recorded[e.TopicProposed | e.TopicCallNamed], topic: Topic
) -> list[Wanted]:
    """Both or neither: what a call does not take does not come in under it. What is raised again
    came in before."""
    event = record.data
    again = isinstance(event, e.TopicProposed) and record.streamversion > 1
    if event.call is None or again:
        return []
    received = ReceiveSubmission(
        topic=TopicId(record.key),
        from_unit=topic.raised_in,
        channel=event.channel,
        received_on=event.received_on or china_day(record.time),
    )
    return [Wanted(event.call, received)]


def have_the_former_call_take_it_back(
    record: Recorded[e.TopicCallNamed], topic: Topic
) -> list[Wanted]:
    event = record.data
    if event.instead_of is None or event.instead_of == event.call:
        return []
    back = TakeBackSubmission(topic=TopicId(record.key), reason=event.reason)
    return [Wanted(event.instead_of, back)]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.TopicProposed: (have_the_call_receive_it,),
    e.TopicCallNamed: (have_the_call_receive_it, have_the_former_call_take_it_back),
    e.TopicMerged: (have_the_other_take_it_in,),
}
