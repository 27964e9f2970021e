"""The cases of one county as a list, and their overdue tasks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.conditions import Run
from runtime.actor import Actor
from runtime.units import units
from services.console.lines.names import Names
from services.console.names import names_of_county
from services.console.standing import ENDED, Done, Standing, Task, course, standing, task_of
from services.console.tables import (
    Row,
    case_consultations,
    case_outcomes,
    case_steps,
    case_tasks,
    case_topics,
    rows,
)
from services.console.visibility import Viewer, visible_cases

LISTED = 30
"""How many cases a page of the list shows, and how many overdue tasks the county's page."""

_closed = sa.case(
    (case_outcomes.c.topic.is_(None), case_topics.c.stage == "closed"),
    else_=case_outcomes.c.closed_on.is_not(None),
)
_ended = case_topics.c.stage.in_(list(ENDED))
STATES: Mapping[str, sa.ColumnElement[bool]] = {
    "running": sa.and_(sa.not_(_ended), sa.not_(_closed)),
    "closed": sa.and_(sa.not_(_ended), _closed),
    "ended": _ended,
    "all": sa.true(),
}


@dataclass(frozen=True)
class CaseLine:
    """One case in a list."""

    topic: str
    title: str
    unit: str
    unit_name: str
    raised_on: date
    raised_at: int
    standing: Standing
    overdue: int


@dataclass(frozen=True)
class OverdueTask:
    task: Task
    topic: str
    title: str
    unit_name: str


@dataclass(frozen=True)
class CasePage:
    """A page of the list of cases, newest first. `next` continues it."""

    code: str
    name: str
    unit_name: str
    lines: tuple[CaseLine, ...]
    next: int | None


async def page(
    connection: AsyncConnection,
    actor: Actor,
    code: str,
    today: date,
    state: str,
    unit: str,
    after: int | None,
) -> CasePage | None:
    """Cases of one county, in one state, of one unit and all below it."""
    register = await register_of(connection, actor, code)
    if register is None:
        return None
    names = await names_of_county(connection, code, {row["unit"]: row for row in register})
    condition = sa.and_(STATES[state], case_topics.c.unit.startswith(unit, autoescape=True))
    if after is not None:
        condition = sa.and_(condition, case_topics.c.raised_at < after)
    late = await overdue_tasks(connection, actor, code, today, names)
    lines = await lines_of(
        connection, actor, code, condition, names, counted(late), limit=LISTED + 1
    )
    return CasePage(
        code=code,
        name=names.unit(code + "000000"),
        unit_name=names.unit(unit.ljust(12, "0")),
        lines=tuple(lines[:LISTED]),
        next=lines[LISTED - 1].raised_at if len(lines) > LISTED else None,
    )


async def register_of(connection: AsyncConnection, actor: Actor, code: str) -> list[Row] | None:
    if not any(s.startswith(code) or code.startswith(s) for s in actor.scopes):
        return None
    found = await rows(
        connection, sa.select(units).where(units.c.unit.startswith(code)).order_by(units.c.unit)
    )
    return found or None


def cases_of(what: Any, actor: Actor, code: str) -> sa.Select[Any]:
    return (
        sa.select(what)
        .select_from(case_topics)
        .outerjoin(case_outcomes, case_outcomes.c.topic == case_topics.c.topic)
        .where(case_topics.c.unit.startswith(code), visible_cases(actor))
    )


async def lines_of(
    connection: AsyncConnection,
    actor: Actor,
    code: str,
    condition: sa.ColumnElement[bool],
    names: Names,
    overdue: Mapping[str, int],
    limit: int | None = None,
) -> list[CaseLine]:
    found = await rows(
        connection,
        cases_of(case_topics, actor, code)
        .add_columns(
            case_consultations.c.procedure.label("consulted"),
            case_consultations.c.since.label("consulted_since"),
            case_outcomes.c.procedure.label("concluded"),
            case_outcomes.c.since.label("concluded_since"),
            case_outcomes.c.closed_on,
        )
        .outerjoin(case_consultations, case_consultations.c.topic == case_topics.c.topic)
        .where(condition)
        .order_by(case_topics.c.raised_at.desc())
        .limit(limit),
    )
    done = await _steps_done(connection, [row["topic"] for row in found])
    return [
        CaseLine(
            topic=row["topic"],
            title=row["title"],
            unit=row["unit"],
            unit_name=names.units.get(row["unit"], row["unit_name"]),
            raised_on=row["raised_on"],
            raised_at=row["raised_at"],
            standing=_standing(row, done.get(row["topic"], {})),
            overdue=overdue.get(row["topic"], 0),
        )
        for row in found
    ]


def _standing(row: Row, done: Done) -> Standing:
    consultation = {"procedure": row["consulted"], "since": row["consulted_since"]}
    outcome = {"procedure": row["concluded"], "since": row["concluded_since"]}
    walked = course(row, consultation, outcome, done)
    return standing(row, walked, row if row["concluded"] else None)


async def _steps_done(connection: AsyncConnection, topics: Sequence[str]) -> Mapping[str, Done]:
    done: dict[str, dict[Run, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for run, table in case_steps.items():
        statement = sa.select(table).where(
            table.c.topic == sa.any_(sa.literal(list(topics), sa.ARRAY(sa.Text)))
        )
        for row in await rows(connection, statement):
            done[row["topic"]][run][row["step"]] = row
    return done


async def overdue_tasks(
    connection: AsyncConnection, actor: Actor, code: str, today: date, names: Names
) -> list[OverdueTask]:
    found = await rows(
        connection,
        cases_of(case_tasks, actor, code)
        .add_columns(
            case_topics.c.title,
            case_topics.c.raised_in,
            case_topics.c.unit.label("place"),
            case_topics.c.unit_name.label("place_name"),
        )
        .join(case_tasks, case_tasks.c.topic == case_topics.c.topic)
        .where(
            STATES["running"],
            case_tasks.c.completed_on.is_(None),
            sa.or_(
                case_tasks.c.due < today,
                sa.and_(case_tasks.c.percent.is_(None), case_tasks.c.first_progress_due < today),
            ),
        )
        .order_by(case_tasks.c.due, case_tasks.c.topic, case_tasks.c.task),
    )
    return [
        OverdueTask(
            task=task,
            topic=row["topic"],
            title=row["title"],
            unit_name=names.units.get(row["place"], row["place_name"]),
        )
        for row in found
        if Viewer.of(actor, row["place"], row["raised_in"]).task(
            (task := task_of(row, today, ended=False)).lead, task.co
        )
    ]


def counted(late: Iterable[OverdueTask]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for each in late:
        counts[each.topic] += 1
    return counts
