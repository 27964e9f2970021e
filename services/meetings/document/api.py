"""The web face of documents of sessions: issued, withdrawn, listed with their session."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from contracts.documents import DocumentKind
from contracts.ids import SessionId
from runtime.web.http import Deed, deeds
from runtime.web.issuing import Document, Issue, file_of, issued_of, issues_of, thing_of, with_paper
from runtime.web.routes import Router
from services.meetings.access import Conductor, OutlineReader, Records
from services.meetings.document import commands as c
from services.meetings.session.api import SessionKey
from services.meetings.session.documents import in_full, minutes_of, notice_of

router = Router(tags=["sessions"])


@router.post("/documents", status_code=201)
async def issue_document(command: c.IssueDocument, submit: Conductor, read: Records) -> Response:
    """Issue the notice of a session once it was given, or its minutes once they are confirmed."""
    of = notice_of if command.kind is DocumentKind.NOTICE else minutes_of
    whole = await with_paper(submit, read, command, lambda: of(command.session, read))
    return await submit.create(whole, key=command.key)


deeds(
    router,
    Document,
    "/documents/{document}",
    Deed("withdrawal", c.WithdrawDocument, Conductor),
)


@router.get("/sessions/{session}/documents")
async def documents_of(session: SessionKey, read: OutlineReader) -> dict[str, Any]:
    """The documents of a session that were issued, for whoever sees the session in full. One that
    was withdrawn says why, and the one in its place has the next `issue`."""
    await in_full(session, read)
    return await issued_of(read, f"session/{session}")


@router.get("/documents/{document}")
async def one(document: Document, read: OutlineReader) -> dict[str, Any]:
    """A document, issue by issue, for whoever sees its session in full."""
    await read.etag("document", document)
    await in_full(SessionId(await thing_of(read, document)), read)
    return await issues_of(read, document)


@router.get("/documents/{document}/issues/{issue}", response_class=StreamingResponse)
async def file(request: Request, document: Document, issue: Issue, read: OutlineReader) -> Response:
    """The file of a document that was issued, for whoever sees its session in full."""
    await in_full(SessionId(await thing_of(read, document)), read)
    return await file_of(request, read, document, issue)
