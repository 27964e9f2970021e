"""The web face of documents of outcomes: issued, withdrawn, listed with their outcome."""

from typing import Any

import sqlalchemy as sa
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from common.documents.making import Making
from contracts.ids import OutcomeId
from runtime.web.http import Deed, Reading, deeds
from runtime.web.issuing import Document, Issue, file_of, issued_of, issues_of, thing_of, with_paper
from runtime.web.printing import not_found
from runtime.web.routes import Router
from services.outcomes.access import Issuer, OutcomeKey, Reader, Records
from services.outcomes.document import commands as c
from services.outcomes.outcome import visibility
from services.outcomes.outcome.documents import opinion_of, reply_of
from services.outcomes.outcome.tables import outcomes, tasks

router = Router(tags=["outcomes"])


@router.post("/documents", status_code=201)
async def issue_document(command: c.IssueDocument, submit: Issuer, read: Records) -> Response:
    """Issue the opinion of an outcome once there is consent to it, or the reply of a department
    once its task is completed."""

    async def made() -> Making:
        if command.task is None:
            return await opinion_of(command.outcome, read)
        return await reply_of(command.outcome, command.task, read)

    return await submit.create(await with_paper(submit, read, command, made), key=command.key)


deeds(
    router,
    Document,
    "/documents/{document}",
    Deed("withdrawal", c.WithdrawDocument, Issuer),
)


@router.get("/outcomes/{outcome}/documents")
async def documents_of(outcome: OutcomeKey, read: Reader) -> dict[str, Any]:
    """The documents of an outcome that were issued: the opinion, for whoever sees the outcome in
    full, and replies, for whoever sees the task. One that was withdrawn says why, and the one in
    its place has the next `issue`."""
    seen = await _seen(outcome, read)
    found = await issued_of(read, f"outcome/{outcome}")
    return {"items": [each for each in found["items"] if each["document"] in seen]}


@router.get("/documents/{document}")
async def one(document: Document, read: Reader) -> dict[str, Any]:
    """A document, issue by issue, for whoever sees what it is of."""
    await read.etag("document", document)
    await _visible(document, read)
    return await issues_of(read, document)


@router.get("/documents/{document}/issues/{issue}", response_class=StreamingResponse)
async def file(request: Request, document: Document, issue: Issue, read: Reader) -> Response:
    """The file of a document that was issued, for whoever sees what it is of."""
    await _visible(document, read)
    return await file_of(request, read, document, issue)


async def _visible(document: str, read: Reading) -> None:
    if document not in await _seen(OutcomeId(await thing_of(read, document)), read):
        raise not_found()


async def _seen(outcome: OutcomeId, read: Reading) -> set[str]:
    """The documents of an outcome that somebody may read, issued or not."""
    here = sa.select(outcomes).where(outcomes.c.outcome == outcome, visibility.seen(read.actor))
    row = await read.one(here)
    theirs = sa.select(tasks.c.task).where(
        tasks.c.outcome == outcome, visibility.tasks_seen(read.actor)
    )
    found = {c.key_of(outcome, each["task"]) for each in await read.rows(theirs)}
    if visibility.is_in_full(read.actor, row):
        found.add(c.key_of(outcome, None))
    return found
