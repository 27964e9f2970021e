"""The document of a plan over HTTP: issued, withdrawn, read by whoever sees the plan."""

import io
from collections.abc import AsyncIterator
from typing import Any

import docx as reader
import pytest

from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by
from tests.topics import document_examples as x
from tests.topics import situations as s
from tests.topics.examples import TOPICS
from tests.topics.plan_examples import decided

pytestmark = pytest.mark.servers

CLERK = by("wei", "clerk@620123109")
AUDITOR = by("shen", "auditor@620123")
NEIGHBOUR = by("sun", "clerk@620123212")
FOREIGN = by("zhou", "auditor@511623")
PLAN, DRAFT = f"{s.VILLAGE}:2031:consultation", f"{s.VILLAGE}:2032:consultation"
SEALED = b"%PDF-1.4\n%sealed and signed\n%%EOF\n"


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(TOPICS, postgres) as found:
        await found.tell("plan", PLAN, s.VILLAGE, *decided)
        await found.tell("plan", DRAFT, s.VILLAGE, decided[0])
        yield found


def issue(plan: str, **more: Any) -> dict[str, Any]:
    return {"unit": s.VILLAGE, "plan": plan, "on": "2026-03-01", **more}


async def test_a_plan_is_issued_withdrawn_issued_anew_and_read_by_whoever_sees_it(
    here: Town,
) -> None:
    document, of = f"/documents/{PLAN}:plan", f"/plans/{s.VILLAGE}/2031/consultation/documents"
    assert refused(await here.post("/documents", issue(DRAFT), CLERK)) == (409, "plan-open")
    assert refused(await here.post("/documents", issue(PLAN), NEIGHBOUR)) == (403, "out-of-scope")
    assert await here.get(of, CLERK) == {"items": []}

    made = await here.post("/documents", issue(PLAN), CLERK)
    await here.post(f"{document}/withdrawal", x.WITHDRAW, CLERK)
    upload = await here.client.post("/papers", content=SEALED, headers=CLERK)
    assert upload.status_code == 201, upload.text
    paper = upload.json()
    sealed = await here.post("/documents", issue(PLAN, paper=paper), CLERK)

    assert types(made) == types(sealed) == ["PlanDocumentIssued"]
    first, second = (await here.get(of, AUDITOR))["items"]
    assert (first["withdrawn_because"], second["withdrawn_because"]) == (x.WITHDRAW.reason, None)
    assert await here.get(document, AUDITOR) == {"items": [first, second]}
    file = await here.client.get(f"{document}/issues/1", headers=CLERK)
    texts = [each.text for each in reader.Document(io.BytesIO(file.content)).paragraphs]
    assert "2026年3月1日" in "".join(texts)
    assert (await here.client.get(f"{document}/issues/2", headers=AUDITOR)).content == SEALED
    for place in (of, document, f"{document}/issues/2", f"/papers/{paper['digest']}"):
        assert await here.status(place, AUDITOR) == 200
        for who in (NEIGHBOUR, FOREIGN):
            assert await here.status(place, who) == 404, (place, who)
        assert await here.status(place, {}) == 401
