"""The stream's own store is hurt: deleted, cut, old, one bit flipped."""

import asyncio
import shutil
import signal

import pytest

from runtime.carrying.jetstream import Hole, message_at, messages, stream_end
from runtime.proving import verify
from runtime.proving.scrub import Scrubber
from tests.counting import COUNTING
from tests.faults.clerks import audit
from tests.faults.counters import SERVICES
from tests.faults.deployment import PATIENCE, send
from tests.runtime.test_reader import ECHO, World
from tests.runtime.test_relay import agrees, reached, relay
from tests.runtime.test_writer import begin
from tests.support.servers import empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, eventually, running
from yishi.servers import Nats

MANY = 2400
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


@pytest.fixture
async def world(postgres, fresh_nats):
    """Counting with more events than a block of the stream's file store holds; none is read."""
    async with (
        empty_database(postgres) as one,
        empty_database(postgres) as two,
        bench(COUNTING, one) as counting,
        bench(ECHO, two) as echo,
        connected(fresh_nats.url) as client,
    ):
        await declare(client, "counting")
        found = World(counting, echo, client)
        label = "长" * 2000
        async with running(found.relay.run()):
            for _ in range(MANY // 200):
                await asyncio.gather(*(counting.writer.ask(begin(label)) for _ in range(200)))
            await reached(client, MANY)
        yield found


def flip(nats: Nats) -> None:
    """One bit in the middle of the first block, while the server is down."""
    nats.kill()
    folder = nats.store_dir / "jetstream" / "$G" / "streams" / "COUNTING" / "msgs"
    blocks = sorted(folder.glob("*.blk"), key=lambda each: int(each.stem))
    assert len(blocks) > 1, "a hole in the middle needs several blocks"
    content = bytearray(blocks[0].read_bytes())
    content[len(content) // 2] ^= 1
    blocks[0].write_bytes(content)
    nats.start()


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
        findings = verify.stream_findings(connection, world.client, "counting", lambda *_: None)
        return [one async for one in findings]


async def test_a_flipped_bit_is_found_by_reader_scrubber_and_auditor(world, fresh_nats):
    assert await found_in(world) == []

    flip(fresh_nats)

    end = await eventually(lambda: stream_end(world.client, "COUNTING"), "it is back")
    assert end.last == MANY, "the server says that nothing is wrong"
    assert await careless(world.client, MANY) < MANY  # negative control
    scrubber = Scrubber("counting", world.counting.pool, world.client)
    async with running(world.relay.run(), world.reader.run(), scrubber.run()):
        await world.at(MANY, within=PATIENCE)
        await world.counting.writer.ask(begin("after the damage"))
        await world.at(MANY + 1, within=PATIENCE)

        async def found():
            return scrubber.findings

        await eventually(found, "the scrubber finds the damage", PATIENCE)
    assert world.reader.holes >= 1
    await world.same()
    missing = {finding.position for finding in await found_in(world)}
    assert min(scrubber.findings) in missing

    await declare(world.client, "counting")  # as `yishi streams rebuild counting` does
    async with running(relay(world.counting, world.client).run()):
        await reached(world.client, MANY + 1)
    assert await agrees(world.counting, world.client) == MANY + 1
    assert await found_in(world) == []


async def test_a_flipped_bit_in_the_last_message_stops_nobody(world, fresh_nats):
    fresh_nats.stop()
    blocks = (fresh_nats.store_dir / "jetstream").glob("$G/streams/COUNTING/msgs/*.blk")
    last = max(blocks, key=lambda each: int(each.stem))
    content = bytearray(last.read_bytes())
    content[-50] ^= 1
    last.write_bytes(content)
    fresh_nats.start()
    end = await eventually(lambda: stream_end(world.client, "COUNTING"), "it is back")
    assert end.last == MANY
    assert await message_at(world.client, "COUNTING", MANY) is None  # negative control

    async with running(world.relay.run(), world.reader.run()):
        await world.counting.writer.ask(begin("after the damage"))
        await world.at(MANY + 1, within=PATIENCE)

    await world.same()
    assert {finding.position for finding in await found_in(world)} == {MANY}
