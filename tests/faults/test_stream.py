"""The stream's own store is hurt: deleted, cut, old, one bit flipped, its disk full."""

import asyncio
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from runtime.carrying.jetstream import Hole, message_at, messages, stream_end, stream_name
from runtime.proving import verify
from runtime.proving.scrub import Scrubber
from tests.counting import COUNTING, Raise
from tests.faults.clerks import audit
from tests.faults.counters import SERVICES
from tests.faults.deployment import PATIENCE, send
from tests.faults.kinds import may_mount
from tests.runtime.test_reader import ECHO, World
from tests.runtime.test_relay import agrees, reached, relay
from tests.runtime.test_writer import begin, wish
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


@pytest.fixture
def small_disk(tmp_path):
    """A NATS on a disk of its own with room for ten megabytes; `room("64m")` makes it larger."""
    if reason := may_mount():
        pytest.skip(reason)
    place = tmp_path / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=10m", "none", place)

    def conf(store: Path, port: int, http_port: int) -> str:
        return f"""\
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{http_port}"
jetstream {{ store_dir: "{store}", sync_interval: "always", max_file_store: 1GB }}
"""

    try:
        with Nats(place, conf=conf) as server:
            yield server, lambda size: mount("-o", f"remount,size={size}", place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def mount(*arguments) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


async def test_on_a_full_disk_commands_go_on_and_a_restart_repairs(database, small_disk):
    server, room = small_disk
    async with (
        bench(COUNTING, database) as counting,
        connected(server.url) as client,
        running((carrier := relay(counting, client)).run()),
    ):
        await declare(client, "counting")
        request = begin()
        await counting.writer.ask(request)
        for _ in range(100):
            await counting.writer.ask(wish(Raise(by=200), request.key))
        head = 20_001

        async def stalled():
            before = carrier.carried
            await asyncio.sleep(1.5)
            return carrier.carried == before < head

        await eventually(stalled, "the relay stalls", PATIENCE)
        await counting.writer.ask(wish(Raise(by=1), request.key))  # commands go on
        assert carrier.carried < head  # negative control: the disk was too small

        room("256m")
        server.kill()
        server.start()  # docs/guides/operator.md: more room, then a restart
        await eventually(lambda: ends(client, head + 1), "everything carried", PATIENCE)

        assert await agrees(counting, client) == head + 1


async def ends(client, last):
    end = await stream_end(client, stream_name("counting"))
    return end is not None and end.last >= last
