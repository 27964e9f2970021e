"""Read a stream of events and never skip one (traps 1.7 and 10).

This is a pull loop of our own: an ephemeral consumer from position + 1 on, without
acknowledgements, with heartbeats, and a check that every message is the next one. In doubt it
raises, and the reader begins again from the position it has stored. The server keeps no state.
"""

import asyncio
import json
import re
import secrets
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from runtime.carrying.jetstream import TROUBLE, Doubt, Raw, message_at, stream_end
from runtime.carrying.message import Message, header_lines, of_wire

SILENCE = 3.0
"""Seconds without message or heartbeat after which a consumer is given up."""

QUIET = 5.0
"""Seconds without a message after which a reader looks whether any is withheld."""

MOST_BYTES = 4 * 1024 * 1024
"""The most bytes of messages that are requested at once and not yet looked at."""

_SERVED = ("Batch Completed", "Message Size Exceeds MaxBytes")
"""How a request ends that got what it asked for, or as much of it as fits into its bytes."""


class Unsent(Doubt):
    """The stream has `next`, and its consumer did not send it."""

    def __init__(self, stream: str, next_: int) -> None:
        super().__init__(f"{stream} has {next_} and did not send it")
        self.next = next_


class Hole(Exception):
    """The stream lacks the positions from `first` to `next` - 1."""

    def __init__(self, stream: str, first: int, next_: int) -> None:
        super().__init__(f"{stream}: positions {first} to {next_ - 1} are missing")
        self.stream, self.first, self.next = stream, first, next_


_STATUS = re.compile(rb"NATS/1\.0 +(\d+) *([^\r]*)\r\n")
"""The first line of what the server itself says: its code, and mostly a description."""


async def withheld(client: Client, stream: str, position: int, claimed: int) -> int:
    """The end of the stream, after a silence behind `position`. `claimed` is where it ended at the
    last look. Raises `Hole` where events up to there are missing, `Unsent` where they are there and
    did not come, `Doubt` where there is no such stream."""
    if claimed > position:
        if await message_at(client, stream, position + 1):
            raise Unsent(stream, position + 1)
        raise Hole(stream, position + 1, claimed + 1)
    end = await stream_end(client, stream)
    if end is None:
        raise Doubt(f"there is no stream {stream}")
    return max(end.last, position)


async def messages(
    client: Client, stream: str, after: int, *, batch: int = 500
) -> AsyncGenerator[list[Message], None]:
    """Messages from `after` + 1 on without gaps, in lists; an empty list after five silent seconds.
    Raises `Hole` where a position is missing, `Doubt` where the consumer cannot be trusted any
    more. Close it (`aclosing`) to give the consumer back."""
    async with _pulling(client, stream, after, batch) as pull:
        await pull.ask()
        waiting = batch
        skipped: Raw | None = None
        while True:
            found: list[Message] = []
            raw = skipped
            if raw is None:
                raw = await pull.next()
            while raw is not None:
                if said := _STATUS.match(raw[3]):
                    status, description = said[1].decode(), said[2].decode(errors="replace")
                    if status == "100":
                        pass
                    elif status == "408":
                        if raw[0] == pull.latest:  # so none is open any more
                            await pull.ask()
                            waiting = batch
                            yield []
                    elif description in _SERVED:
                        waiting -= int(header_lines(raw[3].decode())["Nats-Pending-Messages"])
                    else:
                        raise Doubt(f"{stream}: {status} {description}")
                else:
                    waiting -= 1
                    message = _read(raw)
                    if message.position > after + 1:
                        if not found:
                            raise Hole(stream, after + 1, message.position)
                        skipped = raw  # what came before the hole is delivered first
                        break
                    if message.position == after + 1:
                        found.append(message)
                        after += 1
                raw = pull.arrived() if len(found) < batch else None
            if found:
                yield found
            if waiting <= batch // 2:
                await pull.ask()
                waiting += batch


class _Pull:
    """Requests for messages, and the messages that came and were not looked at yet. They come
    straight from the connection: the queue and the task of a subscription take a quarter of the
    time."""

    def __init__(self, client: Client, where: str, inbox: str, batch: int) -> None:
        self.latest = ""
        self._waiting: deque[Raw] = deque()
        self._came = asyncio.Event()
        self._client, self._where, self._inbox, self._asked = client, where, inbox, 0
        times = {"expires": int(QUIET * 1e9), "idle_heartbeat": 10**9}
        # One that its messages fill to the byte ends without a word. Whoever then begins again at
        # the same place must not ask for the same: an import would never come to its end.
        most = MOST_BYTES - secrets.randbelow(1000)
        self._request = json.dumps({"batch": batch, "max_bytes": most, **times}).encode()

    async def ask(self) -> None:
        """Ask under an inbox of its own, so that the end of each request is told from others."""
        self._asked += 1
        self.latest = f"{self._inbox}.{self._asked}"
        await self._client.publish(self._where, self._request, reply=self.latest)

    def take(self, raw: Raw) -> None:
        self._waiting.append(raw)
        self._came.set()

    async def next(self) -> Raw:
        """The oldest that waits, or `TimeoutError` after a silence."""
        # Not wait_for: before Python 3.12 it forgets a cancellation that comes in time.
        async with asyncio.timeout(SILENCE):
            while not self._waiting:
                self._came.clear()
                await self._came.wait()
        return self._waiting.popleft()

    def arrived(self) -> Raw | None:
        """The oldest that waits; `None` where none does."""
        return self._waiting.popleft() if self._waiting else None


@asynccontextmanager
async def _pulling(client: Client, stream: str, after: int, batch: int) -> AsyncIterator[_Pull]:
    if not client.is_connected:
        raise Doubt(f"no connection to the server of {stream}")
    name, inbox = f"r{secrets.token_hex(6)}", client.new_inbox()
    subscription = await client.subscribe(f"{inbox}.*")
    pull = _Pull(client, f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}", inbox, batch)
    pulls: dict[int, Any] = client.pulls  # type: ignore[attr-defined]  # it is a `_Client`
    pulls[subscription._id] = pull.take
    try:
        await client.jetstream(timeout=2).add_consumer(
            stream,
            ConsumerConfig(
                name=name,
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=after + 1,
                ack_policy=AckPolicy.NONE,
                inactive_threshold=10,
                mem_storage=True,
                num_replicas=1,
            ),
        )
        yield pull
    finally:
        del pulls[subscription._id]
        with suppress(*TROUBLE):  # the server forgets the consumer by itself, ten seconds later
            await subscription.unsubscribe()


def _read(raw: Raw) -> Message:
    where, reply, body, headers = raw
    tokens = reply.split(".")
    # Nine tokens, or eleven and more where the server puts domain and account before the stream.
    shift = 0 if len(tokens) == 9 else 2
    return of_wire(int(tokens[5 + shift]), where, body, headers, int(tokens[8 + shift]))
