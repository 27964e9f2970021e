"""What is offered is what the rules answer: each example in each life of its thing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum

import pytest

from contracts.event import Event
from runtime.decider import Command, Rejected
from runtime.probe import Touched, probe
from tests.slices.every import EACH, EXAMPLES
from tests.slices.example import Example, Examples

each_example = pytest.mark.parametrize(("service", "example"), EACH, ids=str)


def offer(all: Examples, example: Example, history: Sequence[Event]) -> Rejected | bool:
    """Whether the deed of the example is open after this history, or the rule that closes it."""
    kind, asked = all.kind(example), probe(type(example.when))
    state = kind.decider.fold((each, example.by.unit) for each in history)
    try:
        return bool(kind.decider.decide(state, asked, all.circumstances(example)))
    except Touched:
        return True
    except Rejected as refusal:
        return refusal


def lives(all: Examples, example: Example) -> Iterator[tuple[Event, ...]]:
    seen = set()
    for each in all.neighbours(example):
        for life in (each.given, (*each.given, *each.then)):
            if str(life) not in seen:
                seen.add(str(life))
                yield life


@pytest.mark.parametrize("service", EXAMPLES)
def test_each_deed_of_a_person_is_called_something_of_its_own(service: str) -> None:
    """What people read on a button, in Chinese and in English."""
    asked = {type(each.when) for name, each in EACH if name == service and each.by.role != "policy"}
    for language in (0, 1):
        called = [each.called[language] for each in asked]
        assert len(set(called)) == len(called)
        assert all(called)


@each_example
def test_what_is_accepted_is_open_and_what_is_closed_is_refused_by_that_rule(
    service: str, example: Example
) -> None:
    all = EXAMPLES[service]
    for life in lives(all, example):
        if not life and not example.when.creates:
            continue
        offered, answer = offer(all, example, life), all.answer(example, life)
        if isinstance(answer, list) and answer:
            assert offered is True
        elif isinstance(offered, Rejected):
            assert answer == [] or answer.rule == offered.rule


@each_example
def test_a_rule_that_needs_no_content_is_asked_before_the_content(
    service: str, example: Example
) -> None:
    all = EXAMPLES[service]
    offers = [(life, offer(all, example, life)) for life in lives(all, example)]
    of_the_state = {each.rule for _, each in offers if isinstance(each, Rejected)}
    late = {}
    for life, offered in offers:
        answer = all.answer(example, life)
        if offered is True and isinstance(answer, Rejected) and answer.rule in of_the_state:
            late[answer.rule] = [type(each).__name__ for each in life]

    assert not late


@each_example
def test_a_deed_that_is_done_is_not_open_where_only_the_same_again_is_taken(
    service: str, example: Example
) -> None:
    """Only the same again, and nothing else of its kind: then its content need not be asked."""
    all = EXAMPLES[service]
    of_the_state = {
        each.rule
        for life in lives(all, example)
        if isinstance(each := offer(all, example, life), Rejected)
    }
    others = [replace(example, when=each) for each in variants(example.when)]
    for life in lives(all, example):
        answers = [all.answer(each, life) for each in others]
        refused = {each.rule for each in answers if isinstance(each, Rejected)}
        taken = any(isinstance(each, list) and each for each in answers)
        if all.answer(example, life) == [] and refused and refused <= of_the_state and not taken:
            assert offer(all, example, life) is not True


def variants(command: Command) -> Iterator[Command]:
    """The same with another day or another text in one place."""
    for name in type(command).model_fields:
        match getattr(command, name):
            case date() as day:
                yield command.model_copy(update={name: day - timedelta(1)})
            case Enum():
                pass
            case str() as text if " " in text or not text.isascii():
                yield command.model_copy(update={name: f"{text}改"})
