"""How a topic that is really several becomes several, each with its lineage."""

from contracts.topics import topic as e
from runtime.decider import Circumstances, Rejected
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.raising import enters, what_it_says
from services.topics.topic.decider.state import Topic
from services.topics.topic.decider.voices import counted, voices


def split(
    topic: Topic, command: c.SplitTopic, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    """Each part is raised like the topic: by its origin, and screened by itself. Refuses a topic
    that stands in a plan, which is the consent to the whole of it."""
    if topic.plan:
        raise Rejected(
            "planned-as-a-whole",
            f"该议题已整体列入计划 {topic.plan}，不能拆分。请先在计划中撤出该议题，再拆分。",
            f"The topic stands in the plan {topic.plan} as a whole. Withdraw it from the plan"
            " first, and split it then.",
        )
    titles = [part.title for part in command.parts]
    if len(set(titles)) < len(titles):
        raise Rejected(
            "part-twice",
            "拆分后的议题题目不能相同。请分别写明各议题的题目。",
            "Two of the parts have the same title. Give each a title of its own.",
        )
    support = counted(voices(topic, given))
    parts = tuple(said(part, topic, given) for part in command.parts)
    return [e.TopicSplit(parts=parts, reason=command.reason, support=support)]


def said(part: c.Part, topic: Topic, given: Circumstances[TopicRules]) -> e.TopicPart:
    origins = {each.code: each for each in given.rules.words.origins}
    scale = part.scale or topic.scale
    return e.TopicPart(
        title=part.title,
        scale=scale,
        enters=topic.enters if part.scale is None else enters(scale, given),
        **what_it_says(part, origins.get(topic.origin)),
    )


def note_part(topic: Topic, command: c.NotePart) -> list[e.TopicEvent]:
    return [] if command.part in topic.parts else [e.TopicPartBegun(part=command.part)]
