"""What the page of quotas is made of: what is owed in each period, what counts, what was missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.quotas import Held, Standing, of_activity
from common.quotas import Period as Counted
from contracts.meetings.rules import Quota, Quotas
from runtime.chapters import chapters
from services.console.tables import Row, gatherings, quotas_missed, rows
from services.console.timeline import Mark

WORDS: Mapping[Standing, str] = {
    Standing.MET: "已达到",
    Standing.RUNNING: "进行中",
    Standing.OVERDUE: "未达要求",
}


@dataclass(frozen=True)
class Session:
    """A session or an activity that counts, with the event that says it was held. `matter`: that of
    its page, for whoever may see it."""

    title: str
    on: date
    matter: str | None
    mark: Mark


@dataclass(frozen=True)
class Miss:
    """That too few were on record when the period was over, as the calendar wrote it down."""

    held: int
    least: int
    mark: Mark


@dataclass(frozen=True)
class Period:
    start: date
    end: date
    standing: Standing
    words: str
    sessions: tuple[Session, ...]
    missed: Miss | None


_g = gatherings.c
COUNTED = tuple(
    _g[each] for each in ("thing", "unit", "session", "held_on", "key_session", "quota", "groups")
)
SHOWN = tuple(_g[each] for each in ("title", "matter", "held_at", "held_event"))
COUNTS = sa.or_(
    sa.and_(_g.session.is_not(None), sa.func.jsonb_array_length(_g.lacking) == 0),
    sa.func.jsonb_array_length(_g.groups) > 0,
)
"""That a session was held with everybody who had to be there, or that an activity counts."""


@dataclass(frozen=True)
class Owed:
    """One quota of one unit or body, by the periods of a year."""

    unit: str
    unit_name: str
    quota: Quota
    periods: tuple[Period, ...]


def period(counted: Counted, told: Mapping[str, Session], miss: Miss | None) -> Period:
    return Period(
        start=counted.start,
        end=counted.end,
        standing=counted.standing,
        words=WORDS[counted.standing],
        sessions=tuple(told[one.id] for one in counted.held),
        missed=miss,
    )


def session(row: Row) -> Session:
    return Session(
        title=row["title"],
        on=row["held_on"],
        matter=row["matter"] if row["seen"] else None,
        mark=Mark("meetings", row["held_at"], row["held_event"]),
    )


def counting(row: Row) -> list[Held]:
    """How a session or an activity counts."""
    if row["session"] is None:
        return of_activity(row["thing"], row["held_on"], row["groups"])
    return [Held(row["thing"], row["held_on"], row["key_session"], row["quota"])]


async def issued_in(
    connection: AsyncConnection, jurisdictions: set[str]
) -> Mapping[str, Sequence[Quota]]:
    statement = sa.select(chapters.c.jurisdiction, chapters.c.content).where(
        chapters.c.chapter == "quotas", chapters.c.jurisdiction.in_(jurisdictions)
    )
    return {
        row["jurisdiction"]: Quotas.model_validate(row["content"]).quotas
        for row in await rows(connection, statement)
    }


async def missed_by(
    connection: AsyncConnection, owing: Sequence[str], days: tuple[date, date]
) -> Mapping[tuple[str, str, date], Miss]:
    """The misses on record of these units, or of bodies as `body:<id>`."""
    statement = sa.select(quotas_missed).where(
        quotas_missed.c.owing == sa.any_(sa.literal(owing, sa.ARRAY(sa.Text))),
        quotas_missed.c.first.between(*days),
    )
    return {
        (row["owing"], row["quota"], row["first"]): Miss(
            row["held"], row["least"], Mark("meetings", row["as_of"], row["event_id"])
        )
        for row in await rows(connection, statement)
    }
