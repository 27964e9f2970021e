"""Compare both copies of each paper with its digest. What was erased must be in neither."""

import hashlib
from typing import Any

from nats.aio.client import Client

from runtime.carrying.papers import chunk_at, copied, used_papers
from runtime.proving.verify.findings import Finding, Findings, Progress
from runtime.service import Service
from runtime.writing import papers


async def paper_findings(
    connection: Any, client: Client | None, service: Service, progress: Progress
) -> Findings:
    """Papers that are used and not erased, and not sound in the database or in the stream."""
    where = f"papers of {service.name}"
    there = await copied(client, service.name) if client is not None else {}
    for paper in await used_papers(connection):
        here = await papers.sound(connection, paper.digest, paper.size)
        copy = client is None or await _sound_copy(client, service.name, paper.digest, paper.size)
        what, wanted = f"paper {paper.digest}", "the content with this digest"
        if not here:
            advice = (
                f"`DELETE FROM papers WHERE digest = '{paper.digest}'` as the owner, then start"
                f" {service.name} again: it fetches the second copy."
                if client is not None and copy
                else "Bring it back from a backup."
            )
            found = "another content" if paper.here else "no content"
            yield Finding(where, paper.position, found, wanted, what, advice)
        if not copy:
            found = "another content" if there.get(paper.digest) else "no content"
            advice = f"Run {service.name}: it makes the second copy." if here else ""
            yield Finding(f"second copy of {where}", paper.position, found, wanted, what, advice)
        there.pop(paper.digest, None)
        progress(where, paper.position)
    for digest in sorted(there):
        yield Finding(
            f"second copy of {where}",
            0,
            "a paper",
            "none: it was erased, or nothing uses it",
            f"paper {digest}",
            f"Run {service.name}: it takes it out.",
        )


async def _sound_copy(client: Client, service: str, digest: str, size: int) -> bool:
    found = hashlib.sha256()
    for number in range(papers.chunks_of(size)):
        piece = await chunk_at(client, service, digest, number)
        if piece is None:
            return False
        found.update(piece)
    return found.hexdigest() == digest
