"""UUID version 7 (RFC 9562 section 5.7): ids that sort by the time they were made."""

import os
from uuid import UUID

from asyncpg.pgproto import pgproto

from runtime import clock

_FREE = 2**128 - 1 ^ (0xF << 76 | 0b11 << 62)
_VERSION_7 = 0x7 << 76 | 0b10 << 62


def uuid7() -> UUID:
    """A new id: 48 bits of Unix milliseconds, then 74 random bits."""
    number = clock.milliseconds() << 80 | int.from_bytes(os.urandom(10))
    number = number & _FREE | _VERSION_7
    return pgproto.UUID(number.to_bytes(16))  # a UUID that is written ten times as fast
