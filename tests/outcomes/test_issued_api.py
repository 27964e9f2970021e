"""Documents of outcomes over HTTP: issued, withdrawn, read by whoever sees what they are of."""

import io
from collections.abc import AsyncIterator
from typing import Any

import docx as reader
import pytest

from tests.outcomes import document_examples as x
from tests.outcomes import situations as s
from tests.outcomes.examples import OUTCOMES
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

CLERK = by("wei", "clerk@620123109")
AUDITOR = by("shen", "auditor@620123")
COMMERCE = by("song", f"department@620123#{s.COMMERCE}")
TRANSPORT = by("qian", f"department@620123#{s.TRANSPORT}")
"""It helps with the first task, and leads the second."""
OTHER = by("li", "department@620123#yz-nobody")
NEIGHBOUR = by("sun", "clerk@620123212")
STRANGER = by("an", "cppcc-office@511623")
SEALED = b"%PDF-1.4\n%sealed and signed\n%%EOF\n"


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(OUTCOMES, postgres) as found:
        yield found


async def done(here: Town) -> str:
    drafted = s.drafted.model_copy(update={"raised_in": s.VILLAGE})
    return await here.at("outcome", drafted, *s.done[1:], unit=s.VILLAGE)


async def uploaded(here: Town, who: dict[str, str] = CLERK) -> Any:
    answer = await here.client.post("/papers", content=SEALED, headers=who)
    assert answer.status_code == 201, answer.text
    return answer.json()


def issue(outcome: str, **more: Any) -> dict[str, Any]:
    return {"unit": s.VILLAGE, "outcome": outcome, "on": "2026-03-01", **more}


async def test_opinion_and_reply_are_read_by_whoever_reads_what_they_are_of(here: Town) -> None:
    outcome = await done(here)
    opinion, reply = await uploaded(here), await uploaded(here, COMMERCE)

    first = await here.post("/documents", issue(outcome, paper=opinion), CLERK)
    second = await here.post("/documents", issue(outcome, task=1, paper=reply), COMMERCE)

    assert types(first) == types(second) == ["OutcomeDocumentIssued"]
    assert first.json()[0]["data"]["document_number"] == s.sent.outcome_number
    assert second.headers["Location"] == f"/documents/{outcome}:reply:1"
    of = f"/outcomes/{outcome}/documents"
    kinds = {
        who["Authorization"]: [each["kind"] for each in (await here.get(of, who))["items"]]
        for who in (CLERK, AUDITOR, COMMERCE, TRANSPORT)
    }
    assert list(kinds.values()) == [
        ["opinion", "reply"],
        ["opinion", "reply"],
        ["reply"],
        ["reply"],
    ]
    seen = {"opinion": (CLERK, AUDITOR), "reply:1": (CLERK, AUDITOR, COMMERCE, TRANSPORT)}
    for document, readers in seen.items():
        for who in (CLERK, AUDITOR, COMMERCE, TRANSPORT, OTHER, NEIGHBOUR, STRANGER):
            for place in ("", "/issues/1"):
                expected = 200 if who in readers else 404
                address = f"/documents/{outcome}:{document}{place}"
                assert await here.status(address, who) == expected, (address, who)
    file = await here.client.get(f"/documents/{outcome}:opinion/issues/1", headers=CLERK)
    assert file.content == SEALED
    for who in (COMMERCE, TRANSPORT, NEIGHBOUR, STRANGER):
        assert await here.status(f"/papers/{opinion['digest']}", who) == 404
    assert await here.status(of, {}) == 401


async def test_without_an_upload_the_document_that_the_system_makes_is_issued(here: Town) -> None:
    outcome = await done(here)

    opinion = await here.post("/documents", issue(outcome), CLERK)
    reply = await here.post("/documents", issue(outcome, task=1), COMMERCE)

    assert types(opinion) == types(reply) == ["OutcomeDocumentIssued"]
    for document, title in (
        ("opinion", f"关于{s.drafted.title}的协商意见"),
        ("reply:1", f"关于“{s.drafted.title}”办理情况的答复"),
    ):
        file = await here.client.get(f"/documents/{outcome}:{document}/issues/1", headers=CLERK)
        texts = [each.text for each in reader.Document(io.BytesIO(file.content)).paragraphs]
        assert title in texts
        assert "2026年3月1日" in "".join(texts)


async def test_a_department_issues_no_opinion_and_no_reply_of_another(here: Town) -> None:
    outcome = await done(here)

    for body in (issue(outcome), issue(outcome, paper=await uploaded(here, COMMERCE))):
        answer = await here.post("/documents", body, COMMERCE)
        assert refused(answer) == (409, "not-your-document")
    answer = await here.post("/documents", issue(outcome, task=1), TRANSPORT)
    assert refused(answer) == (409, "not-your-document")


async def test_a_wrong_reply_is_withdrawn_and_issued_anew_and_both_stay(here: Town) -> None:
    outcome = await done(here)
    place = f"/documents/{outcome}:reply:1"
    await here.post("/documents", issue(outcome, task=1), COMMERCE)

    withdrawn = await here.post(f"{place}/withdrawal", x.WITHDRAW, COMMERCE)
    anew = await here.post("/documents", issue(outcome, task=1), CLERK)

    assert types(withdrawn) == ["OutcomeDocumentWithdrawn"]
    assert anew.json()[0]["data"]["issue"] == 2
    first, second = (await here.get(place, COMMERCE))["items"]
    assert (first["withdrawn_because"], second["withdrawn_because"]) == (x.WITHDRAW.reason, None)
    assert await here.status(f"{place}/issues/1", COMMERCE) == 200
