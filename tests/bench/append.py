"""Appending: our writer, a bare group commit and pyeventsourcing on one PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any

import asyncpg

from runtime.ids import uuid7
from runtime.submission import Answer
from runtime.writing.writer import Writer
from tests.bench import rival
from tests.bench.results import Number
from tests.bench.work import closed_loop, requests, topics
from tests.support.servers import PostgresServer, empty_database

ROUNDS, SECONDS = 3, 3.0


class BareGroupCommit:
    """As fast as one writer can be: no rules, no read model, no hash; one statement per batch of
    rows like the ledger's, with the ledger's indexes."""

    def __init__(self, connection: Any, body: bytes) -> None:
        self._connection, self._body = connection, body
        self._queue: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()
        self._position = 0

    async def ask(self) -> None:
        done = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(done)
        await done

    async def run(self) -> None:
        await self._connection.execute("CREATE TABLE bare (LIKE ledger INCLUDING ALL)")
        insert = await self._connection.prepare(
            "INSERT INTO bare SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::int[],"
            " $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::uuid[], $10::bytea[],"
            " $11::bytea[])"
        )
        while True:
            waiting = [await self._queue.get()]
            while not self._queue.empty():
                waiting.append(self._queue.get_nowait())
            now = datetime.now(UTC)
            rows = [self._row(now) for _ in waiting]
            await insert.fetch(*(list(column) for column in zip(*rows, strict=True)))
            for done in waiting:
                done.set_result(None)

    def _row(self, now: datetime) -> tuple[Any, ...]:
        self._position += 1
        id_ = uuid7()
        return (
            *(self._position, id_, f"topic/{id_}", 1, "yishi.topics.TopicProposed"),
            *("620123109200", str(id_), now, id_, self._body, bytes(32)),
        )


@asynccontextmanager
async def _bare(database: str, body: bytes) -> Any:
    connection = await asyncpg.connect(database)
    commit = BareGroupCommit(connection, body)
    running = asyncio.create_task(commit.run())
    try:
        yield commit
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await connection.close()


def _asking(writer: Writer) -> Callable[[], Awaitable[Answer]]:
    wishes = requests()
    return lambda: writer.ask(next(wishes))


async def measure(server: PostgresServer) -> list[Number]:
    numbers: list[Number] = []
    for writers in (16, 128):
        ours, bare, others = [], [], []
        async with empty_database(server) as database, topics(database) as found:
            ask = _asking(found.writer)
            first = await ask()
            async with _bare(database, first.bodies[0]) as commit:
                for _ in range(ROUNDS):  # by turns, so that the machine's moods are shared
                    bare.append(await closed_loop(commit.ask, writers, SECONDS))
                    ours.append(await closed_loop(ask, writers, SECONDS))
                    async with empty_database(server) as theirs:
                        others.append(await rival.measure(theirs, writers, SECONDS))
        numbers += _compared(writers, median(ours), median(bare), median(others))
    return numbers


def _compared(writers: int, ours: float, bare: float, others: float) -> list[Number]:
    return [
        Number(
            f"append_{writers}",
            ours,
            "events/s",
            f"pyeventsourcing {rival.VERSION}: {others:,.0f} events/s",
            ours / others,
            10,
        ),
        Number(
            f"append_{writers}_of_bare",
            100 * ours / bare,
            "%",
            f"bare multi-row group commit: {bare:,.0f} events/s",
            ours / bare,
            0.6,
        ),
    ]
