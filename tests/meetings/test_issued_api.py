"""Documents of sessions over HTTP: issued, withdrawn, read by whoever sees the session."""

import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import docx as reader
import pytest

from contracts.event import Event
from contracts.meetings.participant import Participant
from contracts.meetings.session import ParticipantsInvited, PromiseMade
from runtime.proving.verify.papers import paper_findings
from runtime.proving.verify.read_models import read_model_findings
from services.meetings.wiring import MEETINGS
from tests.meetings import document_examples as x
from tests.meetings import examples as sessions
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

CLERK = by("wei", f"clerk@{s.VILLAGE}")
COLLEAGUE = by("qin", "convenor@620123109")
AUDITOR = by("shen", "auditor@620123")
NEIGHBOUR = by("sun", "clerk@620123212")
FOREIGN = by("zhou", "auditor@511623")
PROMISED, INVITED = (by("xu", f"department@620123#{body}") for body in ("yz-roads", "yz-market"))
GUEST = by("m-9", "member@620123212")
SEALED = b"%PDF-1.4\n%sealed and signed\n%%EOF\n"
RIGHT = b"%PDF-1.4\n%right\n%%EOF\n"


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(sessions.MEETINGS, postgres) as found:
        yield found


async def minuted(here: Town, *more: Event) -> str:
    life = (*s.meeting_called, sessions.noticed, *more, s.sat, s.attended, s.closed, s.drafted)
    return await here.at("session", *life, s.minutes(), unit=s.VILLAGE)


async def uploaded(here: Town, content: bytes = SEALED, who: dict[str, str] = CLERK) -> Any:
    answer = await here.client.post("/papers", content=content, headers=who)
    assert answer.status_code == 201, answer.text
    return answer.json()


def issue(session: str, **more: Any) -> dict[str, Any]:
    """Each session has a number of its own."""
    facts = {"unit": s.VILLAGE, "session": session, "kind": "minutes", "on": str(s.DAY)}
    return {**facts, "document_number": numbered(session), **more}


def numbered(session: str) -> str:
    return f"协纪〔2026〕{session[-6:]}号"


async def test_what_was_sealed_is_issued_listed_with_the_session_and_read_again(here: Town) -> None:
    session = await minuted(here)
    paper = await uploaded(here)
    assert await here.get(f"/sessions/{session}/documents", CLERK) == {"items": []}

    answer = await here.post("/documents", issue(session, paper=paper), CLERK)

    assert types(answer) == ["SessionDocumentIssued"]
    assert answer.headers["Location"] == f"/documents/{session}:minutes"
    (event,) = answer.json()
    assert event["correlationid"] == session, "it belongs to the matter of its session"
    (row,) = (await here.get(f"/sessions/{session}/documents", CLERK))["items"]
    assert (row["kind"], row["issue"], row["on"]) == ("minutes", 1, str(s.DAY))
    assert row["document_number"] == numbered(session)
    assert row["paper"]["digest"] == paper["digest"] == event["data"]["paper"]["digest"]
    assert await here.get(f"/documents/{session}:minutes", CLERK) == {"items": [row]}
    for place in (f"/documents/{session}:minutes/issues/1", f"/papers/{paper['digest']}"):
        read = await here.client.get(place, headers=AUDITOR)
        assert (read.status_code, read.content) == (200, SEALED)
        assert "attachment" in read.headers["Content-Disposition"]
        assert read.headers["Content-Type"] == "application/pdf"


async def test_without_an_upload_the_document_that_the_system_makes_is_issued(here: Town) -> None:
    session = await minuted(here)
    keyed = {**CLERK, "Idempotency-Key": str(uuid4())}

    first = await here.post("/documents", issue(session, on="2026-03-03"), keyed)
    again = await here.post("/documents", issue(session, on="2026-03-03"), keyed)

    assert types(first) == ["SessionDocumentIssued"]
    assert again.content == first.content, "asked again under its key"
    file = await here.client.get(f"/documents/{session}:minutes/issues/1", headers=CLERK)
    texts = [each.text for each in reader.Document(io.BytesIO(file.content)).paragraphs]
    assert f"{s.meeting_called[0].title}协商纪要" in texts
    assert "2026年3月3日" in "".join(texts), "the day under which it was issued"
    assert file.headers["Content-Disposition"].endswith(".docx")


async def test_a_draft_is_not_issued(here: Town) -> None:
    life = (*s.meeting_called, s.sat, s.attended, s.closed, s.drafted)
    session = await here.at("session", *life, unit=s.VILLAGE)
    bare = await here.post("/documents", issue(session), CLERK)
    sealed = await here.post("/documents", issue(session, paper=await uploaded(here)), CLERK)
    notice = await here.post("/documents", issue(session, kind="notice"), CLERK)

    assert refused(bare) == refused(sealed) == (409, "minutes-open")
    assert refused(notice) == (409, "notice-open")


async def test_a_wrong_document_is_withdrawn_and_issued_anew_and_both_stay(here: Town) -> None:
    session = await minuted(here)
    place = f"/documents/{session}:minutes"
    await here.post("/documents", issue(session, paper=await uploaded(here)), CLERK)
    right = await uploaded(here, RIGHT, COLLEAGUE)
    other = issue(session, paper=right)

    assert refused(await here.post("/documents", other, COLLEAGUE)) == (409, "already-issued")
    offers = await here.get(f"{place}/offers", COLLEAGUE)
    assert [each["open"] for each in offers["offers"]] == [True]
    withdrawn = await here.post(f"{place}/withdrawal", x.WITHDRAW, COLLEAGUE)
    anew = await here.post("/documents", other, COLLEAGUE)

    assert types(withdrawn) == ["SessionDocumentWithdrawn"]
    assert anew.json()[0]["data"]["issue"] == 2
    first, second = (await here.get(place, CLERK))["items"]
    assert (first["withdrawn_because"], second["withdrawn_because"]) == ("参加人数有误", None)
    for number, content in ((1, SEALED), (2, RIGHT)):
        file = await here.client.get(f"{place}/issues/{number}", headers=CLERK)
        assert file.content == content
    assert await here.status(f"{place}/issues/3", CLERK) == 404


async def test_a_document_is_read_by_whoever_sees_the_session_in_full_and_by_nobody_else(
    here: Town,
) -> None:
    promise = s.promised().promise.model_copy(update={"department": "yz-roads"})
    guest = Participant(participant=3, kind="member", concerned=False, title="委员", member="m-9")
    also = ParticipantsInvited(participants=(guest,))
    session = await minuted(here, PromiseMade(promise=promise), also)
    paper = await uploaded(here)
    await here.post("/documents", issue(session, paper=paper), CLERK)
    document = f"/documents/{session}:minutes"
    places = (f"/sessions/{session}/documents", document, f"{document}/issues/1")

    for place in places:
        for reads in (CLERK, COLLEAGUE, AUDITOR, INVITED, GUEST):
            assert await here.status(place, reads) == 200, (place, reads)
        for reads_not in (NEIGHBOUR, FOREIGN, PROMISED):
            assert await here.status(place, reads_not) == 404, (place, reads_not)
        assert await here.status(place, {}) == 401
    # The digest alone opens nothing, whoever may have learnt it.
    for reads_not in (NEIGHBOUR, FOREIGN, PROMISED, INVITED):
        assert await here.status(f"/papers/{paper['digest']}", reads_not) == 404


async def test_who_knows_a_digest_cannot_issue_the_paper_of_another(here: Town) -> None:
    session, other = await minuted(here), await minuted(here)
    paper = await uploaded(here)
    await here.post("/documents", issue(session, paper=paper), CLERK)
    theirs = await uploaded(here, b"%PDF-1.4\n%theirs\n%%EOF\n", COLLEAGUE)

    stolen = await here.post("/documents", issue(other, paper=theirs), CLERK)
    unknown = await here.post("/documents", issue("s-none", paper=paper), CLERK)
    outside = await here.post("/documents", issue(other, paper=paper), NEIGHBOUR)

    assert refused(stolen) == (422, "unknown-paper")
    assert refused(unknown) == (404, "not-found")
    assert refused(outside) == (403, "out-of-scope")


async def test_the_auditor_finds_an_issued_document_again_by_its_digest(here: Town) -> None:
    session = await minuted(here)
    paper = await uploaded(here)
    await here.post("/documents", issue(session, paper=paper), CLERK)
    digest = paper["digest"]

    async def found() -> list[str]:
        async with here.bench.pool.acquire() as connection:
            papers = paper_findings(connection, None, MEETINGS, lambda *_: None)
            return [str(each) async for each in papers if digest in str(each)]

    assert await found() == []
    await here.bench.pool.execute(
        "UPDATE paper_chunks SET content = content || 'x' WHERE digest = $1", digest
    )
    (finding,) = await found()
    assert "papers of meetings" in finding, "what was issued was exchanged for something else"


async def test_a_replay_of_the_ledger_lists_the_same_documents(here: Town) -> None:
    session = await minuted(here)
    await here.post("/documents", issue(session, paper=await uploaded(here)), CLERK)
    await here.post(f"/documents/{session}:minutes/withdrawal", x.WITHDRAW, CLERK)

    async with here.bench.pool.acquire() as connection:
        differing = read_model_findings(connection, here.bench.service, {}, lambda *_: None)
        wrong = [str(each) async for each in differing if "issued_documents" in str(each)]

    assert wrong == []
    (row,) = (await here.get(f"/sessions/{session}/documents", CLERK))["items"]
    assert row["withdrawn_because"] == x.WITHDRAW.reason


async def test_a_number_is_in_force_for_one_document_of_a_unit(here: Town) -> None:
    session, other = await minuted(here), await minuted(here)
    first, second = issue(session), issue(other, document_number=numbered(session))
    notice = issue(session, kind="notice", on="2026-02-24")
    keyed = {**CLERK, "Idempotency-Key": str(uuid4())}
    assert types(await here.post("/documents", first, keyed)) == ["SessionDocumentIssued"]

    for again in (second, notice):
        answer = await here.post("/documents", again, CLERK)
        assert refused(answer) == (409, "document-number-taken")
        named = answer.json()["detail"]
        assert f"{session}:minutes" in named, "it names the document that bears it"
    # Asked again under its key it is answered as before, and under another key it is the same one.
    assert types(await here.post("/documents", first, keyed)) == ["SessionDocumentIssued"]
    assert refused(await here.post("/documents", second, NEIGHBOUR)) == (403, "out-of-scope")
    own = await here.post("/documents", issue(other), CLERK)
    assert types(own) == ["SessionDocumentIssued"]
    without = {**notice, "document_number": None}
    assert types(await here.post("/documents", without, CLERK)) == ["SessionDocumentIssued"]


async def test_a_document_that_was_withdrawn_gives_its_number_back(here: Town) -> None:
    session, other = await minuted(here), await minuted(here)
    taken = issue(other, document_number=numbered(session))
    await here.post("/documents", issue(session), CLERK)
    assert refused(await here.post("/documents", taken, CLERK)) == (409, "document-number-taken")

    await here.post(f"/documents/{session}:minutes/withdrawal", x.WITHDRAW, CLERK)

    assert types(await here.post("/documents", taken, CLERK)) == ["SessionDocumentIssued"]
    anew = await here.post("/documents", issue(session), CLERK)
    assert refused(anew) == (409, "document-number-taken")
