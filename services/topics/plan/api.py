"""The web face of annual plans."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Path, Query, Response

from contracts.places import Scope, UnitId
from contracts.text import Year
from contracts.vocabulary import Code
from runtime.web.http import After, Deed, Limit, Reading, agree, deeds
from runtime.web.routes import Router
from services.topics.access import Consenting, Planner, Reader
from services.topics.plan import commands as c
from services.topics.plan.read_models import plan_entries, plans
from services.topics.topic.decider.state import Stage
from services.topics.topic.seen import readable
from services.topics.topic.tables import topics

router = Router(prefix="/plans", tags=["plans"])

Unit = Annotated[UnitId, Path()]
OfYear = Annotated[Year, Path()]
OfKind = Annotated[Code, Path()]


def _plan(unit: Unit, year: OfYear, kind: OfKind) -> str:
    return f"{unit}:{year}:{kind}"


Plan = Annotated[str, Depends(_plan)]


@router.post("/{unit}/{year}/{kind}/draft", status_code=201)
async def draft(plan: Plan, command: c.DraftPlan, submit: Planner) -> Response:
    """Draw the plan up, or draw it up again until it is decided."""
    agree(plan, f"{command.unit}:{command.year}:{command.kind}")
    return await submit.create(command, key=plan)


deeds(
    router,
    Plan,
    "/{unit}/{year}/{kind}",
    Deed("draft", c.DraftPlan, Planner, own=True),
    Deed("consent", c.ConsentToPlan, Consenting, "consent"),
    Deed("refusal", c.RefusePlan, Consenting, "refuse"),
    Deed("amendment", c.AmendPlan, Consenting, "amend"),
    Deed("publication", c.PublishPlan, Planner, "publish"),
)


@router.get("")
async def listed(
    read: Reader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    year: Annotated[Year | None, Query()] = None,
    kind: Annotated[Code | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Plans of the units within the actor's scopes."""
    chosen = _seen(read).where(plans.c.unit.startswith(unit, autoescape=True))
    if year is not None:
        chosen = chosen.where(plans.c.year == year)
    if kind is not None:
        chosen = chosen.where(plans.c.kind == kind)
    return await read.page(chosen, after, limit)


@router.get("/{unit}/{year}/{kind}")
async def one(plan: Plan, read: Reader) -> dict[str, Any]:
    """A plan with its rows: those in force, each with the state of its topic (002-09) as far as you
    read that, or those of the draft."""
    await read.etag("plan", plan)
    row = await read.one(_seen(read).where(plans.c.plan_id == plan))
    state = sa.select(topics.c.stage).where(topics.c.topic_id == plan_entries.c.topic)
    stage = state.where(readable(read)).scalar_subquery().label("stage")
    entries = sa.select(plan_entries, stage).where(plan_entries.c.plan_id == plan)
    rows = await read.rows(entries.order_by(plan_entries.c.month, plan_entries.c.topic))
    drafted = row.pop("draft")
    return {**row, "entries": drafted or rows}


@router.get("/{unit}/{year}/{kind}/unfinished")
async def unfinished(plan: Plan, read: Reader) -> dict[str, Any]:
    """A plan in force, and as `items` its rows that are not done and not carried over: what the
    plan of the next year takes with `carried_from`."""
    row = await read.one(_seen(read).where(plans.c.plan_id == plan))
    open_rows = (
        sa.select(plan_entries, topics.c.title, topics.c.stage)
        .join(topics, topics.c.topic_id == plan_entries.c.topic)
        .where(plan_entries.c.plan_id == plan, plan_entries.c.carried_into.is_(None))
        .where(topics.c.stage != Stage.CLOSED, readable(read))
    )
    items = await read.rows(open_rows.order_by(plan_entries.c.month, plan_entries.c.topic))
    return {"plan_id": plan, "title": row["title"], "items": items}


def _seen(read: Reading) -> sa.Select[Any]:
    return sa.select(plans).where(read.visible(plans.c.unit))
