"""Sessions and activities that belong to no topic: the list of them, and the page of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from services.console.case import Promise, promise_of
from services.console.cases import LISTED, open_to, register_of
from services.console.lines.names import Names
from services.console.names import names_below, names_of
from services.console.tables import Row, case_promises, gatherings, rows, timelines
from services.console.timeline import Deed, deeds_of, entries, withheld
from services.console.visibility import Viewer, sessions_of, visible_gatherings

LATEST = 8
"""How many of them the page of the jurisdiction shows."""
STAGES: Mapping[str, tuple[str, str]] = {
    "called": ("running", "待召开"),
    "held": ("running", "已召开"),
    "closed": ("running", "已结束，待确认纪要"),
    "minuted": ("closed", "纪要已确认"),
    "cancelled": ("ended", "已取消"),
    "asked": ("running", "已提请，待答复"),
    "agreed": ("running", "已同意参加"),
    "declined": ("ended", "不参加"),
    "withdrawn": ("ended", "提请已撤回"),
    "recorded": ("closed", "已开展"),
}
"""How it stands, and what a page says of it."""


@dataclass(frozen=True)
class GatheringLine:
    """One session or activity in a list. `word`: its form, or its kind. `day`: when it was held, or
    is to be."""

    matter: str
    title: str
    word: str
    unit_name: str
    day: date | None
    state: str
    words: str


@dataclass(frozen=True)
class GatheringPage:
    """A page of the list, newest first. `next` continues it."""

    jurisdiction: str
    name: str
    unit_name: str
    lines: tuple[GatheringLine, ...]
    next: int | None


@dataclass(frozen=True)
class Gathering:
    """Everything the page of one shows; not `in_full`, its title, state and unit, and own promises.
    `opens`: this person may open the page of the jurisdiction. `withheld`: how many of the records
    are not for this person."""

    row: Row
    line: GatheringLine
    jurisdiction: str
    jurisdiction_name: str
    opens: bool
    names: Names
    in_full: bool
    promises: tuple[Promise, ...]
    deeds: tuple[Deed, ...]
    withheld: int


async def load(
    connection: AsyncConnection, actor: Actor, there: Jurisdictions, matter: str
) -> Gathering | None:
    """The session or activity, or None where there is none that this person may see."""
    seen = sa.select(gatherings).where(gatherings.c.matter == matter, visible_gatherings(actor))
    # What follows it up stands in its history, and comes later.
    found = await rows(connection, seen.order_by(gatherings.c.began_at))
    if not found:
        return None
    row = found[0]
    records = [
        {**each, "source": source}
        for source, table in timelines.items()
        for each in await rows(
            connection,
            sa.select(table).where(table.c.matter == matter).order_by(table.c.position),
        )
    ]
    names = await names_of(connection, there, row["unit"], records)
    viewer = Viewer.of(actor, row["unit"], sessions=await sessions_of(connection, actor))
    promised = sa.select(case_promises).where(case_promises.c.session == row["session"])
    here = there.of(row["unit"]) or row["unit"]
    deeds = tuple(deeds_of(entries(records, names), viewer))
    return Gathering(
        row=row,
        line=_line(row, names),
        jurisdiction=here,
        jurisdiction_name=names.unit(here),
        opens=here in open_to(actor, there),
        names=names,
        in_full=viewer.in_full or row["thing"] in viewer.sessions,
        promises=tuple(
            promise_of(each)
            for each in await rows(connection, promised.order_by(case_promises.c.promise))
            if viewer.promise(each["department"], each["session"])
        ),
        deeds=deeds,
        withheld=withheld(deeds),
    )


async def page(
    connection: AsyncConnection,
    actor: Actor,
    there: Jurisdictions,
    jurisdiction: str,
    unit: str,
    after: int | None,
) -> GatheringPage | None:
    """Those of one jurisdiction, of one unit and all below it."""
    register = await register_of(connection, actor, there, jurisdiction)
    if register is None:
        return None
    names = await names_below(connection, there, jurisdiction, register)
    statement = _of(actor, there, jurisdiction).limit(LISTED + 1)
    if unit:
        statement = statement.where(there.reached(unit, gatherings.c.unit))
    if after is not None:
        statement = statement.where(gatherings.c.began_at < after)
    found = await rows(connection, statement)
    return GatheringPage(
        jurisdiction=jurisdiction,
        name=names.unit(jurisdiction),
        unit_name=names.unit(unit),
        lines=tuple(_line(row, names) for row in found[:LISTED]),
        next=found[LISTED - 1]["began_at"] if len(found) > LISTED else None,
    )


async def latest(
    connection: AsyncConnection, actor: Actor, there: Jurisdictions, unit: str, names: Names
) -> list[GatheringLine]:
    """The newest of a jurisdiction."""
    newest = _of(actor, there, unit).limit(LATEST)
    return [_line(row, names) for row in await rows(connection, newest)]


def _of(actor: Actor, there: Jurisdictions, jurisdiction: str) -> sa.Select[tuple[object, ...]]:
    below = there.reached(jurisdiction, gatherings.c.unit)
    seen = sa.select(gatherings).where(visible_gatherings(actor), below)
    return seen.order_by(gatherings.c.began_at.desc())


def _line(row: Row, names: Names) -> GatheringLine:
    vocabulary = "forms" if row["session"] else "activities"
    state, words = STAGES[row["stage"]]
    return GatheringLine(
        matter=row["matter"],
        title=row["title"],
        word=names.under(row["jurisdiction"]).word(vocabulary, row["kind"]),
        unit_name=names.units.get(row["unit"], row["unit_name"]),
        day=row["held_on"] or row["planned_on"],
        state=state,
        words=words,
    )
