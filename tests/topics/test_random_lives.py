"""Random deeds against each decider: evolve never refuses, replay gives the same state, and what
must stay true does (13.3, model 13)."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from runtime.decider import Circumstances, Decider, Rejected
from services.topics.call.decider import TOPIC_CALL, TopicCall
from services.topics.plan.decider import PLAN, Plan
from services.topics.plan.decider import Stage as PlanStage
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.state import Stage, Topic
from tests.slices.example import Example
from tests.topics.examples import TOPICS

STEPS = 40


def examples_of(name: str) -> list[Example]:
    return [each for each in TOPICS.each if TOPICS.kind(each).name == name]


def circumstances(example: Example, everything: dict[str, Any]) -> Circumstances[Any]:
    """Of whoever asks in the example, who reads whatever there is."""
    return replace(example.by, states=everything)


def lived(
    decider: Decider[Any, Any, Any], examples: Sequence[Example], seed: int
) -> list[tuple[Any, Any]]:
    """The states of one life, each with the event that led to it."""
    chance = random.Random(seed)
    beside = {name: TOPICS.state(each, name) for each in examples for name in each.beside}
    state, life = decider.blank, []
    for _ in range(STEPS):
        example = chance.choice(examples)
        try:
            events = decider.decide(state, example.when, circumstances(example, beside))
        except Rejected:
            continue
        except KeyError:  # it reads a stream of which these examples know nothing
            continue
        for event in events:
            state = decider.evolve(state, event, example.by.unit)
            life.append((event, state))
    return life


def topic_holds(topic: Topic) -> None:
    if topic.stage in (Stage.SELECTED, Stage.CLOSED):
        assert topic.enters, "no claim comes into consultation (13.3-2)"
        assert topic.procedure is not None
        assert topic.category, "admitted with its category (13.3-3)"
        assert topic.walk.complete or topic.begun, "it had begun before it was withdrawn"
    if topic.stage is Stage.TRANSFERRED_OUT:
        assert topic.receiver
    voices = [key for key, _ in topic.voices]
    assert len(voices) == len(set(voices)), "no voice twice (002-11)"
    assert len(topic.sites) == len(set(topic.sites))
    assert topic.decision or not topic.told


def call_holds(call: TopicCall) -> None:
    if call.called is None:
        return
    assert call.opens <= call.closes
    for each in call.submissions.values():
        assert call.opens <= each.received_on <= call.closes
        assert not call.called.channels or each.channel in call.called.channels
    assert not (call.withdrawn and call.submissions)


def plan_holds(plan: Plan) -> None:
    topics = [each.topic for each in plan.entries]
    assert len(topics) == len(set(topics))
    assert plan.stage is PlanStage.DECIDED or not (plan.published or plan.carried)


KINDS: dict[str, tuple[Decider[Any, Any, Any], Callable[[Any], None]]] = {
    "topic": (TOPIC, topic_holds),
    "call": (TOPIC_CALL, call_holds),
    "plan": (PLAN, plan_holds),
}


@pytest.mark.parametrize("name", KINDS)
def test_no_life_breaks_what_must_stay_true(name: str) -> None:
    decider, holds = KINDS[name]
    examples, reached = examples_of(name), set()
    for seed in range(150):
        life = lived(decider, examples, seed)
        for event, state in life:
            holds(state)
            reached.add(type(event))
        if life:
            again = decider.fold((event, examples[0].by.unit) for event, _ in life)
            assert again == life[-1][1], "replay gives the same state"

    possible = {type(event) for each in examples for event in each.then}
    assert len(reached) > len(possible) / 2, "lives are rich enough to tell"


@pytest.mark.parametrize("name", KINDS)
def test_evolve_takes_events_in_any_order(name: str) -> None:
    """Facts are facts: what a later version of the rules recorded folds as well."""
    decider, _ = KINDS[name]
    events = [event for each in examples_of(name) for event in (*each.given, *each.then)]
    for seed in range(100):
        mixed = random.Random(seed).sample(events, k=min(30, len(events)))
        state = decider.fold((event, examples_of(name)[0].by.unit) for event in mixed)
        assert state == decider.fold((event, examples_of(name)[0].by.unit) for event in mixed)
