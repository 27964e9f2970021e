"""Whoever raised a topic is told what became of it, and has a time to supplement what was returned
(9.2, 001-13); whoever a claim was transferred to has a time to answer it (001-15)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.calendar import Term
from contracts.topics import topic as e
from runtime.decider import Circumstances, Rejected
from runtime.due import Deadline, Deadlines
from services.topics.order import no_earlier
from services.topics.rules.decider import TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.state import Stage, Topic

SUPPLEMENT, ANSWER = "supplement", "answer"
"""What is due of a returned topic, and of a claim that was transferred."""


def awaited(topic: Topic) -> Iterator[Deadline]:
    if topic.stage is Stage.RETURNED and topic.due and topic.missed != topic.due:
        yield Deadline(SUPPLEMENT, topic.due, topic.due_with_grace)
    unanswered = topic.stage is Stage.TRANSFERRED_OUT
    if unanswered and topic.answer_due and topic.answer_missed != topic.answer_due:
        yield Deadline(ANSWER, topic.answer_due, topic.answer_due_with_grace)


def not_in_time(
    topic: Topic, command: c.NoteNotInTime, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    return [
        missed(topic, each)
        for each in awaited(topic)
        if (each.what, each.day) == (command.what, command.day) and each.is_over(given.today)
    ]


def missed(topic: Topic, deadline: Deadline) -> e.TopicEvent:
    if deadline.what == ANSWER:
        return e.TransferAnswerMissed(receiver=topic.receiver, due=deadline.day)
    return e.SupplementMissed(due=deadline.day, lapsed=topic.lapses)


def until(
    within: Term, grace: Term | None, since: date, given: Circumstances[TopicRules]
) -> dict[str, Any]:
    """The day at the end of a term that begins on that day, and until when what was done by then
    may be told."""
    day, provisional = given.rules.days.end(since, within)
    last = given.rules.days.end(day, grace).day if grace else None
    return {"due": day, "due_with_grace": last, "provisional": provisional}


def transferred(
    topic: Topic, command: c.TransferTopicOut | c.ScreenTopic, given: Circumstances[TopicRules]
) -> dict[str, Any]:
    """The day on which a claim is transferred, none before it came in; and until when it is
    answered, where the rules say so (001-15)."""
    on = command.transferred_on or given.today
    given.has_come(on)
    no_earlier(on, topic.received_on, "议题收到", "The topic came in")
    time = given.rules.words.transfers
    due = until(time.within, time.grace, on, given) if time else {}
    return {"transferred_on": on, **due}


def answer_transfer(
    topic: Topic, command: c.AnswerTransfer, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    given.has_come(command.answered_on)
    no_earlier(command.answered_on, topic.since, "转办", "It was transferred")
    return [e.TransferAnswered(receiver=topic.receiver, **dict(command))]


SINCE = {
    "refused": ("未予同意的决定", "It was refused"),
    "transferred": ("转办", "It was transferred"),
    "answered": ("受转单位的答复", "Its receiver answered"),
}
"""The decisions of which the day is known, and what that day is called."""

DEADLINES = Deadlines(awaited, c.NoteNotInTime)


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
    no_earlier(command.on, topic.received_on, "议题收到", "The topic came in")
    if known := SINCE.get(topic.decision):
        no_earlier(command.on, topic.since, *known)
    return [told]
