"""Events name those before them, so that the chain holds for whoever is sent no personal ones."""

import asyncio
import json

import pytest

from contracts.audience import Audience
from runtime.envelope import GENESIS, START, Links, Tail, chain, links, tail
from tests.counting import COUNTING, Begun, Raise, Raised
from tests.runtime.test_reader import a_world
from tests.runtime.test_relay import fill
from tests.runtime.test_verify import findings, places, register_the_village
from tests.runtime.test_writer import begin, rows, wish
from tests.support.service import bench
from tests.support.streams import running

ONE, TWO, THREE = (bytes([n]) * 32 for n in (1, 2, 3))


@pytest.fixture
def raised_is_personal(monkeypatch):
    monkeypatch.setattr(Raised, "audience", Audience.PERSONAL)


def test_only_personal_events_and_those_behind_them_name_others():
    assert START.links("internal", GENESIS) == Links("internal")
    assert START.links("personal", GENESIS) == Links("personal", GENESIS.hex(), GENESIS.hex())
    behind = START.then("internal", ONE).then("personal", TWO)
    assert behind == Tail(ONE, True)
    assert behind.links("open", TWO) == Links("open", ONE.hex(), TWO.hex())
    assert behind.then("open", THREE).links("internal", THREE) == Links("internal")


async def test_whoever_leaves_out_what_is_personal_misses_nothing(database, raised_is_personal):
    async with bench(COUNTING, database) as first:
        one, two = begin(), begin()
        await asyncio.gather(
            first.writer.ask(one), first.writer.ask(begin("unwritable")), return_exceptions=True
        )
        await asyncio.gather(
            *map(first.writer.ask, (wish(Raise(by=3), one.key), begin("bug"), two)),
            return_exceptions=True,
        )
        await first.writer.ask(wish(Raise(by=1), two.key))
    async with bench(COUNTING, database) as again:  # whose memory is empty
        await again.writer.ask(wish(Raise(by=2), two.key))
        await again.writer.ask(begin())
        await again.writer.ask(begin())
        found = await rows(again)

    personal = [row["type"].endswith(".Raised") for row in found]
    assert personal == [False, True, True, True, False, True, True, True, False, False]
    end, previous = START, GENESIS
    for row in found:
        said, body = links(row["body"]), json.loads(row["body"])
        assert said == Links(*(body.get(name) for name in Links._fields))
        assert said == end.links(said.audience, previous)
        assert row["hash"] == chain(previous, row["body"])
        previous, end = row["hash"], end.then(said.audience, row["hash"])
        assert end == tail(row["body"][:512], row["hash"])

    at, last = 0, GENESIS  # as a department follows it
    for row in (row for row, hidden in zip(found, personal, strict=True) if not hidden):
        said = links(row["body"])
        if row["position"] > at + 1:
            assert said.follows == last.hex()
        before = bytes.fromhex(said.previous) if said.previous else last
        assert row["hash"] == chain(before, row["body"])
        at, last = row["position"], row["hash"]


async def test_the_auditor_notices_an_event_that_names_another(
    postgres, nats_server, raised_is_personal, monkeypatch
):
    async with a_world(postgres, nats_server, known=()) as world:
        await register_the_village(world.counting, world.echo)
        await fill(world.counting, 2)
        with monkeypatch.context() as lying:
            lying.setattr(Tail, "links", lambda *_: Links("internal", ONE.hex(), TWO.hex()))
            await world.counting.writer.ask(begin())
        async with running(world.relay.run(), world.reader.run()):
            await world.at(3)

        assert places(await findings(world)) == {("ledger counting links", 3)}


def test_a_body_says_where_it_is_sent():
    assert Begun.audience == "internal"
    assert links(b"{}") == Links()
    assert links(b'{"type":"x","audience":"open","subject":"y"}') == Links("open")
