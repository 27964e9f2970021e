"""From the answer to a command until its effect is committed in another service."""

import asyncio
from statistics import quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from contracts.event import Recorded
from contracts.topics.topic import TopicProposed
from runtime.carrying.relay import Relay
from runtime.policy import Wanted
from runtime.service import Service
from runtime.submission import Answer, Submission
from runtime.units import UNITS
from tests.bench.carry import reading
from tests.bench.results import Number, at_most
from tests.bench.work import requests, topics
from tests.counting import COUNTER, Begin
from tests.support.keys import signer
from tests.support.servers import NatsServer, PostgresServer, empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, running

RATE = 100
"""Commands a second."""


def when_topic_proposed_begin(record: Recorded[TopicProposed]) -> list[Wanted]:
    return [Wanted(record.key, Begin(unit=record.unit, label=record.data.title))]


REACTING = Service(
    "reacting",
    (COUNTER,),
    policies={TopicProposed: [when_topic_proposed_begin]},
    references=(UNITS,),
)
"""Records an event of its own for each topic of another service."""


async def measure(postgres: PostgresServer, nats: NatsServer, seconds: float) -> list[Number]:
    """Both services in this one process, with relay and reader, on two databases."""
    answered: dict[UUID, float] = {}
    effected: dict[UUID, float] = {}
    refused: list[Any] = []

    def effect(request: Submission, result: Any) -> None:
        assert request.cause is not None
        if isinstance(result, Answer) and result.bodies:
            effected[UUID(request.cause.matter)] = perf_counter()
        else:
            refused.append(result)

    async with (
        empty_database(postgres) as database,
        empty_database(postgres) as elsewhere,
        connected(nats.url) as carrier,
        connected(nats.url) as client,
        topics(database) as here,
        bench(REACTING, elsewhere) as there,
    ):
        await declare(client, "topics")
        there.writer.answered = effect
        relay = Relay(signer("topics"), here.pool, carrier, here.writer.committed)

        async def ask(request: Submission) -> None:
            await here.writer.ask(request)
            answered[request.command_id] = perf_counter()

        async with running(relay.run()), reading(there, client), asyncio.TaskGroup() as group:
            wishes, begun = requests(), perf_counter()
            for number in range(int(seconds * RATE)):
                await asyncio.sleep(max(0.0, begun + number / RATE - perf_counter()))
                group.create_task(ask(next(wishes)))
            while len(effected) < seconds * RATE and perf_counter() < begun + seconds + 30:
                await asyncio.sleep(0.05)
    assert not refused, f"effects were refused: {refused[0]!r}"
    assert len(effected) == len(answered), "effects are missing"
    warm = list(answered)[RATE:]
    delays = [1000 * max(0.0, effected[each] - answered[each]) for each in warm]
    cuts = quantiles(delays, n=100)
    return [
        at_most("effect_latency_p50_ms", cuts[49], "ms", 5),
        at_most("effect_latency_p99_ms", cuts[98], "ms", 25),
    ]
