"""A service's database against what `yishi prepare` makes, without a list of our own.

It is made once more, in a schema and a transaction that are rolled back, and what PostgreSQL's
catalog says of the two is compared. A table that a service gains is compared from then on.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from runtime.proving.prepare import make, read_models
from runtime.writing.ledger import PERMANENT
from yishi.deployment import Deployed, user
from yishi.doctor.catalog import RELATIONS, RIGHTS, WITHIN, Kind, asked
from yishi.doctor.finding import Found

LIVE, MADE = "public", "yishi_doctor"
Rows = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where something differs, and how that is mended there."""

    name: str
    database: str
    owner: str
    role: str
    disposable: frozenset[str]

    def prepare(self, of: str) -> str:
        after = f" and `yishi verify {self.name}`" if of in PERMANENT else ""
        return f"Run `yishi prepare {self.name}`{after}."

    def tell(self, sql: str, who: str = "") -> str:
        return f"In the database {self.database} as {who or self.owner}: {sql};"

    def anew(self, of: str) -> str:
        """For a table that is made from the ledgers anyhow."""
        return (
            f"{self.tell(f'DROP TABLE {of}')} Then `yishi prepare {self.name}`"
            f" and `yishi rebuild {self.name} --references`."
        )


async def shape(name: str, deployed: Deployed, connection: Any) -> Found:
    """Everything in the database that is not as it is made."""
    role = user(deployed.url) if deployed.url != deployed.owner_url else ""
    parts = read_models(deployed.service)
    place = Place(
        name,
        await connection.fetchval("SELECT current_database()"),
        user(deployed.owner_url),
        role,
        frozenset(table.name for tables in parts.values() for table in tables),
    )
    async with _made(connection, deployed, role):
        live, made = [await _rows(connection, RELATIONS, schema) for schema in (LIVE, MADE)]
        for sentence in _differences(place, RELATIONS, live, made):
            yield "BAD", sentence
        unlike = live.keys() ^ made.keys()
        for kind in WITHIN:
            live, made = [
                {key: row for key, row in found.items() if row["of"] not in unlike}
                for found in [await _rows(connection, kind, each) for each in (LIVE, MADE)]
            ]
            for sentence in _differences(place, kind, live, made):
                yield "BAD", sentence
            if kind.called == "function":
                unlike |= live.keys() ^ made.keys()
        here, there = [
            {
                (row["thing"], row["who"]): set(row["may"])
                for row in await connection.fetch(asked(RIGHTS), schema)
                if row["of"] not in unlike
            }
            for schema in (LIVE, MADE)
        ]
        for sentence in _rights(place, here, there):
            yield "BAD", sentence


@asynccontextmanager
async def _made(connection: Any, deployed: Deployed, role: str) -> AsyncIterator[None]:
    """All of it made anew, for as long as this lasts."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET TRANSACTION READ WRITE")
        await connection.execute(f"CREATE SCHEMA {MADE}")
        await connection.execute(f"SET LOCAL search_path TO {MADE}")
        await make(connection, deployed.service, role, deployed.personal)
        await connection.execute(
            "SET LOCAL search_path TO pg_catalog"
        )  # so that all names are whole
        yield
    finally:
        await transaction.rollback()


async def _rows(connection: Any, kind: Kind, schema: str) -> dict[str, Rows]:
    rows: dict[str, Rows] = {}
    for found in await connection.fetch(asked(kind.query), schema):
        row = {key: _without(value, schema) for key, value in found.items()}
        name = row["name"]
        while name in rows:
            name += ", once more"
        rows[name] = row
    return rows


def _without(text: str, schema: str) -> str:
    return " ".join(text.replace(f"{schema}.", "").split())


def _differences(
    place: Place, kind: Kind, live: dict[str, Rows], made: dict[str, Rows]
) -> Iterator[str]:
    for name in sorted(live.keys() & made.keys() if kind.of_another else live.keys() | made.keys()):
        here, there = live.get(name), made.get(name)
        what = f"{place.name}: {kind.called} {name}"
        if here is None and there is not None:
            remedy = _mend(place, kind, there, there["add"])
            yield f"{what} is missing{_is(', should be', there['value'])}. {remedy}"
        elif there is None and here is not None:
            yield (
                f"{what} is none of Yishi's{_is(':', here['value'])}. Find out who made it, then"
                f" remove it. {place.tell(here['drop'])}"
            )
        elif here is not None and there is not None and here["value"] != there["value"]:
            found, wanted = _apart(here["value"], there["value"])
            alter = there.get("alter", there["add"])
            remedy = _mend(place, kind, there, alter)
            yield f"{what} is {found}, should be {wanted}. {remedy}"


def _mend(place: Place, kind: Kind, wanted: Rows, sql: str) -> str:
    of = wanted["of"]
    if kind is RELATIONS and of in place.disposable:
        return f"{place.prepare(of)[:-1]} and `yishi rebuild {place.name} --references`."
    if kind.by_prepare:
        return place.prepare(of)
    if kind.called in ("column", "constraint") and of in place.disposable:
        return place.anew(of)
    return place.tell(sql, "a superuser" if kind.called == "owner of" else "")


def _is(word: str, value: str) -> str:
    return f"{word} {_short(value)}" if value else ""


def _short(value: str) -> str:
    return value if len(value) <= 160 else f"{value[:157]}…"


def _apart(found: str, wanted: str) -> tuple[str, str]:
    """Both values, from a little before where they part when they are long."""
    if max(len(found), len(wanted)) <= 160:
        return found or "nothing", wanted or "nothing"
    same = next((n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), 0)
    begin = max(0, same - 40)
    dots = "…" if begin else ""
    return dots + _short(found[begin:]), dots + _short(wanted[begin:])


Rights = Mapping[tuple[str, str], set[str]]
"""What may be done, by the thing it is done with and by who may."""


def _rights(place: Place, here: Rights, there: Rights) -> Iterator[str]:
    """What somebody may do and should not, or should and may not."""
    for thing, who in sorted(here.keys() | there.keys()):
        has, needs = here.get((thing, who), set()), there.get((thing, who), set())
        if more := has - needs:
            whole = {each for each in more if not each.startswith("GRANT OPTION")}
            taken = ", ".join(sorted(whole or more))
            yield (
                f"{place.name}: {who} may {taken} on {thing} and should not."
                f" {place.tell(f'REVOKE {taken} ON {thing} FROM {who}')}"
            )
        if less := needs - has:
            lacking = ", ".join(sorted(less))
            yield (
                f"{place.name}: {who} may not {lacking} on {thing} and must."
                f" Run `yishi prepare {place.name}`."
            )
