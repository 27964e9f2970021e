"""What is asked in the benchmarks: the topics service, and topics as long as real ones."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle
from time import perf_counter
from typing import Any

import asyncpg

from contracts.event import Event, Recorded
from contracts.topics.topic import TopicProposed
from runtime import keys
from runtime.actor import Actor, Grant
from runtime.envelope import START, chain, encode, published_type
from runtime.ids import uuid7
from runtime.submission import Submission
from runtime.writing import ledger
from runtime.writing.ledger import Row
from services.topics.topic.commands import ProposeTopic
from services.topics.wiring import PERSONAL_TABLES
from tests.support.keys import signer
from tests.support.service import Bench, bench
from tests.topics.ruled import RULED

CLERK = Actor("wei", (Grant.model_validate({"role": "clerk", "scope": "620123"}),))
VILLAGES = ("620123109000", "620123109200", "620123109201", "620123212000")


def proposals(count: int = 500) -> list[ProposeTopic]:
    return [
        ProposeTopic(
            unit=VILLAGES[number % len(VILLAGES)],
            title=f"关于第 {number} 社通村道路硬化和路灯安装的协商议题",
            description="入村主干道约两公里尚未硬化，雨天泥泞，学生上学和农产品外运都不方便；"
            "沿线没有路灯，夜间行车有安全隐患。建议村民代表、乡镇和交通部门一起商量资金和工期。",
            origin="public",
            scale="group",
            raised_by=f"resident-{number}",
            supporters=number % 40,
        )
        for number in range(count)
    ]


def requests() -> Iterator[Submission]:
    """New topics without end."""
    for command in cycle(proposals()):
        command_id = uuid7()
        yield Submission(str(command_id), command, CLERK, command_id)


@asynccontextmanager
async def topics(database: str, **writing: Any) -> AsyncIterator[Bench]:
    async with bench(RULED, database, personal=PERSONAL_TABLES, **writing) as found:
        yield found


async def closed_loop(ask: Callable[[], Awaitable[Any]], askers: int, seconds: float) -> float:
    """Answers per second to so many askers, each of whom waits before asking again."""
    answers, begun = 0, perf_counter()

    async def asker() -> None:
        nonlocal answers
        while perf_counter() < begun + seconds:
            await ask()
            answers += 1

    await asyncio.gather(*(asker() for _ in range(askers)))
    return answers / (perf_counter() - begun)


async def execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def fill(database: str, count: int, among: Sequence[Submission] = ()) -> None:
    """A ledger of so many topics, made by the writer's own functions but not by the writer; the
    read models stay empty. With `among`, so many events of these topics in turns."""
    connection, by = await asyncpg.connect(database), signer("topics")
    wishes = cycle(among) if among else requests()
    try:
        async with connection.transaction():
            end = await ledger.head(connection, lock=True)
            position, previous = end.position, end.hash
            while position < count:
                rows, before = [], previous
                for _ in range(min(5000, count - position)):
                    version = 1 + (position // len(among) if among else 0)
                    position += 1
                    rows.append(recorded(next(wishes), position, version, previous))
                    previous = rows[-1].hash
                for index in keys.points([len(row.body) for row in rows]):
                    row = rows[index]
                    signature = by.sign(row.position, row.hash)
                    rows[index] = row._replace(signature=signature)
                await ledger.append(connection, rows, before)
    finally:
        await connection.close()
    await execute(database, "VACUUM ANALYZE ledger")


def recorded(wish: Submission, position: int, version: int, previous: bytes) -> Row:
    proposal = wish.command
    assert isinstance(proposal, ProposeTopic)
    links = START.links(TopicProposed.audience, previous)  # the ledger has no others
    record = Recorded[Event](
        id=uuid7(),
        source="/topics",
        type=published_type(TopicProposed, "topics"),
        audience=TopicProposed.audience,
        follows=links.follows,
        previous=links.previous,
        subject=f"topic/{wish.key}",
        time=datetime.now(UTC),
        dataschema="/schemas/topics/TopicProposed",
        sequence=position,
        streamversion=version,
        unit=proposal.unit,
        unitname="新营镇样例一村",
        actor=wish.actor.id,
        actorrole="clerk",
        commandid=wish.command_id,
        correlationid=wish.key,
        data=TopicProposed(
            **proposal.model_dump(exclude={"unit", "kind"}),
            kind="consultation",
            enters=True,
            raised_in=proposal.unit,
            entered_by=wish.actor.id,
        ),
    )
    body = encode(record)
    return Row(
        position=position,
        id=record.id,
        stream=record.subject,
        version=version,
        type=record.type,
        unit=record.unit,
        matter=record.correlationid,
        recorded_at=record.time,
        command_id=record.commandid,
        body=body,
        hash=chain(previous, body),
    )
