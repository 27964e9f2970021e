"""Papers in the database of their service, in chunks.

A paper is uploaded first and used by an event later. What no event has used within `ORPHAN_DAYS` is
removed.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

from contracts.paper import SALT_BYTES, Paper
from runtime import clock
from runtime.actor import Actor
from runtime.papers import may_read
from runtime.refusals import Misfit
from runtime.writing import ledger

CHUNK = 256 * 1024
"""Bytes of a chunk: the random bytes stand before the content and count with it."""
ORPHAN_DAYS = 7
_USES = """
SELECT digest, unit, author, by_author, ARRAY(SELECT jsonb_array_elements_text(readers)) AS readers,
       ARRAY(SELECT jsonb_array_elements_text(bodies)) AS bodies,
       ARRAY(SELECT jsonb_array_elements_text(persons)) AS persons
FROM paper_uses WHERE digest = ANY($1)
"""


async def all_there(
    connection: Any,
    named: Iterable[Paper],
    actor: Actor | None,
    covering: Callable[[str], Iterable[str]],
) -> None:
    """Refuse papers that this service does not have, or has otherwise than they are described; and,
    in the same words, those that the actor may not use: they neither uploaded them nor may read a
    use of them. `covering`: a unit, and what it was merged into. What policies ask has no `actor`:
    it carries on what somebody was allowed to use. The caller holds the ledger's lock, which
    whoever removes papers takes as well."""
    wanted = {(each.digest, each.media_type, each.size) for each in named}
    rows = await connection.fetch(
        "SELECT digest, media_type, size, uploaded_by FROM papers WHERE digest = ANY($1)",
        [digest for digest, *_ in wanted],
    )
    there = {tuple(row)[:3] for row in rows}
    if actor is not None:
        foreign = {row["digest"] for row in rows if row["uploaded_by"] != actor.id}
        foreign -= await _read_by(connection, actor, foreign, covering)
        there = {each for each in there if each[0] not in foreign}
    if missing := sorted(digest for digest, *_ in wanted - there):
        raise Misfit(
            "unknown-paper",
            f"没有您可以使用的文件 {missing[0]}，或说明与上传时的回执不一致。"
            "请自行上传文件，再按回执填写。",
            f"There is no paper {missing[0]} that you may use, or not as it is described. Upload it"
            " yourself, and describe it as the answer to the upload does.",
        )


async def _read_by(
    connection: Any, actor: Actor, digests: set[str], covering: Callable[[str], Iterable[str]]
) -> set[str]:
    """Those of the papers that somebody reads by one of their uses."""
    uses = await connection.fetch(_USES, list(digests)) if digests else ()
    return {use["digest"] for use in uses if may_read(actor, use, covering(use["unit"]))}


async def store(
    connection: Any, content: BinaryIO, media_type: str, size: int, by: str, key: UUID
) -> Paper | None:
    """Keep a paper. Asked again under the same key it answers the same; `None` where that key
    stands for another content."""
    if row := await connection.fetchrow("SELECT * FROM papers WHERE key = $1", key):
        salt = await connection.fetchval(
            "SELECT substr(content, 1, $2) FROM paper_chunks WHERE digest = $1 AND chunk = 0",
            row["digest"],
            SALT_BYTES,
        )
        same = row["uploaded_by"] == by and await _digest(salt, content) == row["digest"]
        return Paper.model_validate(dict(row)) if same else None
    salt = secrets.token_bytes(SALT_BYTES)
    digest = await _digest(salt, content)
    async with connection.transaction():
        await connection.execute(
            "INSERT INTO papers VALUES ($1, $2, $3, $4, $5, $6)",
            *(digest, media_type, size, by, key, clock.now()),
        )
        content.seek(0)
        number, piece = 0, salt + content.read(CHUNK - SALT_BYTES)
        while piece:
            await add_chunk(connection, digest, number, piece)
            number, piece = number + 1, content.read(CHUNK)
    return Paper(digest=digest, media_type=media_type, size=size)


async def add_chunk(connection: Any, digest: str, number: int, piece: bytes) -> None:
    await connection.execute(
        "INSERT INTO paper_chunks VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", digest, number, piece
    )


async def _digest(salt: bytes, content: BinaryIO) -> str:
    found = hashlib.sha256(salt)
    content.seek(0)
    while piece := content.read(CHUNK):
        found.update(piece)
        await asyncio.sleep(0)  # others are served meanwhile
    return found.hexdigest()


def chunks_of(size: int) -> int:
    """In how many chunks a content of so many bytes is kept."""
    return -(-(size + SALT_BYTES) // CHUNK)


async def chunks(pool: Any, digest: str, size: int) -> AsyncIterator[bytes]:
    """The chunks, one after the other. It ends early where one is missing. The connection goes back
    in between, because whoever reads may be slow."""
    for number in range(chunks_of(size)):
        piece = await pool.fetchval(
            "SELECT content FROM paper_chunks WHERE digest = $1 AND chunk = $2", digest, number
        )
        if piece is None:
            return
        yield piece


async def sound(pool: Any, digest: str, size: int) -> bool:
    """Whether all of it is there and has this digest."""
    found = hashlib.sha256()
    async for piece in chunks(pool, digest, size):
        found.update(piece)
    return found.hexdigest() == digest


async def remove_orphans(pool: Any, days: float = ORPHAN_DAYS) -> int:
    """Remove what was uploaded so many days ago and no event has used. Returns how many."""
    async with pool.acquire() as connection, connection.transaction():
        await ledger.head(connection, lock=True)  # no event is about to use one of them
        removed: Sequence[Any] = await connection.fetch(
            "DELETE FROM papers WHERE uploaded_at <= $1"
            " AND NOT EXISTS (SELECT FROM paper_uses WHERE paper_uses.digest = papers.digest)"
            " RETURNING digest",
            clock.now() - timedelta(days=days),
        )
    return len(removed)
