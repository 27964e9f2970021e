"""What those who choose look at: candidates, those first behind whom most residents stand (002-11).

No other route orders topics by support or shows it, and no page does.
"""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query

from common.visibility import What, clause, sees
from contracts.places import Scope
from contracts.vocabulary import Code
from runtime.web.http import Limit
from runtime.web.papers import withhold
from runtime.web.routes import Router
from services.topics.access import Chooser
from services.topics.topic.api import Topic
from services.topics.topic.decider.state import Stage
from services.topics.topic.seen import lies, readable
from services.topics.topic.tables import support, topics, voices

router = Router(tags=["topics"])

SHOWN = (
    *("topic_id", "title", "description", "kind", "stage", "origin", "channel", "category"),
    *("weight", "unit", "unit_name", "raised_in", "places", "supporters"),
)


@router.get("/candidates")
async def candidates(
    read: Chooser,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    stage: Annotated[
        Literal["proposed", "admitted"] | None, Query(description="to be screened, or planned")
    ] = None,
    kind: Annotated[Code | None, Query(description="of topics")] = None,
    skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Topics that wait to be screened, or are admitted and stand in no plan, by the number of
    residents on record behind each; `supporters` is what was said when it was raised."""
    stages = [stage] if stage else [Stage.PROPOSED, Stage.ADMITTED]
    behind = sa.func.coalesce(support.c.support, 0).label("support")
    chosen = (
        sa.select(*(topics.c[name] for name in SHOWN), behind)
        .outerjoin(support, support.c.topic_id == topics.c.topic_id)
        .where(readable(read), clause(What.SUPPORT, read.actor, lies))
        .where(topics.c.enters, topics.c.stage.in_(stages), topics.c.plan.is_(None))
        .where(topics.c.unit.startswith(unit, autoescape=True))
    )
    if kind is not None:
        chosen = chosen.where(topics.c.kind == kind)
    ordered = chosen.order_by(behind.desc(), topics.c.topic_id)
    rows = await read.rows(ordered.offset(skip).limit(limit + 1))
    return {"items": rows[:limit], "next": skip + limit if len(rows) > limit else None}


@router.get("/topics/{topic_id}/support")
async def behind(topic_id: Topic, read: Chooser) -> dict[str, Any]:
    """How many residents stand behind a topic, and the voices on record: those taken back with the
    reason, and ids of residents for whoever keeps their directory. Voices of topics that became
    part of it stand with those."""
    seen = sa.select(topics).where(
        readable(read), clause(What.SUPPORT, read.actor, lies), topics.c.topic_id == topic_id
    )
    row = await read.one(seen)
    places = (row["unit"], row["raised_in"], *row["places"])
    counted = sa.select(support.c.support).where(support.c.topic_id == topic_id)
    known = await read.rows(counted)
    each = await read.rows(
        sa.select(voices).where(voices.c.topic_id == topic_id).order_by(voices.c.as_of)
    )
    with_paper = [voice for voice in each if voice["paper"]]
    await withhold(read, with_paper, "paper")
    named = sees(What.RESIDENT, read.actor, *places)
    for voice in each:
        del voice["voice"]
        if not named:
            del voice["person"]
    return {
        "topic_id": topic_id,
        "title": row["title"],
        "supporters": row["supporters"],
        "support": known[0]["support"] if known else 0,
        "voices": each,
    }
