"""The keys that vouch for ledgers: each service has an Ed25519 key, and others trust its public
half.

A signature is over the service's name, a position and the hash there. Hashes are chained, so one
signature vouches for everything before it. Private keys and the file of trusted ones lie neither in
the database nor on the broker: both together make no history.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from runtime.envelope import GENESIS, chain

EVERY = 250
"""Rows after which a long commit is signed in between: what is carried at once must end at one."""
EVERY_BYTES = 2 * 1024 * 1024
"""Bytes of bodies after which it is."""
_FOR_EVER = 2**63 - 1


class KeyFault(Exception):
    """A key is missing, unreadable or not trusted. The message says what to do."""


def statement(service: str, position: int, hash_: bytes) -> bytes:
    return b"yishi-commit\0" + service.encode() + b"\0" + position.to_bytes(8, "big") + hash_


def key_id(public: bytes) -> str:
    """The name of a key: sixteen hexadecimal digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(public).hexdigest()[:16]


@dataclass(frozen=True)
class Trust:
    """One key and the positions it may sign. `after` is the hash before `since`, fixed by it."""

    public: bytes
    since: int = 1
    after: bytes = GENESIS
    until: int = _FOR_EVER

    @property
    def id(self) -> str:
        return key_id(self.public)

    def line(self, service: str) -> str:
        public = base64.b64encode(self.public).decode()
        return f"{service} {public} from {self.since} after {self.after.hex()}"


class Trusted:
    """The keys that are trusted, by service. Raises `KeyFault` for a file that is not one."""

    def __init__(self, lines: Iterable[str] = (), file: Path | None = None) -> None:
        self._of: dict[str, list[Trust]] = {}
        self._file = file
        for number, line in enumerate(lines, start=1):
            if line.strip() and not line.startswith("#"):
                try:
                    service, trust = _parsed(line)
                except (ValueError, IndexError) as error:
                    raise KeyFault(
                        f"line {number} of the trusted keys is none: it reads"
                        " `<service> <public key> from <position> after <hash>`"
                    ) from error
                self.add(service, trust)

    @classmethod
    def read(cls, file: Path) -> "Trusted":
        try:
            return cls(file.read_text().splitlines(), file)
        except FileNotFoundError:
            raise KeyFault(
                f"there is no file of trusted keys {file}: run `yishi prepare`, or set"
                " YISHI_TRUSTED_KEYS"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise KeyFault(f"the trusted keys {file} cannot be read: {error}") from error

    def heed(self) -> None:
        """Trust what operators have since written into the file. Raises `KeyFault`."""
        if self._file is None:
            return
        for service, written in Trusted.read(self._file)._of.items():
            known = {(one.since, one.public) for one in self.of(service)}
            for trust in written:
                if (trust.since, trust.public) not in known:
                    self.add(service, replace(trust, until=_FOR_EVER))

    def add(self, service: str, trust: Trust) -> None:
        """Trust this key from `trust.since` on, and those before it no longer."""
        known = [one for one in self.of(service) if one.since < trust.since]
        ended = [replace(one, until=min(one.until, trust.since - 1)) for one in known]
        later = [one for one in self.of(service) if one.since > trust.since]
        if later:
            trust = replace(trust, until=later[0].since - 1)
        self._of[service] = [*ended, trust, *later]

    def of(self, service: str) -> Sequence[Trust]:
        """The keys of a service, in the order of the positions they may sign."""
        return self._of.get(service, ())

    def vouches(self, service: str, position: int, hash_: bytes, signature: str | None) -> bool:
        """Whether the service's signature says that its ledger has this hash there. The hash before
        its first trusted key needs none."""
        if signature is None:
            return any(one.since == position + 1 and one.after == hash_ for one in self.of(service))
        name, _, encoded = signature.partition(":")
        for one in self.of(service):
            if one.id == name and one.since <= position <= one.until:
                return _verifies(one.public, encoded, statement(service, position, hash_))
        return False

    def endorses(self, service: str, position: int, hash_: bytes, signature: str | None) -> bool:
        """Whether to act on what ends here: the service vouches for it, or it is older than
        signing. The last unsigned row must have the hash from which the first key goes on."""
        if signature is None and position < self.unsigned_until(service):
            return True
        return self.vouches(service, position, hash_, signature)

    def learn(
        self, service: str, position: int, previous: bytes, body: bytes, signature: str | None
    ) -> bool:
        """Trust the key of a signed `KeyAdopted` event. Returns whether it was one."""
        hash_ = chain(previous, body)
        if any(one.since == position + 1 for one in self.of(service)):
            return True
        if signature is None or not self.vouches(service, position, hash_, signature):
            return False
        event = json.loads(body)
        if event["type"] != f"yishi.{service}.KeyAdopted":
            return False
        public = base64.b64decode(event["data"]["key"], validate=True)
        self.add(service, Trust(public, position + 1, hash_))
        return True

    def unsigned_until(self, service: str) -> int:
        """The last position that needs no signature: signing began after it."""
        known = self.of(service)
        return known[0].since - 1 if known else 0


def _verifies(public: bytes, signature: str, signed: bytes) -> bool:
    try:
        _public_key(public).verify(base64.b64decode(signature, validate=True), signed)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(100)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def _parsed(line: str) -> tuple[str, Trust]:
    service, public, from_, since, after, hash_ = line.split()[:6]
    if (from_, after) != ("from", "after"):
        raise ValueError(line)
    trust = Trust(base64.b64decode(public, validate=True), int(since), bytes.fromhex(hash_))
    if len(trust.public) != 32 or len(trust.after) != 32 or trust.since < 1:
        raise ValueError(line)
    return service, trust


def points(sizes: Sequence[int]) -> Iterator[int]:
    """The rows of a part that are signed: the last, and others after `EVERY` or `EVERY_BYTES`."""
    rows = size = 0
    for index, length in enumerate(sizes):
        rows, size = rows + 1, size + length
        if index == len(sizes) - 1 or rows == EVERY or size >= EVERY_BYTES:
            rows = size = 0
            yield index


S = TypeVar("S")


def endorsed(found: list[S], vouched: Callable[[S], bool]) -> list[S]:
    """The longest beginning of these messages for which their service vouches."""
    ends = (end for end in range(len(found), 0, -1) if vouched(found[end - 1]))
    return found[: next(ends, 0)]


def overdue(bodies: Sequence[bytes]) -> bool:
    """Whether so much follows unsigned that the service did not write it. Nobody keeps more."""
    return len(bodies) >= EVERY or sum(map(len, bodies)) >= 2 * EVERY_BYTES
