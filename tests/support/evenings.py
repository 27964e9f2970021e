"""Hosts in other zones, and evenings after which a day, a month or a year ends in China.

The stories are told on one of them in `make test`, by turns from day to day, and on all of them in
`make soak`. `YISHI_TEST_EVENING='UTC 2027-02-28T15:59:00Z' make test` repeats one.
"""

import os
from datetime import UTC, datetime
from itertools import product

VARIABLE = "YISHI_TEST_EVENING"
ZONES = ("America/Los_Angeles", "Pacific/Kiritimati", "UTC")
MOMENTS = (
    "2026-12-31T15:59:00Z",  # the year ends while the demonstration is loaded
    "2027-02-28T15:59:00Z",  # February ends
    "2028-02-29T15:59:00Z",  # February ends, a day later
    "2028-02-28T16:30:00Z",  # the 28th in the west, the 29th in China
    "2027-04-30T15:59:00Z",  # a month of thirty days ends
    "2027-06-15T20:00:00Z",  # between 16:00 and 24:00 UTC
)
EVENINGS = tuple(f"{zone} {moment}" for moment, zone in product(MOMENTS, ZONES))


def this_evening() -> str:
    """The one that was asked for, else that of the day, the same in all processes of a run."""
    day = datetime.now(UTC).toordinal()
    return os.environ.setdefault(VARIABLE, EVENINGS[day % len(EVENINGS)])


def settings() -> dict[str, str]:
    """The evening as an environment."""
    zone, _, moment = this_evening().partition(" ")
    return {"TZ": zone, "YISHI_CLOCK": moment}
