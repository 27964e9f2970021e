"""The stream's own store is hurt: deleted, old, one bit flipped, cut, its index wrong."""

import asyncio
import json
import os
import secrets
import shutil
import signal
from pathlib import Path

import pytest
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from runtime.carrying import pulling
from runtime.carrying.jetstream import stream_end
from runtime.carrying.pulling import Hole, messages
from runtime.carrying.streams import call, declaration
from runtime.proving.scrub import Scrubber
from runtime.proving.verify.copies import Pair, Vouching
from runtime.proving.verify.streams import stream_findings
from tests.counting import COUNTING
from tests.faults.clerks import audit
from tests.faults.counters import SERVICES
from tests.faults.deployment import send
from tests.runtime.test_reader import ECHO, World
from tests.runtime.test_relay import agrees, reached, relay
from tests.runtime.test_writer import begin
from tests.support.keys import trusted
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, destroy, eventually, running
from yishi.development.servers.nats import Nats
from yishi.development.servers.process import ServerError

MANY = 60
SIZE = 127_000
pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


async def test_a_store_deleted_while_running_is_filled_again(deployment, clerks, sound):
    async with clerks.working():
        await clerks.effect()
        store = deployment.nats.store_dir / "jetstream"
        shutil.rmtree(store, ignore_errors=True)  # and the server goes on making folders in it
        await asyncio.sleep(0.5)
        deployment.nats.kill()
        shutil.rmtree(store, ignore_errors=True)  # with a half of them it would not start again
        deployment.nats.start()
        await asyncio.sleep(0.5)
    async with connected(deployment.nats.url) as client:
        # Negative control: it is gone, no service makes a new one by itself, and the auditor,
        # who comes when all is quiet, misses both.
        assert await stream_end(client, "COUNTING") is None
        said = await audit(deployment, clerks, settle=3)
        assert said.gaps == len(SERVICES), said
        assert (said.doubled, said.wrong_bytes) == (0, 0), said
        async with clerks.working():
            for name in SERVICES:
                await declare(client, name)  # what `yishi streams` does
            await clerks.effect()

    await sound()


async def test_an_older_copy_of_the_store_is_completed(deployment, clerks, sound):
    nats, copy = deployment.nats, deployment.folder / "old-store"
    async with clerks.working():
        await clerks.effect()
        nats.kill()
        shutil.copytree(nats.store_dir, copy)
        nats.start()
        await clerks.effect()
        async with connected(nats.url) as client:
            before = (await stream_end(client, "COUNTING")).last
        nats.kill()
        send([each.pid for each in deployment.programs], signal.SIGSTOP)
        shutil.rmtree(nats.store_dir)
        shutil.move(copy, nats.store_dir)
        nats.start()
        async with connected(nats.url) as client:
            # Negative control: the tail was really gone.
            assert (await stream_end(client, "COUNTING")).last < before
        send([each.pid for each in deployment.programs], signal.SIGCONT)
        await clerks.effect()

    await sound()


STREAM = Path("jetstream/$G/streams/COUNTING")


class Store:
    """The file store of a server that is down, and what can happen to it."""

    def __init__(self, folder: Path) -> None:
        self.blocks = sorted(
            (folder / STREAM / "msgs").glob("*.blk"), key=lambda one: int(one.stem)
        )
        self.index = folder / STREAM / "msgs" / "index.db"
        self.description = folder / STREAM / "meta.inf"
        self.durable = folder / STREAM / "obs" / "dept" / "o.dat"


def flip(file: Path, at: float = 0.5, bit: int = 1) -> None:
    content = bytearray(file.read_bytes())
    content[int(len(content) * at)] ^= bit
    file.write_bytes(content)


def halve(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.fixture(scope="module")
async def carried(postgres, tmp_path_factory):
    """Counting with its stream in several blocks, and copies of the store: as it is after a stop,
    and after kill -9, which leaves no index."""
    folder = tmp_path_factory.mktemp("damage")
    with Nats(folder / "nats") as nats:
        async with (
            empty_database(postgres) as dsn,
            bench(COUNTING, dsn) as counting,
            connected(nats.url) as client,
        ):
            await destroy(client, "counting")
            # For so small a stream the server makes blocks of 32 kB.
            await call(client, "CREATE", "COUNTING", declaration("counting", max_bytes=SIZE))
            async with running(relay(counting, client).run()):
                wishes = [begin(secrets.token_hex(250)) for _ in range(MANY)]
                await asyncio.gather(*map(counting.writer.ask, wishes))
                await reached(client, MANY)
            nats.kill()
            shutil.copytree(nats.store_dir, folder / "killed")
            nats.start()
            await eventually(lambda: stream_end(client, "COUNTING"), "it is back")
            await make_durable(client, 1)
            assert await taken(client, 20) == list(range(1, 21))
            nats.stop()
            shutil.copytree(nats.store_dir, folder / "stopped")
            assert len(Store(folder / "stopped").blocks) > 2
            yield counting, client, nats


async def make_durable(client, start):
    """Of a department, as docs/guides/subscriber.md shows it."""
    config = ConsumerConfig(
        durable_name="dept",
        ack_policy=AckPolicy.EXPLICIT,
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=start,
    )
    await client.jetstream().add_consumer("COUNTING", config)


async def taken(client, many):
    """The positions that the durable gives next; acknowledged."""
    durable = await client.jetstream().pull_subscribe_bind("dept", "COUNTING")
    found = await durable.fetch(many)
    for each in found:
        await each.ack_sync()
    await durable.unsubscribe()
    return [each.metadata.sequence.stream for each in found]


@pytest.fixture
async def world(carried, postgres, monkeypatch):
    """That, and an echo which has read nothing yet."""
    monkeypatch.setattr(pulling, "QUIET", 2.5)  # seconds; 5 of them make a long test
    counting, client, _ = carried
    async with empty_database(postgres) as dsn, bench(ECHO, dsn) as echo:
        yield World(counting, echo, client)


async def come_back(carried, end, damage):
    """NATS again as it was after that end, but damaged."""
    *_, client, nats = carried
    nats.kill()
    shutil.rmtree(nats.store_dir)
    shutil.copytree(nats.data_dir.parent / end, nats.store_dir)
    damage(Store(nats.store_dir))
    nats.start()
    await eventually(lambda: stream_end(client, "COUNTING"), "it is back")


async def careless(client, last: int) -> int:
    """How many messages somebody gets who does not look at positions."""
    count, at = 0, 0
    while at < last:
        try:
            async for found in messages(client, "COUNTING", at):
                if not found:
                    return count
                count, at = count + len(found), found[-1].position
                if at >= last:
                    return count
        except Hole as hole:
            at = hole.next - 1
    return count


async def found_in(world):
    async with world.counting.pool.acquire() as connection:
        pair = Pair.of("counting")
        vouching = Vouching(trusted(), "counting", pair.stream)
        findings = stream_findings(connection, world.client, pair, vouching, lambda *_: None)
        return [one async for one in findings]


async def test_the_auditor_waits_for_an_answer_that_comes_late(world, carried):
    """As where three servers are just choosing who leads the stream."""
    nats = carried[-1]
    nats.start()
    await eventually(lambda: stream_end(world.client, "COUNTING"), "it is back")

    async def while_it_pauses(ask, *given):
        send([nats.pid], signal.SIGSTOP)
        asyncio.get_running_loop().call_later(2.5, send, [nats.pid], signal.SIGCONT)
        try:
            return await ask(*given)
        finally:
            await asyncio.sleep(1)

    with pytest.raises(TimeoutError):  # negative control
        await while_it_pauses(stream_end, world.client, "COUNTING")
    assert await while_it_pauses(found_in, world) == []


DAMAGES = {
    "a bit": lambda store: flip(store.blocks[1]),
    "a bit of the last message": lambda store: flip(store.blocks[-1], 0.999),
    "a block cut": lambda store: halve(store.blocks[1]),
    "the last block cut": lambda store: halve(store.blocks[-1]),
    "a block gone": lambda store: store.blocks[1].unlink(),
    "the index": lambda store: flip(store.index),
}
HARMLESS = [
    ("stopped", "the index"),  # made anew out of the blocks
    ("killed", "the last block cut"),  # a tail that is missing is carried again
    ("killed", "a bit of the last message"),
]
HARMFUL = [
    (end, damage)
    for end in ("stopped", "killed")
    for damage in DAMAGES
    if (end, damage) not in HARMLESS and damage != "the index"
]


@pytest.mark.parametrize(("end", "damage"), HARMFUL)
async def test_damage_is_found_by_reader_scrubber_and_auditor(carried, world, end, damage):
    """Nobody skips anything, and `yishi streams rebuild` repairs it (traps 11, T7 and T8)."""
    await come_back(carried, end, DAMAGES[damage])
    async with running(world.relay.run()):
        request = begin("after the damage")
        await world.counting.writer.ask(request)
        head = await world.counting.pool.fetchval("SELECT position FROM ledger_head")
        await reached(world.client, head)
    assert await careless(world.client, head) < head  # negative control

    scrubber = Scrubber("counting", world.counting.pool, world.client)
    async with running(world.reader.run(), scrubber.run()):
        await world.at(head, within=60)

        async def found():
            return scrubber.findings

        await eventually(found, "the scrubber finds it", 60)
    assert world.reader.holes >= 1
    assert scrubber.full_passes <= 1
    await world.same()
    missing = {finding.position for finding in await found_in(world)}
    assert scrubber.findings.keys() <= missing != set()

    await declare(world.client, "counting")  # as `yishi streams rebuild counting` does
    async with running(relay(world.counting, world.client).run()):
        await reached(world.client, head)
    assert await agrees(world.counting, world.client) == head


@pytest.mark.parametrize(("end", "damage"), HARMLESS)
async def test_what_the_server_or_the_relay_mends_is_no_finding(carried, world, end, damage):
    await come_back(carried, end, DAMAGES[damage])
    async with running(world.relay.run()):
        await world.counting.writer.ask(begin("after the damage"))
        head = await world.counting.pool.fetchval("SELECT position FROM ledger_head")
        await reached(world.client, head)

    scrubber = Scrubber("counting", world.counting.pool, world.client)
    async with running(world.reader.run(), scrubber.run()):
        await world.at(head, within=60)

        async def passed():
            return scrubber.full_passes

        await eventually(passed, "a full pass", 60)
    assert (world.reader.holes, scrubber.findings) == (0, {})
    await world.same()
    assert await agrees(world.counting, world.client) == head


async def test_a_durable_whose_state_is_damaged_skips_and_only_positions_show_it(carried, world):
    """So a department compares each with its own, as examples/subscriber.py does."""
    client = world.client
    await come_back(carried, "stopped", lambda store: flip(store.durable, 5 / 8, bit=32))
    async with running(world.relay.run()):
        await reached(
            client, await world.counting.pool.fetchval("SELECT position FROM ledger_head")
        )

    assert await taken(client, 1) == [53]  # negative control: 21 to 52 are skipped
    assert await found_in(world) == []  # the stream is whole; nothing to rebuild

    await client.jetstream().delete_consumer("COUNTING", "dept")
    await make_durable(client, 21)  # docs/guides/operator.md 6.3
    assert await taken(client, 2) == [21, 22]


async def test_a_stream_whose_description_is_damaged_is_declared_anew(carried, world):
    """What docs/guides/operator.md 6.2 says of a server that does not come up."""
    *_, nats = carried
    nats.start_seconds = 8
    with pytest.raises(ServerError, match="could not be recovered"):
        await come_back(carried, "stopped", lambda store: flip(store.description))

    shutil.rmtree(nats.store_dir / "jetstream")
    nats.start_seconds = Nats.start_seconds
    nats.start()

    async with running(world.relay.run(), world.reader.run()):
        head = await world.counting.pool.fetchval("SELECT position FROM ledger_head")
        await eventually(lambda: has_no_stream(world.client), "nobody makes one by himself")
        await declare(world.client, "counting")
        await world.at(head, within=60)
    await world.same()
    assert await agrees(world.counting, world.client) == head


async def has_no_stream(client):
    answer = await client.request("$JS.API.STREAM.NAMES", b"", timeout=2)
    return not json.loads(answer.data)["streams"]
