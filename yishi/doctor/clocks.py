"""Clocks that must agree: this machine's, PostgreSQL's, NATS's; none that is simulated; and days
that wait for an operator."""

from datetime import datetime
from typing import Any

from runtime.clock import machine, today
from runtime.run import load
from runtime.sweep import doubt, last_known
from yishi.doctor.finding import Found

APART = 2
"""So many seconds do no harm."""


async def clock(whose: str, there: datetime) -> Found:
    """`there` is what the other one said just now."""
    apart = abs((machine() - there).total_seconds())
    if apart > APART:
        yield "BAD", f"This machine's clock and {whose} are {apart:.0f} s apart. Use NTP."
    else:
        yield "GOOD", f"this machine's clock agrees with {whose}"


async def simulated(name: str, connection: Any) -> Found:
    """Whether the history was written in its time: a simulated clock is for demonstrations."""
    positions = await connection.fetch(
        "SELECT position FROM ledger WHERE stream = $1 AND type LIKE '%.ClockSimulated'"
        " ORDER BY position",
        f"clock/{name}",
    )
    if positions:
        where = ", ".join(f"#{row['position']}" for row in positions)
        yield (
            "BAD",
            f"{name}: its clock was simulated ({where}), so this history is a demonstration's."
            " For real work begin with another data folder.",
        )


async def day(name: str, connection: Any) -> Found:
    """Whether an operator has to confirm the day before what was due is noted."""
    if not load(name)[0].looks_at_days:
        return
    if why := doubt(await last_known(connection, name), today()):
        yield "BAD", f"{name}: {why}."
