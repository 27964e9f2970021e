"""The scrubber names what the stream lacks, also at its end, and does not call that whole."""

import asyncio

import pytest

from runtime.carrying import jetstream, pulling
from runtime.proving import scrub
from runtime.proving.scrub import Scrubber
from tests.runtime.test_reader import remake_without
from tests.runtime.test_relay import fill, reached, relay
from tests.support.streams import eventually, running


@pytest.mark.parametrize(("first", "last"), [(10, 10), (8, 10), (4, 6)])
async def test_what_is_missing_is_a_finding(counting, client, monkeypatch, first, last):
    monkeypatch.setattr(pulling, "QUIET", 2.5)
    await fill(counting, 10)
    carrier = relay(counting, client)
    async with running(carrier.run()):
        await reached(client, 10)
    await remake_without(client, first, last)
    assert (await jetstream.stream_end(client, "COUNTING")).last == 10

    scrubber = Scrubber("counting", counting.pool, client)
    async with running(scrubber.run()):
        await eventually(lambda: _value(scrubber.full_passes), "a full pass", 30)

    assert scrubber.position == 10
    [(position, said)] = scrubber.findings.items()
    assert position == first
    assert f"positions {first} to {last} are missing" in said


async def test_a_whole_stream_has_no_findings(counting, client, monkeypatch):
    monkeypatch.setattr(pulling, "QUIET", 2.5)
    await fill(counting, 10)
    carrier = relay(counting, client)
    scrubber = Scrubber("counting", counting.pool, client)
    async with running(carrier.run(), scrubber.run()):
        await reached(client, 10)
        await eventually(
            lambda: _value(scrubber.full_passes and scrubber.position == 10), "a full pass", 30
        )

    assert scrubber.findings == {}


async def scrubbed(counting, client, **more):
    """Ten events, carried, and the scrubber beside them."""
    await fill(counting, 10)
    async with running(relay(counting, client).run()):
        await reached(client, 10)
    return Scrubber("counting", counting.pool, client, **more)


async def test_rounds_in_which_nothing_new_came_are_counted_and_seen(counting, client, monkeypatch):
    """ScrubberOverdue must not ring because a county is quiet."""
    monkeypatch.setattr(pulling, "QUIET", 2.1)
    scrubber = await scrubbed(counting, client, hours=0.5 / 3600)

    async with running(scrubber.run()):
        await eventually(lambda: _value(scrubber.full_passes), "a full pass")
        first = scrubber.last_full_pass
        await eventually(lambda: _value(scrubber.full_passes >= 3), "two more")

    assert scrubber.last_full_pass > first
    assert scrubber.findings == {}


async def test_an_empty_ledger_is_gone_round_too(counting, client):
    scrubber = Scrubber("counting", counting.pool, client)
    async with running(scrubber.run()):
        await eventually(lambda: _value(scrubber.last_full_pass), "a full pass")


async def test_a_round_is_full_also_where_events_never_cease_to_come(counting, client):
    """Before, only a pause of five seconds made one."""
    scrubber = await scrubbed(counting, client)

    async def busy():
        while True:
            await fill(counting, 1)
            await asyncio.sleep(0.1)

    async with running(relay(counting, client).run(), scrubber.run(), busy()):
        await eventually(lambda: _value(scrubber.full_passes), "a full pass", within=4)


async def test_a_scrubber_that_stands_does_not_count(counting, client, fresh_nats, monkeypatch):
    """So ScrubberOverdue rings."""
    scrubber = await scrubbed(counting, client, hours=0.5 / 3600)
    fresh_nats.kill()

    async with running(scrubber.run()):
        await asyncio.sleep(2)

    assert (scrubber.full_passes, scrubber.last_full_pass) == (0, None)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger SET body = 'x' WHERE position = 10", "body: stream a body with SHA-256"),
        ("UPDATE ledger SET body = 'x' WHERE position = 3", "body: stream a body with SHA-256"),
        ("UPDATE ledger SET hash = sha256('x') WHERE position = 10", "hash: stream "),
        ("DELETE FROM ledger WHERE position = 10", "in the stream and not in the ledger"),
    ],
)
async def test_what_is_changed_while_it_runs_is_found_at_the_tail(
    counting, client, monkeypatch, statement, said
):
    monkeypatch.setattr(scrub, "TAIL_SECONDS", 0.3)
    scrubber = await scrubbed(counting, client)
    async with running(scrubber.run()):
        await eventually(lambda: _value(scrubber.tails and scrubber.full_passes), "it has looked")
        assert scrubber.findings == {}
        async with counting.pool.acquire() as connection, connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(statement)

        await eventually(lambda: _value(scrubber.findings), "it is found", within=10)

    [(position, finding)] = scrubber.findings.items()
    assert str(position) in statement
    assert finding.startswith(said)


async def test_the_tail_is_short_and_bounded_by_bytes(counting, client, monkeypatch):
    monkeypatch.setattr(scrub, "TAIL_SECONDS", 0.1)
    monkeypatch.setattr(scrub, "TAIL_BYTES", 2500)
    scrubber = await scrubbed(counting, client)
    compared = []

    async def compare(found):
        compared.extend(one.position for one in found)

    monkeypatch.setattr(scrubber, "_compare", compare)
    await scrubber._tail()

    assert compared[-1] == 10
    assert 1 <= len(compared) <= 5


def test_a_change_is_found_within_a_minute():
    assert scrub.TAIL_SECONDS <= 30


async def _value(found):
    return found
