"""The cases of a jurisdiction as a list, and their overdue tasks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.conditions import Run
from contracts.places import covers, whole
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from runtime.units import units
from services.console.dealings import Dealt, dealt
from services.console.lines.names import Names
from services.console.names import names_below
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
from services.console.visibility import Viewer, somewhere, visible_cases

LISTED = 30
"""How many cases a page of the list shows, and how many overdue tasks the page of the
jurisdiction."""

_closed = sa.case(
    (case_outcomes.c.matter.is_(None), case_topics.c.stage == "closed"),
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

    matter: str
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
    matter: str
    title: str
    unit_name: str


@dataclass(frozen=True)
class CasePage:
    """A page of the list of cases, newest first. `next` continues it. `dealt`: where it is that of
    one unit, what was dealt out of closed units there, or to it."""

    jurisdiction: str
    name: str
    unit_name: str
    lines: tuple[CaseLine, ...]
    dealt: tuple[Dealt, ...]
    next: int | None


async def page(
    connection: AsyncConnection,
    actor: Actor,
    there: Jurisdictions,
    jurisdiction: str,
    state: str,
    unit: str,
    after: int | None,
) -> CasePage | None:
    """Cases of one jurisdiction, in one state, of one unit and all below it."""
    register = await register_of(connection, actor, there, jurisdiction)
    if register is None:
        return None
    names = await names_below(connection, there, jurisdiction, register)
    place = unit or jurisdiction
    condition = sa.and_(STATES[state], somewhere(lambda each: there.reached(place, each)))
    if after is not None:
        condition = sa.and_(condition, case_topics.c.raised_at < after)
    cases = cases_of(actor, there, jurisdiction)
    late = await overdue_tasks(connection, actor, cases, there.day, names)
    lines = await lines_of(connection, cases, condition, names, counted(late), limit=LISTED + 1)
    return CasePage(
        jurisdiction=jurisdiction,
        name=names.unit(jurisdiction),
        unit_name=names.unit(unit),
        lines=tuple(lines[:LISTED]),
        dealt=tuple(await dealt(connection, actor, there, unit, names) if unit else ()),
        next=lines[LISTED - 1].raised_at if len(lines) > LISTED else None,
    )


def open_to(actor: Actor, there: Jurisdictions) -> set[str]:
    """The jurisdictions whose pages somebody may open: those in which an office of theirs lies, and
    those that one covers."""
    own = {there.of(whole(scope)) for scope in actor.scopes}
    over = {at for at in there.known if any(covers(scope, at) for scope in actor.scopes)}
    return (own | over) - {""}


async def register_of(
    connection: AsyncConnection, actor: Actor, there: Jurisdictions, jurisdiction: str
) -> list[Row] | None:
    """The units at and below a jurisdiction; none where its pages are not for this person."""
    if jurisdiction not in open_to(actor, there):
        return None
    below = sa.select(units).where(there.reached(jurisdiction, units.c.unit))
    return await rows(connection, below.order_by(units.c.unit)) or None


Cases = Callable[..., sa.Select[Any]]


def cases_of(actor: Actor, there: Jurisdictions, jurisdiction: str) -> Cases:
    """A statement over the cases below a jurisdiction that somebody may see."""

    def of(*what: Any) -> sa.Select[Any]:
        return (
            sa.select(*what)
            .select_from(case_topics)
            .outerjoin(case_outcomes, case_outcomes.c.matter == case_topics.c.matter)
            .where(somewhere(lambda place: there.reached(jurisdiction, place)))
            .where(visible_cases(actor))
        )

    return of


async def lines_of(
    connection: AsyncConnection,
    cases: Cases,
    condition: sa.ColumnElement[bool],
    names: Names,
    overdue: Mapping[str, int],
    limit: int | None = None,
) -> list[CaseLine]:
    found = await rows(
        connection,
        cases(case_topics)
        .add_columns(
            case_consultations.c.procedure.label("consulted"),
            case_consultations.c.since.label("consulted_since"),
            case_outcomes.c.procedure.label("concluded"),
            case_outcomes.c.since.label("concluded_since"),
            case_outcomes.c.closed_on,
        )
        .outerjoin(case_consultations, case_consultations.c.matter == case_topics.c.matter)
        .where(condition)
        .order_by(case_topics.c.raised_at.desc())
        .limit(limit),
    )
    done = await _steps_done(connection, [row["matter"] for row in found])
    return [
        CaseLine(
            matter=row["matter"],
            title=row["title"],
            unit=row["unit"],
            unit_name=names.units.get(row["unit"], row["unit_name"]),
            raised_on=row["raised_on"],
            raised_at=row["raised_at"],
            standing=_standing(row, done.get(row["matter"], {})),
            overdue=overdue.get(row["matter"], 0),
        )
        for row in found
    ]


def _standing(row: Row, done: Done) -> Standing:
    consultation = {"procedure": row["consulted"], "since": row["consulted_since"]}
    outcome = {"procedure": row["concluded"], "since": row["concluded_since"]}
    walked = course(row, consultation, outcome, done)
    return standing(row, walked, row if row["concluded"] else None)


async def _steps_done(connection: AsyncConnection, matters: Sequence[str]) -> Mapping[str, Done]:
    done: dict[str, dict[Run, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for run, table in case_steps.items():
        statement = sa.select(table).where(
            table.c.matter == sa.any_(sa.literal(list(matters), sa.ARRAY(sa.Text)))
        )
        for row in await rows(connection, statement):
            done[row["matter"]][run][row["step"]] = row
    return done


async def overdue_tasks(
    connection: AsyncConnection, actor: Actor, cases: Cases, today: date, names: Names
) -> list[OverdueTask]:
    found = await rows(
        connection,
        cases(case_tasks)
        .add_columns(
            case_topics.c.title,
            case_topics.c.raised_in,
            case_topics.c.places,
            case_topics.c.unit.label("place"),
            case_topics.c.unit_name.label("place_name"),
        )
        .join(case_tasks, case_tasks.c.matter == case_topics.c.matter)
        .where(
            STATES["running"],
            case_tasks.c.completed_on.is_(None),
            sa.or_(
                case_tasks.c.due < today,
                sa.and_(case_tasks.c.percent.is_(None), case_tasks.c.first_progress_due < today),
            ),
        )
        .order_by(case_tasks.c.due, case_tasks.c.matter, case_tasks.c.task),
    )
    return [
        OverdueTask(
            task=task,
            matter=row["matter"],
            title=row["title"],
            unit_name=names.units.get(row["place"], row["place_name"]),
        )
        for row in found
        if Viewer.of(actor, row["place"], row["raised_in"], *row["places"]).task(
            (task := task_of(row, today, ended=False)).lead, task.co
        )
    ]


def counted(late: Iterable[OverdueTask]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for each in late:
        counts[each.matter] += 1
    return counts
