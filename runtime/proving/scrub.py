"""The scrubber: every position and hash of the stream against the ledger, all the time.

It follows the tail, and begins again from 1 on a schedule. It mends nothing: it names what is
wrong and what to do (`docs/guides/operator.md`).
"""

import asyncio
import logging
import time
from contextlib import aclosing

import asyncpg
from nats.aio.client import Client

from runtime.carrying.jetstream import (
    TROUBLE,
    Doubt,
    Hole,
    messages,
    stream_name,
    withheld,
)
from runtime.carrying.message import Message
from runtime.writing import ledger
from runtime.writing.writer import INFRASTRUCTURE

log = logging.getLogger(__name__)

FEW = 100


class Scrubber:
    """Findings are kept by position until a later pass finds them mended."""

    def __init__(self, service: str, pool: asyncpg.Pool, client: Client, hours: float = 24) -> None:
        self.stream = stream_name(service)
        self.position = 0
        self.findings: dict[int, str] = {}
        self.full_passes = 0
        self._whole = False
        self._claimed = 0
        self.last_full_pass: float | None = None
        self.started, self.every = time.time(), hours * 3600
        self._pool, self._client = pool, client

    async def run(self) -> None:
        """Scrub until cancelled."""
        begun = time.monotonic()
        while True:
            try:
                async with aclosing(messages(self._client, self.stream, self.position)) as arriving:
                    async for found in arriving:
                        await self._compare(found)
                        if not found:
                            await self._reached_the_tail()
                        elif len(found) < FEW:
                            await asyncio.sleep(0.2)  # at the tail: more of them in one query
                        if time.monotonic() - begun > self.every:
                            begun, self.position, self._whole = time.monotonic(), 0, False
                            break
            except Hole as hole:
                self._found(hole.first, f"{hole}: run `yishi streams rebuild`")
                self.position = hole.next - 1
            except (*TROUBLE, *INFRASTRUCTURE, Doubt) as error:
                log.debug("scrubber of %s begins again: %r", self.stream, error)
                await asyncio.sleep(1)

    async def _compare(self, found: list[Message]) -> None:
        if not found:
            return
        async with self._pool.acquire() as connection:
            rows = await ledger.read(
                connection, found[0].position - 1, len(found), found[-1].position
            )
        there = {row["position"]: row for row in rows}
        for message in found:
            row = there.get(message.position)
            if row is None:
                self._found(message.position, "in the stream and not in the ledger")
            elif row["body"] != message.body or row["hash"].hex() != message.hash:
                self._found(
                    message.position,
                    f"stream {message.hash}, ledger {row['hash'].hex()}, or their bodies differ",
                )
            else:
                self.findings.pop(message.position, None)
        self.position = found[-1].position

    async def _reached_the_tail(self) -> None:
        """Nothing came for five seconds. What the stream claims to have and did not send at two
        looks running is missing: raises `Hole`."""
        self._claimed = await withheld(self._client, self.stream, self.position, self._claimed)
        if self._claimed == self.position and not self._whole:
            self._whole = True
            self.full_passes += 1
            self.last_full_pass = time.time()

    def _found(self, position: int, finding: str) -> None:
        if self.findings.get(position) != finding:
            log.error("ALARM scrubber %s position %d: %s", self.stream, position, finding)
        self.findings[position] = finding
