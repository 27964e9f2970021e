"""One matter from topic to checked outcome, put together from what four ledgers say of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.consents import Consent
from contracts.outcomes.outcome import Benefit
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from services.console.cases import open_to
from services.console.lines.line import resolution
from services.console.lines.names import Names
from services.console.lines.outcome import benefit
from services.console.merging import Link, joined_to, merged_into, split_from, split_into
from services.console.names import names_of
from services.console.standing import Done, Standing, Task, course, standing, task_of
from services.console.tables import (
    Row,
    case_consultations,
    case_outcomes,
    case_promises,
    case_sessions,
    case_steps,
    case_tasks,
    case_topics,
    rows,
    timelines,
)
from services.console.timeline import Stage, stages, withheld
from services.console.visibility import Viewer, sessions_of, visible_cases


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
    promises. `opens`: this person may open the page of the jurisdiction. `kept`: of no task did the
    last check of it find that it was not done."""

    topic: Row
    jurisdiction: str
    jurisdiction_name: str
    opens: bool
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
    into: Link | None
    whole: Link | None
    parts: tuple[Link, ...]
    joined: tuple[Link, ...]
    joined_withheld: int
    events: int

    @property
    def withheld(self) -> int:
        """How many of the records are not for this person."""
        return sum(withheld(stage.deeds) for stage in self.stages)


async def load(
    connection: AsyncConnection, actor: Actor, there: Jurisdictions, matter: str
) -> Case | None:
    """The case, or None where there is none that this person may see."""
    seen = sa.select(case_topics).where(case_topics.c.matter == matter, visible_cases(actor))
    found = await rows(connection, seen)
    if not found:
        return None
    topic = found[0]
    consultations = await _of(connection, case_consultations, matter)
    outcomes = await _of(connection, case_outcomes, matter)
    own = {row["consultation"] for row in consultations}
    records: list[Row] = [
        {**row, "source": source}
        for source, table in timelines.items()
        for row in await _of(connection, table, matter)
    ]
    records += [{**row, "source": "meetings"} for row in await _shared(connection, matter, own)]
    records = [row for row in records if _of_these(row, own)]
    joined = await joined_to(connection, actor, matter)
    further = (topic["raised_in"], (topic["plan"] or "").partition(":")[0])
    mentioned = (*records, *joined.records)
    names = await names_of(connection, there, topic["unit"], mentioned, further)
    consultation = consultations[0] if consultations else None
    outcome = outcomes[0] if outcomes else None
    done: Done = {
        run: {row["step"]: row for row in await _of(connection, table, matter)}
        for run, table in case_steps.items()
    }
    walked = course(topic, consultation, outcome, done)
    stand = standing(topic, walked, outcome)
    sessions = await sessions_of(connection, actor)
    places = (topic["unit"], topic["raised_in"], *topic["places"])
    viewer = Viewer.of(actor, *places, sessions=sessions)
    shown = joined.shown(actor, names, sessions)
    records = sorted([*records, *shown], key=lambda row: (row["source"], row["position"]))
    all_tasks = await _of(connection, case_tasks, matter)
    tasks = tuple(
        task
        for row in all_tasks
        if viewer.task((task := task_of(row, there.day, stand.state == "closed")).lead, task.co)
    )
    here = there.of(topic["unit"]) or topic["unit"]
    return Case(
        topic=topic,
        jurisdiction=here,
        jurisdiction_name=names.unit(here),
        opens=here in open_to(actor, there),
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
                there.day,
            )
        ),
        tasks=tasks,
        promises=tuple(
            promise_of(row)
            for row in await _promised(connection, consultation)
            if viewer.promise(row["department"], row["session"])
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
        into=await merged_into(connection, actor, topic, viewer.in_full),
        whole=await split_from(connection, actor, topic),
        parts=await split_into(connection, actor, topic),
        joined=joined.links,
        joined_withheld=len(joined.records) - len(shown),
        events=len(records),
    )


def consent_to(topic: Row, names: Names) -> str | None:
    """Who consented to the topic, and how."""
    if topic["consent"] is None:
        return None
    consent = Consent.model_validate(topic["consent"])
    return f"{names.those(consent.bodies)}，{resolution(consent)}"


async def _of(connection: AsyncConnection, table: sa.Table, matter: str) -> list[Row]:
    keys = table.primary_key.columns
    return await rows(connection, sa.select(table).where(table.c.matter == matter).order_by(*keys))


async def _shared(
    connection: AsyncConnection, matter: str, consultations: Collection[str]
) -> list[Row]:
    """The lines of sessions that serve this matter and began in another."""
    told = timelines["meetings"]
    serving = sa.select(sa.literal("session/") + case_sessions.c.session).where(
        case_sessions.c.consultation.in_(consultations)
    )
    return await rows(
        connection,
        sa.select(told).where(told.c.thing.in_(serving), told.c.matter != matter),
    )


def _of_these(row: Row, consultations: Collection[str]) -> bool:
    """Whether a line of a session is of these consultations: of all that it serves, or of one."""
    promise = row["facts"].get("promise")  # the promise itself, or its number
    one = (promise if isinstance(promise, dict) else row["facts"]).get("consultation")
    return not row["thing"].startswith("session/") or one is None or one in consultations


async def _promised(connection: AsyncConnection, consultation: Row | None) -> list[Row]:
    """The promises of all sessions that served the consultation, in their order."""
    if consultation is None:
        return []
    of_it = case_promises.c.consultation == consultation["consultation"]
    return await rows(
        connection, sa.select(case_promises).where(of_it).order_by(case_promises.c.as_of)
    )


def promise_of(row: Row) -> Promise:
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
