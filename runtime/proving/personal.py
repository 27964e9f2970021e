"""Bring tables of personal data to the shape of this version. No event holds their content, so they
cannot be rebuilt. A new column is added; any other difference is for a person to change."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from runtime.proving.rebuild import create_tables

_SCRATCH = "yishi_shape"
_COLUMNS = """
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS needed,
       pg_get_expr(d.adbin, d.adrelid) AS otherwise
FROM pg_attribute a LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_CONSTRAINTS = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = $1::text::regclass AND contype <> 'n'
"""


class Misshapen(Exception):
    """A table of personal data is of another version. The message says what to do."""


class Column(NamedTuple):
    """What the catalogue says of a column: `otherwise` is its default."""

    name: str
    type: str
    needed: bool
    otherwise: str | None

    def __str__(self) -> str:
        default = f"DEFAULT {self.otherwise}" if self.otherwise else ""
        parts = (self.name, self.type, "NOT NULL" * self.needed, default)
        return " ".join(filter(None, parts))


async def bring_up(connection: Any, tables: Sequence[sa.Table]) -> None:
    """Make the tables, and add the columns that they lack. Raises `Misshapen`."""
    for statement in create_tables(tables):
        await connection.execute(statement)
    path = await connection.fetchval("SHOW search_path")
    await connection.execute(f"CREATE SCHEMA {_SCRATCH}")
    await connection.execute(f"SET LOCAL search_path TO {_SCRATCH}")
    for statement in create_tables(tables):
        await connection.execute(statement)
    await connection.execute(f"SET LOCAL search_path TO {path}")
    for table in tables:
        await _compare(connection, table.name)
    await connection.execute(f"DROP SCHEMA {_SCRATCH} CASCADE")


async def _compare(connection: Any, table: str) -> None:
    there = await _columns(connection, table)
    wanted = await _columns(connection, f"{_SCRATCH}.{table}")
    for name, column in wanted.items():
        if (found := there.get(name)) is None:
            await _add(connection, table, column)
        elif found != column:
            raise _misshapen(table, f"its column is `{found}`, and should be `{column}`", name)
    for name, column in there.items():
        if name not in wanted and column.needed and not column.otherwise:
            why = f"this version does not know its column `{column}`, which every row must have"
            raise _misshapen(table, why, name)
    wanted_too = await _constraints(connection, f"{_SCRATCH}.{table}")
    if lacking := wanted_too - await _constraints(connection, table):
        raise _misshapen(table, f"it lacks {', '.join(sorted(lacking))}", "")


async def _add(connection: Any, table: str, column: Column) -> None:
    rows = await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})")
    if rows and column.needed and not column.otherwise:
        why = f"it lacks the column `{column}`, which every row must have, and holds rows"
        raise _misshapen(table, why, column.name)
    await connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def _misshapen(table: str, why: str, column: str) -> Misshapen:
    what = f"column {column}" if column else "table"
    return Misshapen(
        f"The table {table} holds personal data and is not of this version: {why}. Nothing was"
        f" changed. Make a backup, change the {what} as its owner with ALTER TABLE, and run"
        " `yishi prepare` again; or go back to the version before."
    )


async def _columns(connection: Any, table: str) -> dict[str, Column]:
    rows = await connection.fetch(_COLUMNS, table)
    return {row["name"]: Column(**row) for row in rows}


async def _constraints(connection: Any, table: str) -> set[str]:
    return {row[0] for row in await connection.fetch(_CONSTRAINTS, table)}
