"""The two copies of one history: how far each is sound by itself, and what to do where they part.

A chain proves only that nobody changed a part of it. Somebody who computes all hashes again leaves
a copy that is sound by itself; then a third witness decides, never the copy that was looked at
first.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from runtime.carrying.jetstream import stream_name
from runtime.envelope import GENESIS
from runtime.keys import Trusted
from runtime.proving.verify.findings import Finding
from runtime.service import Service

Link = tuple[int, bytes, bytes, str | None, bytes]
"""Holds position, hash, body and signature of one row, and the hash before it."""


@dataclass
class Copy:
    """One copy. `broken` is the first position that does not fit its own chain, 0 where all fit."""

    where: str
    end: int = 0
    hash: bytes = GENESIS
    broken: int = 0
    reason: str = ""
    seen: bool = True
    """Tells whether the copy could be read to its end."""
    signed: int = 0
    """The last position that its service vouches for; all before it is chained to that."""

    def breaks(self, position: int, reason: str) -> None:
        if not self.broken or position < self.broken:
            self.broken, self.reason = position, reason

    @property
    def sound(self) -> bool:
        return self.seen and not self.broken

    @property
    def verdict(self) -> str:
        if not self.seen:
            return f"{self.where} could not be read to its end"
        if self.broken:
            return f"{self.where} breaks by itself at position {self.broken} ({self.reason})"
        end = f"{self.where} is sound by itself to its end, position {self.end}"
        return f"{end}, and signed by its service to {self.signed}" if self.signed else end


class Vouching:
    """Finds out how far a service vouches for one copy of its history."""

    def __init__(self, trusted: Trusted, service: str, copy: Copy) -> None:
        self._trusted, self._service, self._copy = trusted, service, copy

    def page(self, rows: Sequence[Link]) -> None:
        """Look at the next rows. One signature vouches for all rows before it, so the last row's is
        checked, and an earlier one only where that is not good."""
        for position, _, body, signature, previous in rows:
            if b'.KeyAdopted"' in body[:200]:  # signed by the key before, whoever brings it
                with suppress(ValueError, TypeError, KeyError, RecursionError):
                    self._trusted.learn(self._service, position, previous, body, signature)
        for position, hash_, _, signature, _ in reversed(rows):
            if self._trusted.vouches(self._service, position, hash_, signature):
                self._copy.signed = position
                return

    def finding(self) -> Finding | None:
        """A finding where the copy goes further than its service vouches for."""
        copy = self._copy
        if copy.end == copy.signed or not copy.seen:
            return None
        if not self._trusted.of(self._service):
            where, found = f"{copy.where} signature", f"no trusted key of {self._service}"
            return Finding(where, 0, found, "one; run `yishi prepare`, or set YISHI_TRUSTED_KEYS")
        return Finding(
            f"{copy.where} signature",
            copy.signed + 1,
            f"nothing that its service has signed from here to its end, {copy.end}",
            "a signature at the end of each commit",
            advice="Whoever wrote this had the password of a server and not the service's key;"
            " operator's guide 6.8.",
        )


@dataclass
class Pair:
    """Both copies of one service. They first differ at position `parts`; 0 where they never do."""

    service: str
    ledger: Copy
    stream: Copy
    parts: int = 0
    alike: bool = True
    """Whether both have the same hash where the shorter one ends: then the copy that is sound by
    itself proves what the other one held there."""
    witnesses: list[str] = field(default_factory=list)
    head: int = 0
    """Where the ledger ended after the stream was asked for its end: what is recorded while the
    auditor reads comes later in both."""

    @classmethod
    def of(cls, service: str) -> "Pair":
        return cls(service, Copy(f"ledger {service}"), Copy(f"stream {stream_name(service)}"))

    def conclusion(self) -> Finding | None:
        """The finding which copy to believe; `None` where there is nothing to choose."""
        ledger, stream = self.ledger, self.stream
        if self.parts:
            found = f"ledger and stream apart from here on: {ledger.verdict}; {stream.verdict}"
            expected = "one history"
        elif ledger.seen and ledger.broken:
            found, expected = ledger.verdict, "a sound ledger"
        elif ledger.sound and stream.broken:
            found, expected = stream.verdict, "a whole stream"
        elif ledger.sound and stream.sound and stream.end > max(ledger.end, self.head):
            found, expected = f"{stream.verdict}; {ledger.verdict}", "no stream that is longer"
        else:
            return None
        said = " ".join([self._advice(), *self.witnesses])
        return Finding(f"copies of {self.service}", self.parts, found, expected, advice=said)

    def _advice(self) -> str:
        """The advice for this pair. Where both are sound, or part for good, no chain decides."""
        ledger, stream = self.ledger, self.stream
        if ledger.sound and stream.sound and not self.parts:
            return _PUT_BACK if stream.signed > ledger.end else _FOREIGN.format(self.service)
        if not self.alike:
            signed = [each for each in (ledger, stream) if 0 < self.parts <= each.signed]
            if len(signed) == 2:
                return _BOTH_ARE_SIGNED.format(self.service)
            if signed:
                return _STREAM_IS_SIGNED if stream in signed else _LEDGER_IS_SIGNED
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
_STREAM_IS_SIGNED = (
    "The stream is the copy that its service has signed; the ledger was rewritten without its key."
    " Do not rebuild the stream. Keep the database as evidence and restore it, operator's guide"
    " 6.4."
)
_LEDGER_IS_SIGNED = (
    "The ledger is the copy that its service has signed; the stream was rewritten without its key."
    " Find out who could, keep what you need as evidence, then rebuild it, operator's guide 6.3."
)
_BOTH_ARE_SIGNED = (
    "The service has signed both: its key was used for two histories. Stop {0}, rebuild nothing and"
    " restore nothing, and ask a third copy, operator's guide 6.8."
)
_PUT_BACK = (
    "The service has signed what the ledger lacks: the database was put back. Start the service:"
    " it brings back the rest, operator's guide 4."
)
_FOREIGN = (
    "The service has not signed what is behind its ledger: somebody else published. Find out who"
    " can, then `yishi streams rebuild {0}`, operator's guide 6.3."
)


async def witnesses(
    connections: Mapping[str, Any],
    services: Mapping[str, Service],
    name: str,
    position: int,
    there: Callable[[int], Awaitable[tuple[bytes | None, bytes | None]]],
) -> list[str]:
    """Say which copy other services have read from `position` on. `there(position)` gives the
    hashes of ledger and stream there, `None` where there is none."""
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
