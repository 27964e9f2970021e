"""One matter from topic to checked outcome, put together from what four ledgers say of it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.consents import Consent
from contracts.outcomes.outcome import Benefit
from contracts.places import county
from runtime.actor import Actor
from services.console.lines.line import resolution
from services.console.lines.names import Names
from services.console.lines.outcome import benefit
from services.console.names import names_of_case
from services.console.standing import Done, Standing, Task, course, standing, task_of
from services.console.tables import (
    Row,
    case_consultations,
    case_outcomes,
    case_promises,
    case_steps,
    case_tasks,
    case_topics,
    rows,
    timelines,
)
from services.console.timeline import Stage, stages
from services.console.visibility import Viewer, visible_cases


@dataclass(frozen=True)
class Promise:
    promise: int
    department: str
    what: str
    due: date
    words: str
    because: str | None


@dataclass(frozen=True)
class Case:
    """Everything one page shows; not `in_full`, its title, state and unit, and own tasks and
    promises. `kept`: of no task did the last check of it find that it was not done."""

    topic: Row
    county: str
    county_name: str
    unit_name: str
    raised_in: str
    names: Names
    standing: Standing
    stages: tuple[Stage, ...]
    tasks: tuple[Task, ...]
    promises: tuple[Promise, ...]
    consent: str | None
    outcome: Row | None
    kept: bool
    benefit: str | None
    in_full: bool
    events: int


async def load(
    connection: AsyncConnection, actor: Actor, topic_id: str, today: date
) -> Case | None:
    """The case, or None where there is none that this person may see."""
    seen = sa.select(case_topics).where(case_topics.c.topic == topic_id, visible_cases(actor))
    found = await rows(connection, seen)
    if not found:
        return None
    topic = found[0]
    records = [
        {**row, "source": source}
        for source, table in timelines.items()
        for row in await _of(connection, table, topic_id)
    ]
    names = await names_of_case(connection, topic, records)
    consultations = await _of(connection, case_consultations, topic_id)
    outcomes = await _of(connection, case_outcomes, topic_id)
    consultation = consultations[0] if consultations else None
    outcome = outcomes[0] if outcomes else None
    done: Done = {
        run: {row["step"]: row for row in await _of(connection, table, topic_id)}
        for run, table in case_steps.items()
    }
    walked = course(topic, consultation, outcome, done)
    stand = standing(topic, walked, outcome)
    viewer = Viewer.of(actor, topic["unit"], topic["raised_in"])
    all_tasks = await _of(connection, case_tasks, topic_id)
    tasks = tuple(
        task
        for row in all_tasks
        if viewer.task((task := task_of(row, today, stand.state == "closed")).lead, task.co)
    )
    here = county(topic["unit"])
    return Case(
        topic=topic,
        county=here,
        county_name=names.unit(here + "000000"),
        unit_name=names.units.get(topic["unit"], topic["unit_name"]),
        raised_in=names.unit(topic["raised_in"]),
        names=names,
        standing=stand,
        stages=tuple(
            stages(
                topic,
                stand,
                walked,
                records,
                names,
                viewer,
                frozenset(t.task for t in tasks),
                today,
            )
        ),
        tasks=tasks,
        promises=tuple(
            _promise(row)
            for row in await _promised(connection, consultation)
            if viewer.promise(row["department"])
        ),
        consent=consent_to(topic, names),
        outcome=outcome,
        kept=all(row["kept"] is not False for row in all_tasks),
        benefit=(
            benefit(Benefit.model_validate(outcome["benefit"]))
            if viewer.in_full and outcome and outcome["benefit"]
            else None
        ),
        in_full=viewer.in_full,
        events=len(records),
    )


def consent_to(topic: Row, names: Names) -> str | None:
    """Who consented to the topic, and how."""
    if topic["consent"] is None:
        return None
    consent = Consent.model_validate(topic["consent"])
    return f"{names.those(consent.bodies)}，{resolution(consent)}"


async def _of(connection: AsyncConnection, table: sa.Table, topic_id: str) -> list[Row]:
    keys = table.primary_key.columns
    return await rows(connection, sa.select(table).where(table.c.topic == topic_id).order_by(*keys))


async def _promised(connection: AsyncConnection, consultation: Row | None) -> list[Row]:
    """The promises of all sessions that served the consultation, in their order."""
    if consultation is None:
        return []
    of_it = case_promises.c.consultation == consultation["consultation"]
    return await rows(
        connection, sa.select(case_promises).where(of_it).order_by(case_promises.c.as_of)
    )


def _promise(row: Row) -> Promise:
    withdrawn = row["withdrawn_because"]
    words = "已撤回" if withdrawn else "已转为任务" if row["tasked"] else "待转为任务"
    return Promise(
        promise=row["promise"],
        department=row["department"],
        what=row["what"],
        due=row["due"],
        words=words,
        because=withdrawn,
    )
