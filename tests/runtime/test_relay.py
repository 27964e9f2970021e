"""The stream is the ledger's second copy: same sequence, same bytes, whatever happens."""

import asyncio

from runtime.carrying import contradiction
from runtime.carrying.jetstream import stream_end
from runtime.carrying.message import chained
from runtime.carrying.relay import Relay
from runtime.envelope import GENESIS
from tests.runtime.test_writer import begin
from tests.support.keys import signer
from tests.support.streams import (
    connected,
    declare,
    eventually,
    everything,
    half_damaged,
    running,
)


def relay(counting, client):
    return Relay(signer("counting"), counting.pool, client, asyncio.Event())


async def fill(counting, events=50):
    await asyncio.gather(*(counting.writer.ask(begin(f"{n}")) for n in range(events)))


async def agrees(counting, client):
    """Stream and ledger are equal byte for byte, header for header."""
    rows = await counting.pool.fetch("SELECT position, body, hash FROM ledger ORDER BY position")
    found = await everything(client, "counting")
    assert [(m.position, m.body, m.hash) for m in found] == [
        (row["position"], row["body"], row["hash"].hex()) for row in rows
    ]
    chained("COUNTING", found, GENESIS)
    return len(found)


async def reached(client, last):
    async def there():
        end = await stream_end(client, "COUNTING")
        return end is not None and end.last >= last

    await eventually(there, f"the stream reaches {last}")


async def test_every_event_arrives_at_its_own_position(counting, client):
    await fill(counting, 700)

    async with running(relay(counting, client).run()):
        await reached(client, 700)

    assert await agrees(counting, client) == 700


async def test_two_relays_at_once_are_harmless(counting, client, fresh_nats):
    async with (
        connected(fresh_nats.url) as second,
        running(relay(counting, client).run(), relay(counting, second).run()),
    ):
        for _ in range(10):
            await fill(counting, 30)
        await reached(client, 300)

    assert await agrees(counting, client) == 300


async def test_commands_are_accepted_while_nats_is_away(counting, client, fresh_nats):
    async with running(relay(counting, client).run()):
        await fill(counting)
        await reached(client, 50)
        fresh_nats.kill()
        await fill(counting)
        fresh_nats.start()
        await reached(client, 100)

    assert await agrees(counting, client) == 100


async def test_a_stream_that_was_wiped_is_filled_again_with_the_same_bytes(counting, client):
    async with running(relay(counting, client).run()):
        await fill(counting)
        await reached(client, 50)
        await declare(client, "counting")
        await fill(counting, 10)
        await reached(client, 60)

    assert await agrees(counting, client) == 60


async def test_a_server_that_contradicts_itself_is_told_of(
    counting, client, fresh_nats, monkeypatch, caplog
):
    monkeypatch.setattr(contradiction, "PATIENCE", 0.5)
    await fill(counting, 23)
    async with running(relay(counting, client).run()):
        await reached(client, 23)
    half_damaged(fresh_nats, "COUNTING")

    carrying = relay(counting, client)
    async with running(carrying.run()):

        async def told():
            return carrying.contradiction.said

        said = await eventually(told, "the relay says so")
        await asyncio.sleep(1.5)
    assert "it ends at 23" in said
    assert "`yishi streams rebuild counting`" in said
    alarms = [each.message for each in caplog.records if "contradicts itself" in each.message]
    assert alarms == [f"ALARM {said}"], "once a minute, and not twice a second"


def test_a_relay_that_was_faster_is_no_contradiction():
    heard = contradiction.Contradiction("COUNTING", "counting")
    for last in range(0, 500, 5):
        heard.refused(last, f"COUNTING refused: wrong last sequence: {last + 5}")
        heard.refused(last, "COUNTING refused: no suitable peers")
    assert heard.said == ""
