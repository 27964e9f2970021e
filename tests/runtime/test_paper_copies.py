"""The second copy of papers: what one of the two has lost, the other gives back."""

import asyncio
import io
from uuid import uuid4

import pytest

from contracts.places import prefix
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.carrying.jetstream import papers_stream
from runtime.carrying.papers import PaperCopy, chunk_at, chunk_subject, copied
from runtime.carrying.streams import call, declaration_of_papers
from runtime.ids import uuid7
from runtime.operations import ErasePaper
from runtime.proving.verify.papers import paper_findings
from runtime.submission import Submission
from runtime.writing import papers
from tests.filing import FILING, File
from tests.support.service import bench
from tests.support.streams import connected

VILLAGE = "620123109200"
STREAM = papers_stream("filing")
OFFICE = Actor("ou", (Grant(role=Role.CPPCC_OFFICE, scope=prefix("620123000000")),))


@pytest.fixture
async def filing(database):
    async with bench(FILING, database) as found:
        yield found


@pytest.fixture
async def client(fresh_nats):
    async with connected(fresh_nats.url) as client:
        await call(client, "CREATE", STREAM, declaration_of_papers("filing", max_bytes=2**28))
        yield client


@pytest.fixture
def copy(filing, client):
    return PaperCopy("filing", filing.pool, client)


async def used(filing, content: bytes):
    async with filing.pool.acquire() as connection:
        paper = await papers.store(
            connection, io.BytesIO(content), "text/plain", len(content), OFFICE.id, uuid4()
        )
    command = File(unit=VILLAGE, label="来信", papers=(paper,))
    identity = uuid7()
    await filing.writer.ask(Submission(str(identity), command, OFFICE, identity))
    return paper


async def erase(filing, paper):
    command = ErasePaper(unit=VILLAGE, reason="当事人申请删除")
    await filing.writer.ask(Submission(paper.digest, command, OFFICE, uuid7()))


async def found(filing, client):
    async with filing.pool.acquire() as connection:
        findings = paper_findings(connection, client, FILING, lambda *_: None)
        return [str(finding) async for finding in findings]


async def content(filing, paper):
    pieces = [each async for each in papers.chunks(filing.pool, paper.digest, paper.size)]
    return b"".join(pieces)[32:]


LONG = bytes(range(256)) * 3000


async def test_what_is_used_is_copied_and_what_is_not_is_not(filing, client, copy):
    paper = await used(filing, LONG)
    async with filing.pool.acquire() as connection:
        await papers.store(connection, io.BytesIO(b"unused"), "text/plain", 6, "wei", uuid4())
    assert "no content" in (await found(filing, client))[0], "negative control"

    await copy.round()

    assert await copied(client, "filing") == {paper.digest: papers.chunks_of(len(LONG))}
    assert await found(filing, client) == []


async def test_a_later_paper_is_copied_without_comparing_everything(filing, client, copy):
    await copy.round()
    paper = await used(filing, b"later")
    await copy.round()

    assert list(await copied(client, "filing")) == [paper.digest]


async def test_a_lost_content_comes_back_from_the_stream(filing, client, copy):
    """A database that was lost has its uses from the ledger, and no content."""
    paper, other = await used(filing, LONG), await used(filing, b"short")
    await copy.round()
    await filing.pool.execute("DELETE FROM papers")
    assert len(await found(filing, client)) == 2

    await PaperCopy("filing", filing.pool, client).round()

    assert await content(filing, paper) == LONG
    assert await content(filing, other) == b"short"
    assert await found(filing, client) == []


async def test_what_neither_copy_has_is_told_and_never_made_up(filing, client, copy, caplog):
    paper = await used(filing, b"letter")
    await copy.round()
    await filing.pool.execute("DELETE FROM papers")
    subject = chunk_subject("filing", paper.digest, 0)
    await client.jetstream().publish(subject, b"x" * 38)  # somebody else's content

    again = PaperCopy("filing", filing.pool, client)
    await again.round()

    assert again.lost == {paper.digest}
    assert "ALARM" in caplog.text
    assert await content(filing, paper) == b""
    assert any("Bring it back from a backup" in line for line in await found(filing, client))


async def test_a_content_that_somebody_changed_is_found_in_either_copy(filing, client, copy):
    here, there = await used(filing, b"one"), await used(filing, b"two")
    await copy.round()
    await filing.pool.execute(
        "UPDATE paper_chunks SET content = content || 'x' WHERE digest = $1", here.digest
    )
    await client.jetstream().publish(chunk_subject("filing", there.digest, 0), b"other")

    lines = await found(filing, client)

    assert len(lines) == 2
    assert here.digest in lines[0]
    assert "DELETE FROM papers" in lines[0]
    assert there.digest in lines[1]
    assert "second copy" in lines[1]
    # And what the finding tells the operator to do works.
    await filing.pool.execute("DELETE FROM papers WHERE digest = $1", here.digest)
    await copy.round(whole=True)
    assert await content(filing, here) == b"one"


async def test_what_is_erased_leaves_both_copies_and_does_not_come_back(filing, client, copy):
    paper, stays = await used(filing, LONG), await used(filing, b"stays")
    await copy.round()
    before = await chunk_at(client, "filing", paper.digest, 0)
    await erase(filing, paper)

    await copy.round()

    assert list(await copied(client, "filing")) == [stays.digest]
    assert await found(filing, client) == []
    # Also where the stream was brought back from a copy of its disk.
    await client.jetstream().publish(chunk_subject("filing", paper.digest, 0), before)
    assert "it was erased" in (await found(filing, client))[0]
    await copy.round(whole=True)
    assert list(await copied(client, "filing")) == [stays.digest]
    assert await content(filing, paper) == b""


async def test_a_stream_that_is_lost_is_filled_again(filing, client, copy):
    paper = await used(filing, LONG)
    await copy.round()
    await call(client, "DELETE", STREAM, {})
    await call(client, "CREATE", STREAM, declaration_of_papers("filing", max_bytes=2**28))

    await copy.round(whole=True)

    assert await copied(client, "filing") == {paper.digest: papers.chunks_of(len(LONG))}


async def test_two_processes_at_once_are_harmless(filing, client):
    wanted = [await used(filing, f"{n}".encode()) for n in range(8)]
    await asyncio.gather(
        *(PaperCopy("filing", filing.pool, client).round(whole=True) for _ in range(3))
    )
    await filing.pool.execute("DELETE FROM papers")
    await asyncio.gather(
        *(PaperCopy("filing", filing.pool, client).round(whole=True) for _ in range(3))
    )

    assert await found(filing, client) == []
    assert [await content(filing, each) for each in wanted] == [f"{n}".encode() for n in range(8)]
