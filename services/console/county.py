"""What runs where in one county: units by township, overdue tasks, coverage, recent deeds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.places import CHINA
from runtime.actor import Actor
from runtime.units import units
from services.console.lines.every import UNREADABLE, line_of_case, read
from services.console.lines.line import Line
from services.console.lines.names import Names
from services.console.names import names_of_county
from services.console.standing import ENDED, Standing, Task, standing, task_of
from services.console.tables import (
    Row,
    case_consultations,
    case_outcomes,
    case_steps,
    case_tasks,
    case_topics,
    rows,
    timelines,
)
from services.console.timeline import WITHHELD, Mark
from services.console.visibility import Viewer, visible_cases

RECENT = 12
"""How many deeds the page shows."""
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
class Coverage:
    """Units with a council and a room, of all (000-03)."""

    have: int
    all: int

    @property
    def percent(self) -> int:
        """Rounded down: full coverage is said only where it is full."""
        return 100 * self.have // self.all if self.all else 0


@dataclass(frozen=True)
class Township:
    """A township with its communities, villages, enterprises, and what runs in them."""

    code: str
    name: str
    workstations: int
    covered: Coverage
    cases: tuple[CaseLine, ...]
    overdue: int


@dataclass(frozen=True)
class OverdueTask:
    task: Task
    topic: str
    title: str
    unit_name: str


@dataclass(frozen=True)
class Recent:
    at: datetime
    topic: str
    title: str
    unit_name: str
    office: str
    line: Line
    mark: Mark


@dataclass(frozen=True)
class County:
    """Everything one page shows."""

    code: str
    name: str
    townships: tuple[Township, ...]
    workstations: int
    covered: Coverage
    running: int
    closed_this_year: int
    overdue: tuple[OverdueTask, ...]
    recent: tuple[Recent, ...]
    names: Names


@dataclass(frozen=True)
class CasePage:
    """A page of the list of cases, newest first. `next` continues it."""

    code: str
    name: str
    unit_name: str
    lines: tuple[CaseLine, ...]
    next: int | None


async def known_counties(connection: AsyncConnection, actor: Actor) -> list[Row]:
    """Counties that an office of the actor's lies in or covers."""
    found = await rows(
        connection, sa.select(units).where(units.c.kind == "county").order_by(units.c.unit)
    )
    return [row for row in found if actor.knows(row["unit"][:6])]


async def load(connection: AsyncConnection, actor: Actor, code: str, today: date) -> County | None:
    """The county's page, or None where it is no county or none of this person's."""
    register = await _register(connection, actor, code)
    if register is None:
        return None
    all_units = {row["unit"]: row for row in register}
    own = [
        row
        for row in register
        if row["kind"] != "county"
        and (row["valid_to"] is None or row["valid_to"] > today)
        and any(row["unit"].startswith(scope) for scope in actor.scopes)
    ]
    names = await names_of_county(connection, code, all_units)
    late = await _overdue(connection, actor, code, today, names)
    running = await _lines(connection, actor, code, STATES["running"], names, _counted(late))
    closed = await connection.scalar(
        _cases(sa.func.count(), actor, code).where(
            STATES["closed"], case_outcomes.c.closed_on >= date(today.year, 1, 1)
        )
    )
    return County(
        code=code,
        name=names.unit(code + "000000"),
        townships=tuple(_townships(own, running, names, code)),
        workstations=_workstations(own),
        covered=_coverage(own),
        running=len(running),
        closed_this_year=closed or 0,
        overdue=tuple(late),
        recent=tuple(await _recent(connection, actor, code, names)),
        names=names,
    )


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
    register = await _register(connection, actor, code)
    if register is None:
        return None
    names = await names_of_county(connection, code, {row["unit"]: row for row in register})
    condition = sa.and_(STATES[state], case_topics.c.unit.startswith(unit, autoescape=True))
    if after is not None:
        condition = sa.and_(condition, case_topics.c.raised_at < after)
    late = await _overdue(connection, actor, code, today, names)
    lines = await _lines(
        connection, actor, code, condition, names, _counted(late), limit=LISTED + 1
    )
    return CasePage(
        code=code,
        name=names.unit(code + "000000"),
        unit_name=names.unit(unit.ljust(12, "0")),
        lines=tuple(lines[:LISTED]),
        next=lines[LISTED - 1].raised_at if len(lines) > LISTED else None,
    )


async def _register(connection: AsyncConnection, actor: Actor, code: str) -> list[Row] | None:
    if not actor.knows(code):
        return None
    found = await rows(
        connection,
        sa.select(units).where(units.c.unit.startswith(code)).order_by(units.c.unit),
    )
    return found or None


def _cases(what: Any, actor: Actor, code: str) -> sa.Select[Any]:
    return (
        sa.select(what)
        .select_from(case_topics)
        .outerjoin(case_outcomes, case_outcomes.c.topic == case_topics.c.topic)
        .where(case_topics.c.unit.startswith(code), visible_cases(actor))
    )


async def _lines(
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
        _cases(case_topics, actor, code)
        .add_columns(
            case_consultations.c.procedure,
            case_consultations.c.since,
            case_outcomes.c.topic.is_not(None).label("has_outcome"),
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
            standing=standing(
                row,
                row if row["procedure"] else None,
                done.get(row["topic"], {}),
                row if row["has_outcome"] else None,
            ),
            overdue=overdue.get(row["topic"], 0),
        )
        for row in found
    ]


async def _steps_done(
    connection: AsyncConnection, topics: Sequence[str]
) -> Mapping[str, dict[str, int]]:
    done: dict[str, dict[str, int]] = defaultdict(dict)
    statement = sa.select(case_steps).where(
        case_steps.c.topic == sa.any_(sa.literal(list(topics), sa.ARRAY(sa.Text)))
    )
    for row in await rows(connection, statement):
        done[row["topic"]][row["step"]] = row["as_of"]
    return done


async def _overdue(
    connection: AsyncConnection, actor: Actor, code: str, today: date, names: Names
) -> list[OverdueTask]:
    found = await rows(
        connection,
        _cases(case_tasks, actor, code)
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


def _counted(late: Iterable[OverdueTask]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for each in late:
        counts[each.topic] += 1
    return counts


async def _recent(
    connection: AsyncConnection, actor: Actor, code: str, names: Names
) -> list[Recent]:
    branches = [
        sa.select(
            table,
            sa.literal(source).label("source"),
            case_topics.c.title,
            case_topics.c.raised_in,
            case_topics.c.unit.label("place"),
        )
        .join(case_topics, case_topics.c.topic == table.c.topic)
        # Echoes would drown the deeds of people.
        .where(table.c.county == code, sa.not_(table.c.echo), visible_cases(actor))
        .order_by(table.c.recorded_at.desc(), table.c.position.desc())
        .limit(RECENT)
        for source, table in timelines.items()
    ]
    found = [row for branch in branches for row in await rows(connection, branch)]
    found.sort(key=lambda row: (row["recorded_at"], row["position"]), reverse=True)
    return [_deed(row, actor, names) for row in found[:RECENT]]


def _deed(row: Row, actor: Actor, names: Names) -> Recent:
    event = read(row)
    line = line_of_case(event, names) if event else UNREADABLE
    viewer = Viewer.of(actor, row["place"], row["raised_in"])
    # Without the tasks at hand, a department sees only that a task moved; its own page tells more.
    shown = viewer.shows(line, frozenset())
    return Recent(
        at=row["recorded_at"].astimezone(CHINA),
        topic=row["topic"],
        title=row["title"],
        unit_name=row["unit_name"],
        office=row["office"],
        line=line if shown else WITHHELD,
        mark=Mark(row["source"], row["position"], row["event_id"]),
    )


def _townships(
    own: Sequence[Row], running: Sequence[CaseLine], names: Names, code: str
) -> Iterable[Township]:
    """One group per township code; what lies with the county itself comes first."""
    below: dict[str, list[Row]] = defaultdict(list)
    for row in own:
        below[row["unit"][:9]].append(row)
    cases: dict[str, list[CaseLine]] = defaultdict(list)
    for line in running:
        cases[line.unit[:9]].append(line)
    for group in sorted({*below, *cases}):
        head = group + "000"
        name = names.unit(head)
        yield Township(
            code=group,
            name=f"{name}（县级）" if group == code + "000" else name,
            workstations=_workstations(below[group]),
            covered=_coverage(below[group]),
            cases=tuple(sorted(cases[group], key=lambda line: (line.unit, line.topic))),
            overdue=sum(line.overdue for line in cases[group]),
        )


def _workstations(register: Iterable[Row]) -> int:
    return sum(row["workstation_since"] is not None for row in register)


def _coverage(register: Sequence[Row]) -> Coverage:
    have = sum(bool(row["council_since"] and row["room_since"]) for row in register)
    return Coverage(have, len(register))
