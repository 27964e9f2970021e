"""Fill read models from the ledger: in a restored database, after a changed table, for proof."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from runtime import projection
from runtime.projection import Change
from runtime.service import Service
from runtime.writing import ledger

ToChanges = Callable[[str, bytes], list[Change]]


def create_tables(tables: Iterable[sa.Table]) -> list[str]:
    """The statements that make these tables where they are not there yet."""
    statements: list[CreateTable | CreateIndex] = []
    for table in tables:
        statements.append(CreateTable(table, if_not_exists=True))
        # In an order of our own: SQLAlchemy keeps indexes in a set, and whoever compares the
        # statements of today with those of yesterday would see a change in every process.
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements.extend(CreateIndex(index, if_not_exists=True) for index in indexes)
    return [str(statement.compile(dialect=projection.DIALECT)) for statement in statements]


async def replay(
    connection: Any, to_changes: ToChanges, pages: AsyncIterator[list[Any]]
) -> AsyncIterator[int]:
    """Write the changes of ledger pages (position, type, body). Yields each position reached. While
    PostgreSQL writes those of one page, the next one, which was read before, is decoded."""
    changes: list[Change] = []
    reached = 0
    async for rows in pages:
        writing = asyncio.create_task(projection.write(connection, changes))
        try:
            await asyncio.sleep(0)  # so that it is sent before this is decoded
            changes = [change for row in rows for change in to_changes(row["type"], row["body"])]
        finally:
            await writing
        if reached:
            yield reached
        reached = rows[-1]["position"]
    await projection.write(connection, changes)
    if reached:
        yield reached


async def rebuild(connection: Any, service: Service) -> int:
    """Empty the service's own read models and fill them from its ledger. Returns the last position.
    The caller holds the head's lock, or nobody else writes."""
    for table in service.tables:
        await connection.execute(f"DELETE FROM {table.name}")
    positions = replay(connection, service.project, ledger.pages(connection))
    return max([position async for position in positions], default=0)
