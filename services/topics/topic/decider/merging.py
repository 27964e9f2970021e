"""How a topic becomes part of another one; and the topics that a decision reads."""

from collections.abc import Iterable

from common.checks import once
from contracts.topics import topic as e
from runtime.decider import Circumstances, Rejected
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.screening import personal_claim, screened_by_another
from services.topics.topic.decider.state import SAID, Stage, Topic
from services.topics.topic.decider.voices import counted, voices


def merge(
    topic: Topic, command: c.MergeTopic, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    """Two topics become one where whoever asks looks after both, neither is a claim, and the other
    one is not selected yet. What joins an admitted topic is screened by nobody any more: unless it
    is admitted itself, somebody else than those who brought it merges it (001-13). (The route
    refuses one that is merged into itself.)"""
    other: Topic = given.read(f"topic/{command.into}")
    same_rules = given.ruled_by(other.unit) == given.ruled_by(given.unit)
    if not given.lies_in(given.scope, other.unit) or not same_rules:
        raise Rejected(
            "merge-outside",
            f"要并入的议题属 {other.unit}，不在您的管辖范围内。请由两地共同上级的人员办理。",
            f"The other topic is one of {other.unit}, outside your office. Have somebody of the "
            "unit above both merge them.",
        )
    if not (topic.enters and other.enters):
        raise personal_claim()
    if other.stage not in (Stage.PROPOSED, Stage.ADMITTED):
        chinese, english = SAID[other.stage]
        raise Rejected(
            "not-open-to-merging",
            f"要并入的议题目前是“{chinese}”。请选择尚未确定的议题。",
            f"The other topic is {english}. Choose one that is not selected yet.",
        )
    if other.stage is Stage.ADMITTED and topic.stage is not Stage.ADMITTED:
        screened_by_another(topic, given)
    return [e.TopicMerged(into=command.into, into_title=other.title, reason=command.reason)]


def took_in(
    topic: Topic, command: c.TakeInTopic, given: Circumstances[TopicRules]
) -> e.TopicTookIn:
    """With the other one comes what had become part of it before: who raised it screens nothing
    here, and who stands behind it stands behind this one, once each. What both came of is counted
    once: parts of one topic that become one again."""
    places = tuple(each for each in once((*topic.places, *command.places)) if each != topic.unit)
    both = voices(topic, given, *(given.read(f"topic/{each}") for each in brought(command)))
    behind = (topic.supporters, command.supporters)
    return e.TopicTookIn(
        **command.model_dump(exclude={"supporters", "places"}),
        supporters=max(behind) if {*topic.joined} & {*command.joined} else sum(behind),
        places=places,
        support=counted(both),
    )


def brought(command: c.TakeInTopic) -> tuple[str, ...]:
    """The topics that come with this merger, those that were there first first."""
    return (*command.joined, command.merged)


def reads(topic: Topic, command: c.TopicCommand) -> Iterable[str]:
    """The topic into which this one is merged, or that it takes in, with what became part of that;
    and those that became part of this one, whose hands and voices count as well."""
    if topic.stage is Stage.BLANK:
        return ()
    joined = [f"topic/{each}" for each in topic.joined]
    match command:
        case c.MergeTopic(into=into):
            return [f"topic/{into}", *joined]
        case c.TakeInTopic():
            return [*joined, *(f"topic/{each}" for each in brought(command))]
        case (
            c.ScreenTopic()
            | c.SplitTopic()
            | c.RecordSupport()
            | c.CorrectSupport()
            | c.WithdrawSupport()
        ):
            return joined
        case _:
            return ()
