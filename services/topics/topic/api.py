"""The web face of topics. Each route is named after its result."""

import re
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from common.visibility import Relation, What, by_body, clause, sees
from contracts.ids import TopicId
from contracts.places import Scope
from contracts.topics.rules import Proposer as ProposerKind
from runtime import clock
from runtime.web.http import After, Deed, Limit, Submitting, deeds
from runtime.web.papers import served, withhold
from runtime.web.problems import Problem
from runtime.web.register import in_the_directory, in_the_roster, registered
from runtime.web.routes import Router
from services.topics.access import (
    ClaimReader,
    Consenting,
    Proposer,
    Reader,
    Receiver,
    Screener,
    Supporting,
    TextReader,
)
from services.topics.itself import another_of
from services.topics.people.directory import people
from services.topics.topic import commands as c
from services.topics.topic.came import once_it_came, told_once_it_came
from services.topics.topic.commands import kind_of_proposer
from services.topics.topic.decider.state import Stage
from services.topics.topic.resting import rests, what_it_rests_on
from services.topics.topic.seen import lies, readable
from services.topics.topic.tables import topics

router = Router(prefix="/topics", tags=["topics"])
transfers = Router(prefix="/transfers", tags=["topics"])

Topic = Annotated[TopicId, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
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
    "split",
    "selected",
    "closed",
]
"""The stages of topics that there are: all but blank."""


@router.post("", status_code=201)
async def propose(command: c.ProposeTopic, submit: Proposer) -> Response:
    """Raise a topic."""
    named = command.raised_by
    proposer = kind_of_proposer(named) if named else None
    if proposer is ProposerKind.MEMBER:  # residents are in no register of members
        await in_the_roster(submit, command.unit, [named])
    unit = (named,) if named and proposer is ProposerKind.UNIT else ()
    for place in (*unit, *command.places):
        await registered(submit.request.app.state.engine, place, clock.today())
    await rests(submit, command.unit, command.rests_on)
    return await submit.create(command)


UNIT = re.compile(r"[0-9]{12}")


async def sites_there(
    submit: Submitting, topic_id: str, command: c.AddSites | c.ScreenTopic
) -> None:
    """Refuse (422) a site that is a unit by its code, and in no register or closed. Others are
    places in words: a market, a reach of a river (004-31)."""
    for site in command.sites:
        if UNIT.fullmatch(site):
            await registered(submit.request.app.state.engine, site, clock.today())


async def who_is_competent(
    submit: Submitting, topic_id: str, command: c.TransferTopicOut | c.ScreenTopic
) -> None:
    here = sa.select(topics.c.unit).where(topics.c.topic_id == topic_id)
    async with submit.request.app.state.engine.connect() as connection:
        unit: str | None = await connection.scalar(here)
    await in_the_directory(submit, unit, [command.receiver])
    await once_it_came(submit, topic_id, command.transferred_on)
    if isinstance(command, c.ScreenTopic):
        await sites_there(submit, topic_id, command)


async def a_resident_here(submit: Submitting, topic_id: str, command: c.RecordSupport) -> None:
    """Refuse (422) a person whom the directory of residents does not have in the asker's scope."""
    if command.person is None:
        return
    here = sa.select(people.c.unit).where(people.c.person_id == command.person)
    async with submit.request.app.state.engine.connect() as connection:
        unit: str | None = await connection.scalar(here)
    if unit is None or submit.actor.grant_for(unit) is None:
        raise Problem(
            422,
            "unknown-resident",
            f"群众信息中没有 {command.person}，或不在您的管辖范围内。"
            "请先登记（POST /people）再填写编号。",
            f"The directory of residents has no {command.person} in your scope. Enter the person"
            " first (POST /people), and name the id.",
        )


deeds(
    router,
    Topic,
    "/{topic_id}",
    Deed("call", c.NameCall, Screener),
    Deed("source", c.CorrectSource, Screener, look_up=what_it_rests_on),
    Deed("proposal", c.RaiseAgain, Proposer, look_up=what_it_rests_on),
    Deed("support", c.RecordSupport, Supporting, "support", a_resident_here),
    Deed("support-correction", c.CorrectSupport, Supporting),
    Deed("support-withdrawal", c.WithdrawSupport, Supporting),
    Deed("screening", c.ScreenTopic, Screener, "screen", who_is_competent),
    Deed("reply", c.AnswerProposer, Screener, look_up=told_once_it_came),
    Deed("leader", c.LeadTopic, Screener),
    Deed("sites", c.AddSites, Screener, look_up=sites_there),
    Deed("site-withdrawal", c.WithdrawSites, Screener),
    Deed("transfer", c.TransferTopicOut, Screener, "transfer_out", who_is_competent),
    Deed("transfer-return", c.ReturnTransfer, Receiver, "give_back"),
    Deed("answer", c.AnswerTransfer, Receiver, "answer"),
    Deed("passing-up", c.PassTopicUp, Consenting, "pass_up"),
    Deed("merger", c.MergeTopic, Screener, "merge", another_of(topics, topics.c.topic_id)),
    Deed("splitting", c.SplitTopic, Screener, "split"),
    Deed("approval", c.ApproveTopic, Consenting, "approve"),
    Deed("refusal", c.RefuseTopic, Consenting, "refuse"),
    Deed("waiver", c.WaiveStep, Consenting, "waive"),
)


KEPT_OUT = ("raised_by", "supporters")
"""Columns that no list shows: who raised it, and how many are said to stand behind it."""


@router.get("")
async def listed(
    read: Reader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    stage: Annotated[Reached | None, Query()] = None,
    rests_on: Annotated[
        str,
        Query(
            pattern=r"^([a-z]+:[A-Za-z0-9._:-]{1,200})?$",
            description="the thing of ours that it rests on, by kind and id: `report:42`",
        ),
    ] = "",
    led_by: Annotated[str | None, Query(max_length=120, description="by whom it is led")] = None,
    owed: Annotated[
        bool, Query(description="only those whose proposer waits for an answer")
    ] = False,
    overdue: Annotated[
        bool, Query(description="only those that were not supplemented in time")
    ] = False,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Topics within the actor's scopes, those they passed up included. Who raised them stands
    only on the topic's own page, and in no list how many stand behind each (`GET /candidates`)."""
    columns = [column for column in topics.c if column.name not in KEPT_OUT]
    chosen = sa.select(*columns).where(readable(read))
    if unit:
        places = (topics.c.unit, topics.c.raised_in)
        chosen = chosen.where(sa.or_(*(p.startswith(unit, autoescape=True) for p in places)))
    if stage is not None:
        chosen = chosen.where(topics.c.stage == stage)
    if rests_on:
        kind, thing = rests_on.split(":", 1)
        chosen = chosen.where(topics.c.rests_on.contains({"kind": kind, "id": thing}))
    if led_by is not None:
        chosen = chosen.where(topics.c.led_by == led_by)
    if owed:
        chosen = chosen.where(topics.c.answer_owed.is_not(None))
    if overdue:
        over = topics.c.supplement_due < clock.today()
        chosen = chosen.where(topics.c.stage == Stage.RETURNED, over)
    page = await read.page(chosen, after, limit)
    await withhold(read, page["items"], "text")
    return page


@router.get("/{topic_id}")
async def one(topic_id: Topic, read: Reader) -> dict[str, Any]:
    """One topic with all that is recorded of it, the topics that became part of it (`joined`), and
    those into which it was split (`parts`). What its `text` is, whoever may not read it does not
    learn: neither digest nor size."""
    await read.etag("topic", topic_id)
    seen = sa.select(topics).where(readable(read))
    row = await read.one(seen.where(topics.c.topic_id == topic_id))
    if not sees(What.SUPPORT, read.actor, row["unit"], row["raised_in"], *row["places"]):
        del row["supporters"]
    await withhold(read, [row], "text")
    named = sa.select(topics.c.topic_id, topics.c.title, topics.c.unit).where(readable(read))
    named = named.order_by(topics.c.topic_id)
    joined = await read.rows(named.where(topics.c.merged_into == topic_id))
    parts = await read.rows(named.where(topics.c.part_of == topic_id))
    return {**row, "joined": joined, "parts": parts}


CLAIM = (
    *("title", "description", "receiver", "transferred_on", "reason"),
    *("answer_due", "answer_missed", "answer", "answered_on"),
)
"""What is shown of a claim to whom it was transferred, beside its key, stage and unit."""


@transfers.get("")
async def transferred(
    read: ClaimReader,
    unanswered: Annotated[bool, Query(description="only those that wait for an answer")] = False,
    overdue: Annotated[
        bool, Query(description="only those whose answer is late, or came late")
    ] = False,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Claims that were transferred, and what became of them: all of your scope, or those that
    your department received."""
    place = (topics.c.topic_id, topics.c.stage, topics.c.unit, topics.c.unit_name)
    received = {Relation.ASSIGNED: by_body(lambda body: topics.c.receiver == body)}
    chosen = sa.select(*place, *(topics.c[name] for name in CLAIM)).where(
        topics.c.receiver.is_not(None), clause(What.CLAIM, read.actor, lies, received)
    )
    if unanswered:
        chosen = chosen.where(topics.c.answered_on.is_(None))
    if overdue:
        answered = sa.func.coalesce(topics.c.answered_on, clock.today())
        chosen = chosen.where(topics.c.answer_due < answered)
    return await read.page(chosen, after, limit)


@transfers.get("/{topic_id}/text", response_class=StreamingResponse)
async def text_of(request: Request, topic_id: Topic, read: TextReader) -> Response:
    """The text of a claim that stands apart, for those who screen and for the department that has
    it now; one that gave it back reads it no longer."""
    holds = topics.c.stage.in_((Stage.TRANSFERRED_OUT, Stage.ANSWERED))
    has_it = {Relation.ASSIGNED: by_body(lambda body: sa.and_(topics.c.receiver == body, holds))}
    row = await read.one(
        sa.select(topics.c.text).where(
            topics.c.topic_id == topic_id,
            topics.c.receiver.is_not(None),
            topics.c.text.is_not(None),
            clause(What.TEXT, read.actor, lies, has_it),
        )
    )
    return await served(request, row["text"])
