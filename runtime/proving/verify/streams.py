"""Check a stream by itself, and message by message against its ledger."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, suppress
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import TROUBLE, Doubt, StreamEnd, stream_end, stream_name
from runtime.carrying.message import Message
from runtime.carrying.pulling import Hole, messages, withheld
from runtime.envelope import GENESIS, chain
from runtime.proving.alike import differences
from runtime.proving.verify.copies import Link, Pair, Vouching
from runtime.proving.verify.findings import Finding, Findings, Progress
from runtime.writing import ledger

_TRIES = 3
"""Attempts to read on at one position, before that is a finding."""
CATCHING_UP = 5.0
"""Seconds in which a stream may go on to where its ledger ended: the service may be at work."""


async def stream_findings(
    connection: Any, client: Client, pair: Pair, vouching: Vouching, progress: Progress
) -> Findings:
    """Check every message by itself and, with a `connection`, against the ledger's row, and that
    none is missing. Notes in `pair` where the two part and how far the stream holds."""
    stream, copy = stream_name(pair.service), pair.stream
    head = await ledger.end(connection) if connection is not None else 0
    end = await _caught_up(client, stream, head)
    if connection is not None:
        pair.head = await ledger.end(connection)
    if end is None:
        copy.seen = False
        yield Finding(copy.where, 0, "no stream", "a stream; run `yishi streams`")
        return
    side = _Side(pair)
    stuck = (-1, 0)
    while copy.end < end.last:
        at = copy.end
        try:
            async with aclosing(_until(client, stream, at, end.last)) as arriving:
                async for found in arriving:
                    there = await _rows(connection, found)
                    for message in found:
                        for finding in side.takes(message, there):
                            yield finding
                    vouching.page(side.links())
                    progress(copy.where, copy.end)
        except Hole as hole:
            yield side.skips(hole.first, hole.next - 1)
        except (*TROUBLE, Doubt) as error:
            stuck = (copy.end, stuck[1] + 1 if stuck[0] == copy.end else 1)
            if stuck[1] == _TRIES:
                said = str(error) or "no answer in time"
                copy.seen = False
                at = copy.end + 1
                yield Finding(copy.where, at, f"unreadable: {said}", "a message; verify again")
                return
            await asyncio.sleep(1)
    if (unsigned := vouching.finding()) is not None:
        yield unsigned
    if head > end.last:
        many = head - end.last - 1
        more = f", nor for the {many} after it" if many else ""
        expected = "the ledger's event (is the service running?)"
        yield Finding(copy.where, end.last + 1, f"no message{more}", expected)


async def _rows(connection: Any, found: list[Message]) -> dict[int, Any] | None:
    if connection is None:
        return None
    rows = await connection.fetch(
        f"SELECT {ledger.COLUMNS} FROM ledger WHERE position BETWEEN $1 AND $2",
        found[0].position,
        found[-1].position,
    )
    return {row["position"]: row for row in rows}


class _Side:
    """Follows the stream's own chain, and the ledger's row beside it."""

    def __init__(self, pair: Pair) -> None:
        self._pair, self._copy = pair, pair.stream
        self._hash: bytes | None = GENESIS
        self._links: list[Link] = []

    def takes(self, message: Message, there: dict[int, Any] | None) -> Iterator[Finding]:
        copy, position = self._copy, message.position
        copy.end = position
        sound = True
        if self._hash is not None:
            computed = chain(self._hash, message.body)
            if sound := message.hash == computed.hex():
                copy.hash = computed
            else:
                copy.breaks(position, "its hash is not that of its body")
                kind = f"{copy.where} chain"
                yield Finding(kind, position, message.hash or "no hash", computed.hex())
        previous, self._hash = self._hash or b"", _as_bytes(message.hash)
        if self._hash is not None:
            self._links.append((position, self._hash, message.body, message.signature, previous))
        if there is None:
            return
        if (row := there.get(position)) is None:
            yield Finding(copy.where, position, message.hash, "no such row in the ledger")
            return
        apart, self._pair.alike = not self._pair.alike, message.hash == row["hash"].hex()
        if message.body != row["body"] or not self._pair.alike:
            self._pair.parts = self._pair.parts or position
        for what, found, expected in differences(message, row):
            # Once parted, the hashes differ up to the end; and what the chain said is said.
            if what != "hash" or (sound and not apart):
                kind = copy.where if what in ("hash", "body") else f"{copy.where} {what}"
                yield Finding(kind, position, found, expected)

    def links(self) -> list[Link]:
        """The rows taken since the last call."""
        links, self._links = self._links, []
        return links

    def skips(self, first: int, last: int) -> Finding:
        """Note missing messages. The chain goes on with the hash that the next one claims."""
        self._copy.breaks(first, "no message")
        self._copy.end, self._hash = last, None
        more = f", nor for the {last - first} after it" if last > first else ""
        return Finding(self._copy.where, first, f"no message{more}", "the ledger's event")


def _as_bytes(hash_: str) -> bytes | None:
    """The hash that the next message must continue. After what is no hash, any may follow."""
    try:
        return bytes.fromhex(hash_) or None
    except ValueError:
        return None


async def _end(client: Client, stream: str) -> StreamEnd | None:
    """The stream's end. Asks again, because three servers may be choosing their leader."""
    for _ in range(_TRIES - 1):
        with suppress(*TROUBLE):
            return await stream_end(client, stream)
        await asyncio.sleep(1)
    return await stream_end(client, stream)


async def _caught_up(client: Client, stream: str, head: int) -> StreamEnd | None:
    """The stream's end, once it has reached the `head` that its ledger had; or that which it has
    had for a while, where nobody carries anything."""
    end, waited = await _end(client, stream), 0.0
    while end is not None and end.last < head and waited < CATCHING_UP:
        await asyncio.sleep(0.5)
        before, end = end.last, await _end(client, stream)
        waited = 0.0 if end is not None and end.last > before else waited + 0.5
    return end


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
