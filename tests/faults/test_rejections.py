"""Refused in the middle of its work, a relay looks again and goes on (traps 11, T3)."""

import os
from random import Random

import pytest

from tests.counting import COUNTING
from tests.faults.rejections import EXPECTED, World
from tests.runtime.test_relay import agrees
from tests.support.service import bench
from tests.support.streams import connected, declare

ROUNDS = int(os.environ.get("YISHI_REJECTIONS", "30"))
SECONDS = 1.0
"""What a recovery may take."""


@pytest.fixture
async def world(database, fresh_nats):
    async with (
        bench(COUNTING, database) as counting,
        connected(fresh_nats.url) as client,
        connected(fresh_nats.url) as other,
    ):
        await declare(client, "counting")
        yield World(counting, client, other, Random(ROUNDS))


@pytest.mark.timeout(120 + ROUNDS)
async def test_a_relay_recovers_from_each_rejection(world):
    found = await world.reject(ROUNDS)

    print(found)
    assert len(found.refused) >= ROUNDS
    assert found.median < SECONDS, found
    await agrees(world.counting, world.other)


async def test_a_relay_that_is_refused_all_the_time_does_not_fall_asleep(world):
    gaps = await world.refuse_again_and_again(9)

    assert sorted(gaps)[4] < SECONDS, gaps
    await agrees(world.counting, world.other)


async def test_a_relay_that_expects_nothing_is_found_out(world):
    """Negative control."""
    world.meddler.forgets = EXPECTED

    with pytest.raises(AssertionError, match="carried twice"):
        await world.reject(4)
