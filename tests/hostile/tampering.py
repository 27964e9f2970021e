"""Where somebody tampers: two services at rest, of which one repeats what the other records."""

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from runtime.carrying.relay import Relay
from runtime.carrying.streams import call, declaration
from runtime.keys import Trusted
from runtime.proving import verify
from runtime.proving.verify.findings import Finding
from tests.counting import COUNTING, Raise
from tests.runtime.test_reader import ECHO, World, a_world
from tests.runtime.test_relay import fill
from tests.runtime.test_verify import know, quiet, register_the_village, unregister
from tests.runtime.test_writer import begin, wish
from tests.support.keys import signer, trusted
from tests.support.streams import eventually, everything, running

UNKNOWN = "620123109201"
"""A village that counting knows and echo does not."""


@dataclass
class Place:
    """Counting and echo after a while, at rest, and the messages of counting's stream."""

    world: World
    messages: list[Any]

    @asynccontextmanager
    async def tampered(self, *statements):
        """Connections to both; what is done over them is undone."""
        async with (
            self.world.counting.pool.acquire() as counting,
            self.world.echo.pool.acquire() as echo,
            undone(counting),
            undone(echo),
        ):
            for where, statement in statements:
                await {"counting": counting, "echo": echo}[where].execute(statement)
            yield {"counting": counting, "echo": echo, "members": counting}

    async def findings(self, connections, known: Trusted | None = None) -> list[Finding]:
        everything = verify.everything(
            ("counting", "echo"),
            {"counting": COUNTING, "echo": ECHO},
            connections,
            self.world.client,
            {"counting"},
            known or trusted(),
            quiet,
        )
        return [finding async for finding in everything]


@asynccontextmanager
async def undone(connection):
    transaction = connection.transaction(isolation="repeatable_read")
    await transaction.start()
    await connection.execute("SET LOCAL session_replication_role = replica")
    try:
        yield
    finally:
        await transaction.rollback()


@asynccontextmanager
async def a_place(postgres, nats_server):
    """Ten counters begun, one of them raised, and one each of: under a key, refused in echo,
    already so there. 14 events in counting, of which echo repeats 12."""
    async with a_world(postgres, nats_server, known=()) as world:
        counting, echo, client = world.counting, world.echo, world.client
        await register_the_village(counting, echo)
        await know(counting.pool, UNKNOWN)
        async with running(world.relay.run(), world.reader.run()):
            await fill(counting, 10)
            raised = begin("raised")
            await counting.writer.ask(raised)
            await counting.writer.ask(wish(Raise(by=1), raised.key))
            await counting.writer.ask(begin("elsewhere", unit=UNKNOWN))
            await counting.writer.ask(begin("keyed", keyed=True, command_id=uuid4()))
            await world.at(14)
            so = begin("so")
            await echo.writer.ask(so)
            await counting.writer.ask(wish(so.command, so.key))
            await world.at(15)
        await unregister(counting.pool, echo.pool)
        yield Place(world, await everything(client, "counting"))


def seen(found: list[Finding]) -> set[tuple[str, int]]:
    return {(each.kind, each.position) for each in found}


LEDGER = "ledger counting"
STREAM = "stream COUNTING"
COPIES = "copies of counting"
EFFECTS = "effects echo of COUNTING"
READER = "reader echo of COUNTING"


@asynccontextmanager
async def retold(place: Place, **changed):
    """The stream made anew by whoever may publish, with some fields of some messages otherwise:
    `{position: value}` for each."""
    try:
        await tell(place, changed)
        yield
    finally:
        await tell(place, {})


async def tell(place: Place, changed):
    client = place.world.client
    await client.request("$JS.API.STREAM.DELETE.COUNTING", b"", timeout=5)
    await call(client, "CREATE", "COUNTING", declaration("counting", max_bytes=2**28))
    if not changed:
        counting = place.world.counting
        relay = Relay(signer("counting"), counting.pool, client, counting.writer.committed)
        async with running(relay.run()):

            async def all_there():
                return relay.carried == 15

            await eventually(all_there, "the stream is as it was")
        return
    for one in place.messages:

        def of(what, usual, at=one.position):
            return changed.get(what, {}).get(at, usual)

        headers = {
            "content-type": of("content_type", "application/cloudevents+json"),
            "Yishi-Position": of("position", str(one.position)),
            "Yishi-Hash": of("hash", one.hash),
            "Yishi-Epoch": of("epoch", one.epoch),
            "Yishi-Signature": of("signature", one.signature or ""),
            "traceparent": of("trace", one.traceparent),
        }
        headers = {name: value for name, value in headers.items() if value}
        await client.jetstream().publish(
            of("subject", one.subject), of("body", one.body), headers=headers
        )
