"""What happens to a topic, and what it means for another one."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.event import Event, Recorded
from contracts.ids import TopicId, begun_by
from contracts.places import china_day
from contracts.topics import topic as e
from runtime.policy import Reaction, Wanted
from services.topics.call.commands import ReceiveSubmission, TakeBackSubmission
from services.topics.topic.commands import BeginPart, NotePart, TakeInTopic
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
    came in before, and a part of a topic came in with that."""
    event = record.data
    again = isinstance(event, e.TopicProposed) and record.streamversion > 1
    if event.call is None or again or topic.part_of:
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
    if event.instead_of is None or event.instead_of == event.call or topic.part_of:
        return []
    back = TakeBackSubmission(topic=TopicId(record.key), reason=event.reason)
    return [Wanted(event.instead_of, back)]


def begin_each_part(record: Recorded[e.TopicSplit], topic: Topic) -> list[Wanted]:
    """Both or neither: a topic that was split goes on in all of its parts. Who splits it puts them
    into words, and so screens none of them."""
    lineage: dict[str, Any] = {
        "kind": topic.kind,
        "origin": topic.origin,
        "source": topic.source,
        "rests_on": topic.rests_on,
        "raised_by": topic.raised_by,
        "entered_by": record.actor,
        "raised_in": topic.raised_in,
        "places": topic.places,
        "supporters": topic.supporters,
        "call": topic.call or None,
        "channel": topic.channel,
        "received_on": topic.received_on,
        "document": topic.document,
        "due": topic.comments_due,
        "part_of": record.key,
        "joined": topic.joined,
        "support": record.data.support,
    }
    return [
        Wanted(
            begun_by(record.id, f"topic-{number}"),
            BeginPart(unit=record.unit, raised=e.TopicProposed(**dict(part), **lineage)),
        )
        for number, part in enumerate(record.data.parts, start=1)
    ]


def have_the_whole_note_it(record: Recorded[e.TopicProposed], topic: Topic) -> list[Wanted]:
    if record.data.part_of is None or record.streamversion > 1:
        return []
    return [Wanted(record.data.part_of, NotePart(part=TopicId(record.key)))]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.TopicProposed: (have_the_call_receive_it, have_the_whole_note_it),
    e.TopicCallNamed: (have_the_call_receive_it, have_the_former_call_take_it_back),
    e.TopicMerged: (have_the_other_take_it_in,),
    e.TopicSplit: (begin_each_part,),
}
