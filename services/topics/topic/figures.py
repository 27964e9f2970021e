"""How many topics there are as of a day, by what they are, with the topics behind each figure
(003-23): computed from events, nothing is typed twice."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query
from sqlalchemy.dialects.postgresql import distinct_on

from contracts.places import Scope
from contracts.text import Day
from contracts.vocabulary import Code
from runtime import clock
from runtime.web.routes import Router
from services.topics.access import Reader
from services.topics.topic.decider.state import Stage
from services.topics.topic.seen import readable
from services.topics.topic.tables import history, topics

router = Router(prefix="/topic-figures", tags=["topics"])

AT_FIRST: dict[str, sa.ColumnElement[str]] = {
    "stage": sa.cast(Stage.PROPOSED, sa.Text),
    "kind": topics.c.raised_as,
    "origin": topics.c.origin,
    "channel": topics.c.channel,
    "unit": topics.c.raised_in,
}
"""What is counted of a topic when it comes in. Origin, unit and channel of that day stay: what
names another channel later says that it was that one from the first."""

known = sa.union_all(
    sa.select(
        topics.c.topic_id,
        topics.c.came_on.label("on"),
        sa.literal(0, sa.BigInteger).label("at"),
        sa.func.jsonb_build_object(
            *(part for name, fact in AT_FIRST.items() for part in (sa.cast(name, sa.Text), fact))
        ).label("facts"),
    ),
    sa.select(history.c.topic_id, history.c.on, history.c.at, history.c.facts),
).subquery("known")

By = Literal["stage", "kind", "origin", "channel", "category", "field", "leader_level", "unit"]


@router.get("")
async def figures(
    read: Reader,
    by: By = "stage",
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    kind: Annotated[Code | None, Query(description="of topics")] = None,
    on: Annotated[Day | None, Query(description="as of this day; today unless given")] = None,
) -> dict[str, Any]:
    """Topics and their sites as of a day, by `stage`, `kind`, `origin`, `channel`, `category`,
    `field`, `leader_level` or `unit`: those that came in by then, each as it stood. `rows` names
    the topics behind each figure. Only those are counted that you read."""
    day = on or clock.today()
    each = sa.func.jsonb_each_text(known.c.facts).table_valued("key", "value").render_derived()
    of_those = known.join(topics, topics.c.topic_id == known.c.topic_id)
    last = (
        sa.select(known.c.topic_id, topics.c.title, each.c.key, each.c.value)
        .select_from(of_those.join(each, sa.true()))
        .where(known.c.on <= day, readable(read))
        .ext(distinct_on(known.c.topic_id, each.c.key))
        .order_by(known.c.topic_id, each.c.key, known.c.at.desc())
    )
    stood: dict[str, dict[str, Any]] = {}
    titles: dict[str, str] = {}
    for row in await read.rows(last):
        stood.setdefault(row["topic_id"], {})[row["key"]] = row["value"]
        titles[row["topic_id"]] = row["title"]
    counted: dict[Any, dict[str, Any]] = {}
    for topic, facts in stood.items():
        lies = (facts.get("unit") or "").startswith(unit)
        if "stage" not in facts or not lies or kind not in (None, facts.get("kind")):
            continue
        value = facts.get(by)
        figure = counted.setdefault(value, {"value": value, "topics": 0, "sites": 0, "rows": []})
        figure["topics"] += 1
        figure["sites"] += int(facts.get("sites") or 0)
        figure["rows"].append({"topic_id": topic, "title": titles[topic]})
    in_order = sorted(counted.values(), key=lambda each: (each["value"] is None, each["value"]))
    return {"on": day, "by": by, "figures": in_order}
