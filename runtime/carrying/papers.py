"""The second copy of papers: a stream of its own for each service, `PAPERS_<SERVICE>`.

It needs neither order nor chain, because a paper proves itself by its digest: the two copies are
compared as sets. What an event uses and lies in one place alone is brought to the other; what was
erased is taken out of both. Two processes that do this at once are harmless.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections import defaultdict
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import nats.js.errors
from nats.aio.client import Client

from runtime import clock
from runtime.carrying.jetstream import TROUBLE, Doubt, papers_stream
from runtime.writing import ledger, papers
from runtime.writing.failures import INFRASTRUCTURE

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds between two looks at what was used or erased since the last."""
WHOLE_SECONDS = 3600.0
"""Seconds between two comparisons of everything, and between two removals of unused papers."""

USED = """
SELECT used.digest, used.size, used.media_type, used.author, used.position,
       EXISTS (SELECT FROM papers WHERE papers.digest = used.digest) AS here
FROM (SELECT DISTINCT ON (digest) * FROM paper_uses WHERE position > $1
      ORDER BY digest, position) AS used
WHERE NOT EXISTS (SELECT FROM ledger WHERE stream = 'paper/' || used.digest)
ORDER BY used.position
"""
"""What events behind a position use and nobody has erased."""
_ERASED = "SELECT substr(stream, 7) FROM ledger WHERE position > $1 AND stream LIKE 'paper/%'"

_HERE_OR_ERASED = """
SELECT EXISTS (SELECT FROM papers WHERE digest = $1)
    OR EXISTS (SELECT FROM ledger WHERE stream = 'paper/' || $1)
"""


def chunk_subject(service: str, digest: str, number: int) -> str:
    return f"papers.{service}.{digest}.{number}"


class Used(NamedTuple):
    """A paper that is used and not erased. `here`: its content stands in the database."""

    digest: str
    size: int
    media_type: str
    author: str
    position: int
    here: bool


class PaperCopy:
    """Keeps the two copies equal until it is cancelled. `lost` holds what neither of them has."""

    def __init__(self, service: str, pool: asyncpg.Pool, client: Client) -> None:
        self.lost: frozenset[str] = frozenset()
        self._service, self._stream = service, papers_stream(service)
        self._pool, self._client = pool, client
        self._until, self._next_whole = 0, 0.0

    async def run(self) -> None:
        while True:
            try:
                await self.round()
            except (*TROUBLE, *INFRASTRUCTURE, Doubt) as error:
                log.info("papers of %s are not compared now: %r", self._service, error)
            await asyncio.sleep(PAUSE)

    async def round(self, whole: bool = False) -> None:
        """Bring over what was used, and take out what was erased, since the last round. From time
        to time, or where the caller wants it, compare everything."""
        whole = whole or time.monotonic() >= self._next_whole
        since = 0 if whole else self._until
        until = await ledger.end(self._pool)
        used = {each.digest: each for each in await used_papers(self._pool, since)}
        if whole:
            there = await copied(self._client, self._service)
            gone = there.keys() - used.keys()
        else:
            there = {}
            gone = {row[0] for row in await self._pool.fetch(_ERASED, since)}
        for digest in gone:
            await self._purge(digest)
        lost = set()
        for digest, each in used.items():
            if each.here:
                if there.get(digest, 0) < papers.chunks_of(each.size):
                    await self._publish(each)
            elif whole and not await self._fetch(each):
                lost.add(digest)
        if whole:
            if new := lost - self.lost:
                log.error("ALARM papers of %s are in neither copy: %s", self._service, sorted(new))
            self.lost = frozenset(lost)
            await papers.remove_orphans(self._pool)
            self._next_whole = time.monotonic() + WHOLE_SECONDS
        self._until = until

    async def _publish(self, paper: Used) -> None:
        number = 0
        async for piece in papers.chunks(self._pool, paper.digest, paper.size):
            await self._client.jetstream(timeout=10).publish(
                chunk_subject(self._service, paper.digest, number), piece, stream=self._stream
            )
            number += 1

    async def _fetch(self, paper: Used) -> bool:
        """Bring a paper back from the stream. False where it is not sound there."""
        with SpooledTemporaryFile(4 * papers.CHUNK) as content:
            found = hashlib.sha256()
            for number in range(papers.chunks_of(paper.size)):
                piece = await chunk_at(self._client, self._service, paper.digest, number)
                if piece is None:
                    return False
                found.update(piece)
                content.write(piece)
            if found.hexdigest() != paper.digest:
                return False
            content.seek(0)
            async with self._pool.acquire() as connection, connection.transaction():
                await ledger.head(connection, lock=True)  # nobody erases it meanwhile
                if await connection.fetchval(_HERE_OR_ERASED, paper.digest):
                    return True
                await connection.execute(
                    "INSERT INTO papers VALUES ($1, $2, $3, $4, $5, $6)",
                    *(paper.digest, paper.media_type, paper.size, paper.author, uuid4()),
                    clock.now(),
                )
                for number in range(papers.chunks_of(paper.size)):
                    await papers.add_chunk(
                        connection, paper.digest, number, content.read(papers.CHUNK)
                    )
        log.warning("paper %s of %s was brought back", paper.digest, self._service)
        return True

    async def _purge(self, digest: str) -> None:
        await _ask(
            self._client, f"PURGE.{self._stream}", {"filter": f"papers.{self._service}.{digest}.*"}
        )


async def used_papers(connection: Any, after: int = 0) -> list[Used]:
    return [Used(*row) for row in await connection.fetch(USED, after)]


async def copied(client: Client, service: str) -> dict[str, int]:
    """How many chunks of each paper the stream holds."""
    found: defaultdict[str, int] = defaultdict(int)
    seen = 0
    while True:
        answer = await _ask(
            client, f"INFO.{papers_stream(service)}", {"subjects_filter": ">", "offset": seen}
        )
        subjects = answer["state"].get("subjects") or {}
        for subject in subjects:
            found[subject.split(".")[2]] += 1
        seen += len(subjects)
        if not subjects or seen >= answer.get("total", 0):
            return found


async def chunk_at(client: Client, service: str, digest: str, number: int) -> bytes | None:
    """A chunk as the stream holds it; `None` where it does not."""
    subject = chunk_subject(service, digest, number)
    try:
        found = await client.jetstream(timeout=5).get_last_msg(papers_stream(service), subject)
    except nats.js.errors.NotFoundError:
        return None
    return found.data


async def _ask(client: Client, call: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer of the server to a call about the stream. Raises `Doubt` where it refuses."""
    reply = await client.request(f"$JS.API.STREAM.{call}", json.dumps(body).encode(), timeout=5)
    answer: dict[str, Any] = json.loads(reply.data)
    if error := answer.get("error"):
        raise Doubt(f"{call}: {error['description']}")
    return answer
