"""The opinion of an outcome and the reply of a department as documents, made of what the outcome's
own routes show to whoever asks (docs/decisions/0035)."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Path, Response

from common.documents.content import written
from common.documents.making import Making
from common.documents.templates import Facts
from contracts.documents import DocumentKind
from contracts.ids import OutcomeId
from contracts.outcomes.rules import Handlings
from runtime.units import units
from runtime.web.http import Reading
from runtime.web.printing import AsForm, Red, chapter_in_force, handed_out, names_of, not_found
from runtime.web.routes import Router
from services.outcomes.access import CaseReader, OutcomeKey, Reader
from services.outcomes.outcome import api, visibility
from services.outcomes.outcome.decider.state import Stage
from services.outcomes.outcome.decider.task import TaskState
from services.outcomes.outcome.tables import outcomes, tasks

router = Router(tags=["outcomes"])

TaskNumber = Annotated[int, Path(ge=1, le=1000)]
Row = dict[str, Any]


@router.get("/outcomes/{outcome}/opinion.{form}", response_class=Response)
async def opinion(outcome: OutcomeKey, form: AsForm, read: CaseReader, red: Red = None) -> Any:
    """The opinion (协商意见), for whoever sees the outcome in full; until there is consent to it,
    its title says that it is a draft."""
    return await handed_out(read, await opinion_of(outcome, read), form, red)


async def opinion_of(outcome: OutcomeId, read: Reading) -> Making:
    row = await in_full(outcome, read)
    agreed = row["drafted_tasks"]
    bodies = [body for task in agreed for body in (task["lead"], *task["co"])]
    sent = (*(row["recipients"] or ()), *(row["copies"] or ()))
    names = await names_of(read, (*bodies, *sent))
    values = {
        "title": row["title"],
        "kind": row["outcome_kind_name"],
        "number": row["outcome_number"],
        "summary": row["summary"],
        "consensus": row["consensus"],
        "dissent": row["dissent"],
        "tasks": [_task(task, names) for task in agreed],
        "raised_in": await _unit_name(read, row["raised_in"]),
        "recipients": [names[each] for each in row["recipients"] or ()],
        "copies": [names[each] for each in row["copies"] or ()],
    }
    draft = row["stage"] in (Stage.DRAFTED, Stage.REFUSED) and row["sent_on"] is None
    on = None if draft else row["sent_on"] or row["decided_on"]
    facts = Facts(row["unit_name"], values, on, row["outcome_number"], draft)
    return Making(DocumentKind.OPINION, row["unit"], facts)


@router.get("/outcomes/{outcome}/tasks/{task}/reply.{form}", response_class=Response)
async def reply(
    outcome: OutcomeKey, task: TaskNumber, form: AsForm, read: Reader, red: Red = None
) -> Any:
    """The reply of the department that has a task (办理答复), for whoever sees the task. Until the
    task is completed, its title says that it is a draft."""
    return await handed_out(read, await reply_of(outcome, task, read), form, red)


async def reply_of(outcome: OutcomeId, task: int, read: Reading) -> Making:
    row = await read.one(
        sa.select(tasks, outcomes.c.title)
        .join(outcomes, outcomes.c.outcome == tasks.c.outcome)
        .where(tasks.c.outcome == outcome, tasks.c.task == task, visibility.tasks_seen(read.actor))
    )
    names = await names_of(read, (row["lead"], *row["co"]))
    content = await chapter_in_force(read, "handlings", row["unit"])
    classes = Handlings.model_validate(content).reply_classes if content else ()
    values = {
        "title": row["title"],
        "what": row["what"],
        "result": row["result"],
        "reply": _called(classes, row["reply"]),
        "lead": names[row["lead"]],
        "co": [names[each] for each in row["co"]],
        "completed_on": written(row["completed_on"]) if row["completed_on"] else None,
    }
    draft = row["state"] != TaskState.COMPLETED
    facts = Facts(row["unit_name"], values, row["completed_on"], draft=draft)
    return Making(DocumentKind.REPLY, row["unit"], facts)


async def in_full(outcome: OutcomeId, read: Reading) -> Row:
    """What `GET /outcomes/{outcome}` shows. A department that sees it in outline is told that
    there is none."""
    row = await api.one(outcome, read)
    if "summary" not in row:
        raise not_found()
    return row


def _task(task: Row, names: dict[str, str]) -> str:
    helping = "、".join(names[each] for each in task["co"])
    co = f"，{helping}协办" if helping else ""
    return f"{task['what']}（{names[task['lead']]}牵头{co}，{_day(task['due'])}前办结）"


def _day(day: str) -> str:
    year, month, date = day.split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"


def _called(entries: Iterable[Any], code: str | None) -> str | None:
    """The Chinese word of a code; nothing, where the county has dropped it."""
    return next((each.chinese for each in entries if each.code == code), None)


async def _unit_name(read: Reading, unit: str) -> str:
    """The name of a unit today; its code where no register has it."""
    rows: Sequence[Row] = await read.rows(sa.select(units.c.name).where(units.c.unit == unit))
    return rows[0]["name"] if rows else unit
