"""The append-only table that is the truth of a service.

An append gives out positions as last + 1 under the lock of the head row, so a reader that saw 7
never later finds a 6. `yishi prepare` makes the tables.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from runtime import projection
from runtime.envelope import GENESIS, HEAD, START, Tail, chain, tail
from runtime.keys import Trusted
from runtime.projection import Shape
from runtime.signer import Signer

TABLES = resources.files("runtime.writing").joinpath("ledger.sql").read_text()
PERMANENT = (
    "ledger",
    "ledger_head",
    "command_keys",
    "readers",
    "unanswered",
    "already_so",
    "policies",
    "papers",
    "paper_chunks",
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a ledger. `epoch` is new after each restore; `read` is the sum of readers'
    positions; `now` is PostgreSQL's clock; `last` is the time of the last event, if there is one;
    `tail` is what the next event has to say of those before it.
    """

    position: int
    hash: bytes
    epoch: UUID
    read: int
    now: datetime
    last: datetime | None
    tail: Tail


class Row(NamedTuple):
    """One line of the ledger, in the order of the table's columns."""

    position: int
    id: UUID
    stream: str
    version: int
    type: str
    unit: str
    matter: str
    recorded_at: Any
    command_id: UUID
    body: bytes
    hash: bytes
    signature: str | None = None


class Broken(Exception):
    """A chain does not hold: at which position, what was found there, and what was expected."""

    def __init__(self, where: str, position: int, found: str, expected: str) -> None:
        super().__init__(f"{where} position {position}: found {found}, expected {expected}")
        self.where, self.position, self.found, self.expected = where, position, found, expected


class WentBack(Exception):
    """The ledger ends before what was already seen of it: the database was put back while the
    service ran. The process ends, and the gate restores the rest at its next start."""


_HEAD = """
SELECT position, hash, epoch, (SELECT sum(position)::bigint FROM readers) AS read,
       clock_timestamp() AS now
FROM ledger_head"""
_LAST = f"""
SELECT recorded_at, substring(body FROM 1 FOR {HEAD}) AS begins FROM ledger WHERE position = $1"""


async def head(connection: Any, lock: bool = False, known: Head | None = None) -> Head:
    """The end of the ledger; with `lock`, nobody else appends until the transaction ends. Where it
    is still at the `known` one, the last event is not looked up again."""
    row = await connection.fetchrow(f"{_HEAD} FOR UPDATE" if lock else _HEAD)
    if row is None:
        raise Broken("ledger head", 0, "no row", "one row")
    position, hash_, epoch, read, now = row.values()
    last, behind = None, START
    if known and (known.position, known.hash) == (position, hash_):
        last, behind = known.last, known.tail
    elif position:
        found = await connection.fetchrow(_LAST, position)
        if found is None:
            raise Broken("ledger head", position, hash_.hex(), "no such row")
        last, behind = found["recorded_at"], tail(found["begins"], hash_)
    return Head(position, hash_, epoch, read or 0, now, last, behind)


_APPEND = """
WITH {beside}appended AS (
    INSERT INTO ledger
    SELECT $1 + ordinality, id, stream, version, type, unit, matter,
           coalesce(($10::timestamptz[])[ordinality], ($10::timestamptz[])[1]), command_id, body,
           hash, signature
    FROM unnest(string_to_array($4, E'\\n')::uuid[], string_to_array($5, E'\\n'),
                string_to_array($6, E'\\n')::int[], string_to_array($7, E'\\n'),
                string_to_array($8, E'\\n'), string_to_array($9, E'\\n'),
                string_to_array($11, E'\\n')::uuid[], $12::bytea[], $13::bytea[],
                string_to_array($14, E'\\n', ''))
    WITH ORDINALITY AS row (id, stream, version, type, unit, matter, command_id, body, hash,
                            signature)
)
UPDATE ledger_head SET position = $1 + cardinality($12), hash = $3
WHERE $1::bigint = 0 OR EXISTS (SELECT FROM ledger WHERE position = $1 AND hash = $2)
"""


def _lines(column: Iterable[Any]) -> str:
    return "\n".join(map(str, column))


@lru_cache(500)
def _appending(shape: tuple[Any, ...] | None) -> str:
    beside = f"beside AS ({projection.statement(*shape, first=15)}), " if shape else ""
    return _APPEND.format(beside=beside)


async def append(
    connection: Any, rows: Sequence[Row], previous: bytes, beside: Shape | None = None
) -> None:
    """Append rows behind the hash `previous`, and carry out changes of a read model beside them, in
    one statement. The caller holds the head's lock. Raises `Broken` where the last row has another
    hash: a number written into `ledger_head` alone is never chained.

    Ids and names go as lines of one text: they hold none, and asyncpg looks at each element of an
    array in ways that take as long as all the rest. A row with a line more would not be complete,
    and PostgreSQL refuse it.
    """
    before = rows[0].position - 1
    _, ids, streams, versions, types, units, matters, times, asked, bodies, hashes, signatures = (
        zip(*rows, strict=True)
    )
    done: str = await connection.execute(
        _appending(beside and beside.key),
        *(before, previous, hashes[-1]),
        *map(_lines, (ids, streams, versions, types, units, matters)),
        times[:1] if times.count(times[0]) == len(times) else times,
        *(_lines(asked), bodies, hashes, _lines(each or "" for each in signatures)),
        *(beside.arrays if beside else ()),
    )
    if done != "UPDATE 1":
        there = await hash_at(connection, before)
        found = there.hex() if there else "no such row"
        raise Broken("ledger head", before, previous.hex(), found)


MOST_BYTES = 8 * 1024 * 1024
"""The most bytes of bodies read at once: one event may hold the minutes of a whole session."""
COLUMNS = "position, type, unit, body, hash, signature"

_READ = """
SELECT {columns} FROM (
    SELECT {columns}, sum(octet_length(body)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING)
                      - octet_length(body) AS before
    FROM ledger WHERE position > $1 AND position <= $2{which} ORDER BY position LIMIT $3
) AS page WHERE before < $4 ORDER BY position
"""


async def read(
    connection: Any,
    after: int,
    limit: int = 1000,
    until: int | None = None,
    *,
    most_bytes: int = MOST_BYTES,
    columns: str = COLUMNS,
    matter: str | None = None,
) -> list[asyncpg.Record]:
    """Rows with `after < position <= until`, in order: at most `limit`, and about `most_bytes`; all
    of them, or those of one matter."""
    query = _READ.format(columns=columns, which=" AND matter = $5" if matter is not None else "")
    most = (2**62 if until is None else until, limit, most_bytes)
    of = () if matter is None else (matter,)
    rows: list[asyncpg.Record] = await connection.fetch(query, after, *most, *of)
    return rows


async def pages(
    connection: Any, after: int = 0, until: int | None = None, limit: int = 5000
) -> AsyncIterator[list[asyncpg.Record]]:
    """The ledger from `after` on, page by page, so that memory stays flat."""
    while rows := await read(connection, after, limit, until):
        yield rows
        after = rows[-1]["position"]


async def pages_ahead(
    connection: Any, columns: str = COLUMNS
) -> AsyncGenerator[list[asyncpg.Record], None]:
    """The whole ledger page by page. PostgreSQL reads the next page while the caller works on this
    one; the connection can do nothing else meanwhile. Close it (`aclosing`)."""
    rows = await read(connection, 0, 5000, columns=columns)
    while rows:
        last: int = rows[-1]["position"]
        coming = asyncio.create_task(read(connection, last, 5000, columns=columns))
        try:
            await asyncio.sleep(0)  # so that it is asked before the caller begins
            yield rows
            rows = await coming
        finally:
            coming.cancel()
            await asyncio.wait([coming])


_END = """
SELECT head.position, head.hash, last.position AS last, last.hash AS last_hash, last.signature
FROM ledger_head AS head LEFT JOIN LATERAL (
    SELECT position, hash, signature FROM ledger ORDER BY position DESC LIMIT 1
) AS last ON true
"""


async def sound_end(connection: Any, signer: Signer) -> Head:
    """The head, checked against the last row and its signature. Raises `Broken` where they do not
    fit: the next signature would vouch for what somebody else wrote."""
    end = await head(connection)
    row = await connection.fetchrow(_END)  # both as of one moment: a replica may be appending
    position, hash_, last = row["position"], row["hash"], row["last"] or 0
    if (position, hash_) != (last, row["last_hash"] or GENESIS):
        there = row["last_hash"] or GENESIS
        said = f"{position} {hash_.hex()}"
        raise Broken("ledger head", position, said, f"{last} {there.hex()}, the last row")
    signature = row["signature"]
    await learn_keys(connection, signer.service, signer.trusted)
    if not signer.vouches(position, hash_, signature):
        signer.trusted.heed()  # an operator may just have replaced the key
    if not signer.vouches(position, hash_, signature):
        raise Broken("ledger", position, "a row that its service did not sign", "a signed one")
    return replace(end, position=position, hash=hash_)


async def learn_keys(connection: Any, service: str, trusted: Trusted) -> None:
    """Trust the keys that this ledger's service has adopted, each signed by the one before."""
    rows = await connection.fetch(
        "SELECT ledger.position, ledger.body, ledger.signature, before.hash AS previous"
        " FROM ledger LEFT JOIN ledger AS before ON before.position = ledger.position - 1"
        " WHERE ledger.stream = $1 ORDER BY ledger.position",
        f"key/{service}",
    )
    for row in rows:
        previous = row["previous"] or GENESIS
        trusted.learn(service, row["position"], previous, row["body"], row["signature"])


async def hash_at(connection: Any, position: int) -> bytes | None:
    """The hash at a position: 32 zero bytes at 0, `None` where there is no such row."""
    if position == 0:
        return GENESIS
    found: bytes | None = await connection.fetchval(
        "SELECT hash FROM ledger WHERE position = $1", position
    )
    return found


async def end(connection: Any) -> int:
    """The position of the last row, whatever the head says."""
    last: int = await connection.fetchval("SELECT coalesce(max(position), 0) FROM ledger")
    return last


def continues(where: str, rows: Sequence[asyncpg.Record], position: int, previous: bytes) -> bytes:
    """The hash after these rows, or `Broken` where a position is missing or a hash is wrong."""
    for row in rows:
        position += 1
        if row["position"] != position:
            raise Broken(where, position, f"position {row['position']}", f"position {position}")
        previous = chain(previous, row["body"])
        if row["hash"] != previous:
            raise Broken(where, position, row["hash"].hex(), previous.hex())
    return previous
