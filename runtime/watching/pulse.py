"""Whether the database answers and takes what is written, for `/readyz`: known beforehand, so that
nobody who asks waits for a database that does not."""

import asyncio
import logging
import secrets
from collections.abc import Callable

import asyncpg

from runtime import logs
from runtime.writing.writer import INFRASTRUCTURE, Writer

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds from an answer to the next question."""
PATIENCE = 2.0
"""Seconds that one question may take."""
SILENCE = 3.0
"""Seconds without an answer and without a commit after which the database counts as frozen."""
_ROWS = 1000
"""Of a rolled-back try: some ten pages, so that a file has to grow as for a batch."""


class _Undone(Exception):
    """The try has gone well, and nothing of it is to stay."""


class Pulse:
    """Asks once a second. After a batch that was not written it tries in between to write as much,
    and takes it back: when that goes well again, the trouble is over."""

    def __init__(
        self, pool: asyncpg.Pool, writer: Writer, clock: Callable[[], float] | None = None
    ) -> None:
        self._pool, self._writer = pool, writer
        self._clock = clock or asyncio.get_running_loop().time
        self._answered = self._clock()

    def why_not(self) -> str | None:
        """Why nothing can be recorded now, in words; `None` where it can."""
        silent = self._clock() - max(self._answered, self._writer.written)
        if silent > SILENCE:
            return f"PostgreSQL has not answered for {silent:.0f} s"
        if self._writer.failing is not None:
            return f"PostgreSQL takes nothing: {self._writer.failing}"
        return None

    async def run(self) -> None:
        while True:
            failing = self._writer.failing
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._ask(failing is not None)
            except (*INFRASTRUCTURE, asyncpg.PostgresError) as error:
                if failing is not None and not isinstance(error, TimeoutError):
                    self._answered = self._clock()
                    self._writer.failing = logs.describe(error)
            else:
                self._answered = self._clock()
                if self._writer.failing == failing:  # and no other batch has failed meanwhile
                    self._writer.failing = None
            await asyncio.sleep(EVERY)

    async def _ask(self, writing: bool) -> None:
        async with self._pool.acquire() as connection:
            if not writing:
                await connection.execute("SELECT 1")
                return
            rows = [(secrets.token_hex(16), secrets.token_bytes(32)) for _ in range(_ROWS)]
            try:
                async with connection.transaction():
                    await connection.executemany(
                        "INSERT INTO command_keys VALUES ($1::text::uuid, $2)", rows
                    )
                    raise _Undone
            except _Undone:
                pass
