"""The web face of topics. Each route is named after its result."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Response

from common.visibility import Relation, What, by_body, clause
from contracts.ids import TopicId
from contracts.places import Scope
from runtime import clock
from runtime.units import Condition, within
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.papers import withhold
from runtime.web.register import in_the_directory, in_the_roster, registered
from runtime.web.routes import Router
from services.topics.access import (
    ClaimReader,
    Consenting,
    Proposer,
    Reader,
    Receiver,
    Screener,
)
from services.topics.topic import commands as c
from services.topics.topic.read_models import topics

router = Router(prefix="/topics", tags=["topics"])
transfers = Router(prefix="/transfers", tags=["topics"])

Topic = Annotated[TopicId, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
MEMBER_NUMBER = re.compile(r"m-[0-9]+-[0-9]+")
"""Residents and offices raise topics too; they are in no register of members."""
Reached = Literal[
    "proposed",
    "returned",
    "admitted",
    "rejected",
    "transferred-out",
    "transfer-returned",
    "answered",
    "refused",
    "merged",
    "selected",
    "closed",
]
"""The stages of topics that there are: all but blank."""


@router.post("", status_code=201)
async def propose(command: c.ProposeTopic, submit: Proposer) -> Response:
    """Raise a topic."""
    if command.raised_by and MEMBER_NUMBER.fullmatch(command.raised_by):
        await in_the_roster(submit, command.unit, [command.raised_by])
    for place in command.places:
        await registered(submit.request.app.state.engine, place, clock.today())
    return await submit.create(command)


async def who_is_competent(
    submit: Submitting, topic_id: str, command: c.TransferTopicOut | c.ScreenTopic
) -> None:
    here = sa.select(topics.c.unit).where(topics.c.topic_id == topic_id)
    async with submit.request.app.state.engine.connect() as connection:
        unit: str | None = await connection.scalar(here)
    await in_the_directory(submit, unit, [command.receiver])


deeds(
    router,
    Topic,
    "/{topic_id}",
    Deed("proposal", c.RaiseAgain, Proposer),
    Deed("screening", c.ScreenTopic, Screener, "screen", who_is_competent),
    Deed("transfer", c.TransferTopicOut, Screener, "transfer_out", who_is_competent),
    Deed("transfer-return", c.ReturnTransfer, Receiver, "give_back"),
    Deed("answer", c.AnswerTransfer, Receiver, "answer"),
    Deed("passing-up", c.PassTopicUp, Consenting, "pass_up"),
    Deed("merger", c.MergeTopic, Screener, "merge"),
    Deed("approval", c.ApproveTopic, Consenting, "approve"),
    Deed("refusal", c.RefuseTopic, Consenting, "refuse"),
    Deed("waiver", c.WaiveStep, Consenting, "waive"),
)


@router.get("")
async def listed(
    read: Reader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    stage: Annotated[Reached | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Topics within the actor's scopes, those they passed up included. Who raised them stands
    only on the topic's own page."""
    columns = [column for column in topics.c if column is not topics.c.raised_by]
    chosen = sa.select(*columns).where(_readable(read))
    if unit:
        places = (topics.c.unit, topics.c.raised_in)
        chosen = chosen.where(sa.or_(*(p.startswith(unit, autoescape=True) for p in places)))
    if stage is not None:
        chosen = chosen.where(topics.c.stage == stage)
    page = await read.page(chosen, after, limit)
    await withhold(read, page["items"], "text")
    return page


@router.get("/{topic_id}")
async def one(topic_id: Topic, read: Reader) -> dict[str, Any]:
    """One topic with all that is recorded of it, and the topics that became part of it. What its
    `text` is, whoever may not read it does not learn: neither digest nor size."""
    await read.etag("topic", topic_id)
    seen = sa.select(topics).where(_readable(read))
    row = await read.one(seen.where(topics.c.topic_id == topic_id))
    await withhold(read, [row], "text")
    joined = sa.select(topics.c.topic_id, topics.c.title, topics.c.unit).where(
        topics.c.merged_into == topic_id, _readable(read)
    )
    return {**row, "joined": await read.rows(joined.order_by(topics.c.topic_id))}


CLAIM = ("title", "description", "receiver", "transferred_on", "reason", "answer", "answered_on")
"""What is shown of a claim to whom it was transferred, beside its key, stage and unit."""


@transfers.get("")
async def transferred(
    read: ClaimReader,
    unanswered: Annotated[bool, Query(description="only those that wait for an answer")] = False,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Claims that were transferred, and what became of them: all of your scope, or those that
    your department received."""
    place = (topics.c.topic_id, topics.c.stage, topics.c.unit, topics.c.unit_name)
    received = {Relation.ASSIGNED: by_body(lambda body: topics.c.receiver == body)}
    chosen = sa.select(*place, *(topics.c[name] for name in CLAIM)).where(
        topics.c.receiver.is_not(None), clause(What.CLAIM, read.actor, _lies, received)
    )
    if unanswered:
        chosen = chosen.where(topics.c.answered_on.is_(None))
    return await read.page(chosen, after, limit)


def _readable(read: Reading) -> sa.ColumnElement[bool]:
    """Topics of, about, or raised in the reader's scope; claims of a person only for their
    handlers."""
    claim = sa.or_(sa.not_(topics.c.enters), topics.c.receiver.is_not(None))
    matter = clause(What.MATTER, read.actor, _lies)
    return sa.or_(sa.and_(sa.not_(claim), matter), clause(What.CLAIM, read.actor, _lies))


def _lies(scopes: Iterable[str]) -> Condition:
    scopes = tuple(scopes)
    place = sa.func.jsonb_array_elements_text(topics.c.places).column_valued("place")
    about = sa.exists(sa.select(place).where(within(scopes, place)))
    return sa.or_(within(scopes, topics.c.unit, topics.c.raised_in), about)
