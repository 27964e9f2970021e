"""What runs where in one county: units by township, overdue tasks, coverage, recent events."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.members.body import Part
from contracts.places import CHINA, COUNTY, covers
from runtime.actor import Actor
from runtime.units import units
from services.console.cases import (
    STATES,
    CaseLine,
    OverdueTask,
    cases_of,
    counted,
    lines_of,
    overdue_tasks,
    register_of,
)
from services.console.lines.every import UNREADABLE, line_of_case, read
from services.console.lines.line import Line
from services.console.lines.names import Names
from services.console.names import names_of_county
from services.console.tables import (
    Row,
    body_names,
    case_outcomes,
    case_topics,
    county_rooms,
    rows,
    timelines,
)
from services.console.timeline import WITHHELD, Mark
from services.console.visibility import Viewer, visible_cases

Parts = Mapping[str, set[str]]
ROOM = "room"
RECENT = 12
"""The number of recent events on the page."""


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


async def known_counties(connection: AsyncConnection, actor: Actor) -> list[Row]:
    """Counties that an office of the actor's lies in or covers."""
    found = await rows(
        connection, sa.select(units).where(units.c.tier == COUNTY).order_by(units.c.unit)
    )
    return [row for row in found if any(row["unit"].startswith(s[:6]) for s in actor.scopes)]


async def load(connection: AsyncConnection, actor: Actor, code: str, today: date) -> County | None:
    """The county's page, or None where it is no county or none of this person's."""
    register = await register_of(connection, actor, code)
    if register is None:
        return None
    all_units = {row["unit"]: row for row in register}
    own = [
        row
        for row in register
        if row["tier"] > COUNTY
        and (row["valid_to"] is None or row["valid_to"] > today)
        and any(covers(scope, row["unit"]) for scope in actor.scopes)
    ]
    parts = await _parts(connection, code, today)
    names = await names_of_county(connection, code, all_units)
    late = await overdue_tasks(connection, actor, code, today, names)
    running = await lines_of(connection, actor, code, STATES["running"], names, counted(late))
    closed = await connection.scalar(
        cases_of(sa.func.count(), actor, code).where(
            STATES["closed"], case_outcomes.c.closed_on >= date(today.year, 1, 1)
        )
    )
    return County(
        code=code,
        name=names.unit(code + "000000"),
        townships=tuple(_townships(own, parts, running, names, code)),
        workstations=_workstations(own, parts),
        covered=_coverage(own, parts),
        running=len(running),
        closed_this_year=closed or 0,
        overdue=tuple(late),
        recent=tuple(await _recent(connection, actor, code, names)),
        names=names,
    )


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
    own: Sequence[Row], parts: Parts, running: Sequence[CaseLine], names: Names, code: str
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
            workstations=_workstations(below[group], parts),
            covered=_coverage(below[group], parts),
            cases=tuple(sorted(cases[group], key=lambda line: (line.unit, line.topic))),
            overdue=sum(line.overdue for line in cases[group]),
        )


async def _parts(connection: AsyncConnection, code: str, today: date) -> Parts:
    """What stands today in each unit: kinds of bodies, and rooms."""
    parts: dict[str, set[str]] = defaultdict(set)
    for table in (body_names, county_rooms):
        standing = sa.select(table).where(
            table.c.unit.startswith(code),
            table.c.since <= today,
            sa.or_(table.c.until.is_(None), table.c.until > today),
        )
        for row in await rows(connection, standing):
            for unit in (row["unit"], *row.get("shared_with", ())):
                parts[unit].add(row.get("part", ROOM))
    return parts


def _workstations(register: Iterable[Row], parts: Parts) -> int:
    return sum(Part.WORKSTATION in parts.get(row["unit"], ()) for row in register)


def _coverage(register: Sequence[Row], parts: Parts) -> Coverage:
    have = sum(parts.get(row["unit"], set()) >= {Part.COUNCIL, ROOM} for row in register)
    return Coverage(have, len(register))
