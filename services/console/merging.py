"""Topics that became part of another one, or were split: links both ways, and their lines in the
history of what goes on."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from runtime.actor import Actor
from services.console.lines.names import Names
from services.console.tables import Row, case_topics, rows, timelines
from services.console.timeline import entries
from services.console.visibility import Viewer, visible_cases


@dataclass(frozen=True)
class Link:
    """Another topic; without `matter` where this person may not see its page."""

    title: str
    matter: str | None


@dataclass(frozen=True)
class Joined:
    """The topics that became part of one, directly or by way of another, and the one of which it
    was part. `topics`: those that this person may see; `records`: all of their events, and of those
    that nobody may see here."""

    topics: Sequence[Row]
    records: Sequence[Row]

    @property
    def links(self) -> tuple[Link, ...]:
        merged = (each for each in self.topics if each["merged_into"])
        return tuple(Link(each["title"], each["matter"]) for each in merged)

    def shown(self, actor: Actor, names: Names, sessions: frozenset[str]) -> list[Row]:
        """The records whose lines this person may read, each marked with the title of its topic."""
        found: list[Row] = []
        for topic in self.topics:
            places = (topic["unit"], topic["raised_in"], *topic["places"])
            viewer = Viewer.of(actor, *places, sessions=sessions)
            own = [row for row in self.records if row["matter"] == topic["matter"]]
            found += [
                {**row, "joined": topic["title"]}
                for row, line in entries(own, names)
                if viewer.shows(line, frozenset(), row["thing"])
            ]
        return found


async def joined_to(connection: AsyncConnection, actor: Actor, matter: str) -> Joined:
    """What became part of this topic, and what it was part of."""
    known = sa.select(case_topics.c.matter, case_topics.c.part_of)
    whole = sa.select(case_topics.c.part_of).where(case_topics.c.matter == matter)
    part = known.where(
        sa.or_(case_topics.c.merged_into == matter, case_topics.c.matter == whole.scalar_subquery())
    )
    parts = part.cte("parts", recursive=True)
    further = known.join(
        parts,
        sa.or_(
            case_topics.c.merged_into == parts.c.matter, case_topics.c.matter == parts.c.part_of
        ),
    )
    parts = parts.union(further)
    seen = sa.func.coalesce(visible_cases(actor), sa.false()).label("seen")
    topics = await rows(
        connection,
        sa.select(case_topics, seen)
        .join(parts, parts.c.matter == case_topics.c.matter)
        .order_by(case_topics.c.raised_at),
    )
    matters = sa.any_(sa.literal([each["matter"] for each in topics], sa.ARRAY(sa.Text)))
    records = [
        {**row, "source": source}
        for source, table in timelines.items()
        if topics
        for row in await rows(
            connection, sa.select(table).where(table.c.matter == matters).order_by("position")
        )
    ]
    return Joined([each for each in topics if each["seen"]], records)


async def merged_into(
    connection: AsyncConnection, actor: Actor, topic: Row, in_full: bool
) -> Link | None:
    """Where a topic went. Its new title is known to whoever reads its last line."""
    if topic["merged_into"] is None:
        return None
    other = case_topics.c.matter == topic["merged_into"]
    found = await rows(
        connection, sa.select(case_topics.c.title).where(other, visible_cases(actor))
    )
    if found:
        return Link(found[0]["title"], topic["merged_into"])
    return Link(topic["into_title"] if in_full else "另一议题", None)


async def split_from(connection: AsyncConnection, actor: Actor, topic: Row) -> Link | None:
    """The topic of which this one was part."""
    if topic["part_of"] is None:
        return None
    found = await _visible(connection, actor, case_topics.c.matter == topic["part_of"])
    return found[0] if found else Link("另一议题", None)


async def split_into(connection: AsyncConnection, actor: Actor, topic: Row) -> tuple[Link, ...]:
    """The topics into which this one was split, as far as this person may see them."""
    return await _visible(connection, actor, case_topics.c.part_of == topic["matter"])


async def _visible(
    connection: AsyncConnection, actor: Actor, which: sa.ColumnElement[bool]
) -> tuple[Link, ...]:
    those = sa.select(case_topics.c.title, case_topics.c.matter).where(which, visible_cases(actor))
    found = await rows(connection, those.order_by(case_topics.c.raised_at))
    return tuple(Link(each["title"], each["matter"]) for each in found)
