"""The annual plan as a document, made of what the plan's own route shows to whoever asks
(docs/decisions/0035)."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from fastapi import Response

from common.documents.making import Making
from common.documents.templates import Facts
from contracts.documents import DocumentKind
from contracts.topics.rules import Plans
from runtime.web.http import Reading
from runtime.web.printing import AsForm, Red, chapter_in_force, handed_out, names_of
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
    names = await names_of(read, (each["responsible"] for each in row["entries"]))
    columns = await _columns(read, row["unit"], row["kind"])
    values = {
        "title": row["title"],
        "year": str(row["year"]),
        "entries": [
            entry(
                {**each, "responsible": names[each["responsible"]]},
                titles.get(each["topic"], "（另行通知）"),
                columns,
            )
            for each in sorted(row["entries"], key=lambda each: each["month"])
        ],
        "where": row["published_where"],
    }
    draft = row["stage"] != Stage.DECIDED
    on = None if draft else row["published_on"] or row["consented_on"]
    facts = Facts(row["unit_name"], values, on, draft=draft)
    return Making(DocumentKind.PLAN, row["unit"], facts)


def entry(row: Mapping[str, Any], title: str, columns: Mapping[str, str]) -> str:
    """A row: its head, and below it what the kind of plan asks for besides (002-10). What stands
    under a column that the county has dropped bears no name."""
    head = f"{title}（{row['month']}月，{row['form']}，{row['responsible']}负责）"
    named = {**columns, **{each: "" for each in row["columns"] if each not in columns}}
    said = [
        (f"{name}：" if name else "") + row["columns"][code].rstrip("。；")
        for code, name in named.items()
        if row["columns"].get(code)
    ]
    return f"{head}\n{'；'.join(said)}。" if said else head


async def _columns(read: Reading, unit: str, kind: str) -> dict[str, str]:
    """What the columns of this kind of plan are called, in their order, by the rules in force."""
    chapter = await chapter_in_force(read, "plans", unit)
    kinds = Plans.model_validate(chapter).kinds if chapter else ()
    return {
        column.code: column.chinese
        for each in kinds
        if each.code == kind
        for column in each.columns
    }
