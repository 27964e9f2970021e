"""UUID version 7 (RFC 9562 section 5.7): ids that sort by the time they were made."""

import os
from uuid import UUID

from asyncpg.pgproto import pgproto

from runtime import clock

_VERSION_7 = bytes(0x70 | byte & 0x0F for byte in range(256))
_VARIANT = bytes(0x80 | byte & 0x3F for byte in range(256))
_FIRST, _THIRD = slice(0, None, 10), slice(2, None, 10)
_bits: list[bytes] = []
"""The last ten bytes of ids to come: asking the system for each takes as long as all the rest. A
forked process begins without any, and two threads never take the same ones."""
os.register_at_fork(after_in_child=_bits.clear)


def uuid7() -> UUID:
    """A new id: 48 bits of Unix milliseconds, then 74 random bits."""
    try:
        random = _bits.pop()
    except IndexError:
        taken = bytearray(os.urandom(4000))
        taken[_FIRST] = taken[_FIRST].translate(_VERSION_7)
        taken[_THIRD] = taken[_THIRD].translate(_VARIANT)
        random, *more = (bytes(taken[at : at + 10]) for at in range(0, 4000, 10))
        _bits.extend(more)
    # A UUID that is written ten times as fast as Python's own.
    return pgproto.UUID(clock.milliseconds().to_bytes(6) + random)
