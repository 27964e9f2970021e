"""The papers of a session, for whoever reads all of it: a participant of another place has no
office by which the paper itself could be read (`/papers`)."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from contracts.paper import Digest
from contracts.places import Scope
from contracts.vocabulary import Code
from runtime.papers import paper_uses
from runtime.web.http import After, Limit
from runtime.web.papers import served
from runtime.web.printing import not_found
from runtime.web.routes import Router
from services.meetings import visibility
from services.meetings.access import Hearer, OutlineReader
from services.meetings.session.api import SessionKey, visible
from services.meetings.session.tables import session_papers, sessions

router = Router(prefix="/sessions", tags=["sessions"])
filed = Router(prefix="/session-papers", tags=["sessions"])

Named = Annotated[Digest, Path(description="`digest` of a text that the session shows")]


@router.get("/{session}/texts/{digest}", response_class=StreamingResponse)
async def text_of(
    request: Request, session: SessionKey, digest: Named, read: OutlineReader
) -> Response:
    """A text of the session, such as its notice or one of its materials, for whoever reads the
    session in full."""
    row = await visible(session, read)
    if not row["in_full"]:
        raise not_found()
    used = sa.select(paper_uses).where(
        paper_uses.c.stream == f"session/{session}", paper_uses.c.digest == digest
    )
    return await served(request, await read.one(used.order_by(paper_uses.c.position.desc())))


@filed.get("")
async def listed(
    read: Hearer,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    session: Annotated[str, Query(max_length=80, description="of this session")] = "",
    form: Annotated[Code | None, Query(description="of sessions of this form")] = None,
    kind: Annotated[Code | None, Query(description="of this kind")] = None,
    proposals_of: Annotated[
        Code | None, Query(description="that collect the proposals of this plenary session")
    ] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """What sessions brought forth on paper, of those sessions that you read in full: bulletins,
    opinions, collected proposals (001-04). The text is read at
    `/sessions/{session}/texts/{digest}`; the proposals of a collection are those that
    `GET /proposals?session=` of the topics service lists for `proposals_of`."""
    chosen = (
        sa.select(session_papers, sessions.c.form, sessions.c.title.label("session_title"))
        .join(sessions, sessions.c.session == session_papers.c.session)
        .where(visibility.session_in_full(read.actor))
    )
    if unit:
        chosen = chosen.where(session_papers.c.unit.startswith(unit, autoescape=True))
    if session:
        chosen = chosen.where(session_papers.c.session == session)
    if form is not None:
        chosen = chosen.where(sessions.c.form == form)
    if kind is not None:
        chosen = chosen.where(session_papers.c.kind == kind)
    if proposals_of is not None:
        chosen = chosen.where(session_papers.c.proposals_of == proposals_of)
    return await read.page(chosen, after, limit)
