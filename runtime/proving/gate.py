"""The recovery gate: no command before ledger and stream are known to agree (traps 9.8).

A database that was lost or restored from an older backup finds its stream ahead. Then the missing
events are imported, every hash checked, and the read models rebuilt; only after that does the gate
open. While NATS is away at the start the gate stays shut: a fork could never be mended.
"""

import asyncio
import json
import logging
from contextlib import aclosing
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg
from nats.aio.client import Client

from runtime.carrying.jetstream import (
    TROUBLE,
    Doubt,
    Message,
    chained,
    message_at,
    messages,
    stream_end,
    stream_name,
    withheld,
)
from runtime.proving.rebuild import rebuild
from runtime.service import Service
from runtime.writing import ledger
from runtime.writing.ledger import Broken, Row
from runtime.writing.writer import INFRASTRUCTURE, Writer

log = logging.getLogger(__name__)


async def open_gate(service: Service, pool: asyncpg.Pool, client: Client, writer: Writer) -> None:
    """Return when commands may be accepted. Raises `Broken` where ledger and stream disagree,
    `Hole` where the stream cannot give back what the ledger lacks."""
    while True:
        try:
            await recover(service, pool, client, writer)
            break
        except (*TROUBLE, *INFRASTRUCTURE, Doubt) as error:
            why = str(error) or "no answer in time"
            writer.closed = f"waiting for {stream_name(service.name)}: {why}"
            log.info("gate: %s", writer.closed)
            await asyncio.sleep(0.5)
    writer.closed = None


async def recover(
    service: Service, pool: asyncpg.Pool, client: Client, writer: Writer | None = None
) -> int:
    """Import what the stream has and the ledger lacks; the number of events imported. Meanwhile
    people who ask `writer` are told what they wait for."""
    stream = stream_name(service.name)
    end = await stream_end(client, stream)
    if end is None:
        raise Doubt(f"there is no stream {stream}: run `yishi streams`")
    async with pool.acquire() as connection:
        head = await ledger.head(connection)
        common = min(head.position, end.last)
        expected = await ledger.hash_at(connection, common)
    if common:
        found = await message_at(client, stream, common)
        if found is None:
            log.error("ALARM %s has no message at %d", stream, common)
        elif expected is None or found.hash != expected.hex():
            at_home = expected.hex() if expected else "no row"
            raise Broken(f"stream {stream} against the ledger", common, found.hash, at_home)
    if end.last <= head.position:
        return 0
    log.warning("gate: %s is ahead: importing %d to %d", stream, head.position + 1, end.last)
    if writer:
        writer.closed = f"importing {head.position + 1} to {end.last} from {stream}"
    return await _import(service, pool, client, head, end.last)


async def _import(
    service: Service, pool: asyncpg.Pool, client: Client, head: ledger.Head, last: int
) -> int:
    stream = stream_name(service.name)
    async with pool.acquire() as connection, connection.transaction():
        if (await ledger.head(connection, lock=True)).position != head.position:
            raise Doubt("another process is importing")
        position, previous = head.position, head.hash
        async with aclosing(messages(client, stream, position)) as arriving:
            async for found in arriving:
                if not found:
                    await withheld(client, stream, position, last)
                after = chained(stream, found, previous)
                await ledger.append(connection, [_row(one) for one in found])
                position, previous = found[-1].position, after
                if position >= last:
                    break
        await connection.execute("UPDATE ledger_head SET epoch = $1", uuid4())
        await rebuild(connection, service)
    log.warning("gate: imported up to %d, read models rebuilt", position)
    return position - head.position


def _row(message: Message) -> Row:
    """A ledger row out of the bytes that were published."""
    event = json.loads(message.body)
    return Row(
        position=message.position,
        id=UUID(event["id"]),
        stream=event["subject"],
        version=event["streamversion"],
        type=event["type"],
        unit=event["unit"],
        recorded_at=datetime.fromisoformat(event["time"]),
        command_id=UUID(event["commandid"]),
        body=message.body,
        hash=bytes.fromhex(message.hash),
    )
