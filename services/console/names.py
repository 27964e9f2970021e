"""The names and words a page needs, looked up for the ids that stand on it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.places import county, upward
from runtime.units import units
from services.console.lines.names import Names
from services.console.tables import (
    Row,
    body_names,
    meeting_words,
    member_names,
    member_words,
    outcome_words,
    rows,
    topic_words,
)


async def names_of_case(connection: AsyncConnection, topic: Row, records: Iterable[Row]) -> Names:
    """The names of whatever ids the facts mention."""
    ids = {county(topic["unit"]) + "000000", topic["unit"], topic["raised_in"]}
    ids.update(text.partition(":")[0] for row in records for text in _strings(row["facts"]))
    if topic["plan"]:
        ids.add(topic["plan"].partition(":")[0])
    known = list(ids)

    async def named(key: sa.Column[str], name: sa.Column[str]) -> dict[str, str]:
        statement = sa.select(key, name).where(key == sa.any_(sa.literal(known, sa.ARRAY(sa.Text))))
        return {row[0]: row[1] for row in await connection.execute(statement)}

    return Names(
        bodies=await named(body_names.c.body, body_names.c.name),
        members=await named(member_names.c.member, member_names.c.name),
        units=await named(units.c.unit, units.c.name),
        words=await words(connection, topic["unit"]),
    )


async def names_of_county(
    connection: AsyncConnection, code: str, all_units: Mapping[str, Row]
) -> Names:
    bodies = await connection.execute(
        sa.select(body_names.c.body, body_names.c.name).where(body_names.c.unit.startswith(code))
    )
    members = await connection.execute(
        sa.select(member_names.c.member, member_names.c.name).where(
            member_names.c.unit.startswith(code)
        )
    )
    return Names(
        bodies={row[0]: row[1] for row in bodies},
        members={row[0]: row[1] for row in members},
        units={code: row["name"] for code, row in all_units.items()},
        words=await words(connection, code),
    )


async def words(connection: AsyncConnection, code: str) -> dict[tuple[str, str], str]:
    """The wording of categories, forms, checks, procedures in a place: its nearest
    jurisdiction's."""

    async def nearest(table: sa.Table) -> list[Row]:
        above = table.c.jurisdiction.in_(upward(code.ljust(12, "0")))
        found = await rows(connection, sa.select(table).where(above))
        most = max((row["jurisdiction"] for row in found), default="")
        return [row for row in found if row["jurisdiction"] == most]

    tables = (topic_words, meeting_words, outcome_words, member_words)
    found = [row for table in tables for row in await nearest(table)]
    return {(row["kind"], row["code"]): row["wording"] for row in found}


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
