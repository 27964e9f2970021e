"""Clocks that must agree: this machine's, PostgreSQL's, NATS's."""

from datetime import UTC, datetime

from yishi.doctor.told import Found

APART = 2
"""So many seconds do no harm."""


async def clock(whose: str, there: datetime) -> Found:
    """`there` is what the other one said just now."""
    apart = abs((datetime.now(UTC) - there).total_seconds())
    if apart > APART:
        yield "BAD", f"This machine's clock and {whose} are {apart:.0f} s apart. Use NTP."
    else:
        yield "GOOD", f"this machine's clock and {whose} agree"
