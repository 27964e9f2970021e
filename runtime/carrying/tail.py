"""Find where a stream and its ledger part, and who did that.

The stream may be longer, because the database was put back, or because somebody else published.
Only what the service has signed is its own (runtime/keys.py).
"""

from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client

from runtime.carrying.jetstream import message_at, stream_name
from runtime.carrying.message import Message, vouched
from runtime.keys import EVERY
from runtime.signer import Signer
from runtime.writing import ledger
from runtime.writing.ledger import Broken


@dataclass(frozen=True, slots=True)
class Tail:
    """`agreed`: the last position up to which both have the same hashes, gaps in the stream aside.
    `head`: where the ledger ends. `own`: a position behind it that the service has signed, in the
    stream and not in the ledger. `foreign`: the first that somebody else took. 0 where there is
    none."""

    agreed: int
    head: int
    own: int = 0
    foreign: int = 0


async def compared(
    client: Client, connection: Any, signer: Signer, last: int, known_foreign: int = 0
) -> Tail:
    """The stream, which ends at `last`, against the ledger. Raises `Broken` where the service has
    signed two different histories: that is nothing a program may mend. What it signed once and
    somebody sent again, behind a message of their own, is no second history. `known_foreign`: where
    somebody else published at the last look; genuine messages behind that do not heal it."""
    stream = stream_name(signer.service)
    head = (await ledger.head(connection)).position
    agreed = await _agreed(client, connection, stream, min(last, head))
    if known_foreign and known_foreign <= min(agreed, head):
        there = await message_at(client, stream, known_foreign)
        if there is not None and not await _same(connection, there):
            return Tail(known_foreign - 1, head, foreign=known_foreign)
    if agreed == last:
        return Tail(agreed, head)
    says = vouched(signer.trusted, signer.service)
    first: Message | None = None
    for position in range(agreed + 1, min(last, agreed + EVERY) + 1):
        if found := await message_at(client, stream, position):
            first = first or found
            if says(found):
                if position <= head and await _same(connection, found):
                    continue  # a copy: the chain to it does not hold
                if first.position <= head and found.signature is None:
                    continue  # older than signing: nobody's word, and no second history
                if first.position <= head:
                    raise await _forked(connection, stream, first)
                return Tail(agreed, head, own=position)
    return Tail(agreed, head, foreign=first.position if first else 0)


async def _agreed(client: Client, connection: Any, stream: str, until: int) -> int:
    """Search by halving: after hashes differ once, they differ for ever."""
    low, high, probe = 0, until, until
    while low < high:
        at, found = probe, await message_at(client, stream, probe)
        while found is None and at > low + 1:  # a damaged block
            at -= 1
            found = await message_at(client, stream, at)
        if found is None or await _same(connection, found):
            low = probe
        else:
            high = at - 1
        probe = (low + high + 1) // 2
    return low


async def _same(connection: Any, found: Message) -> bool:
    expected = await ledger.hash_at(connection, found.position)
    return expected is not None and expected.hex() == found.hash


async def _forked(connection: Any, stream: str, found: Message) -> Broken:
    expected = await ledger.hash_at(connection, found.position)
    at_home = expected.hex() if expected else "no row"
    return Broken(f"stream {stream} against the ledger", found.position, found.hash, at_home)
