"""What a topic rests on (001-16, 001-17)."""

from collections.abc import Mapping

from contracts.topics import topic as e
from contracts.topics.rules import Channel, Origin
from runtime.decider import Circumstances, Rejected
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.state import Topic

CALLED: Mapping[e.SourceKind, str] = {
    e.SourceKind.REPORT: "社情民意信息",
    e.SourceKind.BULLETIN: "信息期刊",
    e.SourceKind.PROPOSAL: "提案",
    e.SourceKind.CALL: "征题",
    e.SourceKind.SESSION: "协商会议",
    e.SourceKind.ACTIVITY: "调研等活动",
}


def named(source: str | None, thing: e.SourceThing | None) -> str | None:
    """In words, what it rests on."""
    return source or (f"{CALLED[thing.kind]} {thing.id}" if thing else None)


def source_needed(word: Origin | Channel) -> Rejected:
    return Rejected(
        "source-needed",
        f"“{word.chinese}”的议题须写明依据（source），如文件、报告或批示；是本系统内的提案、信息、"
        "会议等，填写 rests_on。请补填。",
        f"A topic of {word.code} names what it rests on (source): a document, a report, an"
        " instruction; or which thing of ours (rests_on). Add it.",
    )


def correct_source(
    topic: Topic, command: c.CorrectSource, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    if (topic.source, topic.rests_on) == (command.source, command.rests_on):
        return []
    words = given.rules.words
    used: list[Origin | Channel] = [each for each in words.origins if each.code == topic.origin]
    used += [each for each in words.channels if each.code == topic.channel]
    word = next((each for each in used if each.source_needed), None)
    if word and not named(command.source, command.rests_on):
        raise source_needed(word)
    return [e.TopicSourceCorrected(**dict(command))]
