"""The arithmetic of a draw, which anybody can repeat in any language (docs/decisions/0030).

Everything is SHA-256 (FIPS 180-4) of a text in UTF-8: lines with one line feed between them and
none at the end, the first of which says what it is. Digests and nonces are written in small
hexadecimal letters, numbers as they were written down, leading zeros included.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Opening(NamedTuple):
    """What a body reveals."""

    body: str
    number: str
    nonce: str


def digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def pool_digest(candidates: Iterable[str], excluded: Iterable[tuple[str, str]] = ()) -> str:
    """Of a pool: a line `+ <id>` for each candidate, then a line `- <id> <why>` for each who fits
    and is excluded, both in the order of their ids as bytes."""
    within = [f"+ {each}" for each in sorted(candidates)]
    without = [f"- {talent} {why}" for talent, why in sorted(excluded)]
    return digest_of(["yishi-draw-pool/1", *within, *without])


def commitment(draw: str, round: int, opening: Opening) -> str:
    """What binds a body to a number in this round of this draw, and in no other."""
    return digest_of(["yishi-draw-number/1", draw, str(round), *opening])


def seed(call: str, openings: Sequence[Opening]) -> str:
    """From SHA-256 of the bytes of the event `DrawCalled`, and what was revealed: three lines each,
    in the order in which the bodies had committed."""
    return digest_of(["yishi-draw-seed/1", call, *(line for each in openings for line in each)])


def drawn_order(seed: str, talents: Iterable[str]) -> tuple[str, ...]:
    """All talents, each at the place that SHA-256 of seed and id gives it, the smallest first."""
    return tuple(sorted(talents, key=lambda each: digest_of(["yishi-draw-order/1", seed, each])))
