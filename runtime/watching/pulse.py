"""Find out before anybody asks whether the database answers and can be written, for `/readyz`."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Any

import asyncpg

from runtime import logs
from runtime.writing.failures import INFRASTRUCTURE, OF_THE_SESSION
from runtime.writing.writer import Writer

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds from an answer to the next question."""
PATIENCE = 2.0
"""Seconds that one question may take."""
SILENCE = 3.0
"""Seconds without an answer and without a commit after which the database counts as frozen."""
ROOM_EVERY = 5.0
"""Seconds between two looks at whether the disk has room, while all is well."""
_ROWS = 1000
"""Rows of a try that is rolled back: some ten pages, so that a file has to grow as for a batch."""
_READ_ONLY = "it may only be read"
_SPILL = "SELECT count(*) FROM generate_series(1, 20000)"
"""A quarter of a megabyte, for which PostgreSQL needs a file beside its tables where little memory
is granted. That leaves no trace: no log, no row, no page that somebody has to clean up."""


class _Undone(Exception):
    """The try succeeded, and is rolled back."""


class Pulse:
    """Looks once a second, and now and then whether there is room. After a batch that was not
    written it tries to write as much, and takes that back: with success the trouble is over."""

    def __init__(
        self, pool: asyncpg.Pool, writer: Writer, clock: Callable[[], float] | None = None
    ) -> None:
        self._pool, self._writer = pool, writer
        self._clock = clock or asyncio.get_running_loop().time
        self._answered = self._due = self._clock()
        self._cannot: str | None = None

    def why_not(self) -> str | None:
        """Why nothing can be recorded now, in words; `None` where it can."""
        silent = self._clock() - max(self._answered, self._writer.written)
        if silent > SILENCE:
            return f"PostgreSQL has not answered for {silent:.0f} s"
        if (why := self._writer.failing or self._cannot) is not None:
            return f"PostgreSQL takes nothing: {why}"
        return None

    async def run(self) -> None:
        while True:
            failing = self._writer.failing
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._ask(failing is not None)
            except (*INFRASTRUCTURE, asyncpg.PostgresError) as error:
                if isinstance(error, OF_THE_SESSION):
                    await self._pool.expire_connections()  # a session stays as it began
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
                await self._look(connection)
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

    async def _look(self, connection: Any) -> None:
        """Find out whether the database could be written, without writing."""
        query = "SELECT current_setting('transaction_read_only')"
        if await connection.fetchval(query) == "on":
            self._cannot = _READ_ONLY
            await self._pool.expire_connections()  # a session stays as it began: ask a new one
        elif self._cannot or self._clock() >= self._due:
            self._cannot = await _no_room(connection)
            self._due = self._clock() + ROOM_EVERY


async def _no_room(connection: Any) -> str | None:
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL work_mem = '64kB'")
            await connection.execute(_SPILL)
    except (asyncpg.InsufficientResourcesError, asyncpg.PostgresSystemError) as error:
        return logs.describe(error)
    return None
