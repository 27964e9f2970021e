"""The annual plan as a document, made of what the plan's own route shows to whoever asks
(docs/decisions/0035)."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Query, Response

from common.documents import Form
from common.documents.docx import MEDIA_TYPE, docx
from common.documents.html import html
from common.documents.templates import Facts, composed
from contracts.documents import DocumentKind, Documents
from runtime.web.printing import chapter_in_force, file, page
from runtime.web.routes import Router
from services.topics.access import Reader
from services.topics.plan import api
from services.topics.plan.api import Plan
from services.topics.plan.decider import Stage
from services.topics.topic.seen import readable
from services.topics.topic.tables import topics

router = Router(prefix="/plans", tags=["plans"])

AsForm = Annotated[Form, Path(description="`docx` to go on editing, `html` to print")]
Red = Annotated[
    bool | None, Query(description="with or without the red header, whatever the template says")
]


@router.get("/{unit}/{year}/{kind}/document.{form}", response_class=Response)
async def document(plan: Plan, form: AsForm, read: Reader, red: Red = None) -> Any:
    """The plan (年度协商计划), for whoever sees it: each row with its month, its topic where that
    is read, its form and who answers for it. Before it is decided its title says that it is a
    draft."""
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
    content = await chapter_in_force(read, "documents", row["unit"])
    own = Documents.model_validate(content) if content else None
    made = composed(DocumentKind.PLAN, own, facts, red)
    if form == "html":
        return page(html(made))
    return file(docx(made), MEDIA_TYPE, f"{made.title}.docx")
