"""Changes of read-model rows, and the few SQL statements that write many of them.

A projection returns `Put`, `Patch` and `Drop`, with values as the event holds them. Every change
names its row, so a whole batch folds into one change per row, and one statement per shape writes
them all. That makes group commit and rebuild fast.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic_core import to_json
from sqlalchemy.dialects import postgresql

from contracts.event import Event, Fact, Recorded

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class Change:
    table: sa.Table
    key: tuple[Any, ...]
    values: dict[str, Any]


class Put(Change):
    """The row with this key holds exactly these values, whatever was there."""

    __slots__ = ()


class Patch(Change):
    """The row with this key gets these values; where there is no such row, nothing happens."""

    __slots__ = ()


class Drop(Change):
    """There is no row with this key."""

    __slots__ = ()


def evidence(*, index: bool = True) -> list[sa.Column[Any]]:
    """The columns that `put` takes from the record: where it happened, and as of which position."""
    return [
        sa.Column("unit", sa.Text, nullable=False, index=index),
        sa.Column("unit_name", sa.Text, nullable=False),
        sa.Column("as_of", sa.BigInteger, nullable=False),
    ]


def filled(table: sa.Table, fact: Fact) -> dict[str, Any]:
    """The fields for which the table has a column of that name, outside its key and evidence."""
    values = fact.__dict__
    return {name: values[name] for name in _fields(table, type(fact))}


@lru_cache(maxsize=1000)
def _fields(table: sa.Table, fact: type[Fact]) -> list[str]:
    taken = {*table.primary_key.columns.keys(), *dict(_evidence(table))}
    return [name for name in fact.model_fields if name in table.c and name not in taken]


def put(
    table: sa.Table, record: Recorded[Event], *rest: Any, key: str | None = None, **values: Any
) -> Put:
    """The row for the record's aggregate (or for `key`), with `rest` of the primary key. Evidence
    is taken from the record where the table has its columns."""
    said = record.__dict__
    for name, source in _evidence(table):
        values[name] = said[source]
    return Put(table, (key or record.key, *rest), values)


@lru_cache(maxsize=1000)
def _evidence(table: sa.Table) -> list[tuple[str, str]]:
    """Which columns are taken from the record, and from which of its attributes."""
    evidence = {"unit": "unit", "unit_name": "unitname", "as_of": "sequence"}
    return [each for each in evidence.items() if each[0] in table.c]


def patch(
    table: sa.Table, record: Recorded[Event], *rest: Any, key: str | None = None, **values: Any
) -> Patch:
    """Change some columns of the row for this record's aggregate, or for `key` and `rest`."""
    named = {"as_of": record.position} if ("as_of", "sequence") in _evidence(table) else {}
    return Patch(table, (key or record.key, *rest), {**named, **values})


def drop(table: sa.Table, record: Recorded[Event], *rest: Any, key: str | None = None) -> Drop:
    return Drop(table, (key or record.key, *rest), {})


def fold(changes: Iterable[Change]) -> list[Change]:
    """One change per row, which says what all of them together do."""
    rows: dict[tuple[str, tuple[Any, ...]], Change] = {}
    for change in changes:
        place = (change.table.name, change.key)
        before = rows.get(place)
        if before is None or not isinstance(change, Patch):
            rows[place] = change
        elif not isinstance(before, Drop):
            rows[place] = type(before)(before.table, before.key, {**before.values, **change.values})
    return list(rows.values())


class Shape(NamedTuple):
    """Changes that one statement carries out: what `statement` asks for it, and its parameters."""

    key: tuple[str, sa.Table, tuple[str, ...], bool]
    arrays: list[Any]


async def write(connection: Any, changes: Iterable[Change]) -> None:
    """Carry the changes out, in one statement for each shape."""
    for shape in shapes(changes):
        await connection.execute(statement(*shape.key), *shape.arrays)


def shapes(changes: Iterable[Change]) -> list[Shape]:
    """The changes, as few statements carry them out."""
    groups: dict[tuple[str, sa.Table, tuple[str, ...]], list[Change]] = {}
    for change in fold(changes):
        groups.setdefault((type(change).__name__, change.table, tuple(change.values)), []).append(
            change
        )
    return [_shape(*shape, alike) for shape, alike in groups.items()]


def _shape(kind: str, table: sa.Table, columns: tuple[str, ...], alike: list[Change]) -> Shape:
    rows = [(*one.key, *one.values.values()) for one in alike]  # all in the same order
    arrays: list[Any] = [list(each) for each in zip(*rows, strict=True)]
    for place in _places(sa.JSON, table, columns):
        arrays[place] = [in_json(value) for value in arrays[place]]
    if len(alike) == 1:  # an empty text alone would be no text
        return Shape((kind, table, columns, False), arrays)
    for place, column in enumerate(arrays):  # no array is as good as one without any value
        if column[0] is None and column.count(None) == len(column):
            arrays[place] = None
    texts = [n for n in _places((sa.Text, sa.JSON), table, columns) if arrays[n] is not None]
    joined = [_joined(arrays[place]) for place in texts]
    if whole := None not in joined:
        for place, text in zip(texts, joined, strict=True):
            arrays[place] = text
    return Shape((kind, table, columns, whole), arrays)


_END, _NULL = "\x1f", "\x1e"


def _joined(column: list[str | None]) -> str | None:
    """The texts of a column as one, which asyncpg sends in a third of the time; `None` where a text
    holds one of the two characters that stand for its end and for the absence of a value."""
    text = _END.join([_NULL if each is None else each for each in column])
    sound = text.count(_END) == len(column) - 1 and text.count(_NULL) == column.count(None)
    return text if sound else None


def in_json(value: Any) -> str | None:
    """The value for a JSONB column. `None` is the absence of a value, never JSON's null."""
    return None if value is None else to_json(value, by_alias=False).decode()


@lru_cache(maxsize=1000)
def _places(kinds: Any, table: sa.Table, columns: tuple[str, ...]) -> list[int]:
    """The places in a row that hold values of these kinds."""
    names = [*table.primary_key.columns.keys(), *columns]
    return [n for n, name in enumerate(names) if isinstance(table.c[name].type, kinds)]


@lru_cache(maxsize=1000)
def statement(
    kind: str, table: sa.Table, columns: tuple[str, ...], joined: bool, first: int = 1
) -> str:
    """The statement for changes of a kind in these columns, whose parameters begin with a number.
    With `joined`, the columns of texts come as one text each."""
    quote = DIALECT.identifier_preparer.quote  # `on` and `order` are good names of columns
    into = quote(table.name)
    keys = [quote(column.name) for column in table.primary_key.columns]
    names = [*table.primary_key.columns.keys(), *columns]
    texts = _places((sa.Text, sa.JSON), table, columns) if joined else ()
    arrays = ", ".join(
        f"string_to_array(${n}, E'\\x1f', E'\\x1e')::{type_}[]"
        if n - first in texts
        else f"${n}::{type_}[]"
        for n, name in enumerate(names, start=first)
        for type_ in [table.c[name].type.compile(DIALECT)]
    )
    listed = ", ".join(map(quote, names))
    new = f"unnest({arrays}) AS new ({listed})"
    same = " AND ".join(f"{into}.{key} = new.{key}" for key in keys)
    if kind == "Patch":
        setting = ", ".join(f"{name} = new.{name}" for name in map(quote, columns))
        return f"UPDATE {into} SET {setting} FROM {new} WHERE {same}"
    if kind == "Drop":
        return f"DELETE FROM {into} USING {new} WHERE {same}"
    replaced = ", ".join(
        f"{quote(c.name)} = {'EXCLUDED.' + quote(c.name) if c.name in columns else 'DEFAULT'}"
        for c in table.columns
        if not c.primary_key
    )
    conflict = f"DO UPDATE SET {replaced}" if replaced else "DO NOTHING"
    return (
        f"INSERT INTO {into} ({listed}) SELECT * FROM {new} "
        f"ON CONFLICT ({', '.join(keys)}) {conflict}"
    )
