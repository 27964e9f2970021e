"""The scrubber names what the stream lacks, also at its end, and does not call that whole."""

import pytest

from runtime.carrying import jetstream
from runtime.proving.scrub import Scrubber
from tests.counting import COUNTING
from tests.runtime.test_reader import remake_without
from tests.runtime.test_relay import fill, reached, relay
from tests.support.service import bench
from tests.support.streams import connected, declare, eventually, running


@pytest.fixture
async def counting(database):
    async with bench(COUNTING, database) as found:
        yield found


@pytest.fixture
async def client(fresh_nats):
    async with connected(fresh_nats.url) as client:
        await declare(client, "counting")
        yield client


@pytest.mark.parametrize(("first", "last"), [(10, 10), (8, 10), (4, 6)])
async def test_what_is_missing_is_a_finding(counting, client, monkeypatch, first, last):
    monkeypatch.setattr(jetstream, "QUIET", 2.5)
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
    monkeypatch.setattr(jetstream, "QUIET", 2.5)
    await fill(counting, 10)
    carrier = relay(counting, client)
    scrubber = Scrubber("counting", counting.pool, client)
    async with running(carrier.run(), scrubber.run()):
        await reached(client, 10)
        await eventually(
            lambda: _value(scrubber.full_passes and scrubber.position == 10), "a full pass", 30
        )

    assert scrubber.findings == {}


async def _value(found):
    return found
