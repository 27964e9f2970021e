"""Make a service's database ready, as the deploy identity: tables, trigger, grants. Repeatable."""

import hashlib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from runtime.carrying.effects import Effects
from runtime.carrying.jetstream import stream_name
from runtime.proving.personal import bring_up
from runtime.proving.rebuild import create_tables
from runtime.service import Service
from runtime.writing.ledger import PERMANENT, TABLES

_SHAPE = """
CREATE TABLE IF NOT EXISTS read_model_shape (name text PRIMARY KEY, digest text NOT NULL)
"""


def read_models(service: Service) -> dict[str, Sequence[sa.Table]]:
    """The disposable tables: the service's own, and those it keeps of others."""
    return {
        "own": service.tables,
        "references": [table for one in service.references for table in one.tables],
    }


class OfBefore(Exception):
    """A database is of a version whose events this one does not read. It says what to do."""


_OF_BEFORE = """
SELECT to_regclass('ledger') IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = to_regclass('ledger') AND attname = 'matter')
"""


async def _of_before(connection: Any, service: Service) -> str | None:
    """The sentence that refuses a database with a ledger of before, if it is one."""
    if not await connection.fetchval(_OF_BEFORE):
        return None
    return (
        f"the database of {service.name} is of an earlier version, whose events this one does not"
        " read: keep it for that version, and begin with new databases and streams (`yishi up`: a"
        " new folder, `YISHI_DATA`)"
    )


async def prepare(
    connection: Any, service: Service, role: str = "", personal: Sequence[sa.Table] = ()
) -> list[str]:
    """Bring the database to the present shape. Returns the read models (`own`, `references`) whose
    shape changed: they are empty now, until `yishi rebuild` fills them. Raises `Misshapen` where a
    table of personal data is of another version, `OfBefore` where the ledger is. `role` is the
    service's own database role, which may add to the ledger and never change it."""
    async with connection.transaction():
        if of_before := await _of_before(connection, service):
            raise OfBefore(of_before)
        await connection.execute(TABLES)
        await connection.execute(_SHAPE)
        emptied = []
        for name, tables in read_models(service).items():
            if await _reshape(connection, name, tables):
                emptied.append(name)
        await bring_up(connection, personal)
        for source in service.sources:
            await connection.execute(
                "INSERT INTO readers (source, position, hash) VALUES ($1, 0, $2)"
                " ON CONFLICT DO NOTHING",
                stream_name(source),
                bytes(32),
            )
            for policy in Effects(service, source).asking:  # its answers are kept from here on
                await connection.execute(
                    "INSERT INTO policies SELECT $1, $2, position FROM readers WHERE source = $1"
                    " ON CONFLICT DO NOTHING",
                    stream_name(source),
                    policy,
                )
        if role:
            await grant(connection, role, service, personal)
    return emptied


async def make(
    connection: Any, service: Service, role: str = "", personal: Sequence[sa.Table] = ()
) -> None:
    """Make what `prepare` makes in the first schema of the search path; the caller rolls back."""
    parts = read_models(service)
    tables = [*parts["own"], *parts["references"], *personal]
    for statement in (TABLES, _SHAPE, *create_tables(tables)):
        await connection.execute(statement)
    if role:
        schema = await connection.fetchval("SELECT current_schema()")
        await grant(connection, role, service, personal, schema)


async def _reshape(connection: Any, name: str, tables: Sequence[sa.Table]) -> bool:
    """Make the tables, empty ones where their shape changed, and note which are empty."""
    known = await connection.fetchval("SELECT digest FROM read_model_shape WHERE name = $1", name)
    changed = known is not None and known != shape(tables)
    if changed:
        for table in tables:
            await connection.execute(f"DROP TABLE IF EXISTS {table.name}")
    for statement in create_tables(tables):
        await connection.execute(statement)
    await _remember(connection, name, "empty" if changed else shape(tables))
    return changed


async def filled(connection: Any, name: str, tables: Sequence[sa.Table]) -> None:
    """Note that the read models of this part are complete again."""
    await _remember(connection, name, shape(tables))


async def out_of_shape(connection: Any, service: Service) -> str | None:
    """The reason why this version must not serve this database, if there is one."""
    if of_before := await _of_before(connection, service):
        return of_before
    for name, tables in read_models(service).items():
        known = await connection.fetchval(
            "SELECT digest FROM read_model_shape WHERE name = $1", name
        )
        if known != shape(tables):
            todo = f"rebuild {service.name}" if known == "empty" else f"prepare {service.name}"
            if known == "empty" and name == "references":
                todo += " --references"
            return f"the {name} tables are not of this version: run `yishi {todo}`"
    return None


def shape(tables: Sequence[sa.Table]) -> str:
    return hashlib.sha256("\n".join(create_tables(tables)).encode()).hexdigest()


async def _remember(connection: Any, name: str, digest: str) -> None:
    await connection.execute(
        "INSERT INTO read_model_shape VALUES ($1, $2)"
        " ON CONFLICT (name) DO UPDATE SET digest = EXCLUDED.digest",
        name,
        digest,
    )


async def grant(
    connection: Any,
    role: str,
    service: Service,
    personal: Sequence[sa.Table],
    schema: str = "public",
) -> None:
    """Let the service add to the ledger, never change it, and write its read models."""
    parts = read_models(service)
    tables = [table.name for part in (*parts.values(), personal) for table in part]
    for statement in (
        f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM "{role}"',
        f'GRANT SELECT ON {", ".join(PERMANENT)}, ledger_readable, read_model_shape TO "{role}"',
        f'GRANT INSERT ON ledger, command_keys, unanswered, already_so TO "{role}"',
        f'GRANT UPDATE ON ledger_head, readers TO "{role}"',
        f'GRANT INSERT, DELETE ON papers, paper_chunks TO "{role}"',
        *(f'GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO "{role}"' for table in tables),
    ):
        await connection.execute(statement)
