"""The voices on record of a topic and of those that became part of it, once each (002-11)."""

from collections.abc import Iterable, Mapping
from typing import Any

from runtime.decider import Circumstances
from services.topics.topic.decider.state import Topic, Voice


def voices(topic: Topic, given: Circumstances[Any], *more: Topic) -> dict[str, Voice]:
    """Every voice on record of the topic and of those that became part of it, once each."""
    joined = [given.read(f"topic/{each}") for each in topic.joined]
    return on_record((*joined, *more, topic))


def on_record(topics: Iterable[Topic]) -> dict[str, Voice]:
    """The voices of topics that became one. What the last of them says goes before."""
    found: dict[str, Voice] = {}
    for each in topics:
        found = {key: voice for key, voice in found.items() if key not in each.struck}
        found |= {key: voice for key, voice in each.voices if key not in each.struck}
    return found


def counted(voices: Mapping[str, Voice]) -> int:
    return sum(each.signatures for each in voices.values())


def stands_behind(topic: Topic, given: Circumstances[Any]) -> int:
    """How many stand behind it: on record, or by the word of whoever raised it."""
    return max(topic.supporters, counted(voices(topic, given)))
