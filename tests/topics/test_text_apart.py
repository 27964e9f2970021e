"""The text of a topic stands apart until it is admitted (model 7)."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.paper import PaperClass
from contracts.roles import Role
from contracts.topics.topic import TopicProposed
from services.topics.topic import commands as c
from tests.topics.commands import ENTERING, again, again_apart, proposal, topic
from tests.topics.situations import (
    admitted,
    consent_refused,
    found_to_be_a_claim,
    of_one_house,
    passed_up,
    proposed,
    raised,
    returned,
    rules_in_force,
    screening,
    told_apart,
    too_big,
    transferred_out,
    uploaded,
)

WORDS = "村里蔬菜市场的选址与管理。"
by_paper = proposal.model_copy(update={"description": None, "text": uploaded})
words = rules_in_force.words
public, *others = words.origins
apart = words.model_copy(
    update={"origins": (public.model_copy(update={"text_apart": True}), *others)}
)
BY = replace(ENTERING, rules=replace(rules_in_force, words=apart))
in_words = screening.model_copy(update={"description": WORDS})


def of(event: Any, **changes: Any) -> Any:
    return event.model_copy(update=changes)


def test_an_origin_asks_for_a_paper():
    topic.given().when(by_paper, by=BY).then(told_apart)

    outcome = topic.given().when(proposal, by=BY)
    outcome.then_rejected("text-apart-needed")
    assert "POST /papers" in outcome.result.english
    assert "POST /papers" in outcome.result.chinese
    topic.given().when(of(proposal, origin="member"), by=BY).then(of(proposed, origin="member"))


def test_a_topic_of_any_origin_may_bring_a_paper():
    topic.given().when(by_paper, by=ENTERING).then(told_apart)


@pytest.mark.parametrize("by", [ENTERING, BY])
def test_it_is_said_in_one_place(by: Any):
    for both in (of(by_paper, description=WORDS), of(by_paper, text=None)):
        topic.given().when(both, by=by).then_rejected("text-or-description")
    for both in (of(again, text=uploaded), of(again, description=None)):
        topic.given(proposed, returned).when(both, by=by).then_rejected("text-or-description")


def test_it_is_raised_again_as_its_origin_asks():
    told_again = of(told_apart, title=again.title, supporters=0)

    topic.given(told_apart, returned).when(again, by=BY).then_rejected("text-apart-needed")
    topic.given(told_apart, returned).when(again_apart, by=BY).then(told_again)
    topic.given(proposed, returned).when(again_apart, by=ENTERING).then(told_again)


def test_of_an_origin_that_the_rules_no_longer_have_it_is_raised_again_as_it_likes():
    gone = replace(BY, rules=replace(rules_in_force, words=of(apart, origins=tuple(others))))

    for command in (again, again_apart):
        assert isinstance(topic.given(told_apart, returned).when(command, by=gone).result, list)


def test_nobody_who_asks_says_how_it_is_kept():
    """Those who screen read it, and whoever brought it; its title tells nothing (0014)."""
    (event,) = topic.given().when(by_paper, by=BY).result
    assert isinstance(event, TopicProposed)
    assert event.text is not None

    assert event.text.kept is PaperClass.INTERNAL
    assert event.text.readers == (Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE)
    assert (event.text.by_author, event.text.title) == (True, "议题原文")


def test_whoever_admits_it_says_what_it_is_about():
    topic.given(told_apart).when(screening).then_rejected("description-needed")
    topic.given(told_apart).when(in_words).then(of(admitted, description=WORDS), raised)


def test_what_was_written_when_it_was_raised_stands():
    topic.given(proposed).when(in_words).then_rejected("description-stands")


@pytest.mark.parametrize(
    ("command", "then"),
    [
        (c.ScreenTopic(answers=too_big, reason=returned.reason), returned),
        (c.ScreenTopic(answers=of_one_house, receiver="yz-transport"), found_to_be_a_claim),
        (
            c.TransferTopicOut(receiver="yz-transport", reason=transferred_out.reason),
            transferred_out,
        ),
    ],
    ids=["returned", "found to be a claim", "transferred"],
)
def test_what_is_not_admitted_is_described_nowhere(command: Any, then: Any):  # 001-15
    topic.given(told_apart).when(command).then(then)


def test_beyond_the_jurisdiction_it_may_keep_its_words_or_get_others():  # 000-52
    life = (told_apart, of(admitted, description=WORDS), raised, of(passed_up, screened=False))

    topic.given(*life).when(screening).then(admitted, raised)
    topic.given(*life).when(in_words).then(of(admitted, description=WORDS), raised)


def test_a_text_that_is_raised_again_needs_words_again():
    life = (told_apart, of(admitted, description=WORDS), raised, consent_refused, told_apart)

    topic.given(*life).when(screening).then_rejected("description-needed")
    inline = (*life[:-1], proposed)
    topic.given(*inline).when(screening).then(admitted, raised)


def test_a_topic_that_tells_all_itself_bears_no_empty_fields():
    """Most topics do, and each byte of an event is kept for ever."""
    assert "text" not in proposed.model_dump_json()
    assert "description" not in admitted.model_dump_json()
    for event in (proposed, admitted, told_apart, of(admitted, description=WORDS)):
        assert type(event).model_validate_json(event.model_dump_json()) == event
