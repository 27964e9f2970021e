"""The names and words a page needs, looked up for the ids that stand on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from runtime.jurisdictions import Jurisdictions
from runtime.units import units
from services.console import tables
from services.console.lines.names import Names, Words
from services.console.tables import Row, body_names, member_names, rows


async def names_of(
    connection: AsyncConnection,
    there: Jurisdictions,
    unit: str,
    records: Iterable[Row],
    further: Iterable[str] = (),
) -> Names:
    """The names of whatever ids the facts mention, of a unit and of `further` ids."""
    here = there.of(unit)
    ids, ruling = {here, unit, *further}, {here}
    for row in records:
        ruling.add(row["jurisdiction"])
        ids.update(text.partition(":")[0] for text in _strings(row["facts"]))
    known = list(ids)

    async def named(key: sa.Column[str], name: sa.Column[str]) -> dict[str, str]:
        statement = sa.select(key, name).where(key == sa.any_(sa.literal(known, sa.ARRAY(sa.Text))))
        return {row[0]: row[1] for row in await connection.execute(statement)}

    words = await words_of_these(connection, ruling)
    return Names(
        bodies=await named(body_names.c.body, body_names.c.name),
        members=await named(member_names.c.member, member_names.c.name),
        units=await named(units.c.unit, units.c.name),
        words=words.get(here, {}),
        others=words,
    )


async def names_below(
    connection: AsyncConnection, there: Jurisdictions, unit: str, register: Iterable[Row]
) -> Names:
    """The names of everything at a unit and below it, and of bodies above it."""

    async def named(table: sa.Table, key: sa.Column[str]) -> dict[str, str]:
        near = sa.or_(there.reached(unit, table.c.unit), table.c.unit.in_(there.upwards(unit)))
        found = await connection.execute(sa.select(key, table.c.name).where(near))
        return {row[0]: row[1] for row in found}

    below = {each for each in there.known if there.below(each, unit)}
    words = await words_of_these(connection, {there.of(unit), *below})
    return Names(
        bodies=await named(body_names, body_names.c.body),
        members=await named(member_names, member_names.c.member),
        units={row["unit"]: row["name"] for row in register},
        words=words.get(there.of(unit), {}),
        others=words,
    )


async def words_of_these(
    connection: AsyncConnection, jurisdictions: Collection[str]
) -> Mapping[str, Words]:
    """What each of these jurisdictions calls categories, forms, checks, procedures."""
    found: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for table in tables.words.values():
        theirs = sa.select(table).where(table.c.jurisdiction.in_(jurisdictions))
        for row in await rows(connection, theirs):
            found[row["jurisdiction"]][row["kind"], row["code"]] = row["wording"]
    return found


def _strings(value: Any) -> Iterator[str]:
    """Every text inside a JSON value that is short enough to be an id."""
    match value:
        case str():
            if len(value) <= 80:
                yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)
