"""Effects of another service's events: in order, each exactly once, never past a hole."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace

import httpx2
import pytest

from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.carrying import pulling
from runtime.carrying.peers import Peers
from runtime.carrying.reader import StreamReader
from runtime.carrying.relay import Relay
from runtime.carrying.streams import call, declaration
from runtime.operations import PassEvent
from runtime.proving.gate import open_gate
from runtime.submission import Submission
from runtime.web.app import create_app
from runtime.writing import ledger
from runtime.writing.draft import Draft
from runtime.writing.memory import Memory
from runtime.writing.writer import Writer
from tests.counting import COUNTING, Raise, echoing
from tests.runtime.test_relay import fill, reached
from tests.runtime.test_writer import begin, wish
from tests.support.keys import signer, trusted
from tests.support.servers import empty_database
from tests.support.service import bench, by
from tests.support.streams import connected, declare, eventually, everything, running

ECHO = echoing()
OPERATOR = Actor("op", (Grant(role=Role.OPERATOR, scope=""),))


class NearPeers(Peers):
    """The ledger of counting through its real routes, without a network."""

    def __init__(self, counting):
        app = create_app(COUNTING, [], counting, counting.tokens)
        self._settings = SimpleNamespace(peers={"counting": "http://counting"})
        self._http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app))

    async def _own_token(self):
        return by("service-echo", "service@")["Authorization"].removeprefix("Bearer ")


class World:
    """Counting, its relay, and echo which reads it."""

    def __init__(self, counting, echo, client):
        self.counting, self.echo, self.client = counting, echo, client
        self.relay = Relay(signer("counting"), counting.pool, client, counting.writer.committed)
        self.reader = self.another_reader()

    def another_reader(self):
        return StreamReader(
            ECHO,
            "counting",
            self.echo.pool,
            self.client,
            self.echo.writer,
            NearPeers(self.counting),
            trusted(),
        )

    async def position(self):
        return await self.echo.pool.fetchval(
            "SELECT position FROM readers WHERE source = 'COUNTING'"
        )

    async def at(self, position, within=20):
        async def there():
            return await self.position() >= position

        await eventually(there, f"echo has read up to {position}", within)

    async def same(self):
        """Everything counted was echoed once, in the same order, as one chain."""
        count = "SELECT position, type, stream, body, hash FROM ledger ORDER BY position"
        here, there = [await each.pool.fetch(count) for each in (self.counting, self.echo)]
        assert [(row["stream"], row["type"].split(".")[2]) for row in here] == [
            (row["stream"], row["type"].split(".")[2]) for row in there
        ]
        ledger.continues("echo", there, 0, bytes(32))
        assert await self.echo.pool.fetchval("SELECT count(*) FROM echoes") == len(
            {row["stream"] for row in here}
        )


async def stored(world, count):
    """Wait until the stream holds that many events."""

    async def carried():
        return world.relay.carried == count

    await eventually(carried, f"the stream holds {count}")


@asynccontextmanager
async def a_world(postgres, nats, **known):
    async with (
        empty_database(postgres) as one,
        empty_database(postgres) as two,
        bench(COUNTING, one, **known) as counting,
        bench(ECHO, two, **known) as echo,
        connected(nats.url) as client,
    ):
        await declare(client, "counting")
        found = World(counting, echo, client)
        found.dsn = two
        yield found


@pytest.fixture
async def world(postgres, fresh_nats):
    async with a_world(postgres, fresh_nats) as found:
        yield found


async def test_each_event_has_its_effect_once_and_in_order(world):
    async with running(world.relay.run(), world.reader.run()):
        requests = [begin(f"{n}") for n in range(40)]
        await asyncio.gather(*map(world.counting.writer.ask, requests))
        await asyncio.gather(
            *(world.counting.writer.ask(wish(Raise(by=2), one.key)) for one in requests)
        )
        await world.at(120)

    await world.same()


async def test_an_effect_names_its_cause(world):
    async with running(world.relay.run(), world.reader.run()):
        request = begin()
        await world.counting.writer.ask(request)
        await world.at(1)

    causes = "SELECT body->>{} FROM ledger_readable"
    told = [
        await world.echo.pool.fetchval(causes.format(f"'{name}'"))
        for name in ("actor", "actorrole", "causationid", "correlationid")
    ]
    event_id = await world.counting.pool.fetchval("SELECT id::text FROM ledger")
    assert told == ["policy:when_begun_begin_here", "policy", event_id, request.key]


async def test_twins_never_both_commit(world):
    async with running(world.relay.run(), world.reader.run(), world.another_reader().run()):
        for _ in range(10):
            await fill(world.counting, 20)
        await world.at(200)

    await world.same()


async def test_a_refused_ask_is_listed_and_reading_goes_on(world):
    # The second counter of the same key cannot be raised here: its Begun never reached us.
    async with running(world.relay.run()):
        request = begin()
        await world.counting.writer.ask(request)
        await world.counting.writer.ask(wish(Raise(by=1), request.key))
        await world.echo.pool.execute(
            "UPDATE readers SET position = 1, hash = $1 WHERE source = 'COUNTING'",
            await world.counting.pool.fetchval("SELECT hash FROM ledger WHERE position = 1"),
        )
        async with running(world.reader.run()):
            await world.at(2)

    [row] = await world.echo.pool.fetch("SELECT * FROM unanswered")
    assert (row["rule"], row["policy"]) == ("not-found", "when_raised_raise_here")
    assert (row["source"], row["position"]) == ("COUNTING", 2)


async def test_nats_may_be_killed_while_reading(world, fresh_nats):
    async with running(world.relay.run(), world.reader.run()):
        for _ in range(4):
            await fill(world.counting, 50)
            fresh_nats.kill()
            await asyncio.sleep(0.1)
            fresh_nats.start()
        await world.at(200, within=40)

    await world.same()


async def test_poison_halts_its_reader_until_a_recorded_deed_lets_it_pass(world):
    await world.counting.writer.ask(begin("good"))
    poisoned = begin("unwritable")
    # Counting itself cannot record this, so it is put into its ledger as a newer version would.
    await record_past_the_rules(world.counting, poisoned)
    await world.counting.writer.ask(begin("after"))

    async with running(world.relay.run(), world.reader.run()):

        async def halted():
            return world.reader.halted

        reason = await eventually(halted, "the reader halts")
        assert reason.startswith("position 2")
        assert await world.position() == 1

        deed = PassEvent(position=2, reason="A label that this version cannot write")
        await world.echo.writer.ask(wish(deed, "COUNTING", actor=OPERATOR))
        await world.at(3)

    labels = await world.echo.pool.fetch("SELECT label FROM counters ORDER BY as_of")
    assert [row["label"] for row in labels] == ["good", "after"]


async def record_past_the_rules(counting, request: Submission):
    memory = Memory(COUNTING, signer("counting"))
    async with counting.pool.acquire() as connection, connection.transaction():
        head = await ledger.head(connection, lock=True)
        draft = await Draft.begin(memory, connection, head, [request], datetime.now(UTC))
        await draft.attempt(request)
        part = draft.part()
        await ledger.append(connection, part.rows, part.previous)


async def test_a_hole_in_the_stream_is_filled_from_the_ledger_and_never_skipped(world):
    await fill(world.counting, 60)
    async with running(world.relay.run()):
        await stored(world, 60)
    # A stream that lost its middle: the same messages, but 21 to 30 are gone for good.
    await remake_without(world.client, 21, 30)

    async with running(world.reader.run()):
        await world.at(60)

    assert world.reader.holes >= 1
    await world.same()


async def test_what_no_consumer_sends_is_taken_from_the_ledger(world, monkeypatch):
    """They hung over damaged blocks: with heartbeats, and without a message."""  # traps 11, T8
    monkeypatch.setattr(pulling, "QUIET", 2.1)
    hung = partial(pulling.ConsumerConfig, pause_until="2126-01-01T00:00:00Z")
    monkeypatch.setattr(pulling, "ConsumerConfig", hung)
    await fill(world.counting, 30)
    async with running(world.relay.run()):
        await reached(world.client, 30)

    async with running(world.reader.run()):
        await world.at(30)

    assert world.reader.holes >= 1
    await world.same()


async def test_a_reader_that_cannot_write_down_why_it_halts_tries_again(world):
    """The hole and the database's absence together are no reason for the process to end."""
    await fill(world.counting, 14)
    await fill(world.counting, 16)
    async with running(world.relay.run()):
        await reached(world.client, 30)
    await remake_without(world.client, 11, 20)
    await world.counting.pool.execute("ALTER TABLE ledger DISABLE TRIGGER ALL")
    await world.counting.pool.execute("UPDATE ledger SET body = body || ' ' WHERE position = 15")
    await world.echo.pool.execute(
        "CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'"
    )
    await world.echo.pool.execute(
        "CREATE TRIGGER away BEFORE UPDATE ON readers FOR EACH ROW"
        " WHEN (NEW.halted IS NOT NULL) EXECUTE FUNCTION end_it()"
    )

    async with running(world.reader.run()):

        async def tried_twice():
            return world.reader.holes > 1

        await eventually(tried_twice, "it tries again")
        await world.echo.pool.execute("DROP TRIGGER away ON readers")

        async def halted():
            return world.reader.halted

        assert "position 15" in await eventually(halted, "it halts")
    assert await world.position() == 14  # what is sound before the damage was taken in


async def remake_without(client, first, last):
    found = await everything(client, "counting")
    loose = {**declaration("counting", max_bytes=2**28), "deny_delete": False}
    await client.request("$JS.API.STREAM.DELETE.COUNTING", b"", timeout=5)
    await call(client, "CREATE", "COUNTING", loose)
    for one in found:
        headers = {
            "content-type": one.content_type,
            "Yishi-Hash": one.hash,
            "Yishi-Position": str(one.position),
            "Yishi-Epoch": one.epoch,
        }
        if one.signature:
            headers["Yishi-Signature"] = one.signature
        await client.jetstream().publish(one.subject, one.body, headers=headers)
    for position in range(first, last + 1):
        assert await client.jetstream().delete_msg("COUNTING", position)


async def test_a_forged_message_is_not_taken_in(world):
    await fill(world.counting, 3)
    async with running(world.relay.run()):
        await stored(world, 3)
    await world.client.jetstream().publish(
        "yishi.counting.Begun.internal.62.01.23.109.200", b"{}", headers={"Yishi-Hash": "00" * 32}
    )

    async with running(world.reader.run()):
        await world.at(3)
        await asyncio.sleep(1.5)

    assert await world.position() == 3
    await world.same()


async def test_the_gate_stays_shut_while_nats_is_away_and_opens_after(world, fresh_nats):
    fresh_nats.kill()
    world.counting.writer.closed = "starting"
    opening = asyncio.create_task(
        open_gate(COUNTING, world.counting.pool, world.client, world.counting.writer)
    )
    await asyncio.sleep(1)
    assert world.counting.writer.closed

    fresh_nats.start()
    await asyncio.wait_for(opening, 20)

    assert world.counting.writer.closed is None


async def test_a_database_is_not_given_up_because_the_stream_is_slow(world, monkeypatch):
    """Else the service would end, saying that events are missing which are there."""
    monkeypatch.setattr(pulling, "QUIET", 2.1)
    await fill(world.counting, 30)
    async with running(world.relay.run()):
        await reached(world.client, 30)
    hung = partial(pulling.ConsumerConfig, pause_until="2126-01-01T00:00:00Z")
    monkeypatch.setattr(pulling, "ConsumerConfig", hung)

    writer = Writer(COUNTING, world.echo.pool, signer("counting"))
    opening = asyncio.create_task(open_gate(COUNTING, world.echo.pool, world.client, writer))

    async def says_so():
        return "has 1 and did not send it" in writer.closed

    await eventually(says_so, "the gate says what it waits for")
    monkeypatch.undo()
    await asyncio.wait_for(opening, 20)

    assert writer.closed is None
    assert await world.echo.pool.fetchval("SELECT position FROM ledger_head") == 30


async def test_a_gate_that_nobody_answers_says_that(world, monkeypatch):
    """Such errors of Python's have no words of their own."""
    monkeypatch.setattr(pulling, "SILENCE", 0.3)  # less than a heartbeat
    await fill(world.counting, 3)
    async with running(world.relay.run()):
        await reached(world.client, 3)
    hung = partial(pulling.ConsumerConfig, pause_until="2126-01-01T00:00:00Z")
    monkeypatch.setattr(pulling, "ConsumerConfig", hung)
    writer = Writer(COUNTING, world.echo.pool, signer("counting"))
    gate = open_gate(COUNTING, world.echo.pool, world.client, writer)

    async def says_so():
        return writer.closed == "waiting for COUNTING: no answer in time"

    async with running(gate):
        await eventually(says_so, "it says what it waits for")
