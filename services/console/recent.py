"""The newest deeds of people in a jurisdiction, whatever they belong to."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.places import CHINA
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from services.console.lines.every import UNREADABLE, line_of_case, read
from services.console.lines.line import Line
from services.console.lines.names import Names
from services.console.tables import Row, case_topics, gatherings, rows, timelines
from services.console.timeline import WITHHELD, Mark
from services.console.visibility import Viewer, sessions_of, visible_cases, visible_gatherings

RECENT = 12
"""The number of recent events on the page."""


@dataclass(frozen=True)
class Recent:
    at: datetime
    matter: str
    title: str
    unit_name: str
    office: str
    line: Line
    mark: Mark


async def recent(
    connection: AsyncConnection, actor: Actor, there: Jurisdictions, unit: str, names: Names
) -> list[Recent]:
    found: list[Row] = []
    for source in timelines:
        # A statement for each jurisdiction: each is read by its index.
        for each in sorted(there.known):
            if there.below(each, unit):
                found += await rows(connection, _newest(actor, source, each))
    found.sort(key=lambda row: (row["recorded_at"], row["position"]), reverse=True)
    joined = await sessions_of(connection, actor)
    return [_deed(row, actor, joined, names) for row in found[:RECENT]]


def _newest(actor: Actor, source: str, jurisdiction: str) -> sa.Select[tuple[object, ...]]:
    told = timelines[source]
    a_topics = sa.and_(case_topics.c.matter.is_not(None), visible_cases(actor))
    lies = sa.func.coalesce(case_topics.c.unit, gatherings.c.unit)
    return (
        sa.select(
            told,
            sa.literal(source).label("source"),
            sa.func.coalesce(case_topics.c.title, gatherings.c.title).label("title"),
            lies.label("place"),
            sa.func.coalesce(case_topics.c.raised_in, lies).label("raised_in"),
            sa.func.coalesce(case_topics.c.places, sa.literal([], JSONB)).label("places"),
        )
        .outerjoin(case_topics, case_topics.c.matter == told.c.matter)
        .outerjoin(gatherings, sa.and_(gatherings.c.matter == told.c.matter, gatherings.c.apart))
        # Echoes would drown the deeds of people.
        .where(told.c.jurisdiction == jurisdiction, sa.not_(told.c.echo))
        .where(sa.or_(a_topics, visible_gatherings(actor)))
        .order_by(told.c.recorded_at.desc(), told.c.position.desc())
        .limit(RECENT)
    )


def _deed(row: Row, actor: Actor, joined: frozenset[str], names: Names) -> Recent:
    event = read(row)
    line = line_of_case(event, names.under(row["jurisdiction"])) if event else UNREADABLE
    places = (row["place"], row["raised_in"], *row["places"])
    viewer = Viewer.of(actor, *places, sessions=joined)
    # Without the tasks at hand, a department sees only that a task moved; its own page tells more.
    shown = viewer.shows(line, frozenset(), row["thing"])
    return Recent(
        at=row["recorded_at"].astimezone(CHINA),
        matter=row["matter"],
        title=row["title"],
        unit_name=row["unit_name"],
        office=row["office"],
        line=line if shown else WITHHELD,
        mark=Mark(row["source"], row["position"], row["event_id"]),
    )
