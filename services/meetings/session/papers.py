"""The papers of a session, for whoever reads all of it: a participant of another place has no
office by which the paper itself could be read (`/papers`)."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import Path, Request, Response
from fastapi.responses import StreamingResponse

from contracts.paper import Digest
from runtime.papers import paper_uses
from runtime.web.papers import served
from runtime.web.printing import not_found
from runtime.web.routes import Router
from services.meetings.access import OutlineReader
from services.meetings.session.api import SessionKey, visible

router = Router(prefix="/sessions", tags=["sessions"])

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
