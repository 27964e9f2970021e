"""The scrubber compares every position of the stream with the ledger, all the time.

It goes round on a schedule, from 1 to the end, and then follows the tail. Twice a minute it
compares the last events again, because somebody who changes a copy mostly changes what was just
recorded. It mends nothing: it names what is wrong, and `yishi verify` says which copy to believe
(`docs/guides/operator.md`).
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any

import asyncpg
from nats.aio.client import Client

from runtime.carrying.jetstream import TROUBLE, Doubt, stream_end, stream_name
from runtime.carrying.message import Message
from runtime.carrying.pulling import Hole, messages, withheld
from runtime.proving.alike import differences
from runtime.writing import ledger
from runtime.writing.failures import INFRASTRUCTURE

log = logging.getLogger(__name__)

FEW = 100
TAIL = 500
"""Events at the end that are compared again and again."""
TAIL_BYTES = 4 * 1024 * 1024
"""Their bodies together, at most."""
TAIL_SECONDS = 30.0

_TAIL = """
SELECT coalesce(min(position), 1) - 1 FROM (
    SELECT position, sum(octet_length(body)) OVER (ORDER BY position DESC) AS size FROM (
        SELECT position, body FROM ledger WHERE position <= $1 ORDER BY position DESC LIMIT $2
    ) AS last
) AS counted WHERE size <= $3
"""


class Scrubber:
    """Findings are kept by position until a later comparison finds them mended."""

    def __init__(self, service: str, pool: asyncpg.Pool, client: Client, hours: float = 24) -> None:
        self.stream = stream_name(service)
        self.position = 0
        self.findings: dict[int, str] = {}
        self.full_passes = self.tails = 0
        self._until: int | None = None
        self._whole = False
        self._claimed = 0
        self._begun = time.monotonic()
        self.last_full_pass: float | None = None
        self.started, self.every = time.time(), hours * 3600
        self._pool, self._client = pool, client

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._for_ever(self._round))
            group.create_task(self._for_ever(self._tail))

    async def _for_ever(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await work()
            except (*TROUBLE, *INFRASTRUCTURE, Doubt) as error:
                log.debug("scrubber of %s goes on: %r", self.stream, error)
                await asyncio.sleep(1)

    async def _round(self) -> None:
        """A full pass from 1 to the present end, then what follows, until the next is due."""
        if self._over():
            self._begun = time.monotonic()
            self.position, self._claimed, self._until, self._whole = 0, 0, None, False
        if self._until is None:
            self._until = await self._end()
        try:
            await self._follow()
        except Hole as hole:
            self._found(hole.first, f"{hole}: run `yishi verify`")
            self.position = hole.next - 1

    async def _follow(self) -> None:
        async with aclosing(messages(self._client, self.stream, self.position)) as arriving:
            self._arrived()
            async for found in arriving:
                if found:
                    await self._compare(found)
                    self.position = found[-1].position
                else:  # what it claims to have and did not send at two looks running is missing
                    self._claimed = await withheld(
                        self._client, self.stream, self.position, self._claimed
                    )
                self._arrived()
                if self._over():
                    return
                if 0 < len(found) < FEW:
                    await asyncio.sleep(0.2)  # at the tail: more of them in one query

    def _over(self) -> bool:
        """Whether the next round is due; a longer one is not cut short."""
        return self._whole and time.monotonic() - self._begun > self.every

    def _arrived(self) -> None:
        """Count a complete pass once, also of an empty stream."""
        if not self._whole and self._until is not None and self.position >= self._until:
            self._whole = True
            self.full_passes += 1
            self.last_full_pass = time.time()

    async def _tail(self) -> None:
        await asyncio.sleep(TAIL_SECONDS)
        end = await self._end()
        async with self._pool.acquire() as connection:
            after = await connection.fetchval(_TAIL, end, TAIL, TAIL_BYTES)
        after = max(after, end - TAIL)
        try:
            async with aclosing(messages(self._client, self.stream, after)) as arriving:
                async for found in arriving:
                    await self._compare(found)
                    if not found or found[-1].position >= end:
                        break
        except Hole as hole:
            self._found(hole.first, f"{hole}: run `yishi verify`")
        self.tails += 1

    async def _end(self) -> int:
        end = await stream_end(self._client, self.stream)
        if end is None:
            raise Doubt(f"there is no stream {self.stream}")
        return end.last

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
            elif wrong := differences(message, row):
                said = (f"{what}: stream {at}, ledger {home}" for what, at, home in wrong)
                self._found(message.position, f"{'; '.join(said)}: run `yishi verify`")
            else:
                self.findings.pop(message.position, None)

    def _found(self, position: int, finding: str) -> None:
        if self.findings.get(position) != finding:
            log.error("ALARM scrubber %s position %d: %s", self.stream, position, finding)
        self.findings[position] = finding
