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
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.places import CHINA
from runtime.decider import Rejected
from runtime.due import OPEN
from runtime.operations import CLOCK
from runtime.refusals import NotNow
from runtime.service import Service
from runtime.submission import Submission
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


async def last_swept(connection: Any) -> date | None:
    """The last day that was swept; before the first, that of the newest record."""
    return (await _known(connection, ""))[0]


async def last_known(connection: Any, service: str) -> date | None:
    """The same, or the last that an operator has confirmed."""
    return max(filter(None, await _known(connection, f"{CLOCK.name}/{service}")), default=None)


async def _known(connection: Any, clock: str) -> tuple[date | None, date | None]:
    swept, recorded, confirmed = await connection.fetchrow(_KNOWN, clock)
    if swept is None and recorded is not None:
        swept = recorded.astimezone(CHINA).date()
    return swept, confirmed


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

    def __init__(
        self,
        service: Service,
        pool: asyncpg.Pool,
        writer: Writer,
        engine: AsyncEngine | None = None,
    ) -> None:
        self.service, self.waits = service, ""
        self._pool, self._writer, self._engine = pool, writer, engine
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
        due = self.service.has_deadlines
        while due and (rows := await self._pool.fetch(_LATE, today, *after)):
            late = {(row["stream"], row["what"], row["day"]) for row in rows}
            kinds = self.service.by_name
            await self._note(
                [
                    kinds[stream.split("/", 1)[0]].deadlines.noting(stream, what, day)
                    for stream, what, day in sorted(late - self._asked[1])
                ]
            )
            after = tuple(rows[-1])[:3]
        await self._count(today)
        await self._pool.execute(_SWEPT, today)

    async def _count(self, today: date) -> None:
        """Have noted what no stream waits for, once a day: it is counted from many rows."""
        if self.service.overdue is None or self._engine is None:
            return
        async with self._pool.acquire() as connection:
            since = await last_swept(connection)
        if since is None or since >= today:
            return
        async with self._engine.connect() as reading:
            counted = await self.service.overdue(reading, since, today)
        for first in range(0, len(counted), TOGETHER):
            await self._note(counted[first : first + TOGETHER])

    async def _note(self, asked: Sequence[Submission]) -> None:
        """Have these noted. What brought no event is not asked again on the same day."""
        asked = [each for each in asked if self._late(each) not in self._asked[1]]
        answers = await asyncio.gather(*map(self._writer.note, asked), return_exceptions=True)
        for each, answer in zip(map(self._late, asked), answers, strict=True):
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

    def _late(self, asked: Submission) -> Late:
        command: Any = asked.command
        kind = self.service.by_command[type(command)].name
        return f"{kind}/{asked.key}", command.what, command.day
