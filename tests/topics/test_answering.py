"""What is returned has a time, and whoever raised a topic is told what became of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.calendar import Measure, Term
from contracts.checklists import Supplement
from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.answering import DEADLINES
from tests.topics import screening_examples as x
from tests.topics import situations as s
from tests.topics.commands import again, topic

LAPSING = s.returned.model_copy(update={"lapses": True})
IN_TIME, LATE = date(2026, 3, 16), date(2026, 3, 17)


def supplemented(supplement: Supplement | None) -> Any:
    """A screener under a checklist that gives this time."""
    checklist = s.PRINCIPLES.model_copy(update={"supplement": supplement})
    rules = replace(s.rules_in_force, checklists=s.Checklists(checklists=(checklist,)))
    return replace(topic.by, rules=rules)


TOO_BIG = c.ScreenTopic(answers=s.too_big, reason=s.returned.reason)


def test_what_is_returned_has_the_time_of_the_checklist():  # 001-13, domain 9.3
    topic.given(s.proposed).when(TOO_BIG).then(s.returned)
    nothing = s.returned.model_copy(update={"due": None, "due_with_grace": None})
    topic.given(s.proposed).when(TOO_BIG, by=supplemented(None)).then(nothing)


def test_a_month_from_the_last_of_january_ends_in_february_of_any_year():
    month = Supplement(within=Term(count=1, measure=Measure.MONTHS), lapses=True)
    for year, day in ((2028, date(2028, 2, 29)), (2026, date(2026, 2, 28))):
        by = replace(supplemented(month), today=date(year, 1, 31))
        (event,) = told(topic.given(s.proposed).when(TOO_BIG, by=by).result)
        assert (event.due, event.lapses) == (day, True)
        assert event.provisional is (year != 2026)


def test_the_calendar_records_that_nothing_came_in_once_day_and_grace_are_over():
    state = TOPIC.fold([(s.proposed, s.VILLAGE), (s.returned, s.VILLAGE)])
    assert DEADLINES.over(state, date(2026, 3, 18)) == []
    (deadline,) = DEADLINES.over(state, date(2026, 3, 19))
    assert (deadline.what, deadline.day) == ("supplement", s.returned.due)

    topic.given(s.proposed, s.returned).when(x.note, by=x.LATER).then(x.missed)
    topic.given(s.proposed, s.returned).when(x.note, by=x.CALENDAR).then_nothing()
    topic.given(s.proposed, s.returned, x.missed).when(x.note, by=x.LATER).then_nothing()
    lapsed = x.missed.model_copy(update={"lapsed": True})
    topic.given(s.proposed, LAPSING).when(x.note, by=x.LATER).then(lapsed)


@pytest.mark.parametrize("after", [(s.proposed,), (s.transferred_out,), (s.merged,)])
def test_nothing_is_due_once_it_goes_on(after: tuple[Any, ...]):
    state = TOPIC.fold((each, s.VILLAGE) for each in (s.proposed, s.returned, *after))
    assert not [*DEADLINES.of(state)]


def test_a_topic_stays_returned_though_it_is_overdue():  # as the checklist says
    late = replace(topic.by, today=date(2026, 6, 1))
    (event,) = told(topic.given(s.proposed, s.returned, x.missed).when(again, by=late).result)
    assert event.title == again.title


def test_a_topic_lapses_where_the_checklist_says_so():
    """By the day on which it came in, and not by that on which it is entered, nor by the miss."""
    lapsed = x.missed.model_copy(update={"lapsed": True})
    for life in ((s.proposed, LAPSING), (s.proposed, LAPSING, lapsed)):
        late = replace(topic.by, today=LATE)
        topic.given(*life).when(again, by=late).then_rejected("lapsed")
        in_time = again.model_copy(update={"received_on": IN_TIME})
        (event,) = told(topic.given(*life).when(in_time, by=late).result)
        assert event.received_on == IN_TIME
        (event,) = told(topic.given(*life).when(again, by=replace(late, today=IN_TIME)).result)
        assert event.title == again.title
    ahead = again.model_copy(update={"received_on": date(2026, 3, 3)})
    topic.given(s.proposed, LAPSING).when(ahead).then_rejected("future-day")


DECIDED = {
    "admitted": (s.proposed, s.admitted, s.raised),
    "returned": (s.proposed, s.returned),
    "rejected": (s.proposed, s.rejected),
    "transferred": (s.claimed, s.transferred_out),
    "answered": (s.claimed, s.transferred_out, s.transfer_answered),
    "merged": (s.proposed, s.merged),
    "refused": (s.proposed, s.admitted, s.raised, s.consent_refused),
}


@pytest.mark.parametrize("decision", DECIDED)
def test_every_proposer_is_answered_whatever_became_of_it(decision: str):  # 9.1-14, 001-15
    answered = x.told.model_copy(update={"decision": decision})
    life = DECIDED[decision]
    topic.given(*life).when(x.answer).then(answered)
    topic.given(*life, answered).when(x.answer).then_nothing()


def test_what_is_not_decided_is_not_answered_yet():
    topic.given(s.proposed).when(x.answer).then_rejected("out-of-step")
    ahead = x.answer.model_copy(update={"on": date(2026, 3, 3)})
    topic.given(*DECIDED["rejected"]).when(ahead).then_rejected("future-day")


def test_a_later_decision_is_to_be_told_again():
    told_first = x.told.model_copy(update={"decision": "admitted"})
    life = (*DECIDED["admitted"], told_first)
    state = TOPIC.fold((each, s.VILLAGE) for each in (*life, s.consent_refused))
    assert (state.decision, state.told) == ("refused", None)


def told(result: Any) -> list[Any]:
    assert isinstance(result, list), result
    return result
