"""A lost or old database, a damaged stream: noticed, restored, or stopped with both hashes."""

import pytest

from runtime.carrying.jetstream import message_at
from runtime.proving.gate import recover
from runtime.proving.scrub import Scrubber
from runtime.writing import connections, ledger
from runtime.writing.failures import INFRASTRUCTURE
from runtime.writing.ledger import Broken
from tests.counting import COUNTING
from tests.runtime.test_reader import remake_without
from tests.runtime.test_relay import agrees, fill, reached, relay
from tests.runtime.test_writer import begin
from tests.support.keys import signer
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, eventually, running


@pytest.fixture
async def client(nats_server):
    async with connected(nats_server.url) as client:
        await declare(client, "counting")
        yield client


async def carried(counting, client, events):
    await fill(counting, events)
    async with running(relay(counting, client).run()):
        await reached(client, events)


async def state(found):
    tables = ("SELECT * FROM ledger ORDER BY position", "SELECT * FROM counters ORDER BY counter")
    return [[tuple(row) for row in await found.pool.fetch(table)] for table in tables]


async def test_a_lost_database_is_restored_from_the_stream(counting, client, postgres):
    await carried(counting, client, 120)

    async with empty_database(postgres) as other, bench(COUNTING, other) as new:
        assert await recover(COUNTING, new.pool, client, signer("counting")) == 120
        assert await state(new) == await state(counting)
        await new.writer.ask(begin("after the restore"))
        rows = await new.pool.fetch("SELECT * FROM ledger ORDER BY position")
        ledger.continues("ledger", rows, 0, bytes(32))
        async with running(relay(new, client).run()):
            await reached(client, 121)
        assert await agrees(new, client) == 121


async def test_a_restore_may_take_its_time(counting, client, postgres, monkeypatch):
    """A limit that it reaches would have it begin again for ever."""
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 0.3)
    await carried(counting, client, 20)

    async with empty_database(postgres) as other, bench(COUNTING, other) as new:
        await new.pool.execute(
            "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_sleep(0.6); RETURN NULL; END'"
        )
        await new.pool.execute(
            "CREATE TRIGGER slow AFTER INSERT ON counters EXECUTE FUNCTION slowly()"
        )
        async with await connections.connect(other) as pool:
            with pytest.raises(INFRASTRUCTURE):  # negative control
                await recover(COUNTING, pool, client, signer("counting"))
        async with await connections.connect(other, patient=True) as pool:
            assert await recover(COUNTING, pool, client, signer("counting")) == 20
        assert await state(new) == await state(counting)


async def test_the_epoch_is_new_after_a_restore(counting, client, postgres):
    await carried(counting, client, 3)

    async with empty_database(postgres) as other, bench(COUNTING, other) as new:
        before = await new.pool.fetchval("SELECT epoch FROM ledger_head")
        await recover(COUNTING, new.pool, client, signer("counting"))
        assert await new.pool.fetchval("SELECT epoch FROM ledger_head") != before


async def test_a_database_that_went_another_way_is_stopped(counting, client, postgres):
    await carried(counting, client, 5)

    async with empty_database(postgres) as other, bench(COUNTING, other) as fork:
        await fill(fork, 2)
        with pytest.raises(Broken) as broken:
            await recover(COUNTING, fork.pool, client, signer("counting"))

    there = await message_at(client, "COUNTING", 1)
    assert broken.value.position == 1  # where they part
    assert broken.value.found == there.hash


async def test_a_forged_message_is_not_imported(counting, client, postgres):
    await carried(counting, client, 2)
    await client.jetstream().publish(
        "yishi.counting.Begun.internal.62.01.23.109.200", b"{}", headers={"Yishi-Hash": "00" * 32}
    )

    async with empty_database(postgres) as other, bench(COUNTING, other) as new:
        assert await recover(COUNTING, new.pool, client, signer("counting")) == 2
        assert await new.pool.fetchval("SELECT count(*) FROM ledger") == 2


async def found_by(scrubber):
    async with running(scrubber.run()):

        async def found():
            return scrubber.findings

        return await eventually(found, "the scrubber finds it")


async def test_the_scrubber_finds_nothing_on_a_sound_stream(counting, client):
    await carried(counting, client, 30)
    scrubber = Scrubber("counting", counting.pool, client)

    async with running(scrubber.run()):

        async def passed():
            return scrubber.full_passes

        await eventually(passed, "a full pass")

    assert scrubber.findings == {}
    assert scrubber.position == 30


async def test_the_scrubber_names_what_is_missing_in_the_middle(counting, client):
    await carried(counting, client, 30)
    await remake_without(client, 11, 13)

    assert (
        "positions 11 to 13 are missing"
        in (await found_by(Scrubber("counting", counting.pool, client)))[11]
    )


async def test_the_scrubber_names_a_message_that_differs(counting, client):
    await carried(counting, client, 5)
    await client.jetstream().publish(
        "yishi.counting.Begun.internal.1.2.3", b"forged", headers={"Yishi-Hash": "00"}
    )

    assert "not in the ledger" in (await found_by(Scrubber("counting", counting.pool, client)))[6]
