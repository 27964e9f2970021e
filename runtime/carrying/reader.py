"""Read another service's stream: reference rows and policies' commands, each exactly once.

The position moves in the transaction of the effects, by compare-and-set, so twins never both
commit. Order is never given up (design 5). What can go wrong, and where each of it ends:

    raised                 by                      means                         ends in
    TROUBLE, Doubt         `messages`, `withheld`  NATS is away or in doubt      begin again
    INFRASTRUCTURE         writer, pool            PostgreSQL is away            begin again
    httpx2.HTTPError       `Peers`                 the other service is away     begin again
    Overtaken              writer                  a twin was faster             begin again
    Hole, twice Unsent     `messages`              the stream lacks a position   `_fill`
    Broken, of the stream  `chained`               a message is not the chain's  `_fill`
    Broken, of the ledger  `chained` in `_fill`    both copies are wrong         `_halt`
    Foreign                `_read`                 its service did not sign it   `_go_round`
    Poison, anything else  `Effects`, writer       the event cannot be taken in  `_halt`

`_fill` and `_go_round` take events from the ledger of the other service, over HTTP. `_halt` keeps
the position, until an operator lets the event pass, which is recorded.
"""

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import aclosing

import asyncpg
import httpx2
from nats.aio.client import Client

from runtime.carrying.effects import Effects
from runtime.carrying.jetstream import TROUBLE, Doubt, adopted, stream_end, stream_name
from runtime.carrying.message import Foreign, Message, chained, vouched
from runtime.carrying.peers import Peers
from runtime.carrying.pulling import Hole, Unsent, messages, withheld
from runtime.keys import EVERY, EVERY_BYTES, KeyFault, Trusted, endorsed, overdue
from runtime.logs import describe
from runtime.projection import Change
from runtime.service import Service
from runtime.submission import Delivery, Submission
from runtime.writing.failures import INFRASTRUCTURE, Overtaken, Poison
from runtime.writing.ledger import Broken
from runtime.writing.writer import Writer

log = logging.getLogger(__name__)

_PASSED = """
SELECT event->'data'->>'position'
FROM ledger, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb AS event) AS said
WHERE stream = $1 AND event->>'subject' = $1 AND event->>'type' LIKE '%.ReaderPassed'
"""
"""What operators let pass, by what the bodies say: a column is signed by nobody."""


class StreamReader:
    """One source of one service. `halted` holds the reason if it waits for an operator."""

    def __init__(
        self,
        service: Service,
        source: str,
        pool: asyncpg.Pool,
        client: Client,
        writer: Writer,
        peers: Peers,
        trusted: Trusted,
    ) -> None:
        self.source, self.stream = source, stream_name(source)
        self.foreign = 0
        """The first position that it will not take from the stream; 0 where all is well."""
        self.position = 0
        self.head = 0
        self.holes = 0
        self._announced = self._unsent = 0
        self._fresh = True
        self.halted: str | None = None
        self._effects = Effects(service, source)
        self._pool, self._client, self._writer, self._peers = pool, client, writer, peers
        self._trusted, self._says = trusted, vouched(trusted, source)
        self._hash = b""
        self._passed: set[int] = set()

    @property
    def lag(self) -> int:
        """How many events the stream is known to have that were not taken in."""
        return max(0, self.head - self.position, self._announced - self.position)

    async def run(self) -> None:
        pause = 0.05
        while True:
            started = time.monotonic()
            try:
                if await self._ready():
                    await self._read()
                else:
                    await asyncio.sleep(1)
            except Overtaken:
                pass
            except Hole as hole:
                await self._fill(hole)
            except Unsent as unsent:
                if self._unsent == unsent.next:  # by two consumers
                    await self._fill(Hole(self.stream, unsent.next, self.head + 1))
                self._unsent = unsent.next
            except Foreign as foreign:
                await self._go_round(foreign)
            except (*TROUBLE, *INFRASTRUCTURE, Doubt, httpx2.HTTPError) as error:
                log.info("reader of %s begins again: %r", self.stream, error)
            pause = 0.05 if time.monotonic() - started > 5 else min(pause * 2, 2.0)
            await asyncio.sleep(pause)

    async def _ready(self) -> bool:
        """Read the stored position. False while halted and not passed; a process that has just
        started tries once more, because its program may be newer."""
        async with self._pool.acquire() as connection:
            row = await connection.fetchrow(
                "SELECT position, hash, halted FROM readers WHERE source = $1", self.stream
            )
            passes = await connection.fetch(_PASSED, f"reader/{self.stream}")
        assert row is not None, f"`yishi prepare` made no reader of {self.stream}"
        self.position, self._hash, self.halted = row["position"], row["hash"], row["halted"]
        # A pass counts where the reader halts, so that none skips an event by a slip of the pen.
        halted_at = {self.position + 1} if self.halted else set()
        self._passed = halted_at & {int(each[0]) for each in passes}
        return self.halted is None or self._fresh or bool(self._passed)

    async def _read(self) -> None:
        kept: list[Message] = []
        async with aclosing(messages(self._client, self.stream, self.position)) as arriving:
            async for found in arriving:
                if found:
                    self._announced = found[-1].position + found[-1].pending
                    kept = await self._take(kept, found)
                elif kept:
                    break
                else:
                    await self._look_ahead()
                if overdue([one.body for one in kept]):
                    break
        raise Foreign(self.stream, self.position + 1)

    async def _look_ahead(self) -> None:
        """After a silence, find out whether the stream withholds its end. An event that was there
        at the last look, five seconds ago, and did not come is missing. A stream that ends before
        this reader's position is being filled, or waits for an operator."""
        self.head = await withheld(self._client, self.stream, self.position, self.head)
        end = await stream_end(self._client, self.stream)
        if end is None or end.last < self.position:
            await self._take_from_ledger(self.position + 1)
        else:
            self.foreign = 0

    async def _go_round(self, foreign: Foreign) -> None:
        """Take from the service's ledger what it signed: the stream has what it did not sign."""
        try:
            known = list(self._trusted.of(self.source))
            self._trusted.heed()
            await adopted(self._client, self.stream, self.source, self._trusted)
            if list(self._trusted.of(self.source)) != known:
                return  # signed with a key that counts meanwhile
            if self.foreign != foreign.position:
                log.error("ALARM %s. Its events are taken from the ledger meanwhile.", foreign)
                self.foreign = foreign.position
            await self._take_from_ledger(self.position + 1)
        except KeyFault as fault:
            log.error("ALARM %s", fault)
        except (*TROUBLE, *INFRASTRUCTURE, Overtaken, Doubt, Broken, httpx2.HTTPError) as error:
            log.info("the ledger of %s cannot be read now: %r", self.source, error)
        await asyncio.sleep(1)

    async def _take(self, kept: list[Message], found: list[Message]) -> list[Message]:
        """Take in what the service vouches for. Returns the messages behind that, to be kept."""
        try:
            return await self._take_sound(kept, found)
        except Broken as broken:
            log.error("ALARM %s", broken)
            raise Hole(self.stream, broken.position, broken.position + 1) from broken

    async def _take_sound(self, kept: list[Message], found: list[Message]) -> list[Message]:
        """Take in what fits the chain, then raise `Broken` for the first message that does not.
        Messages in `kept` have been checked before."""
        broken: Broken | None = None
        try:
            chained(self.stream, found, bytes.fromhex(kept[-1].hash) if kept else self._hash)
        except Broken as error:
            broken = error
            found = [one for one in found if one.position < error.position]
        kept = kept + found
        while sound := endorsed(kept, self._says):
            kept = kept[len(sound) :]
            self._learn(sound)
            for part in _portions(sound):
                await self._deliver(part, bytes.fromhex(part[-1].hash))
        if broken:
            raise broken
        return kept

    def _learn(self, sound: list[Message]) -> None:
        """Trust keys that were adopted among these: each signs what comes after it."""
        for index, one in enumerate(sound):
            if ".KeyAdopted." in one.subject:
                previous = bytes.fromhex(sound[index - 1].hash) if index else self._hash
                self._trusted.learn(self.source, one.position, previous, one.body, one.signature)

    async def _deliver(self, found: list[Message], after: bytes) -> None:
        """Commit effects and position in one transaction, or find the event at fault."""
        try:
            await self._writer.deliver(self._delivery(found, after))
        except (Overtaken, *TROUBLE, *INFRASTRUCTURE):
            raise
        except Exception as error:
            if len(found) == 1:
                await self._halt(found[0].position, error)
                raise Doubt(f"halted at {found[0].position}") from error
            for one in found:
                await self._deliver([one], chained(self.stream, [one], self._hash))
            return
        self.position, self._hash, self.halted = found[-1].position, after, None
        self.head = max(self.head, self.position)

    def _delivery(self, found: list[Message], after: bytes) -> Delivery:
        changes: list[Change] = []
        submissions: list[Submission] = []
        for message in found:
            if message.position in self._passed:
                continue
            try:
                rows, asked = self._effects.of(self.stream, message)
            except Exception as error:
                raise Poison(message.position, error) from error
            changes.extend(rows)
            submissions.extend(asked)
        return Delivery(self.stream, self.position, found[-1].position, after, changes, submissions)

    async def _halt(self, position: int, error: Exception) -> None:
        reason = f"position {position}: {describe(error)}"
        log.error("ALARM reader of %s halted at %s", self.stream, reason)
        async with self._pool.acquire() as connection:
            await connection.execute(
                "UPDATE readers SET halted = $1 WHERE source = $2 AND position = $3",
                reason[:2000],
                self.stream,
                position - 1,
            )
        self.halted, self._fresh = reason, False

    async def _fill(self, hole: Hole) -> None:
        """Take the missing range from the source's own ledger, with every hash checked."""
        log.error("ALARM %s; taking them from the ledger of %s", hole, self.source)
        self.holes += 1
        try:
            if not await self._ready():
                return
            try:
                await self._take_from_ledger(hole.next - 1)
            except Broken as broken:
                await self._halt(self.position + 1, broken)
        except (*TROUBLE, *INFRASTRUCTURE, Overtaken, Doubt, httpx2.HTTPError) as error:
            log.warning("the ledger of %s cannot be read now: %r", self.source, error)
            await asyncio.sleep(1)

    async def _take_from_ledger(self, until: int) -> None:
        """Take events at least up to `until`, and from there to the next signed one."""
        kept: list[Message] = []
        async for found in self._peers.ledger(self.source, self.position, until + 4 * EVERY):
            expected = kept[-1].position + 1 if kept else self.position + 1
            if found[0].position != expected:
                raise Broken(f"ledger of {self.source}", expected, "nothing", "a row")
            kept = await self._take_sound(kept, found)
            if self.position >= until:
                return
            if overdue([one.body for one in kept]):
                break
        if kept:
            raise Doubt(f"the ledger of {self.source} is not signed behind {self.position}")


def _portions(sound: list[Message]) -> Iterator[list[Message]]:
    """Split messages into parts, each a transaction of reasonable size."""
    part: list[Message] = []
    size = 0
    for one in sound:
        part.append(one)
        size += len(one.body)
        if size >= EVERY_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part
