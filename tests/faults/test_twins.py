"""Twins of a reader bring the same events at the same moment, and one of them counts (T12).

Two things see to that, and each is enough: the position is compared before it is moved, and a
policy's command bears the same id whoever asks it.
"""

from uuid import uuid4

import pytest

from runtime.carrying import effects
from runtime.carrying.reader import StreamReader
from runtime.writing.writer import Writer
from tests.counting import COUNTING, Raise
from tests.faults.deployment import PATIENCE
from tests.runtime.test_reader import ECHO, NearPeers
from tests.runtime.test_relay import reached, relay
from tests.runtime.test_writer import begin, wish
from tests.support.keys import trusted
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, eventually, running

EVENTS = 40
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def counted(postgres, fresh_nats):
    """Ten counters, each raised to three: in the stream of counting."""
    async with (
        empty_database(postgres) as one,
        bench(COUNTING, one) as counting,
        connected(fresh_nats.url) as client,
    ):
        await declare(client, "counting")
        wishes = [begin(f"{n}") for n in range(EVENTS // 4)]
        for each in wishes:
            await counting.writer.ask(each)
            await counting.writer.ask(wish(Raise(by=3), each.key))
        async with running(relay(counting, client).run()):
            await reached(client, EVENTS)
        yield counting, client


async def echoed(postgres, counting, client):
    """How many events echo has recorded, after two processes of it brought the same at once."""
    async with (
        empty_database(postgres) as dsn,
        bench(ECHO, dsn) as one,
        bench(ECHO, dsn) as two,
    ):
        twins = [
            StreamReader(
                ECHO, "counting", each.pool, client, each.writer, NearPeers(counting), trusted()
            )
            for each in (one, two)
        ]
        async with running(*(twin.run() for twin in twins)):
            async with one.pool.acquire() as holder, holder.transaction():
                await holder.execute("SELECT 1 FROM ledger_head FOR UPDATE")

                async def both_wait():
                    return await one.pool.fetchval(WAITING) == 2

                await eventually(both_wait, "both have come with something", PATIENCE)

            async def both_done():
                return {twin.position for twin in twins} == {EVENTS}

            await eventually(both_done, "both have read everything", PATIENCE)
        return await one.pool.fetchval("SELECT count(*) FROM ledger")


def compares_nothing(patch):
    """A careless writer moves a reader's position, wherever it stands."""

    async def moved(self, connection, step):
        move = "UPDATE readers SET position = $1, hash = $2 WHERE source = $3"
        await connection.execute(move, step.after, step.hash, step.source)
        return True

    patch.setattr(Writer, "_moved", moved)


def asks_anew(patch):
    """A careless policy: each of its commands is another one."""
    patch.setattr(effects, "command_id", lambda *_: uuid4())


@pytest.mark.parametrize("careless", [[], [compares_nothing], [asks_anew]])
async def test_twins_that_come_together_have_each_effect_once(
    postgres, counted, careless, monkeypatch
):
    for mistake in careless:
        mistake(monkeypatch)

    assert await echoed(postgres, *counted) == EVENTS


async def test_without_either_twins_double(postgres, counted, monkeypatch):
    """Negative control."""
    compares_nothing(monkeypatch)
    asks_anew(monkeypatch)

    assert await echoed(postgres, *counted) > EVENTS
