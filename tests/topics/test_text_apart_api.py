"""The text of a topic that stands apart, over HTTP: who reads it, and how it is erased for good."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from nats.aio.client import Client

from runtime.carrying.jetstream import papers_stream
from runtime.carrying.papers import PaperCopy, copied
from runtime.carrying.streams import call, declaration_of_papers
from runtime.proving.rebuild import rebuild
from runtime.proving.verify.papers import paper_findings
from tests.slices.towns import Town, refused, types
from tests.support.auditing import audited_alone
from tests.support.service import by
from tests.support.streams import connected
from tests.topics import situations as s
from tests.topics.commands import DEPARTMENT, MEMBER, OFFICE, VILLAGE_PARTY, again, proposal

pytestmark = pytest.mark.servers

CLAIM = "我家的宅基地与东边邻居有争议，请帮助协调。"
CLERK, SCREENER = by("wei", "clerk@620123109"), by("chen", "convenor@620123109")
TITLE = "宅基地边界"
BODY: dict[str, Any] = {**proposal.model_dump(mode="json"), "title": TITLE, "description": None}
WHY = {"unit": s.VILLAGE, "reason": "属个人诉求，当事人申请删除"}


@pytest.fixture
async def streams(fresh_nats: Any) -> AsyncIterator[Client]:
    """NATS with the stream for second copies."""
    async with connected(fresh_nats.url) as client:
        wanted = declaration_of_papers("topics", max_bytes=2**26)
        await call(client, "CREATE", papers_stream("topics"), wanted)
        yield client


async def uploaded(here: Town, who: dict[str, str], text: str = CLAIM) -> dict[str, Any]:
    answer = await here.client.post("/papers", content=text.encode(), headers=who)
    assert answer.status_code == 201, answer.text
    paper: dict[str, Any] = answer.json()
    return paper


async def raised(here: Town, who: dict[str, str] = CLERK, **more: Any) -> tuple[str, str]:
    """The addresses of a topic whose text stands apart, and of that text."""
    paper = await uploaded(here, who)
    answer = await here.post("/topics", {**BODY, "text": paper, **more}, who)
    assert types(answer) == ["TopicProposed"]
    assert CLAIM not in answer.text
    return answer.headers["location"], f"/papers/{paper['digest']}"


async def ledger(here: Town) -> list[Any]:
    return [*await here.bench.pool.fetch("SELECT * FROM ledger ORDER BY position")]


async def not_whole(here: Town, streams: Client) -> str:
    """What `yishi verify` says of papers."""
    async with here.bench.pool.acquire() as connection:
        found = paper_findings(connection, streams, here.bench.service, lambda *_: None)
        return "\n".join([str(each) async for each in found])


async def test_those_who_screen_read_it_and_whoever_brought_it_and_nobody_else(here: Town):
    own = {"raised_by": None, "origin": "member"}
    place, text = await raised(here, MEMBER, **own)

    for reader in (MEMBER, CLERK, SCREENER, OFFICE):
        assert (await here.client.get(text, headers=reader)).text == CLAIM
    for other in (
        by("m-620123-0008", "member@620123109"),  # who reads the topic itself
        VILLAGE_PARTY,
        DEPARTMENT,
        by("gu", "clerk@620123212"),  # of the neighbour
        by("gu", "cppcc-office@511623"),
    ):
        assert await here.status(text, other) == 404
    page = await here.get(place, by("m-620123-0008", "member@620123109"))
    assert (page["title"], page["description"]) == (TITLE, None)
    assert "digest" not in page["text"]
    assert (await here.get(place, MEMBER))["text"]["digest"] in text


NEIGHBOUR = "620123109201"
CLERK_THERE = by("gu", f"clerk@{NEIGHBOUR}")


async def test_whoever_may_not_read_it_raises_nothing_with_it(here: Town):  # model 7
    """What the upload answered shows on no page to them, and helps nobody who has it otherwise."""
    place, text = await raised(here, places=[NEIGHBOUR])
    paper = (await here.get(place, CLERK))["text"]
    copied = {name: paper[name] for name in ("digest", "media_type", "size")}
    second = by("m-620123-0008", "member@620123109")
    own = {"raised_by": None, "origin": "member", "text": copied}

    for who, unit in (
        (second, s.VILLAGE),
        (by("cai", "committee@620123#yz-culture"), s.VILLAGE),
        (CLERK_THERE, NEIGHBOUR),
    ):
        pages = await here.get("/topics?limit=200", who)
        rows = [row for row in pages["items"] if place.endswith(row["topic_id"])]
        for seen in (await here.get(place, who), *rows):
            assert seen["text"].keys() == {"title", "kept", "readers", "by_author", "keep_until"}
            assert copied["digest"] not in str(seen)
        assert len(rows) == 1
        answer = await here.post("/topics", {**BODY, **own, "unit": unit}, who)
        assert refused(answer) == (422, "unknown-paper")
        assert await here.status(text, who) == 404

    assert (await here.get(place, SCREENER))["text"]["digest"] == copied["digest"]


async def test_raised_again_with_the_same_text_by_whoever_brought_it(here: Town):
    own = {"raised_by": None, "origin": "member"}
    for who, more, other in (
        (MEMBER, own, by("m-620123-0008", "member@620123109")),
        (CLERK, {}, CLERK_THERE),
    ):
        place, text = await raised(here, who, **more)
        returning = {"answers": {code: each.model_dump() for code, each in s.too_big.items()}}
        await here.post(f"{place}/screening", returning, SCREENER)
        paper = (await here.get(place, who))["text"]
        same = {name: paper[name] for name in ("digest", "media_type", "size")}
        body = {**again.model_dump(mode="json"), "description": None, "text": same}

        assert types(await here.post(f"{place}/proposal", body, who)) == ["TopicProposed"]

        assert (await here.client.get(text, headers=who)).text == CLAIM
        assert await here.status(text, other) == 404


async def test_its_text_is_one_that_was_uploaded(here: Town):
    nowhere = {"digest": "0" * 64, "media_type": "text/plain", "size": 9}
    answer = await here.post("/topics", {**BODY, "text": nowhere}, CLERK)
    assert refused(answer) == (422, "unknown-paper")

    answer = await here.post("/topics", BODY, CLERK)
    assert refused(answer) == (422, "text-or-description")


async def test_once_it_is_admitted_everybody_who_reads_topics_knows_what_it_is_about(here: Town):
    place, text = await raised(here)
    screening = s.screening.model_dump(mode="json")

    answer = await here.post(f"{place}/screening", screening, SCREENER)
    assert refused(answer) == (409, "description-needed")
    words = "村民宅基地之间的界址怎样核定。"
    answer = await here.post(f"{place}/screening", {**screening, "description": words}, SCREENER)
    assert types(answer) == ["TopicAdmitted", "StepCompleted"]

    page = await here.get(place, MEMBER)
    assert (page["stage"], page["description"]) == ("admitted", words)
    assert (await here.client.get(text, headers=SCREENER)).text == CLAIM, "it goes on to be there"
    assert await here.status(text, MEMBER) == 404


async def test_raised_again_each_text_is_a_paper_of_its_own(here: Town):
    place, first = await raised(here)
    returning = {"answers": {code: each.model_dump() for code, each in s.too_big.items()}}
    await here.post(f"{place}/screening", returning, SCREENER)
    paper = await uploaded(here, CLERK, "只议界址。")
    body = {**again.model_dump(mode="json"), "description": None, "text": paper}

    assert types(await here.post(f"{place}/proposal", body, CLERK)) == ["TopicProposed"]

    assert (await here.get(place, CLERK))["text"]["digest"] == paper["digest"]
    for each, content in ((first, CLAIM), (f"/papers/{paper['digest']}", "只议界址。")):
        assert (await here.client.get(each, headers=SCREENER)).text == content


async def test_the_text_of_a_claim_is_erased_and_its_record_stays(here: Town, streams: Client):
    # 001-15, model 7
    place, text = await raised(here)
    transfer = {"receiver": "yz-transport", "reason": "属个人宅基地诉求。"}
    assert types(await here.post(f"{place}/transfer", transfer, SCREENER)) == [
        "TopicTransferredOut"
    ]
    digest = text.removeprefix("/papers/")
    copy = PaperCopy("topics", here.bench.pool, streams)
    assert digest in await not_whole(here, streams), "negative control"
    await copy.round()
    assert digest in await copied(streams, "topics"), "negative control"
    before = await ledger(here)

    answer = await here.post(f"{text}/erasure", WHY, OFFICE)
    await copy.round()

    assert types(answer) == ["PaperErased"]
    assert refused(await here.client.get(text, headers=SCREENER)) == (410, "paper-erased")
    assert digest not in await copied(streams, "topics")
    chunks = "SELECT count(*) FROM paper_chunks WHERE digest = $1"
    assert await here.bench.pool.fetchval(chunks, digest) == 0
    after = await ledger(here)
    assert after[:-1] == before
    assert not any(CLAIM.encode() in each["body"] for each in after)
    async with here.bench.pool.acquire() as connection:
        assert not await audited_alone(here.bench.service, connection)
    assert digest not in await not_whole(here, streams), "erased, not lost"
    page = await here.get(place, CLERK)
    assert (page["title"], page["description"], page["stage"]) == (TITLE, None, "transferred-out")


async def test_a_rebuild_brings_no_erased_text_back_and_keeps_the_others(here: Town):
    _, kept = await raised(here)
    place, text = await raised(here)
    await here.post(f"{text}/erasure", WHY, OFFICE)
    pool, page = here.bench.pool, await here.get(place, CLERK)
    uses = await pool.fetch("SELECT * FROM paper_uses ORDER BY position")
    paper = (text.removeprefix("/papers/"), "text/plain", len(CLAIM.encode()), "wei", uuid4())
    await pool.execute("INSERT INTO papers VALUES ($1, $2, $3, $4, $5, now())", *paper)

    async with pool.acquire() as connection, connection.transaction():
        await rebuild(connection, here.bench.service)

    assert refused(await here.client.get(text, headers=SCREENER)) == (410, "paper-erased")
    assert (await here.client.get(kept, headers=SCREENER)).text == CLAIM
    assert await pool.fetch("SELECT * FROM paper_uses ORDER BY position") == uses
    assert await here.get(place, CLERK) == page


async def test_the_department_that_has_the_claim_reads_its_text(here: Town):  # 001-15, domain 9.2
    place, text = await raised(here)
    claim = f"/transfers/{place.removeprefix('/topics/')}/text"
    assert await here.status(claim, CLERK) == 404, "it was not transferred"
    transfer = {"receiver": "yz-transport", "reason": "属个人宅基地诉求。"}
    await here.post(f"{place}/transfer", transfer, SCREENER)

    for reader in (DEPARTMENT, CLERK, OFFICE):
        answer = await here.client.get(claim, headers=reader)
        assert (answer.status_code, answer.text) == (200, CLAIM)
        assert "attachment" in answer.headers["content-disposition"]
    assert await here.status(text, DEPARTMENT) == 404, "by no other way"
    for other in (
        by("sun", "department@620123#yz-water"),
        by("sun", "department@511623#yz-transport"),
        by("gu", "clerk@620123212"),
    ):
        assert await here.status(claim, other) == 404
    for other in (VILLAGE_PARTY, MEMBER, by("an", "auditor@620123")):
        assert await here.status(claim, other) == 403

    await here.post(f"{place}/transfer-return", {"reason": "不属我局职责"}, DEPARTMENT)
    assert await here.status(claim, DEPARTMENT) == 404, "it gave it back"
    other = {"receiver": "yz-water", "reason": "属水务局职责。"}
    assert types(await here.post(f"{place}/transfer", other, SCREENER)) == ["TopicTransferredOut"]
    assert await here.status(claim, DEPARTMENT) == 404
    assert await here.status(claim, by("sun", "department@620123#yz-water")) == 200
    await here.post(f"{text}/erasure", WHY, OFFICE)
    assert refused(await here.client.get(claim, headers=CLERK)) == (410, "paper-erased")
