"""Three servers of NATS, every stream on each: nodes die and freeze, and nothing is lost."""

import asyncio
import json
import signal
from contextlib import aclosing
from random import Random

import pytest

from runtime.carrying.jetstream import TROUBLE, Doubt, message_at, stream_end
from runtime.carrying.pulling import messages
from tests.faults.clerks import Clerks, audit
from tests.faults.deployment import Deployment, send
from tests.faults.kinds import kill_node, kill_nodes, strike
from tests.support.cluster import Cluster
from tests.support.streams import connected, declare, eventually

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]  # traps 11, T2b and T2c


async def test_what_was_acknowledged_is_there_once(tmp_path):
    programs = [("counting",), ("counting",), ("echo",)]
    chance = Random(2)
    async with (
        Deployment(tmp_path, programs, servers=3) as deployment,
        Clerks(deployment) as clerks,
    ):
        async with clerks.working():
            for fault in (kill_node, kill_nodes):
                await strike(fault, deployment, clerks, chance)
        said = await audit(deployment, clerks)

    assert said.sound, said


@pytest.fixture
async def three(tmp_path):
    """A cluster, somebody connected to it, and a stream with three events."""
    with Cluster(tmp_path) as cluster:
        async with connected(cluster.url) as client:
            yield cluster, client


async def fill(client, replicas):
    await declare(client, "counting", replicas)

    async def stored():
        return await client.jetstream().publish("yishi.counting.x", b"{}")

    for _ in range(3):
        await eventually(stored, "its servers have agreed who leads")


@pytest.mark.parametrize("replicas", [3, 1])
async def test_a_stream_outlives_the_server_that_leads_it_where_it_is_kept_three_times(
    three, replicas
):
    cluster, client = three
    await fill(client, replicas)
    leader = await cluster.leader(client, "COUNTING")
    leader.kill()

    async def there():
        return await message_at(client, "COUNTING", 3)

    if replicas == 3:
        assert (await eventually(there, "another one leads")).position == 3
        assert (await eventually(lambda: stream_end(client, "COUNTING"), "it says so")).last == 3
        return

    async def nobody():
        try:
            await stream_end(client, "COUNTING", timeout=1)
        except TROUBLE:
            return True

    for _ in range(3):  # negative control
        assert await eventually(nobody, "nobody answers for it")
    leader.start()

    async def again():
        return (await stream_end(client, "COUNTING")).last == 3

    await eventually(again, "it is back")


async def begin(client):
    """As a reader does it: once more where a server has not heard of the consumer yet. The three
    messages come in one portion or in several."""
    async with asyncio.timeout(40):
        while True:
            arriving, found = messages(client, "COUNTING", 0), []
            try:
                while len(found) < 3:
                    found += [one.position for one in await anext(arriving)]
                return found, arriving
            except (Doubt, *TROUBLE):
                await arriving.aclose()
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_reader_whose_consumer_goes_with_its_server_is_told_and_begins_again(three, how):
    """The consumers of readers are kept once, in memory: they live on one server."""
    cluster, client = three
    await fill(client, replicas=3)
    positions, arriving = await begin(client)
    async with aclosing(arriving):
        assert positions == [1, 2, 3]
        reply = await client.request("$JS.API.CONSUMER.LIST.COUNTING", b"{}", timeout=5)
        consumers = json.loads(reply.data)["consumers"]
        # One that was begun in vain, while the stream was being made, is there for some seconds.
        consumer = max(consumers, key=lambda each: each["created"])
        name = consumer["cluster"]["leader"]
        node = next(each for each in cluster.nodes if each.server_name == name)
        send([node.pid], how)

        async def more():
            while not await anext(arriving):
                pass

        async with asyncio.timeout(15):
            with pytest.raises((Doubt, *TROUBLE)):
                await more()

    positions, again = await begin(client)
    await again.aclose()
    assert positions == [1, 2, 3], "from another server"
    send([node.pid], signal.SIGCONT)
