"""Compare read models with a rebuild from the ledgers, which is rolled back."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import asyncpg
import sqlalchemy as sa

from runtime import projection
from runtime.carrying.effects import Effects
from runtime.carrying.jetstream import stream_name
from runtime.logs import describe
from runtime.projection import Change
from runtime.proving.prepare import out_of_shape
from runtime.proving.rebuild import ToChanges, create_tables
from runtime.proving.verify.findings import Finding, Findings, Progress, doubled
from runtime.service import Service
from runtime.writing import ledger

_SCHEMA = "yishi_verify"


async def read_model_findings(
    connection: Any, service: Service, sources: Mapping[str, Any], progress: Progress
) -> Findings:
    """Differences of live and rebuilt rows of services among `sources`, as of one moment."""
    where = f"read models {service.name}"
    if reason := await out_of_shape(connection, service):
        yield Finding(where, 0, reason, "tables of this version")
        return
    transaction = connection.transaction(isolation="repeatable_read")
    await transaction.start()
    try:
        tables = list(service.tables)
        others = [table for each in service.references for table in each.tables]
        if missing := service.sources.keys() - sources.keys():
            found = f"no way to check {len(others)} tables without {', '.join(sorted(missing))}"
            yield Finding(where, 0, found, "all databases")
        else:
            tables += others
        await connection.execute(f"CREATE SCHEMA {_SCHEMA}")
        await connection.execute(f"SET LOCAL search_path TO {_SCHEMA}, public")
        for statement in create_tables(tables):
            await connection.execute(statement)
        pages = ledger.pages(connection)
        async for finding in _replay(connection, where, service.project, pages, progress):
            yield finding
        if not missing:
            positions = await connection.fetch("SELECT source, position FROM readers")
            read = {row["source"]: row["position"] for row in positions}
            for source in service.sources:
                name = stream_name(source)
                pages = ledger.pages(sources[source], until=read.get(name, 0))
                changes, of = Effects(service, source).changes, f"{where} of {name}"
                async for finding in _replay(connection, of, changes, pages, progress):
                    yield finding
        for table in tables:
            async for finding in _table(connection, service.name, table):
                yield finding
    finally:
        if not connection.is_closed():
            await transaction.rollback()


async def _replay(
    connection: Any,
    where: str,
    to_changes: ToChanges,
    pages: AsyncIterator[list[Any]],
    progress: Progress,
) -> Findings:
    """Write what the events mean, and name those that cannot be read or written."""
    async for rows in pages:
        readable: list[tuple[int, list[Change]]] = []
        for row in rows:
            try:
                readable.append((row["position"], to_changes(row["type"], row["body"])))
            except Exception as error:  # of whatever kind: somebody wrote this body
                yield _unreadable(where, row["position"], error)
        try:
            await _write(connection, [one for _, changes in readable for one in changes])
        except _REFUSED:
            for position, changes in readable:
                try:
                    await _write(connection, changes)
                except _REFUSED as error:
                    yield _unreadable(where, position, error)
        progress(where, rows[-1]["position"])


_REFUSED = (asyncpg.PostgresError, asyncpg.DataError, KeyError)
"""What stands in the event does not go into the table."""


def _unreadable(where: str, position: int, error: Exception) -> Finding:
    return Finding(where, position, describe(error), "an event that this version can take in")


async def _write(connection: Any, changes: Sequence[Change]) -> None:
    async with connection.transaction():
        await projection.write(connection, changes)


async def _table(connection: Any, service: str, table: sa.Table) -> Findings:
    """Rows that differ, or are in one of the two tables alone."""
    where = f"table {service}.{table.name}"
    keys = [column.name for column in table.primary_key.columns]
    try:
        async with connection.transaction():
            async for finding in _differences(connection, where, table.name, keys):
                yield finding
            async for finding in doubled(connection, where, table.name, keys):
                yield finding
    except asyncpg.PostgresError as error:
        yield Finding(where, 0, describe(error), "a table as `yishi prepare` makes it")


async def _differences(connection: Any, where: str, table: str, keys: Sequence[str]) -> Findings:
    names = ", ".join(keys)
    rows = connection.cursor(
        f"SELECT {names}, to_jsonb(live) AS live, to_jsonb(rebuilt) AS rebuilt"
        f" FROM public.{table} live FULL JOIN {_SCHEMA}.{table} rebuilt USING ({names})"
        f" WHERE to_jsonb(live) IS DISTINCT FROM to_jsonb(rebuilt)",
        prefetch=200,
    )
    async for row in rows:
        live, rebuilt = (
            json.loads(row[side]) if row[side] else None for side in ("live", "rebuilt")
        )
        key = "/".join(str(row[name]) for name in keys)
        position = (rebuilt or live or {}).get("as_of") or 0
        yield Finding(where, position, *_unlike(live, rebuilt), f"row {key}")


def _unlike(live: dict[str, Any] | None, rebuilt: dict[str, Any] | None) -> tuple[str, str]:
    if live is None or rebuilt is None:
        return ("no row" if live is None else "a row"), ("no row" if rebuilt is None else "a row")
    columns = [name for name in live if live[name] != rebuilt.get(name)]
    shown = [
        json.dumps({name: side.get(name) for name in columns}, ensure_ascii=False)
        for side in (live, rebuilt)
    ]
    return shown[0], shown[1]
