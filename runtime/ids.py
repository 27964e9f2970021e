"""UUID version 7 (RFC 9562 section 5.7): ids that sort by the time they were made."""

import os
from uuid import UUID

from asyncpg.pgproto import pgproto

from runtime import clock


def uuid7() -> UUID:
    """A new id: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = clock.milliseconds()
    random = int.from_bytes(os.urandom(10))
    high, low = (random >> 62) & 0xFFF, random & 0x3FFF_FFFF_FFFF_FFFF
    number = milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    return pgproto.UUID(number.to_bytes(16))  # a UUID that is written ten times as fast
