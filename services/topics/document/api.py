"""The web face of documents of plans: issued, withdrawn, listed with their plan."""

from typing import Any

import sqlalchemy as sa
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from runtime.web.http import Deed, Reading, deeds
from runtime.web.issuing import Document, Issue, file_of, issued_of, issues_of, thing_of, with_paper
from runtime.web.routes import Router
from services.topics.access import Planner, PlanRecords, Reader
from services.topics.document import commands as c
from services.topics.plan.api import Plan
from services.topics.plan.documents import plan_of
from services.topics.plan.read_models import plans

router = Router(tags=["plans"])


@router.post("/documents", status_code=201)
async def issue_document(command: c.IssueDocument, submit: Planner, read: PlanRecords) -> Response:
    """Issue the plan of a unit as a document once it is decided."""
    whole = await with_paper(submit, read, command, lambda: plan_of(command.plan, read))
    return await submit.create(whole, key=command.key)


deeds(
    router,
    Document,
    "/documents/{document}",
    Deed("withdrawal", c.WithdrawDocument, Planner),
)


@router.get("/plans/{unit}/{year}/{kind}/documents")
async def documents_of(plan: Plan, read: Reader) -> dict[str, Any]:
    """The document of a plan, if it was issued, for whoever sees the plan. One that was withdrawn
    says why, and the one in its place has the next `issue`."""
    await _visible(plan, read)
    return await issued_of(read, f"plan/{plan}")


@router.get("/documents/{document}")
async def one(document: Document, read: Reader) -> dict[str, Any]:
    """A document, issue by issue, for whoever sees its plan."""
    await read.etag("document", document)
    await _visible(await thing_of(read, document), read)
    return await issues_of(read, document)


@router.get("/documents/{document}/issues/{issue}", response_class=StreamingResponse)
async def file(request: Request, document: Document, issue: Issue, read: Reader) -> Response:
    """The file of a document that was issued, for whoever sees its plan."""
    await _visible(await thing_of(read, document), read)
    return await file_of(request, read, document, issue)


async def _visible(plan: str, read: Reading) -> None:
    await read.one(
        sa.select(plans.c.plan_id).where(plans.c.plan_id == plan, read.visible(plans.c.unit))
    )
