"""What runs where in one jurisdiction: what lies directly below it, overdue tasks, coverage, recent
events."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.members.body import Part
from contracts.places import covers
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from runtime.units import still_there, units
from services.console.cases import (
    STATES,
    CaseLine,
    OverdueTask,
    cases_of,
    counted,
    lines_of,
    open_to,
    overdue_tasks,
    register_of,
)
from services.console.dealings import Dealt, dealt
from services.console.gathering import GatheringLine, latest
from services.console.lines.names import Names
from services.console.names import names_below
from services.console.quotas import Sum, owing, sums
from services.console.recent import Recent, recent
from services.console.tables import (
    Row,
    body_names,
    case_outcomes,
    rooms,
    rows,
    unit_kinds,
)

Parts = Mapping[str, set[str]]
ROOM = "room"


@dataclass(frozen=True)
class Coverage:
    """Units with the council and the room that one of their kind has, of all such (000-03)."""

    have: int
    all: int

    @property
    def percent(self) -> int:
        """Rounded down: full coverage is said only where it is full."""
        return 100 * self.have // self.all if self.all else 0


@dataclass(frozen=True)
class Below:
    """A unit directly below, with all below that, and what runs in them. `ruled`: it has rules of
    its own, hence a page of its own."""

    unit: str
    name: str
    ruled: bool
    workstations: int
    covered: Coverage
    cases: tuple[CaseLine, ...]
    overdue: int


@dataclass(frozen=True)
class Overview:
    """Everything one page shows."""

    unit: str
    name: str
    below: tuple[Below, ...]
    workstations: int
    covered: Coverage
    running: int
    closed_this_year: int
    overdue: tuple[OverdueTask, ...]
    gatherings: tuple[GatheringLine, ...]
    quotas: tuple[Sum, ...]
    dealt: tuple[Dealt, ...]
    recent: tuple[Recent, ...]
    names: Names

    @property
    def station(self) -> str | None:
        """What a workstation is called here; nothing where units have none."""
        return self.names.part(Part.WORKSTATION)

    @property
    def complete(self) -> str:
        """What a unit is complete with, besides a workstation, as it is called here."""
        council = self.names.part(Part.COUNCIL)
        return f"{council}、{self.names.room}" if council else self.names.room


async def known(connection: AsyncConnection, actor: Actor, there: Jurisdictions) -> list[Row]:
    """The units whose pages this person may open."""
    mine = sa.select(units).where(units.c.unit.in_(open_to(actor, there)))
    return await rows(connection, mine.order_by(units.c.unit))


async def load(
    connection: AsyncConnection, actor: Actor, there: Jurisdictions, unit: str
) -> Overview | None:
    """The page, or None where it is no jurisdiction or none of this person's."""
    register = await register_of(connection, actor, there, unit)
    if register is None:
        return None
    own = [
        row
        for row in register
        if row["unit"] not in there.known
        and (row["valid_to"] is None or row["valid_to"] > there.day)
        and any(covers(scope, row["unit"]) for scope in actor.scopes)
    ]
    kinds = await _needed(connection, {there.of(row["unit"]) for row in own})
    own = [{**row, "needed": kinds.get((there.of(row["unit"]), row["kind"]))} for row in own]
    parts = await _parts(connection, there, unit)
    names = await names_below(connection, there, unit, register)
    cases = cases_of(actor, there, unit)
    late = await overdue_tasks(connection, actor, cases, there.day, names)
    running = await lines_of(connection, cases, STATES["running"], names, counted(late))
    closed = await connection.scalar(
        cases(sa.func.count()).where(
            STATES["closed"], case_outcomes.c.closed_on >= date(there.day.year, 1, 1)
        )
    )
    due = await owing(connection, actor, there, register, there.day.year)
    return Overview(
        unit=unit,
        name=names.unit(unit),
        below=tuple(_below(own, parts, running, names, there, unit)),
        workstations=_workstations(own, parts),
        covered=_coverage(own, parts),
        running=len(running),
        closed_this_year=closed or 0,
        overdue=tuple(late),
        quotas=tuple(await sums(connection, due)),
        dealt=tuple(await dealt(connection, actor, there, unit, names)),
        gatherings=tuple(await latest(connection, actor, there, unit, names)),
        recent=tuple(await recent(connection, actor, there, unit, names)),
        names=names,
    )


def _below(
    own: Sequence[Row],
    parts: Parts,
    running: Sequence[CaseLine],
    names: Names,
    there: Jurisdictions,
    unit: str,
) -> Iterable[Below]:
    """One group for each unit directly below; what lies with the unit itself comes first."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in own:
        if head := there.below(row["unit"], unit):
            groups[head].append(row)
    cases: dict[str, list[CaseLine]] = defaultdict(list)
    for line in running:
        cases[there.below(line.unit, unit) or unit].append(line)
    for head in sorted({*groups, *cases}, key=lambda each: (each != unit, each)):
        yield Below(
            unit=head,
            name=f"{names.unit(head)}（本级）" if head == unit else names.unit(head),
            ruled=head != unit and head in there.known,
            workstations=_workstations(groups[head], parts),
            covered=_coverage(groups[head], parts),
            cases=tuple(sorted(cases[head], key=lambda line: (line.unit, line.matter))),
            overdue=sum(line.overdue for line in cases[head]),
        )


async def _parts(connection: AsyncConnection, there: Jurisdictions, unit: str) -> Parts:
    """What stands today in each unit: kinds of bodies, and rooms."""
    parts: dict[str, set[str]] = defaultdict(set)
    for table in (body_names, rooms):
        standing = sa.select(table).where(
            there.reached(unit, table.c.unit),
            table.c.since <= there.day,
            still_there(table.c.until, table.c.unit, there.day),
        )
        for row in await rows(connection, standing):
            for at in (row["unit"], *row.get("shared_with", ())):
                parts[at].add(row.get("part", ROOM))
    return parts


async def _needed(
    connection: AsyncConnection, jurisdictions: Collection[str]
) -> Mapping[tuple[str, str], set[str]]:
    """What completes a unit of each kind in these jurisdictions, besides a workstation."""
    theirs = sa.select(unit_kinds).where(unit_kinds.c.jurisdiction.in_(jurisdictions))
    return {
        (row["jurisdiction"], row["code"]): {*row["parts"]} - {Part.WORKSTATION}
        for row in await rows(connection, theirs)
    }


def _workstations(register: Iterable[Row], parts: Parts) -> int:
    return sum(Part.WORKSTATION in parts.get(row["unit"], ()) for row in register)


def _coverage(register: Sequence[Row], parts: Parts) -> Coverage:
    with_parts = [row for row in register if row["needed"]]
    have = sum(parts.get(row["unit"], set()) >= row["needed"] for row in with_parts)
    return Coverage(have, len(with_parts))
