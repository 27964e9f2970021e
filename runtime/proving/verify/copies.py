"""The two copies of one history: how far each is sound by itself, and what to do where they part.

A chain only proves that nobody changed a part of it alone. Whoever makes all hashes anew leaves a
copy that is sound by itself; then a third witness decides, never the copy that was looked at first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from runtime.carrying.jetstream import stream_name
from runtime.envelope import GENESIS
from runtime.keys import Trusted
from runtime.proving.verify.findings import Finding
from runtime.service import Service


@dataclass
class Copy:
    """How far one copy goes and holds by itself. `broken` is the first position at which its own
    chain does not, 0 where it holds to its `end`."""

    where: str
    end: int = 0
    hash: bytes = GENESIS
    broken: int = 0
    reason: str = ""
    seen: bool = True
    """Whether it could be read to its end."""
    vouched: Callable[[int, bytes, str], bool] | None = None
    """Whether the service signed this hash at this position; `None` where no key is known."""
    signed: int = 0
    """The last position that the service itself has signed, as far as was read."""
    unsigned: int = 0
    """The first signature that is none; 0 where all that were looked at hold."""

    def breaks(self, position: int, reason: str) -> None:
        if not self.broken or position < self.broken:
            self.broken, self.reason = position, reason

    def follow(self, points: Sequence[tuple[int, bytes, str | None]]) -> None:
        """Of a page (position, hash, signature): the last that is signed, since one valid signature
        vouches for all before it; each of them only where the last does not hold."""
        if self.vouched is None:
            return
        for position, hash_, signature in reversed(points):
            if signature is None:
                continue
            if self.vouched(position, hash_, signature):
                self.signed = position
                return
            self.unsigned = self.unsigned or position
            if self.unsigned < position:
                return

    @property
    def lacks(self) -> int:
        """The first position that nobody vouches for; 0 where the end is signed, or no key is
        known."""
        return self.signed + 1 if self.vouched and self.signed < self.end else 0

    @property
    def sound(self) -> bool:
        return self.seen and not self.broken

    @property
    def verdict(self) -> str:
        """Of this copy alone."""
        if not self.seen:
            return f"{self.where} could not be read to its end"
        if self.broken:
            return f"{self.where} breaks by itself at position {self.broken} ({self.reason})"
        sound = f"{self.where} is sound by itself to its end, position {self.end}"
        if self.lacks:
            return f"{sound}, and not signed by its service behind {self.signed}"
        return sound + ", and signed" * bool(self.vouched and self.signed)


@dataclass
class Pair:
    """Both copies of one service. `parts` is the first position at which both have something and
    it is not the same; 0 where they never part."""

    service: str
    ledger: Copy
    stream: Copy
    parts: int = 0
    alike: bool = True
    """Whether both have the same hash where the shorter one ends: then the copy that is sound by
    itself proves what the other one held there."""
    witnesses: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, service: str, trusted: Trusted | None = None) -> "Pair":
        pair = cls(service, Copy(f"ledger {service}"), Copy(f"stream {stream_name(service)}"))
        if trusted is not None and trusted.of(service):
            vouched = partial(trusted.vouches, service)
            unsigned = trusted.unsigned_until(service)
            for copy in (pair.ledger, pair.stream):
                copy.vouched, copy.signed = vouched, unsigned
        return pair

    def part(self, position: int) -> None:
        self.parts = self.parts or position

    def conclusion(self) -> Finding | None:
        """Which copy is to be believed, and what must not be done to it. `None` where both are
        sound and the same, or one of them was not looked at."""
        ledger, stream = self.ledger, self.stream
        if self.parts:
            found = f"ledger and stream apart from here on: {ledger.verdict}; {stream.verdict}"
            expected = "one history"
        elif ledger.seen and ledger.broken:
            found, expected = ledger.verdict, "a sound ledger"
        elif ledger.sound and stream.broken:
            found, expected = stream.verdict, "a whole stream"
        elif ledger.sound and stream.sound and stream.end > ledger.end:
            found, expected = f"{stream.verdict}; {ledger.verdict}", "no stream that is longer"
        else:
            return None
        said = " ".join([self._advice(), *self.witnesses])
        return Finding(f"copies of {self.service}", self.parts, found, expected, advice=said)

    def _advice(self) -> str:
        """Where both are sound by themselves, or part for good, no chain says which is true."""
        ledger, stream = self.ledger, self.stream
        if ledger.sound and stream.sound and not self.parts:
            return _FOREIGN.format(self.service) if stream.lacks else _STREAM_IS_LONGER
        if ledger.sound and stream.sound and bool(ledger.lacks) != bool(stream.lacks):
            if ledger.lacks:
                return _STREAM_IS_SOUND
            return _FOREIGN.format(self.service)
        if self.alike and ledger.sound and stream.seen:
            return _LEDGER_IS_SOUND.format(self.service)
        if self.alike and stream.sound and stream.end >= ledger.broken:
            return _STREAM_IS_SOUND
        if ledger.sound or stream.sound:
            return _ONE_IS_REWRITTEN.format(self.service)
        return _NEITHER


_STREAM_IS_SOUND = (
    "The stream is the sound copy: do not rebuild it. Keep the database as evidence and restore it,"
    " operator's guide 6.4."
)
_LEDGER_IS_SOUND = (
    "The ledger is the sound copy. Find out who or what changed the stream, then"
    " `yishi streams rebuild {0}`, operator's guide 6.3."
)
_ONE_IS_REWRITTEN = (
    "One of the two was rewritten with all its hashes, and neither says which: rebuild nothing and"
    " restore nothing yet. Stop {0}, keep both, and ask a third copy for its hash at a position"
    " from here on: a department's, an archive, a hash that an auditor noted; operator's guide 6.8."
)
_NEITHER = (
    "Neither copy can be believed: rebuild nothing, keep both as evidence, and restore from the"
    " last backup whose hashes a third copy confirms, operator's guide 6.5."
)
_STREAM_IS_LONGER = (
    "The database was put back: a start of the service brings back the rest (operator's guide 4)."
)
_FOREIGN = (
    "Somebody else published into the stream; the ledger is the true copy. Find out who may, and"
    " change that password. Then `yishi streams rebuild {0}`, operator's guide 6.3."
)


async def witnesses(
    connections: Mapping[str, Any],
    services: Mapping[str, Service],
    name: str,
    position: int,
    there: Any,
) -> list[str]:
    """What other services took in of this one from `position` on: which copy they have read.

    `there(position)` gives the hashes of ledger and stream at a position, `None` where it has
    none.
    """
    said = []
    for other, service in services.items():
        if name not in service.sources or other not in connections:
            continue
        rows = await connections[other].fetch(
            "SELECT position, hash FROM readers WHERE source = $1 AND position >= $2",
            stream_name(name),
            position,
        )
        for row in rows:
            at_ledger, at_stream = await there(row["position"])
            match = {at_ledger: "the ledger", at_stream: "the stream"}
            which = match.get(row["hash"], "neither")
            if at_ledger != at_stream:
                said.append(f"{other} has read what {which} has, up to {row['position']}.")
    return said
