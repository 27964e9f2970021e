"""The one clock of a process: times in UTC, days in China, whatever zone the host lives in.

Nothing else asks the machine for a day or for a time that is kept (tests/architecture). What is
left to the machine's own clock is named there: how old a token is, how long something took.
"""

import time
from datetime import UTC, date, datetime, timedelta

from contracts.places import CHINA

_ahead = timedelta(0)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC) + _ahead


def today() -> date:
    """The day it is in China."""
    return now().astimezone(CHINA).date()


def milliseconds() -> int:
    """This moment in Unix milliseconds."""
    return time.time_ns() // 1_000_000 + _ahead // timedelta(milliseconds=1)


def ahead() -> timedelta:
    """How far this clock is simulated to be ahead of the machine's: usually not at all."""
    return _ahead


def simulate(by: timedelta) -> None:
    """Let this process live `by` later than its machine (see `runtime.settings`)."""
    global _ahead
    _ahead = by
