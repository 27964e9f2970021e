"""The recovery gate: no command before ledger and stream are known to agree (traps 9.8).

A database that was lost, or restored from an older backup, is behind its stream. The gate then
imports the missing events, checks every hash and rebuilds the read models before it opens. While
NATS is away at the start it stays shut: two histories could never be joined again.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from nats.aio.client import Client

from runtime.carrying.jetstream import TROUBLE, Doubt, adopted, stream_end, stream_name
from runtime.carrying.message import Foreign, Message, chained, vouched
from runtime.carrying.pulling import messages, withheld
from runtime.carrying.tail import compared
from runtime.keys import endorsed, overdue
from runtime.proving.rebuild import rebuild
from runtime.service import Service
from runtime.signer import Mark, Signer
from runtime.writing import ledger
from runtime.writing.failures import INFRASTRUCTURE
from runtime.writing.ledger import Broken, Row
from runtime.writing.writer import Writer

log = logging.getLogger(__name__)


async def open_gate(service: Service, pool: asyncpg.Pool, client: Client, writer: Writer) -> None:
    """Return once commands may be accepted. Raises `Broken` or, where both lack it, `Hole`."""

    def report(why: str) -> None:
        writer.closed = why

    while True:
        try:
            await recover(service, pool, client, writer.signer, report)
            break
        except (*TROUBLE, *INFRASTRUCTURE, Doubt) as error:
            why = str(error) or "no answer in time"
            writer.closed = f"waiting for {stream_name(service.name)}: {why}"
            log.info("gate: %s", writer.closed)
            await asyncio.sleep(0.5)
    writer.closed = None


async def recover(
    service: Service,
    pool: asyncpg.Pool,
    client: Client,
    signer: Signer,
    report: Callable[[str], None] = lambda why: None,
) -> int:
    """Import what the service has signed in the stream and its ledger lacks. Returns the number of
    imported events; `report` is called with what people wait for. Events that somebody else
    published behind it stay where they are."""
    stream = stream_name(service.name)
    end = await stream_end(client, stream)
    if end is None:
        raise Doubt(f"there is no stream {stream}: run `yishi streams`")
    async with pool.acquire() as connection:
        head = await ledger.sound_end(connection, signer)
        await adopted(client, stream, service.name, signer.trusted)
        tail = await compared(client, connection, signer, end.last)
    imported = 0
    if tail.own > head.position:
        log.warning("gate: %s is ahead: importing %d to %d", stream, head.position + 1, end.last)
        report(f"importing {head.position + 1} to {end.last} from {stream}")
        imported = await _import(service, pool, client, head, end.last, signer)
    elif tail.foreign and head.position == 0:
        # Its database and its keys lost at once, perhaps: then the stream is the only copy.
        raise Doubt(
            f"{stream} has {end.last} events, the ledger none, and no trusted key signed them:"
            " bring the keys back from the backup; if it is not ours,"
            f" `yishi streams rebuild {service.name}`"
        )
    elif tail.foreign:
        log.error("ALARM gate: %s", Foreign(stream, tail.foreign))
    async with pool.acquire() as connection:
        if (mark := signer.highest()) is not None and (found := await lacking(connection, mark)):
            found += ", in ledger and stream: both were put back (operator's guide, 6.5)"
            raise Broken(f"what {signer.service} has signed", mark.position, found, mark.hash.hex())
    return imported


async def lacking(connection: Any, mark: Mark) -> str:
    """What the ledger has instead of the signed hash; empty where it has that hash."""
    there = await ledger.hash_at(connection, mark.position)
    return "" if there == mark.hash else there.hex() if there else "no such row"


async def _import(
    service: Service,
    pool: asyncpg.Pool,
    client: Client,
    head: ledger.Head,
    last: int,
    signer: Signer,
) -> int:
    """Import what the service itself has signed, and nothing behind it."""
    stream, says = stream_name(service.name), vouched(signer.trusted, service.name)
    async with pool.acquire() as connection, connection.transaction():
        if (await ledger.head(connection, lock=True)).position != head.position:
            raise Doubt("another process is importing")
        position, previous = head.position, head.hash
        kept: list[Message] = []
        async with aclosing(messages(client, stream, position)) as arriving:
            async for found in arriving:
                at = kept[-1].position if kept else position
                if not found:
                    await withheld(client, stream, at, last)
                kept += found
                while sound := endorsed(kept, says):
                    chained(stream, sound, previous)
                    await ledger.append(connection, [_row(one) for one in sound], previous)
                    position, previous = sound[-1].position, bytes.fromhex(sound[-1].hash)
                    await ledger.learn_keys(connection, service.name, signer.trusted)
                    kept = kept[len(sound) :]
                if overdue([one.body for one in kept]) or (kept and kept[-1].position >= last):
                    log.error("ALARM gate: %s", Foreign(stream, position + 1))
                    break
                if position >= last:
                    break
        if position < signer.trusted.unsigned_until(service.name):
            raise Doubt(
                f"{stream} does not lead to the hash behind which {service.name} signs: it is"
                " another history. Nothing was imported; see operator.md, 4.1"
            )
        await connection.execute("UPDATE ledger_head SET epoch = $1", uuid4())
        await rebuild(connection, service)
    log.warning("gate: imported up to %d, read models rebuilt", position)
    return position - head.position


def _row(message: Message) -> Row:
    event = json.loads(message.body)
    return Row(
        position=message.position,
        id=UUID(event["id"]),
        stream=event["subject"],
        version=event["streamversion"],
        type=event["type"],
        unit=event["unit"],
        matter=event["correlationid"],
        recorded_at=datetime.fromisoformat(event["time"]),
        command_id=UUID(event["commandid"]),
        body=message.body,
        hash=bytes.fromhex(message.hash),
        signature=message.signature,
    )
