"""The time of the ledger: this process's clock, as long as it can be believed.

It is compared with PostgreSQL's, and time never goes back within a ledger. A process whose clock is
wrong records nothing until it is right.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import asyncpg

from runtime import clock
from runtime.writing import ledger

log = logging.getLogger(__name__)

MOST = timedelta(minutes=1)
"""The most that a clock may be off. NTP keeps it within milliseconds, and steps it by less."""
EVERY = 5.0
"""Seconds between two looks while nobody asks for anything, so that `/readyz` knows."""


class ClockOff(Exception):
    """The clock cannot be believed, and nothing was written. The message names both clocks."""


class Timekeeper:
    """Gives the time of what is recorded. `off` is the reason while it cannot; `behind` says that
    the reason is the ledger's last event, past which an operator may let it go on."""

    def __init__(self, now: Callable[[], datetime], service: str = "SERVICE") -> None:
        self.now, self.off, self.behind = now, "", False
        self._service = service

    def time_of(self, asked: datetime, head: ledger.Head, set_back: int = 0) -> datetime:
        """The time for what follows `head`, which was read at `asked`. Raises `ClockOff`.

        After a step back of less than a minute, time stops until the clock has caught up. A longer
        one passes where an operator names the position behind which time goes back.
        """
        self.behind = False
        now = self.now()
        there = head.now + clock.ahead()  # at some moment between `asked` and `now`
        if apart := max(asked - there - MOST, there - now - MOST, timedelta(0)):
            self._doubt(
                f"this machine's clock says {_told(now)} and PostgreSQL's {_told(there)},"
                f" {(apart + MOST).total_seconds():.0f} s apart; set the wrong one right (NTP)"
            )
        last = None if set_back and set_back == head.position else head.last
        if last is not None and last - now > MOST:
            self.behind = True
            self._doubt(
                f"it is {_told(now)} and the ledger's last event, #{head.position}, is of"
                f" {_told(last)}: a clock is wrong now, so set it right; or one was wrong then, and"
                f" `yishi clock {self._service} {head.position} --reason …` lets the ledger go on"
            )
        if self.off:
            log.warning("the clock is right again")
            self.off = ""
        return now if last is None else max(now, last)

    def _doubt(self, reason: str) -> None:
        if not self.off:
            log.error("ALARM nothing is recorded: %s", reason)
        self.off = reason
        raise ClockOff(reason)

    async def watch(self, pool: asyncpg.Pool) -> None:
        """Look now and then, until cancelled: a clock may go wrong while nobody asks."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                async with pool.acquire() as connection:
                    asked = self.now()
                    self.time_of(asked, await ledger.head(connection))
            except ClockOff:
                pass  # told, and kept in `off`
            except Exception as error:  # whoever records next says it louder
                log.debug("the clock cannot be compared now: %r", error)


def _told(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
