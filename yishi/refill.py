"""What a stream holds that its ledger does not, and filling it from the ledger again."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
from nats.aio.client import Client

from runtime.carrying import jetstream
from runtime.carrying.jetstream import TROUBLE, Doubt, adopted, stream_end, stream_name
from runtime.carrying.message import Message, vouched
from runtime.carrying.pulling import Hole, messages, withheld
from runtime.carrying.relay import Relay
from runtime.envelope import GENESIS, chain
from runtime.keys import endorsed
from runtime.signer import Signer
from runtime.writing import ledger
from yishi.deployment import DeploymentError, deployed
from yishi.progress import progress, progress_ends
from yishi.signing import own_signer

TRIES = 3
"""To read on at one position of a stream, before that is where it ends."""
STILL = 30.0
"""Seconds without a further message after which filling is given up."""


@dataclass(frozen=True)
class Copies:
    """A stream beside its ledger. Up to `sound` each message is there, its hash is that of its
    chain, and the service has signed it; `parts` is the first of these that the ledger has not, or
    has otherwise, and 0 where there is none. `unread`: messages behind `sound` may be sound too,
    and cannot be read now."""

    stream: str
    sound: int
    parts: int
    unread: bool

    @property
    def lost(self) -> str:
        """What would be lost with the stream, in words; empty where nothing would."""
        if self.parts:
            return f"{self.parts} to {self.sound} of {self.stream}"
        return f"all behind {self.sound} of {self.stream}" if self.unread else ""


async def compared(client: Client, connection: Any, signer: Signer) -> Copies:
    """The stream from its first message on, for as long as its own chain holds."""
    stream = stream_name(signer.service)
    end = await stream_end(client, stream)
    ends, at, sound, parts = end.last if end else 0, 0, 0, 0
    previous, tries = GENESIS, 0
    if end:
        await adopted(client, stream, signer.service, signer.trusted)
    while at < ends and tries < TRIES:
        try:
            async with aclosing(messages(client, stream, at)) as arriving:
                async for found in arriving:
                    if not found:
                        await withheld(client, stream, at, ends)
                    chained, previous = _chained(found, previous)
                    parts = parts or await _parting(connection, chained)
                    if signed := _signed(signer, chained):
                        sound = signed
                    at, tries = at + len(chained), 0
                    progress(f"{stream} read", at)
                    if len(chained) < len(found):
                        ends = at  # what is behind does not continue it
                    if at >= ends:
                        break
        except Hole:
            break
        except (*TROUBLE, Doubt):
            tries += 1
            await asyncio.sleep(0.5)
    return Copies(stream, sound, parts if parts <= sound else 0, tries == TRIES)


def _signed(signer: Signer, found: list[Message]) -> int:
    """The last of these for which the service vouches, or that is older than its first key."""
    says = vouched(signer.trusted, signer.service)
    own = endorsed(found, says)
    return own[-1].position if own else 0


def _chained(found: list[Message], previous: bytes) -> tuple[list[Message], bytes]:
    """As many of these as continue the chain, and its hash after them."""
    for index, message in enumerate(found):
        after = chain(previous, message.body)
        if message.hash != after.hex():
            return found[:index], previous
        previous = after
    return found, previous


async def _parting(connection: Any, found: list[Message]) -> int:
    """The first of these that the ledger has not as it is here; 0 where it has all."""
    if not found:
        return 0
    rows = await connection.fetch(
        "SELECT position, hash FROM ledger WHERE position BETWEEN $1 AND $2",
        found[0].position,
        found[-1].position,
    )
    there = {row["position"]: row["hash"].hex() for row in rows}
    return next((m.position for m in found if there.get(m.position) != m.hash), 0)


async def unsound(connection: Any, service: str) -> str:
    """Why nothing may be filled from this ledger; empty where it is sound."""
    position, previous = 0, GENESIS
    async with aclosing(ledger.pages_ahead(connection)) as pages:
        async for rows in pages:
            try:
                previous = ledger.continues(f"ledger {service}", rows, position, previous)
            except ledger.Broken as broken:
                return str(broken)
            position = rows[-1]["position"]
            progress(f"ledger {service} read", position)
    return ""


async def head_fits(connection: Any) -> bool:
    """Whether the row that says where the ledger ends says what its last row says."""
    fits: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM ledger_head WHERE (position, hash) ="
        " (SELECT position, hash FROM ledger UNION ALL SELECT 0, $1 ORDER BY 1 DESC LIMIT 1))",
        GENESIS,
    )
    return fits


async def fill(client: Client, service: str, connection: Any) -> int:
    """Carry the ledger into its empty stream, with the service's own relay in this process; where
    the service runs, its relay helps. Returns how many events the stream holds then."""
    stream = stream_name(service)
    head = (await ledger.head(connection)).position
    async with _carrying(service) as relay:
        last, moved = -1, time.monotonic()
        while True:
            end = await stream_end(client, stream)
            now = end.last if end else 0
            if now != last:
                last, moved = now, time.monotonic()
                progress(f"{stream} has, of {head} events", now)
            if now >= head:
                progress_ends()
                return now
            if relay.done():
                await relay  # raises why
            if time.monotonic() - moved > STILL:
                raise DeploymentError(
                    f"{stream} is not being filled: it ends at {now}, the ledger at {head}. Run"
                    f" `yishi doctor`; then the same again, which goes on where this ended."
                )
            await asyncio.sleep(0.2)


@asynccontextmanager
async def _carrying(service: str) -> AsyncIterator["asyncio.Task[None]"]:
    """The relay of a service, under the service's own name on NATS."""
    each = deployed(service)
    password = os.environ.get(f"YISHI_{service.upper()}_NATS_PASSWORD", "")
    if not password and os.environ.get("YISHI_DEPLOY_NATS_PASSWORD"):
        raise DeploymentError(
            f"Set YISHI_{service.upper()}_NATS_PASSWORD: the stream is filled under the name of"
            " the service, as only it may publish."
        )
    user = service if password else ""
    carrier = await jetstream.connect(os.environ["YISHI_NATS_URL"], user, password, "yishi-refill")
    try:
        async with asyncpg.create_pool(each.owner_url, min_size=1, max_size=2) as pool:
            relay = Relay(own_signer(service), pool, carrier, asyncio.Event())
            carrying = asyncio.create_task(relay.run())
            try:
                yield carrying
            finally:
                carrying.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await carrying
    finally:
        await carrier.close()
