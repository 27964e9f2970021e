"""The web face of calls for topics: what is called for, and what came in."""

from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Query, Response
from sqlalchemy.dialects.postgresql import ARRAY

from contracts.ids import TopicCallId
from contracts.places import Scope, upward, whole
from contracts.text import Day
from runtime import clock
from runtime.web.http import After, Deed, Limit, Reading, deeds
from runtime.web.papers import withhold
from runtime.web.register import registered
from runtime.web.routes import Router
from services.topics.access import Caller, Reader
from services.topics.call import commands as c
from services.topics.call.read_models import calls, submissions
from services.topics.topic.seen import readable
from services.topics.topic.tables import topics

router = Router(prefix="/calls", tags=["calls"])

Call = Annotated[TopicCallId, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


@router.post("", status_code=201)
async def open_call(command: c.OpenTopicCall, submit: Caller) -> Response:
    """Call for topics."""
    for unit in command.units:
        await registered(submit.request.app.state.engine, unit, clock.today())
    return await submit.create(command)


deeds(
    router,
    Call,
    "/{call_id}",
    Deed("correction", c.CorrectTopicCall, Caller, "correct"),
    Deed("extension", c.ExtendTopicCall, Caller, "extend"),
    Deed("closing", c.CloseTopicCall, Caller, "close"),
    Deed("withdrawal", c.WithdrawTopicCall, Caller, "withdraw"),
)


@router.get("")
async def listed(
    read: Reader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    on: Annotated[Day | None, Query(description="only those that are open on this day")] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Calls of the units within your scopes, and of the units above them. `unit`: those that it, or
    a unit below it, has opened, or of which one of these is asked."""
    chosen = _seen(read)
    if unit:
        chosen = chosen.where(sa.or_(calls.c.unit.startswith(unit, autoescape=True), _asked(unit)))
    if on is not None:
        chosen = chosen.where(sa.not_(calls.c.withdrawn), calls.c.opens <= on, calls.c.closes >= on)
    page = await read.page(chosen, after, limit)
    await withhold(read, page["items"], "paper")
    return page


@router.get("/{call_id}")
async def one(call_id: Call, read: Reader) -> dict[str, Any]:
    """One call, whether it is open today, and how many topics came in: by unit, by channel, and by
    what became of them so far. Only those are counted that you read."""
    await read.etag("call", call_id)
    row = await read.one(_seen(read).where(calls.c.call_id == call_id))
    await withhold(read, [row], "paper")
    counted = {
        name: await _counted(read, call_id, column)
        for name, column in (
            ("units", submissions.c.from_unit),
            ("channels", submissions.c.channel),
            ("stages", topics.c.stage),
            ("answers_owed", topics.c.answer_owed),
        )
    }
    return {**row, "open": _is_open(row, clock.today()), "submissions": counted}


@router.get("/{call_id}/submissions")
async def came_in(
    call_id: Call,
    read: Reader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    channel: Annotated[str | None, Query(max_length=63)] = None,
    stage: Annotated[str | None, Query(max_length=40)] = None,
    owed: Annotated[
        bool, Query(description="only those whose proposer waits for an answer")
    ] = False,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The topics that came in under the call, as far as you read them."""
    await read.one(_seen(read).where(calls.c.call_id == call_id))
    chosen = (
        sa.select(
            topics.c.topic_id,
            topics.c.title,
            topics.c.stage,
            topics.c.answer_owed,
            topics.c.owed_since,
            submissions.c.from_unit,
            submissions.c.channel,
            submissions.c.received_on,
        )
        .join(submissions, submissions.c.topic == topics.c.topic_id)
        .where(submissions.c.call_id == call_id, readable(read))
        .where(submissions.c.from_unit.startswith(unit, autoescape=True))
    )
    if channel is not None:
        chosen = chosen.where(submissions.c.channel == channel)
    if stage is not None:
        chosen = chosen.where(topics.c.stage == stage)
    if owed:
        chosen = chosen.where(topics.c.answer_owed.is_not(None))
    return await read.page(chosen, after, limit)


async def _counted(
    read: Reading, call_id: str, column: sa.ColumnElement[Any]
) -> list[dict[str, Any]]:
    """How many of the topics that came in have each value of the column."""
    count = sa.func.count().label("topics")
    return await read.rows(
        sa.select(column, count)
        .select_from(submissions.join(topics, submissions.c.topic == topics.c.topic_id))
        .where(submissions.c.call_id == call_id, readable(read))
        .group_by(column)
        .order_by(column)
    )


def _seen(read: Reading) -> sa.Select[Any]:
    return sa.select(calls).where(read.within_or_above(calls.c.unit))


def _asked(unit: str) -> sa.ColumnElement[bool]:
    """Of calls that ask a unit with this prefix: it is named itself, or lies below one that is, or
    one below it is named; a call that names none asks all units below its own (000-33)."""
    above = sa.literal([*upward(whole(unit))], ARRAY(sa.Text))
    each = sa.func.jsonb_array_elements_text(calls.c.units).table_valued("value")
    below = sa.exists().where(each.c.value.startswith(unit, autoescape=True))
    nobody = sa.func.jsonb_array_length(calls.c.units) == 0
    everybody = sa.and_(nobody, calls.c.unit == sa.any_(above))
    return sa.or_(calls.c.units.has_any(above), below, everybody)


def _is_open(row: dict[str, Any], today: date) -> bool:
    return not row["withdrawn"] and row["opens"] <= today <= row["closes"]
