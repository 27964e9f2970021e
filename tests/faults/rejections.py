"""A relay whose batches the real stream refuses, over and over, each time for one of many reasons.

Between relay and server stands somebody who, when told so, does harm at the worst moment: after the
relay has looked where the stream ends, and before what it sends has been taken.
"""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

from runtime.carrying.jetstream import stream_end
from runtime.carrying.relay import Relay
from tests.runtime.test_writer import begin
from tests.support.keys import signer
from tests.support.streams import declare, running

PATIENCE = 60
EXPECTED = "Nats-Expected-Last-Sequence"


class Meddler:
    """A connection to the stream that spoils what comes next in the manner of `harm`, which is
    told the headers of each message and says `True` when it has done it."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.harm: Callable[[dict[str, str]], Awaitable[bool]] | None = None
        self.forgets = ""
        """A header that a careless relay would not send."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def publish(self, subject: str, payload: bytes, reply: str, headers: Any) -> None:
        if self.harm and await self.harm(headers):
            self.harm = None
        headers.pop(self.forgets, None)
        if "lost" not in headers:
            await self._client.publish(subject, payload, reply=reply, headers=headers)


@dataclass
class Rejections:
    """What the server refused, and how long it took until the relay had carried the next event."""

    refused: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refilled: list[float] = field(default_factory=list)
    """The same where the stream was made anew and all had to be carried again."""
    said: asyncio.Event = field(default_factory=asyncio.Event)

    def __str__(self) -> str:
        times = sorted(self.seconds)
        p50, p99 = (times[int(len(times) * q)] for q in (0.5, 0.99))
        reasons = Counter(re.sub(r"\d+$", "…", each) for each in self.refused)
        return (
            f"{len(self.refused)} refusals {dict(reasons)}, recovered in"
            f" {p50:.3f} s (p50), {p99:.3f} s (p99), {times[-1]:.3f} s (longest);"
            f" {len(self.refilled)} times all anew, {max(self.refilled, default=0):.3f} s at most"
        )

    @property
    def median(self) -> float:
        return sorted(self.seconds)[len(self.seconds) // 2]

    @asynccontextmanager
    async def overheard(self, client: Any) -> AsyncIterator[None]:
        """Every refusal counts by the server's own word, not by what the relay makes of it."""

        async def answer(message: Any) -> None:
            said = json.loads(message.data) if message.data[:1] == b"{" else {}
            if "error" in said and "stream" in said:
                self.refused.append(said["error"]["description"])
                self.said.set()

        subscription = await client.subscribe("_INBOX.>", cb=answer)
        await client.flush()
        yield
        await subscription.unsubscribe()


def _last(headers: dict[str, str]) -> bool:
    return "Nats-Batch-Commit" in headers or "Nats-Batch-Id" not in headers


class World:
    """Counting, its relay behind a meddler, and a rival that may carry the same ledger."""

    def __init__(self, counting: Any, client: Any, other: Any, chance: Random) -> None:
        self.counting, self.other, self.chance = counting, other, chance
        self.meddler, self.found = Meddler(client), Rejections()
        meddler: Any = self.meddler
        self.relay = Relay(signer("counting"), counting.pool, meddler, counting.writer.committed)

    def _not_yet(self, headers: dict[str, str]) -> bool:
        """Some messages of the batch may be sent before it happens."""
        return not _last(headers) and self.chance.random() < 0.7

    async def _rival(self, headers: dict[str, str]) -> bool:
        """Another relay carries the same rows."""
        if self._not_yet(headers):
            return False
        rival = Relay(signer("counting"), self.counting.pool, self.other, asyncio.Event())
        async with running(rival.run()):
            await self.at_head()
        return True

    async def _reset(self, headers: dict[str, str]) -> bool:
        """The stream is made anew."""
        if self._not_yet(headers):
            return False
        await declare(self.other, "counting")
        return True

    async def _wrong(self, headers: dict[str, str]) -> bool:
        """The expected sequence is another."""
        if EXPECTED in headers:
            headers[EXPECTED] = str(int(headers[EXPECTED]) + self.chance.choice([1, 1000]))
        return True

    async def _torn(self, headers: dict[str, str]) -> bool:
        """A message in the middle of a batch is lost; the rest arrives."""
        if "Nats-Batch-Id" in headers and not _last(headers):
            headers["lost"] = "yes"
            return True
        return False

    async def at_head(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while not await self._is_at_head():
                await asyncio.sleep(0.01)

    async def _is_at_head(self) -> bool:
        """Whether the stream ends where the ledger does."""
        end = await stream_end(self.other, "COUNTING")
        head: int = await self.counting.pool.fetchval("SELECT position FROM ledger_head")
        assert end is None or end.last <= head, "something was carried twice"
        return end is not None and end.last == head

    async def reject(self, rounds: int) -> Rejections:
        """So many rounds, each with a refused batch and an event after it that must get through."""
        harms = [self._rival, self._wrong, self._torn]
        async with self.found.overheard(self.other), running(self.relay.run()):
            for each in range(rounds):
                harm = self._reset if each % 20 == 10 else harms[each % len(harms)]
                await self.at_head()
                self.found.said.clear()
                self.meddler.harm = harm
                several = self.chance.randint(3, 6)
                await asyncio.gather(
                    *(self.counting.writer.ask(begin(f"{each}-{n}")) for n in range(several))
                )
                async with asyncio.timeout(PATIENCE):
                    while not self.found.said.is_set():
                        await self._is_at_head()
                        await asyncio.sleep(0.01)
                started = time.monotonic()
                await self.counting.writer.ask(begin(f"after {each}"))
                await self.at_head()
                took = self.found.refilled if harm == self._reset else self.found.seconds
                took.append(time.monotonic() - started)
        return self.found

    async def refuse_again_and_again(self, times: int) -> list[float]:
        """The seconds between refusals of a relay that is never let through."""
        moments: list[float] = []

        async def always(headers: dict[str, str]) -> bool:
            await self._wrong(headers)
            return False

        async with self.found.overheard(self.other), running(self.relay.run()):
            self.meddler.harm = always
            await self.counting.writer.ask(begin("not yet"))
            async with asyncio.timeout(PATIENCE):
                while len(moments) < times:
                    self.found.said.clear()
                    await self.found.said.wait()
                    moments.append(time.monotonic())
            self.meddler.harm = None
            await self.at_head()
        return [after - before for before, after in pairwise(moments)]
