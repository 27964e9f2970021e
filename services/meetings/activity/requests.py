"""What a committee or department was asked to take part in: its own list (000-50)."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query

from contracts.places import Scope
from contracts.text import Day
from runtime.web.http import After, Limit
from runtime.web.routes import Router
from services.meetings import visibility
from services.meetings.access import AskedReader
from services.meetings.activity.read_models import Answer, requests

router = Router(prefix="/requests", tags=["activities"])


@router.get("")
async def of_own(
    read: AskedReader,
    unit: Annotated[Scope, Query(description="code prefix of the units that asked")] = "",
    answer: Annotated[Answer | None, Query()] = None,
    overdue_on: Annotated[
        Day | None, Query(description="not answered, and to be answered before this day")
    ] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """What your own committee or department was asked, its answers, and which of them were missed.
    Requests to other bodies are not among them."""
    chosen = sa.select(requests).where(visibility.asked_of(read.actor))
    if unit:
        chosen = chosen.where(requests.c.unit.startswith(unit, autoescape=True))
    if answer is not None:
        chosen = chosen.where(requests.c.answer == answer)
    if overdue_on is not None:
        open_ = requests.c.answer == Answer.OPEN
        chosen = chosen.where(open_, requests.c.answer_by < overdue_on)
    return await read.page(chosen, after, limit)
