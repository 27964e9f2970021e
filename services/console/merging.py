"""Topics that became part of another one: links both ways, and their lines in its history."""

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
    """The topics that became part of one, directly or by way of another. `topics`: those that this
    person may see; `records`: all of their events, and of those that nobody may see here."""

    topics: Sequence[Row]
    records: Sequence[Row]

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(Link(each["title"], each["matter"]) for each in self.topics)

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
    """What became part of this topic."""
    part = sa.select(case_topics.c.matter).where(case_topics.c.merged_into == matter)
    parts = part.cte("parts", recursive=True)
    further = sa.select(case_topics.c.matter).join(
        parts, case_topics.c.merged_into == parts.c.matter
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
