"""Have the misses recorded of what was due, once day and grace are over (docs/decisions/0015).

Nothing is recorded for a day that begins. The table `due` is read in its order, and each stream is
asked to note its miss under an id made of stream, deadline and day. So two replicas, and an outage
of weeks, record what one process that was always there would have recorded.

A day more than ten past the last one that was swept is not believed: a clock that is a year ahead
would mark everything as missed, for ever. It waits for an operator (`yishi day --yes`).
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import asyncpg

from contracts.places import CHINA
from runtime.decider import Rejected
from runtime.due import OPEN
from runtime.operations import CLOCK
from runtime.refusals import NotNow
from runtime.service import Service
from runtime.writing.failures import INFRASTRUCTURE
from runtime.writing.writer import Writer

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two looks."""
TOGETHER = 50
"""Streams that are asked at once. People who come meanwhile wait for these at most."""
BELIEVED = timedelta(days=10)
"""So many days may pass without a sweep, before an operator has to say that they did."""

_LATE = f"""
SELECT last, stream, what, day FROM due
WHERE last < $1 AND {OPEN} AND (last, stream, what) > ($2, $3, $4)
ORDER BY last, stream, what LIMIT {TOGETHER}
"""
_KNOWN = """
SELECT swept, (SELECT recorded_at FROM ledger WHERE position = ledger_head.position) AS recorded,
       (SELECT max((event->'data'->>'day')::date)
        FROM ledger, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb AS event) AS said
        WHERE stream = $1 AND event->>'subject' = $1 AND event->>'type' LIKE '%.DayConfirmed')
       AS confirmed
FROM ledger_head
"""
_SWEPT = "UPDATE ledger_head SET swept = $1 WHERE swept IS NULL OR swept < $1"

Late = tuple[str, str, date]
"""A stream, what of it, and the day until which it was due."""


async def last_known(connection: Any, service: str) -> date | None:
    """The last day that was swept or confirmed; before the first, that of the newest record."""
    row = await connection.fetchrow(_KNOWN, f"{CLOCK.name}/{service}")
    swept, recorded, confirmed = row
    if swept is None and recorded is not None:
        swept = recorded.astimezone(CHINA).date()
    return max(filter(None, (swept, confirmed)), default=None)


def doubt(known: date | None, today: date) -> str:
    """Why this day is not believed; empty where it is."""
    if known is None or today - known <= BELIEVED:
        return ""
    return (
        f"today is {today} here, and the last day that was looked at is {known}: what was due since"
        " is not on record as missed. Where the clock is right, let it be: `yishi day --yes`"
    )


class Sweep:
    """`waits` is the reason why an operator has to confirm the day, if one has to."""

    def __init__(self, service: Service, pool: asyncpg.Pool, writer: Writer) -> None:
        self.service, self.waits = service, ""
        self._pool, self._writer = pool, writer
        self._asked: tuple[date, set[Late]] = (date.min, set())

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except (NotNow, *INFRASTRUCTURE) as error:
                log.info("what is due cannot be noted now: %r", error)
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """Look once. Raises where the writer, or the database, is not there."""
        today = self._writer.time.now().astimezone(CHINA).date()
        async with self._pool.acquire() as connection:
            known = await last_known(connection, self.service.name)
        if (why := doubt(known, today)) and not self.waits:
            log.error("ALARM %s", why)
        self.waits = why
        if why:
            return
        if self._asked[0] != today:
            self._asked = (today, set())
        after: tuple[Any, ...] = (date.min, "", "")
        while rows := await self._pool.fetch(_LATE, today, *after):
            late = {(row["stream"], row["what"], row["day"]) for row in rows}
            await self._note(sorted(late - self._asked[1]))
            after = tuple(rows[-1])[:3]
        await self._pool.execute(_SWEPT, today)

    async def _note(self, late: Sequence[Late]) -> None:
        """Have these noted. What brought no event is not asked again on the same day."""
        asked = [
            self.service.by_name[each[0].split("/", 1)[0]].deadlines.noting(*each) for each in late
        ]
        answers = await asyncio.gather(*map(self._writer.note, asked), return_exceptions=True)
        for each, answer in zip(late, answers, strict=True):
            if isinstance(answer, BaseException):
                if isinstance(answer, NotNow) or not isinstance(answer, Exception):
                    raise answer
                if not isinstance(answer, Rejected):  # the writer has logged it
                    log.error("%s of %s was not noted: %r", each[1], each[0], answer)
                else:
                    log.warning("%s of %s is not noted: %s", each[1], each[0], answer.rule)
                self._asked[1].add(each)
            elif not answer.bodies:
                self._asked[1].add(each)
