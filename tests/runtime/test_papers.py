"""Papers: uploaded, used by events, read by few, erased for good."""

import asyncio
import hashlib
import io
import zipfile
from typing import Annotated
from uuid import uuid4

import pytest
from fastapi import APIRouter, Depends, Response
from httpx2 import ASGITransport, AsyncClient

from contracts.paper import MOST_BYTES, SALT_BYTES
from contracts.roles import Role
from runtime.operations import OPERATIONS
from runtime.proving.rebuild import rebuild
from runtime.web.app import create_app
from runtime.web.http import Submitting, submitting
from runtime.web.papers import MOST_UNUSED
from runtime.writing import papers
from tests.filing import FILING, File
from tests.support.auditing import audited_alone
from tests.support.service import bench, by

VILLAGE, NEIGHBOUR = "620123109200", "620123212000"
CLERK = by("wei", "clerk@620123109")
OFFICE = by("ou", f"{Role.CPPCC_OFFICE.value}@620123")
ENGLISH = {"Accept-Language": "en"}
TEXT = "群众来信：" + "路灯不亮。" * 9
LETTER = TEXT.encode()
Clerk = Annotated[Submitting, Depends(submitting(Role.CLERK, Role.CPPCC_OFFICE))]


def routes():
    router = APIRouter()

    @router.post("/dossiers", status_code=201)
    async def file(command: File, submit: Clerk) -> Response:
        return await submit.create(command)

    return router


@pytest.fixture
async def filing(database):
    async with bench(FILING, database) as found:
        yield found


@pytest.fixture
async def client(filing):
    app = create_app(FILING, [routes()], filing, filing.tokens)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def uploaded(client, content=LETTER, who=CLERK, **headers):
    answer = await client.post("/papers", content=content, headers={**who, **headers})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def filed(client, *found, who=CLERK, **more):
    body = {"unit": VILLAGE, "label": "来信", "papers": list(found), **more}
    return await client.post("/dossiers", json=body, headers=who)


async def test_a_paper_is_uploaded_used_and_read_byte_for_byte(client, filing):
    paper = await uploaded(client)

    assert (await filed(client, paper)).status_code == 201
    answer = await client.get(f"/papers/{paper['digest']}", headers=OFFICE)

    assert answer.content == LETTER
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    async with filing.pool.acquire() as connection:
        assert not await audited_alone(FILING, connection)


async def test_no_event_holds_the_content_and_nobody_can_guess_it(client):
    """The digest of a short text could be found by trying; that of the text and 32 random bytes,
    which are erased with it, cannot."""
    one, other = await uploaded(client), await uploaded(client)
    event = (await filed(client, one)).text

    assert "路灯" not in event
    assert one["digest"] in event
    assert one["digest"] != other["digest"]
    assert hashlib.sha256(LETTER).hexdigest() not in (one["digest"], other["digest"])


async def test_a_large_paper_keeps_its_bytes(client):
    content = b"%PDF-1.7\n" + bytes(range(256)) * 4096 + b"%%EOF"
    paper = await uploaded(client, content)
    await filed(client, paper)

    assert paper["media_type"] == "application/pdf"
    answer = await client.get(f"/papers/{paper['digest']}", headers=OFFICE)
    assert answer.content == content
    assert answer.headers["content-length"] == str(len(content))


@pytest.mark.parametrize("short", [SALT_BYTES, SALT_BYTES - 1, SALT_BYTES + 1, 0])
async def test_a_content_that_fills_its_chunks_exactly(client, short):
    content = b"a" * (2 * papers.CHUNK - short)
    paper = await uploaded(client, content)
    await filed(client, paper)

    assert (await client.get(f"/papers/{paper['digest']}", headers=OFFICE)).content == content


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty-paper"),
        (b"MZ\x90\x00" + b"\x00" * 200, "unknown-kind"),
        (b"GIF89a<script>alert(1)</script>", None),
        (b"\x00\x01\x02\x03", "unknown-kind"),
    ],
)
async def test_what_is_no_paper_is_refused(client, content, rule):
    answer = await client.post("/papers", content=content, headers=CLERK)

    if rule is None:  # plain text, and served as nothing else
        assert answer.json()["media_type"] == "text/plain"
        return
    assert answer.status_code == 422
    assert answer.json()["rule"] == rule


def packed():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<document/>" * 300)
    return buffer.getvalue()


PDF = b"%PDF-1.7\n" + b"1 0 obj " * 400 + b"\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200) + b"\x00\x00\x00\x00IEND\xaeB`\x82"


@pytest.mark.parametrize("whole", [PDF + bytes(5000), PNG + b"what a telephone adds" * 99])
async def test_what_a_program_adds_behind_the_end_makes_no_half(client, whole):
    assert (await client.post("/papers", content=whole, headers=CLERK)).status_code == 201


@pytest.mark.parametrize("whole", [PDF, packed(), PNG], ids=["pdf", "package", "png"])
async def test_half_a_file_is_refused_and_the_whole_one_taken(client, whole):
    assert (await client.post("/papers", content=whole, headers=CLERK)).status_code == 201
    for half in (whole[: len(whole) // 2], whole[:-40]):
        answer = await client.post("/papers", content=half, headers=CLERK)
        assert (answer.status_code, answer.json()["rule"]) == (422, "half-a-paper")


@pytest.mark.parametrize("form", [{"files": {"file": b"text"}}, {"data": {"file": "text"}}])
async def test_a_form_is_not_taken_for_the_file_in_it(client, form):
    """It would be kept with the form's own lines around it, as a text."""
    answer = await client.post("/papers", headers=CLERK, **form)

    assert (answer.status_code, answer.json()["rule"]) == (415, "form-upload")
    assert "--data-binary" in answer.json()["detail"]


async def test_a_document_of_an_office_program_is_told_by_its_content(client):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")

    assert "officedocument" in (await uploaded(client, packed.getvalue()))["media_type"]


async def test_a_paper_that_is_too_large_is_refused_before_it_is_read(client):
    async def pieces():
        for _ in range(MOST_BYTES // 65_536 + 1):
            yield b"a" * 65_536

    answer = await client.post("/papers", content=pieces(), headers={**CLERK, **ENGLISH})

    assert answer.status_code == 413
    assert "20 MB" in answer.json()["detail"]
    answer = await client.post("/dossiers", content=b"a" * 300_000, headers={**CLERK, **ENGLISH})
    assert answer.status_code == 413
    assert "256 KB" in answer.json()["detail"]


async def test_the_same_key_answers_the_same_and_only_for_the_same_content(client, filing):
    key = {"Idempotency-Key": str(uuid4())}
    first = await uploaded(client, **key)

    assert await uploaded(client, **key) == first
    for who, content in ((CLERK, b"another"), (by("li", "clerk@620123109"), LETTER)):
        answer = await client.post("/papers", content=content, headers={**who, **key})
        assert answer.status_code == 422
        assert answer.json()["rule"] == "key-reused"
    assert await filing.pool.fetchval("SELECT count(*) FROM papers") == 1


async def test_a_paper_that_is_not_there_or_is_described_otherwise_cannot_be_used(client):
    paper = await uploaded(client)
    for wrong in (
        {**paper, "digest": "0" * 64},
        {**paper, "size": paper["size"] + 1},
        {**paper, "media_type": "application/pdf"},
    ):
        answer = await filed(client, wrong)
        assert answer.status_code == 422
        assert answer.json()["rule"] == "unknown-paper"
    assert (await filed(client, paper)).status_code == 201, "negative control"


async def test_only_its_readers_read_it_and_others_do_not_learn_that_it_is_there(client):
    paper = await uploaded(client)
    where = f"/papers/{paper['digest']}"
    assert (await client.get(where, headers=CLERK)).status_code == 404, "not used yet"
    await filed(client, paper)
    nowhere = (await client.get(f"/papers/{'0' * 64}", headers=OFFICE)).json()

    for who in (
        CLERK,  # an office that is no reader
        by("a", f"{Role.CPPCC_OFFICE.value}@511623"),  # of another county
        by("b", f"{Role.CPPCC_OFFICE.value}@620123212"),  # of a neighbour
    ):
        answer = await client.get(where, headers=who)
        assert (answer.status_code, answer.json()) == (404, nowhere)
    assert (await client.get(where)).status_code == 401
    assert (await client.get(where, headers=OFFICE)).status_code == 200, "negative control"


async def test_whoever_recorded_the_event_may_be_a_reader(client):
    paper = await uploaded(client)
    await filed(client, paper, by_author=True)
    where = f"/papers/{paper['digest']}"

    assert (await client.get(where, headers=CLERK)).status_code == 200
    assert (await client.get(where, headers=by("li", "clerk@620123109"))).status_code == 404


async def test_a_paper_is_used_by_whoever_uploaded_it_or_may_read_a_use_of_it(client, filing):
    paper, unused = await uploaded(client), await uploaded(client)
    await filed(client, paper)
    others = (
        by("li", "clerk@620123109"),  # an office that is no reader
        by("a", f"{Role.CPPCC_OFFICE.value}@511623"),  # of another county
        by("b", f"{Role.CPPCC_OFFICE.value}@620123212"),  # of a neighbour
    )
    for who, unit in zip(others, (VILLAGE, "511623100000", NEIGHBOUR), strict=True):
        for each in (paper, unused):
            answer = await filed(client, each, who=who, unit=unit)
            assert (answer.status_code, answer.json()["rule"]) == (422, "unknown-paper")
    assert (await filed(client, unused, who=OFFICE)).json()["rule"] == "unknown-paper"

    assert (await filed(client, paper, who=OFFICE)).status_code == 201, "a reader"
    assert (await filed(client, paper)).status_code == 201, "whoever uploaded it"
    assert await filing.pool.fetchval("SELECT count(*) FROM paper_uses") == 3


async def test_whoever_recorded_a_use_may_use_it_again_if_they_may_read_it(client, filing):
    paper = await uploaded(client)
    await filed(client, paper, by_author=True)
    await filing.pool.execute("UPDATE papers SET uploaded_by = 'restored'")

    assert (await filed(client, paper)).status_code == 201
    li = await filed(client, paper, who=by("li", "clerk@620123109"))
    assert li.json()["rule"] == "unknown-paper"


async def test_the_same_paper_may_be_open_here_and_sealed_there(client):
    paper = await uploaded(client)
    await filed(client, paper, kept="sealed")
    await filed(client, paper, kept="open", readers=["clerk"])

    answer = await client.get(f"/papers/{paper['digest']}", headers=CLERK)
    assert answer.headers["cache-control"] == "private"


async def test_an_erased_paper_is_gone_and_its_use_stays(client, filing):
    paper = await uploaded(client)
    await filed(client, paper)
    where, why = f"/papers/{paper['digest']}", {"unit": VILLAGE, "reason": "当事人申请删除"}
    for who, status in ((CLERK, 403), (by("a", f"{Role.CPPCC_OFFICE.value}@511623"), 404)):
        answer = await client.post(f"{where}/erasure", json=why, headers=who)
        assert answer.status_code == status

    answer = await client.post(f"{where}/erasure", json=why, headers=OFFICE)

    assert [event["type"] for event in answer.json()] == ["yishi.filing.PaperErased"]
    answer = await client.get(where, headers=OFFICE)
    assert (answer.status_code, answer.json()["rule"]) == (410, "paper-erased")
    assert await filing.pool.fetchval("SELECT count(*) FROM paper_chunks") == 0
    assert await filing.pool.fetchval("SELECT count(*) FROM paper_uses") == 1
    assert (await filed(client, paper)).json()["rule"] == "unknown-paper"
    assert (await client.post(f"{where}/erasure", json=why, headers=OFFICE)).json() == []
    async with filing.pool.acquire() as connection:
        assert not await audited_alone(FILING, connection)


async def test_a_restored_database_erases_again_what_was_erased(client, filing):
    """The content comes back with the dump; the read models are then made from the ledger."""
    paper = await uploaded(client)
    await filed(client, paper)
    kept = await filing.pool.fetch("SELECT * FROM papers")
    chunks = await filing.pool.fetch("SELECT * FROM paper_chunks")
    why = {"unit": VILLAGE, "reason": "当事人申请删除"}
    await client.post(f"/papers/{paper['digest']}/erasure", json=why, headers=OFFICE)
    async with filing.pool.acquire() as connection:
        for table, rows in (("papers", kept), ("paper_chunks", chunks)):
            await connection.copy_records_to_table(table, records=[tuple(row) for row in rows])
        assert await connection.fetchval("SELECT count(*) FROM paper_chunks") == 1

        async with connection.transaction():
            await rebuild(connection, FILING)

        assert await connection.fetchval("SELECT count(*) FROM paper_chunks") == 0
        assert await connection.fetchval("SELECT count(*) FROM paper_uses") == 1


async def test_what_nothing_uses_is_removed_after_some_days_and_nothing_else(client, filing):
    used, unused = await uploaded(client), await uploaded(client)
    await filed(client, used)

    assert await papers.remove_orphans(filing.pool) == 0, "seven days are not over"
    assert await papers.remove_orphans(filing.pool, days=0) == 1
    assert (await client.get(f"/papers/{used['digest']}", headers=OFFICE)).status_code == 200
    assert (await filed(client, unused)).json()["rule"] == "unknown-paper"


async def test_removing_and_using_at_once_never_leaves_a_use_without_its_paper(client, filing):
    async def remove():
        for _ in range(12):
            await papers.remove_orphans(filing.pool, days=0)

    async def upload_and_use(number):
        paper = (await client.post("/papers", content=f"{number}".encode(), headers=CLERK)).json()
        return (await filed(client, paper)).status_code

    *answers, _ = await asyncio.gather(*map(upload_and_use, range(24)), remove())

    lost = await filing.pool.fetchval(
        "SELECT count(*) FROM paper_uses WHERE NOT EXISTS"
        " (SELECT FROM papers WHERE papers.digest = paper_uses.digest)"
    )
    used = await filing.pool.fetchval("SELECT count(*) FROM paper_uses")
    assert lost == 0
    assert used == answers.count(201)


async def test_nobody_fills_the_disk_with_papers_that_nothing_uses(client, filing):
    paper = await uploaded(client)
    await filing.pool.execute("UPDATE papers SET size = $1", MOST_UNUSED)

    answer = await client.post("/papers", content=b"one more", headers=CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (409, "unused-papers")
    await uploaded(client, who=by("li", "clerk@620123109"))
    await filing.pool.execute("UPDATE papers SET size = $1", paper["size"])
    await uploaded(client)


def test_every_service_that_decides_can_erase_papers():
    assert {each.name for each in OPERATIONS} == {"reader", "clock", "key", "paper"}
