"""Find where a stream and its ledger part, and who caused it. A stream is longer where the database
was put back, or where somebody else published; the signature tells (runtime/keys.py)."""

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
    """Positions of a comparison, 0 where there is none. `agreed`: both have the same hashes up to
    here. `head`: the ledger ends here. `own`: the service signed this one behind the ledger's end.
    `foreign`: somebody else took this one first."""

    agreed: int
    head: int
    own: int = 0
    foreign: int = 0


async def compared(
    client: Client, connection: Any, signer: Signer, last: int, known_foreign: int = 0
) -> Tail:
    """Compare the stream, which ends at `last`, with the ledger. Raises `Broken` where the service
    has signed two histories, which no program may mend; its own message sent again behind a
    stranger's is no second history. `known_foreign` is the stranger's position at the last look:
    genuine messages behind it do not heal the stream."""
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
                    expected = await ledger.hash_at(connection, first.position)
                    at_home = expected.hex() if expected else "no row"
                    where = f"stream {stream} against the ledger"
                    raise Broken(where, first.position, first.hash, at_home)
                return Tail(agreed, head, own=position)
    return Tail(agreed, head, foreign=first.position if first else 0)


async def _agreed(client: Client, connection: Any, stream: str, until: int) -> int:
    """Search by halving: once hashes differ, all later ones do."""
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
