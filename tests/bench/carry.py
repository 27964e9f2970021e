"""From the ledger into the stream, and out of it into another service."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from statistics import median_low as median
from typing import Any

import asyncpg
import httpx2
import sqlalchemy as sa
from nats.aio.client import Client

from contracts.event import Recorded
from contracts.topics.topic import TopicProposed
from runtime.carrying.message import chained
from runtime.carrying.pulling import messages
from runtime.carrying.reader import StreamReader
from runtime.carrying.relay import MOST, Relay
from runtime.envelope import GENESIS, links, subject
from runtime.projection import Change, put
from runtime.service import Reference, Service
from runtime.writing import ledger
from tests.bench.results import Number, Rate, Stopwatch, at_least
from tests.bench.work import fill, topics
from tests.support.keys import signer, trusted
from tests.support.servers import NatsServer, PostgresServer, empty_database
from tests.support.service import bench
from tests.support.streams import connected, declare, running

ROUNDS = 3

heard = sa.Table(
    "heard",
    sa.MetaData(),
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("supporters", sa.Integer, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project_heard(record: Recorded[Any]) -> list[Change]:
    event = record.data
    return [put(heard, record, title=event.title, supporters=event.supporters)]


HEARING = Service("hearing", references=(Reference((TopicProposed,), (heard,), project_heard),))
"""Keeps a row of every topic of another service."""


async def measure(postgres: PostgresServer, nats: NatsServer, count: int) -> list[Number]:
    async with (
        empty_database(postgres) as database,
        empty_database(postgres) as elsewhere,
        connected(nats.url) as client,
        topics(database) as found,
    ):
        await fill(database, count)
        bare, relay = [], []
        for _ in range(ROUNDS):  # by turns, so that the machine's moods are shared
            await declare(client, "topics")
            async with connected(nats.url) as publisher:
                bare.append(await _publish(publisher, found.pool))
            await declare(client, "topics")
            async with connected(nats.url) as carrier:
                relay.append(await _relay(carrier, found.pool, count))
        carried, published = median(relay).value, median(bare).value
        chain_rate = median([await _read_chain(client, count) for _ in range(ROUNDS)])
        effects = await _effects(client, elsewhere, count)
        return [
            Number(
                "relay",
                carried,
                "events/s",
                f"bare publisher of the same atomic batches: {published:,.0f} events/s",
                carried / published,
                0.7,
            ),
            at_least("reader_chain", chain_rate, 40_000),
            at_least("reader_effects", effects, 8_000),
        ]


async def _publish(client: Client, pool: asyncpg.Pool) -> Rate:
    """Batches that are all ready in memory, one after the other as atomic batches have to be."""
    batches: list[list[tuple[str, bytes, dict[str, str]]]] = []
    async with pool.acquire() as connection:
        async for rows in ledger.pages(connection, limit=MOST):
            batches.append([(_subject(row), row["body"], _headers(row)) for row in rows])
    inbox = client.new_inbox()
    answers: asyncio.Queue[Any] = asyncio.Queue()
    await client.subscribe(inbox, cb=answers.put)
    watch = Stopwatch()
    for batch in batches:
        batch_id = secrets.token_hex(8)
        for number, (where, body, headers) in enumerate(batch, start=1):
            headers["Nats-Batch-Id"], headers["Nats-Batch-Sequence"] = batch_id, str(number)
            if number == len(batch):
                headers["Nats-Batch-Commit"] = "1"
            reply = inbox if number in (1, len(batch)) else ""
            await client.publish(where, body, reply=reply, headers=headers)
        while not (await asyncio.wait_for(answers.get(), 10)).data:
            pass  # the first of a batch is acknowledged without content
    return watch.rate(sum(map(len, batches)))


def _subject(row: Any) -> str:
    return subject(row["type"], links(row["body"]).audience, row["unit"])


def _headers(row: Any) -> dict[str, str]:
    return {
        "content-type": "application/cloudevents+json",
        "Yishi-Position": str(row["position"]),
        "Yishi-Hash": row["hash"].hex(),
        "Yishi-Epoch": "0" * 32,
    }


async def _relay(client: Client, pool: asyncpg.Pool, count: int) -> Rate:
    relay = Relay(signer("topics"), pool, client, asyncio.Event())
    watch = Stopwatch()
    async with running(relay.run()):
        while relay.carried < count:
            await asyncio.sleep(0.01)
        return watch.rate(count)


async def _read_chain(client: Client, count: int) -> Rate:
    previous, watch = GENESIS, Stopwatch()
    async with aclosing(messages(client, "TOPICS", 0)) as arriving:
        async for found in arriving:
            previous = chained("TOPICS", found, previous)
            if found and found[-1].position >= count:
                break
    return watch.rate(count)


async def _effects(client: Client, database: str, count: int) -> Rate:
    async with bench(HEARING, database, known=()) as found, reading(found, client) as reader:
        watch = Stopwatch()
        while reader.position < count:
            await asyncio.sleep(0.01)
        return watch.rate(count)


class NoPeers:
    """Holes are not expected here."""

    async def ledger(self, service: str, after: int, until: int) -> AsyncIterator[Any]:
        raise httpx2.ConnectError("no other service runs here")
        yield


@asynccontextmanager
async def reading(found: Any, client: Client) -> AsyncIterator[StreamReader]:
    """The reader of topics in a service without it."""
    peers: Any = NoPeers()
    reader = StreamReader(
        found.service, "topics", found.pool, client, found.writer, peers, trusted()
    )
    async with running(reader.run()):
        yield reader
