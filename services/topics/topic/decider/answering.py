"""Whoever raised a topic is told what became of it, and has a time to supplement what was returned
(9.2, 001-13)."""

from collections.abc import Iterator

from contracts.topics import topic as e
from runtime.decider import Circumstances, Rejected
from runtime.due import Deadline, Deadlines
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.state import Stage, Topic

SUPPLEMENT = "supplement"
"""What is due of a returned topic."""


def awaited(topic: Topic) -> Iterator[Deadline]:
    if topic.stage is Stage.RETURNED and topic.due and topic.missed != topic.due:
        yield Deadline(SUPPLEMENT, topic.due, topic.due_with_grace)


def not_supplemented(
    topic: Topic, command: c.NoteNotSupplemented, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    return [
        e.SupplementMissed(due=each.day, lapsed=topic.lapses)
        for each in awaited(topic)
        if (each.what, each.day) == (command.what, command.day) and each.is_over(given.today)
    ]


DEADLINES = Deadlines(awaited, c.NoteNotSupplemented)


def in_time(topic: Topic, command: c.RaiseAgain, given: Circumstances[TopicRules]) -> None:
    """Refuse what came in after the time of a topic that lapses then, whenever it is entered."""
    received = command.received_on or given.today
    given.has_come(received)
    if topic.stage is Stage.RETURNED and topic.lapses and topic.due and received > topic.due:
        raise Rejected(
            "lapsed",
            f"补充期限到 {topic.due} 为止，逾期不再受理。在期限内收到的，请填写收到日期"
            "（received_on）；否则请作为新的议题提出。",
            f"What was returned could be supplemented until {topic.due}. If it came in by that day,"
            " say so (received_on); else raise it as a new topic.",
        )


def answer_proposer(
    topic: Topic, command: c.AnswerProposer, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    told = e.ProposerAnswered(decision=topic.decision, **dict(command))
    if told == topic.told:
        return []
    given.has_come(command.on)
    return [told]
