"""The annual plan as a document, made of what the plan's own route shows to whoever asks
(docs/decisions/0035)."""

from typing import Any

import sqlalchemy as sa
from fastapi import Response

from common.documents.making import Making
from common.documents.templates import Facts
from contracts.documents import DocumentKind
from runtime.web.http import Reading
from runtime.web.printing import AsForm, Red, handed_out
from runtime.web.routes import Router
from services.topics.access import Reader
from services.topics.plan import api
from services.topics.plan.api import Plan
from services.topics.plan.decider import Stage
from services.topics.topic.seen import readable
from services.topics.topic.tables import topics

router = Router(prefix="/plans", tags=["plans"])


@router.get("/{unit}/{year}/{kind}/document.{form}", response_class=Response)
async def document(plan: Plan, form: AsForm, read: Reader, red: Red = None) -> Any:
    """The plan (年度协商计划), for whoever sees it: each row with its month, its topic where that
    is read, its form and who answers for it. Before it is decided its title says that it is a
    draft."""
    return await handed_out(read, await plan_of(plan, read), form, red)


async def plan_of(plan: str, read: Reading) -> Making:
    row = await api.one(plan, read)
    named = [each["topic"] for each in row["entries"]]
    chosen = sa.select(topics.c.topic_id, topics.c.title).where(
        topics.c.topic_id.in_(named), readable(read)
    )
    titles = {each["topic_id"]: each["title"] for each in await read.rows(chosen)}
    values = {
        "title": row["title"],
        "year": str(row["year"]),
        "entries": [
            f"{titles.get(each['topic'], '（另行通知）')}（{each['month']}月，{each['form']}，"
            f"{each['responsible']}负责）"
            for each in sorted(row["entries"], key=lambda each: each["month"])
        ],
        "where": row["published_where"],
    }
    draft = row["stage"] != Stage.DECIDED
    on = None if draft else row["published_on"] or row["consented_on"]
    facts = Facts(row["unit_name"], values, on, draft=draft)
    return Making(DocumentKind.PLAN, row["unit"], facts)
