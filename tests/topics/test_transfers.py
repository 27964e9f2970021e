"""Whoever a claim was transferred to has a day by which to answer (001-15)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.calendar import Measure, Term
from contracts.topics.rules import Answering
from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.answering import DEADLINES
from tests.topics import screening_examples as x
from tests.topics import situations as s
from tests.topics.commands import answer, giving_back, topic, transfer

SENT = x.unanswered
TEN_DAYS = Answering(
    within=Term(count=10, measure=Measure.WORKING_DAYS),
    grace=Term(count=2, measure=Measure.WORKING_DAYS),
)


def given_time(time: Answering | None, today: date = topic.by.today) -> Any:
    words = s.rules_in_force.words.model_copy(update={"transfers": time})
    return replace(topic.by, rules=replace(s.rules_in_force, words=words), today=today)


def test_a_claim_has_the_time_that_the_rules_give():  # 001-15, domain 9.3
    topic.given(s.claimed).when(transfer, by=given_time(TEN_DAYS)).then(s.transferred_with_a_day)
    topic.given(s.claimed).when(transfer, by=given_time(None)).then(s.transferred_out)


def test_so_has_what_screening_found_to_be_a_claim():  # 001-15
    found = c.ScreenTopic(answers=s.of_one_house, receiver="yz-transport")
    days = {"due": date(2026, 3, 16), "due_with_grace": date(2026, 3, 18)}
    then = s.found_to_be_a_claim.model_copy(update=days)
    topic.given(s.proposed).when(found, by=given_time(TEN_DAYS)).then(then)


@pytest.mark.parametrize("first", range(0, 366, 5))
def test_the_day_follows_whatever_the_day_of_the_year(first: int):
    day = date(2028, 1, 1) + timedelta(days=first)
    outcome = topic.given(s.claimed).when(transfer, by=given_time(TEN_DAYS, day)).result
    assert isinstance(outcome, list), outcome
    (sent,) = outcome
    assert day < sent.due < sent.due_with_grace
    assert sent.due.weekday() < 5
    assert sent.provisional


def test_the_calendar_records_that_no_answer_came_once_day_and_grace_are_over():  # 001-15
    state = TOPIC.fold((each, s.VILLAGE) for each in SENT)
    assert DEADLINES.over(state, date(2026, 3, 18)) == []
    (deadline,) = DEADLINES.over(state, date(2026, 3, 19))
    assert (deadline.what, deadline.day) == ("answer", date(2026, 3, 16))

    topic.given(*SENT).when(x.note_of_answer, by=x.LATER).then(x.answer_missed)
    topic.given(*SENT).when(x.note_of_answer, by=x.CALENDAR).then_nothing()
    topic.given(*SENT, x.answer_missed).when(x.note_of_answer, by=x.LATER).then_nothing()
    topic.given(*SENT).when(x.note, by=x.LATER).then_nothing()


@pytest.mark.parametrize(
    "after", [(s.transfer_answered,), (s.transfer_returned,)], ids=["answered", "given back"]
)
def test_nothing_is_due_once_the_receiver_has_answered_or_gave_it_back(after: tuple[Any, ...]):
    state = TOPIC.fold((each, s.VILLAGE) for each in (*SENT, *after))
    assert not [*DEADLINES.of(state)]


def test_another_receiver_has_a_time_of_its_own():  # 001-15
    life = (*SENT, x.answer_missed, s.transfer_returned)
    later = given_time(TEN_DAYS, date(2026, 4, 1))
    outcome = topic.given(*life).when(transfer, by=later).result
    assert isinstance(outcome, list), outcome
    state = TOPIC.fold((each, s.VILLAGE) for each in (*life, *outcome))
    (deadline,) = DEADLINES.of(state)
    assert deadline.day == outcome[0].due > date(2026, 4, 1)


def test_a_late_answer_is_taken():  # 001-15
    late = replace(topic.by, today=date(2026, 6, 1))
    answered = answer.model_copy(update={"answered_on": date(2026, 5, 29)})
    for life in (SENT, (*SENT, x.answer_missed)):
        then = s.transfer_answered.model_copy(update={"answered_on": date(2026, 5, 29)})
        topic.given(*life).when(answered, by=late).then(then)
        topic.given(*life).when(giving_back, by=late).then(s.transfer_returned)
