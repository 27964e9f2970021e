"""Writing one part of a batch while the next is decided (docs/decisions/0036).

PostgreSQL and Python each take about half of the time of a large batch. All parts are of one
transaction, so nothing of a part is there, answered or remembered before all of them are.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

PART = 32
"""After so many commands what they staged is sent to PostgreSQL."""


class Ahead:
    """The writer's connection, to which a part may just be written. Whoever asks it anything waits
    until that is done, and gets the error of it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._writing: asyncio.Task[None] | None = None

    async def begin(self, part: Coroutine[Any, Any, None]) -> None:
        """Write a part, behind the one before, and let the caller go on as soon as it is sent."""
        try:
            await self.ready()
        except BaseException:
            part.close()
            raise
        self._writing = asyncio.create_task(part)
        await asyncio.sleep(0)

    async def ready(self) -> None:
        """Wait until nothing is being written. A part that failed fails here each time: nobody can
        take its error for one of their own and go on."""
        if self._writing:
            await self._writing
            self._writing = None

    async def stop(self) -> None:
        """Let nothing go on, so that the transaction can be taken back."""
        if writing := self._writing:
            writing.cancel()
            await asyncio.wait([writing])

    async def execute(self, query: str, *args: Any) -> Any:
        await self.ready()
        return await self._connection.execute(query, *args)

    async def fetch(self, query: str, *args: Any) -> Any:
        await self.ready()
        return await self._connection.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        await self.ready()
        return await self._connection.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        await self.ready()
        return await self._connection.fetchval(query, *args)
