"""The auditor: what does not agree with what, by position and with both values.

It trusts nothing that it can compute: it chains the ledger, chains the stream, compares the two
byte by byte, looks up every reader's position in the ledger it read, and rebuilds all read models
in a schema of their own inside a transaction that is rolled back.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from nats.aio.client import Client

from runtime.carrying.jetstream import (
    TROUBLE,
    Doubt,
    Hole,
    StreamEnd,
    messages,
    stream_end,
    stream_name,
    withheld,
)
from runtime.envelope import GENESIS, chain
from runtime.proving.rebuild import create_tables, rebuild_reference, replay
from runtime.service import Service
from runtime.writing import ledger

Progress = Callable[[str, int], None]
_COLUMNS = "position, id, stream, version, type, unit, command_id, body, hash"
_MOST = 20
"""Findings of one kind that are told one by one; the rest are counted."""


@dataclass(frozen=True)
class Finding:
    """One disagreement. `position` is 0 where it concerns no single event."""

    where: str
    position: int
    found: str
    expected: str

    def __str__(self) -> str:
        at = f" position {self.position}" if self.position else ""
        return f"{self.where}{at}: found {self.found}, expected {self.expected}"


_TRIES = 3
"""To read on at one position, before that is a finding."""

Findings = AsyncIterator[Finding]


async def ledger_findings(connection: Any, name: str, progress: Progress) -> Findings:
    """Chain, gaps, columns against bodies, and the head row."""
    where = f"ledger {name}"
    position, previous = 0, GENESIS
    versions: dict[str, int] = {}
    async with aclosing(ledger.pages_ahead(connection, _COLUMNS)) as pages:
        async for rows in pages:
            for row in rows:
                for missing in range(position + 1, min(row["position"], position + 1 + _MOST)):
                    yield Finding(where, missing, "no row", "an event")
                position = row["position"]
                computed = chain(previous, row["body"])
                if row["hash"] != computed:
                    yield Finding(where, position, row["hash"].hex(), computed.hex())
                previous = row["hash"]
                for finding in _columns(where, row, versions):
                    yield finding
            progress(where, position)
    head = await ledger.head(connection)
    if (head.position, head.hash) != (position, previous):
        yield Finding(
            f"{where} head",
            head.position,
            f"{head.position} {head.hash.hex()}",
            f"{position} {previous.hex()}",
        )


def _columns(where: str, row: Any, versions: dict[str, int]) -> Iterator[Finding]:
    """A row's columns repeat what its body says; versions count up within each stream."""
    try:
        body = json.loads(row["body"])
        said = {
            "position": int(body["sequence"]),
            "id": body["id"],
            "stream": body["subject"],
            "version": body["streamversion"],
            "type": body["type"],
            "unit": body["unit"],
            "command_id": body["commandid"],
        }
    except (ValueError, KeyError) as error:
        yield Finding(where, row["position"], f"an unreadable body ({error!r})", "a CloudEvent")
        return
    for column, value in said.items():
        kept = row[column] if isinstance(value, int) else str(row[column])
        if kept != value:
            yield Finding(f"{where} column {column}", row["position"], str(kept), str(value))
    expected = versions.get(row["stream"], 0) + 1
    if row["version"] != expected:
        at = f"{where} version of {row['stream']}"
        yield Finding(at, row["position"], str(row["version"]), str(expected))
    versions[row["stream"]] = row["version"]


async def stream_findings(
    connection: Any, client: Client, name: str, progress: Progress
) -> Findings:
    """Every message of the stream against the ledger's row of that position, and none missing."""
    stream = stream_name(name)
    where = f"stream {stream}"
    end = await _end(client, stream)
    if end is None:
        yield Finding(where, 0, "no stream", "a stream; run `yishi streams`")
        return
    head = (await ledger.head(connection)).position
    at, stuck = 0, (-1, 0)
    while at < end.last:
        try:
            async with aclosing(_until(client, stream, at, end.last)) as arriving:
                async for found in arriving:
                    rows = await connection.fetch(
                        "SELECT position, body, hash FROM ledger WHERE position BETWEEN $1 AND $2",
                        found[0].position,
                        found[-1].position,
                    )
                    there = {row["position"]: row for row in rows}
                    for message in found:
                        at = message.position
                        if (row := there.get(at)) is None:
                            yield Finding(where, at, message.hash, "no such row in the ledger")
                        elif message.body != row["body"]:
                            yield Finding(where, at, _digest(message.body), _digest(row["body"]))
                        elif message.hash != row["hash"].hex():
                            yield Finding(where, at, message.hash, row["hash"].hex())
                    progress(where, at)
        except Hole as hole:
            for missing in range(hole.first, min(hole.next, hole.first + _MOST)):
                yield Finding(where, missing, "no message", "the ledger's event")
            if hole.next - hole.first > _MOST:
                more = f"no message, nor in the {hole.next - hole.first - _MOST} after it"
                yield Finding(where, hole.first + _MOST, more, "the ledger's events")
            at = hole.next - 1
        except (*TROUBLE, Doubt) as error:
            stuck = (at, stuck[1] + 1 if stuck[0] == at else 1)
            if stuck[1] == _TRIES:
                why = str(error) or "no answer in time"
                yield Finding(where, at + 1, f"unreadable: {why}", "a message; verify again")
                return
            await asyncio.sleep(1)
    for missing in range(end.last + 1, min(head, end.last + _MOST) + 1):
        yield Finding(where, missing, "no message", "the ledger's event (is the service running?)")


async def _end(client: Client, stream: str) -> StreamEnd | None:
    """As the server says; asked again where three servers are just choosing who leads."""
    for _ in range(_TRIES - 1):
        with suppress(*TROUBLE):
            return await stream_end(client, stream)
        await asyncio.sleep(1)
    return await stream_end(client, stream)


async def _until(
    client: Client, stream: str, after: int, last: int
) -> AsyncGenerator[list[Any], None]:
    async with aclosing(messages(client, stream, after, batch=1000)) as arriving:
        async for found in arriving:
            if not found:
                await withheld(client, stream, after, last)
            yield [one for one in found if one.position <= last]
            after = found[-1].position
            if after >= last:
                return


def _digest(body: bytes) -> str:
    return f"a body with SHA-256 {chain(b'', body).hex()}"


async def reader_findings(
    connection: Any, service: Service, sources: Mapping[str, Any]
) -> Findings:
    """Readers stand on positions that exist, with the hash that stands there; halted ones."""
    for source in service.sources:
        row = await connection.fetchrow(
            "SELECT position, hash, halted FROM readers WHERE source = $1", stream_name(source)
        )
        where = f"reader {service.name} of {stream_name(source)}"
        if row is None:
            yield Finding(where, 0, "no position", "a position; run `yishi prepare`")
            continue
        expected = await ledger.hash_at(sources[source], row["position"])
        if expected is None:
            end = (await ledger.head(sources[source])).position
            yield Finding(where, row["position"], f"position {row['position']}", f"at most {end}")
        elif row["hash"] != expected:
            yield Finding(where, row["position"], row["hash"].hex(), expected.hex())
        if row["halted"]:
            yield Finding(where, row["position"] + 1, f"halted: {row['halted']}", "reading on")


async def read_model_findings(
    connection: Any, service: Service, sources: Mapping[str, Any], progress: Progress
) -> Findings:
    """Live rows against rows rebuilt from the ledgers, as of one moment; nothing stays behind."""
    transaction = connection.transaction(isolation="repeatable_read")
    await transaction.start()
    try:
        await connection.execute("CREATE SCHEMA yishi_verify")
        await connection.execute("SET LOCAL search_path TO yishi_verify, public")
        tables = [*service.tables, *(t for each in service.references for t in each.tables)]
        for statement in create_tables(tables):
            await connection.execute(statement)
        where = f"read models {service.name}"
        async for position in replay(connection, service.project, ledger.pages(connection)):
            progress(where, position)
        positions = await connection.fetch("SELECT source, position FROM readers")
        read = {row["source"]: row["position"] for row in positions}
        for source in service.sources:
            until = read.get(stream_name(source), 0)
            pages = ledger.pages(sources[source], until=until)
            await rebuild_reference(connection, service, source, pages)
        for table in tables:
            async for finding in _differences(connection, service.name, table):
                yield finding
    finally:
        await transaction.rollback()


async def _differences(connection: Any, service: str, table: sa.Table) -> Findings:
    """Rows that only the live table has, or only the rebuilt one, or that differ, by their key."""
    keys = ", ".join(column.name for column in table.primary_key.columns)
    rows = await connection.fetch(
        f"SELECT {keys}, to_jsonb(live) AS live, to_jsonb(rebuilt) AS rebuilt"
        f" FROM public.{table.name} live FULL JOIN yishi_verify.{table.name} rebuilt USING ({keys})"
        f" WHERE to_jsonb(live) IS DISTINCT FROM to_jsonb(rebuilt) LIMIT {_MOST}"
    )
    for row in rows:
        live, rebuilt = (
            json.loads(row[side]) if row[side] else None for side in ("live", "rebuilt")
        )
        key = "/".join(str(row[column.name]) for column in table.primary_key.columns)
        position = (rebuilt or live or {}).get("as_of") or 0
        yield Finding(f"table {service}.{table.name} row {key}", position, *_unlike(live, rebuilt))


def _unlike(live: dict[str, Any] | None, rebuilt: dict[str, Any] | None) -> tuple[str, str]:
    if live is None or rebuilt is None:
        return ("no row" if live is None else "a row"), ("no row" if rebuilt is None else "a row")
    columns = [name for name in live if live[name] != rebuilt.get(name)]
    shown = [
        json.dumps({name: side.get(name) for name in columns}, ensure_ascii=False)
        for side in (live, rebuilt)
    ]
    return shown[0], shown[1]
