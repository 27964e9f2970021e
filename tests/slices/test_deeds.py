"""Every example in a world in memory: what it records and what follows by reaction, and a replay of
both through their bytes. So the world can be trusted where it is asked random deeds. Pure."""

from dataclasses import replace
from random import Random

import pytest

from tests.slices.every import EACH, EXAMPLES
from tests.slices.example import Example
from tests.support.deeds import World


@pytest.mark.parametrize(("service", "example"), EACH, ids=str)
def test_a_world_records_what_the_example_says_and_what_follows(
    service: str, example: Example
) -> None:
    all = EXAMPLES[service]
    policy = replace(example.by, actor="policy", role="policy", scope="", body=None)
    world = World(all.service, replace(policy, known_as=frozenset()))
    stream = f"{all.kind(example).name}/{all.key(example)}"
    world.happened(stream, example.by.unit, *example.given)
    for beside, life in example.beside.items():
        world.happened(beside, example.by.unit, *life)

    refusal = world.ask(all.key(example), example.when, example.by)

    assert refusal is None, refusal
    assert [event for event, _ in world.lives[stream]][len(example.given) :][
        : len(example.then)
    ] == list(example.then)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("service", EXAMPLES)
def test_deeds_in_any_order_are_recorded_or_refused_by_a_rule(service: str, seed: int) -> None:
    """One thing of each kind, and what lies beside some example: whoever asks, whatever was done
    before, only a rule refuses, and what is recorded gives the same state when it is replayed."""
    all, chance = EXAMPLES[service], Random(seed)
    policy = next(each.by for each in all.each)
    world = World(all.service, replace(policy, actor="policy", role="policy", scope="", body=None))
    for example in chance.sample(list(all.each), len(all.each)):
        for beside, life in example.beside.items():
            if not world.state(beside).unit:
                world.happened(beside, example.by.unit, *life)
    for _ in range(200):
        example = chance.choice(list(all.each))
        world.ask(all.key(example), example.when, example.by)

    assert world.recorded > 10, "negative control"
