"""What a topic rests on: a thing of ours, by kind and id, or what stands outside, in words (001-16,
001-17)."""

from enum import StrEnum

from contracts.event import Event, Fact
from contracts.ids import Matter
from contracts.text import Sentence, Title


class SourceKind(StrEnum):
    """A thing of ours on which a topic may rest."""

    REPORT = "report"  # of public opinion
    BULLETIN = "bulletin"  # an issue of it
    PROPOSAL = "proposal"
    CALL = "call"  # for topics
    SESSION = "session"
    ACTIVITY = "activity"  # research, an inspection


class SourceThing(Fact):
    """A thing of ours, by its kind and its id."""

    kind: SourceKind
    id: Matter


class TopicSourceCorrected(Event):
    """What the topic rests on had been entered wrongly, or not at all: as it is in truth."""

    source: Title | None
    rests_on: SourceThing | None
    reason: Sentence
