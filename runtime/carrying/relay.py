"""Carry the ledger to its stream, so that a stream's sequence is the ledger's position (traps 1.1,
10).

There is no checkpoint: the stream says where to go on. Two relays at once are harmless, because the
server takes a batch only if it continues the stream at the expected sequence.
"""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import asyncpg
from nats.aio.client import Client

from runtime.carrying.contradiction import Contradiction
from runtime.carrying.jetstream import TROUBLE, Doubt, message_at, stream_end, stream_name
from runtime.carrying.message import CONTENT_TYPE, Foreign
from runtime.carrying.tail import compared
from runtime.envelope import links, subject, traceparent_in
from runtime.keys import endorsed
from runtime.signer import Signer
from runtime.writing import ledger
from runtime.writing.failures import INFRASTRUCTURE
from runtime.writing.ledger import Broken

log = logging.getLogger(__name__)

MOST = 500
"""Messages in an atomic batch; the server's own limit is 1000."""
MOST_BYTES = 4 * 1024 * 1024
IDLE_CHECK = 5.0
"""Seconds after which an idle relay looks whether the stream still ends where it left it."""
FOREIGN_CHECK = 5.0
"""Seconds after which a relay looks again whether the stream was freed of what is not ours."""
_COLUMNS = f"{ledger.COLUMNS}, (SELECT epoch FROM ledger_head) AS epoch"
SOON = 0.05
"""Seconds until a relay that carried something begins again."""


class Refused(Doubt):
    """The server did not take a batch."""


class Relay:
    """Carries one ledger, in each process of a service. It ends only where hashes disagree."""

    def __init__(
        self, signer: Signer, pool: asyncpg.Pool, client: Client, committed: asyncio.Event
    ) -> None:
        self.service, self.stream = signer.service, stream_name(signer.service)
        self.carried = 0
        self.foreign = 0
        """The first position of the stream that somebody else took; 0 where nobody did."""
        self._signer = signer
        self.traced: Callable[[str, Sequence[Any], int], None] | None = None
        self._pool, self._client, self._committed = pool, client, committed
        self._came_on = False
        self.contradiction = Contradiction(self.stream, self.service)

    async def run(self) -> None:
        """Carry until cancelled. Raises `Broken` where the two copies differ. Where somebody else
        has published, the relay carries nothing, and commands go on as when NATS is away."""
        pause = SOON
        while True:
            self._came_on, most = False, 2.0
            started = time.monotonic()
            try:
                await self._carry()
            except Broken:
                raise
            except Foreign as foreign:
                if self.foreign != foreign.position:
                    log.error(
                        "ALARM %s. Nothing is carried any more; commands go on. Find out who can"
                        " publish, then run `yishi streams rebuild %s`.",
                        foreign,
                        self.service,
                    )
                self.foreign, most = foreign.position, FOREIGN_CHECK
                pause = most / 2
            except (*TROUBLE, *INFRASTRUCTURE, Doubt) as error:
                log.info("relay of %s begins a new epoch: %r", self.stream, error)
                if isinstance(error, Refused):
                    self.contradiction.refused(self.carried, str(error))
                if isinstance(error, Doubt):
                    most = 0.5  # everybody answers, and another relay may have been faster
            if self._came_on or time.monotonic() - started > 5:
                pause = SOON
            else:
                pause = min(pause * 2, most)
            await asyncio.sleep(pause)

    async def _carry(self) -> None:
        """One epoch: ask where the stream ends, make sure it is ours, go on after it."""
        last = await self._agreed_end()
        self.foreign = 0
        epoch = secrets.token_hex(6)
        inbox = self._client.new_inbox()
        answers: asyncio.Queue[Any] = asyncio.Queue()
        subscription = await self._client.subscribe(f"{inbox}.{epoch}.*", cb=answers.put)
        try:
            batch = 0
            while True:
                self._committed.clear()
                async with self._pool.acquire() as connection:
                    found = await ledger.read(
                        connection, last, MOST, most_bytes=MOST_BYTES, columns=_COLUMNS
                    )
                rows = endorsed(found, self._vouched)
                if found and not rows:
                    raise Doubt(f"the ledger of {self.service} is not signed behind {last}")
                if not rows:
                    await self._wait(last)
                    continue
                batch += 1
                since = time.time_ns()
                await self._publish(rows, f"{inbox}.{epoch}.{batch}", rows[0]["epoch"].hex)
                await self._acknowledged(answers, f".{batch}", rows[-1]["position"])
                last = self.carried = rows[-1]["position"]
                self._came_on = True
                self.contradiction.carried()
                if self.traced:
                    self.traced(self.stream, rows, since)
        finally:
            with suppress(*TROUBLE):
                await subscription.unsubscribe()

    def _vouched(self, row: Any) -> bool:
        """Whether a batch may end at this row: a commit is carried whole or not at all."""
        trusted = self._signer.trusted
        return trusted.endorses(self.service, row["position"], row["hash"], row["signature"])

    async def _agreed_end(self) -> int:
        """The last position with our hash. Raises `Foreign` where somebody else published."""
        end = await stream_end(self._client, self.stream)
        self.carried = end.last if end else 0
        if end is None:
            raise Doubt(f"there is no stream {self.stream}: run `yishi streams`")
        async with self._pool.acquire() as connection:
            tail = await compared(self._client, connection, self._signer, end.last, self.foreign)
        if tail.own > tail.head:
            raise ledger.WentBack(f"{self.stream} ends at {end.last}, the ledger at {tail.head}")
        if tail.foreign:
            raise Foreign(self.stream, tail.foreign)
        if tail.agreed < end.last:
            raise ledger.WentBack(f"{self.stream} ends at {end.last}, the ledger at {tail.head}")
        if end.last and await message_at(self._client, self.stream, end.last) is None:
            # A damaged block. The places are taken all the same: readers fill them from the ledger.
            log.error("ALARM %s holds nothing at its end %d", self.stream, end.last)
        return end.last

    async def _wait(self, last: int) -> None:
        """Wait for a commit here, or for a second, in which another replica may have committed."""
        deadline = time.monotonic() + IDLE_CHECK
        while time.monotonic() < deadline:
            try:
                async with asyncio.timeout(1.0):
                    await self._committed.wait()
                return
            except TimeoutError:
                async with self._pool.acquire() as connection:
                    if (await ledger.head(connection)).position > last:
                        return
        end = await stream_end(self._client, self.stream)
        if end is None or end.last != last:
            raise Doubt(f"{self.stream} no longer ends at {last}")

    async def _publish(self, rows: Sequence[asyncpg.Record], reply: str, epoch: str) -> None:
        count = len(rows)
        batch_id = reply.rsplit(".", 2)[-2] + reply.rsplit(".", 1)[-1]
        for number, row in enumerate(rows, start=1):
            headers = {
                "content-type": CONTENT_TYPE,
                "Yishi-Position": str(row["position"]),
                "Yishi-Hash": row["hash"].hex(),
                "Yishi-Epoch": epoch,
            }
            if row["signature"]:
                headers["Yishi-Signature"] = row["signature"]
            if trace := traceparent_in(row["body"]):
                headers["traceparent"] = trace
            if number == 1:
                headers["Nats-Expected-Stream"] = self.stream
                headers["Nats-Expected-Last-Sequence"] = str(row["position"] - 1)
            if count > 1:
                headers["Nats-Batch-Id"] = batch_id
                headers["Nats-Batch-Sequence"] = str(number)
                if number == count:
                    headers["Nats-Batch-Commit"] = "1"
            answered = number in (1, count)
            await self._client.publish(
                subject(row["type"], links(row["body"]).audience, row["unit"]),
                row["body"],
                reply=reply if answered else "",
                headers=headers,
            )

    async def _acknowledged(self, answers: asyncio.Queue[Any], token: str, position: int) -> None:
        """Wait for the stream's word that it ends at `position`. Anything else is doubt."""
        while True:
            # Not wait_for: before Python 3.12 it forgets a cancellation that comes with the result.
            async with asyncio.timeout(5.0):
                answer = await answers.get()
            if not answer.subject.endswith(token):
                continue
            if (answer.headers or {}).get("Status"):
                raise Doubt(f"nobody listens for {self.stream}")
            if not answer.data:
                continue  # the first of a batch is acknowledged without content
            said = json.loads(answer.data)
            if error := said.get("error"):
                raise Refused(f"{self.stream} refused: {error.get('description')}")
            if said.get("stream") != self.stream or said.get("domain") or said["seq"] != position:
                raise Doubt(f"a foreign acknowledgement: {said}")
            return
