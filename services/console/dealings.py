"""Matters of closed units, and the successors to which they were dealt out."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.visibility import What, by_scope
from runtime.actor import Actor
from runtime.jurisdictions import Jurisdictions
from runtime.units import within
from services.console.lines.names import Names
from services.console.tables import case_topics, gatherings, matters_dealt, rows
from services.console.timeline import Mark
from services.console.visibility import visible_cases, visible_gatherings

LATEST = 20
"""How many of them a page shows."""


@dataclass(frozen=True)
class Dealt:
    """A matter of a closed unit that lies with one successor alone. `title` is none for whoever may
    not see the matter."""

    closed_name: str
    matter: str
    title: str | None
    successor_name: str
    on: date
    office: str
    mark: Mark


async def dealt(
    connection: AsyncConnection, actor: Actor, there: Jurisdictions, unit: str, names: Names
) -> list[Dealt]:
    """The newest of the closed units below this one, and of those that it succeeds."""
    scopes = actor.holding(by_scope(What.REGISTER)).scopes
    of_topic = sa.and_(case_topics.c.matter == matters_dealt.c.matter, visible_cases(actor))
    of_gathering = sa.and_(gatherings.c.matter == matters_dealt.c.matter, visible_gatherings(actor))
    statement = (
        sa.select(
            matters_dealt, sa.func.coalesce(case_topics.c.title, gatherings.c.title).label("title")
        )
        .select_from(matters_dealt)
        .outerjoin(case_topics, of_topic)
        .outerjoin(gatherings, of_gathering)
        .where(
            within(scopes, matters_dealt.c.closed),
            sa.or_(there.reached(unit, matters_dealt.c.closed), matters_dealt.c.successor == unit),
        )
        .order_by(matters_dealt.c.as_of.desc())
        .limit(LATEST)
    )
    return [
        Dealt(
            closed_name=row["unit_name"],
            matter=row["matter"],
            title=row["title"],
            successor_name=names.unit(row["successor"]),
            on=row["recorded_on"],
            office=row["office"],
            mark=Mark("members", row["as_of"], row["event_id"]),
        )
        for row in await rows(connection, statement)
    ]
