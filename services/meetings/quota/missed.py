"""The quotas whose period, with its grace, ended in a span of days and was not met (13.3-6)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.calendar import working_days
from common.quotas import Period, Standing
from contracts.calendar import Calendar
from contracts.ids import ActivityId, SessionId
from contracts.meetings.rules import Quota
from runtime.due import CALENDAR
from runtime.jurisdictions import read_jurisdictions
from runtime.submission import Submission
from services.meetings.quota.commands import NoteQuotaMissed
from services.meetings.quota.owing import Owing, Row
from services.meetings.quota.rows import BODIES, MEMBERS, UNITS, Subject, figures

MOST = 100
"""How many sessions, and activities, a miss names."""


async def overdue(connection: AsyncConnection, since: date, today: date) -> list[Submission]:
    """What is to be noted of the periods that were over from the day `since` on, before today.
    What was over before the service looked for the first time is history, and counted only."""

    async def rows(chosen: sa.Select[Any]) -> Sequence[Row]:
        return list((await connection.execute(chosen)).mappings())

    async def of(subject: Subject) -> list[Submission]:
        found = await rows(subject.select(ruling, yesterday, None))
        return [
            noting(owing, quota, period)
            for owing, owed in await figures(
                rows, subject, found, date(since.year - 1, 1, 1), today
            )
            for quota, standings in owed
            for period in standings
            if period.standing is Standing.OVERDUE
            and since <= last(period, quota, owing.row) < today
        ]

    yesterday = today - timedelta(days=1)
    ruling = await read_jurisdictions(connection, yesterday)
    return [each for subject in (UNITS, BODIES, MEMBERS) for each in await of(subject)]


def last(period: Period, quota: Quota, row: Row) -> date:
    """The last day of the period with its grace."""
    if quota.grace is None:
        return period.end
    calendar = Calendar.model_validate(row["calendar"] or {"years": ()})
    return working_days(calendar.years).end(period.end, quota.grace).day


def noting(owing: Owing, quota: Quota, period: Period) -> Submission:
    """The submission that notes a miss. Its id is the same whoever asks, and whenever."""
    command = NoteQuotaMissed(
        what=quota.code,
        day=period.end,
        unit=owing.row["unit"],
        body=owing.row.get("number"),
        member=owing.row.get("member"),
        count=period.count,
        title=quota.chinese,
        first=period.start,
        least=quota.least,
        sessions=tuple(SessionId(each.id) for each in period.sessions[:MOST]),
        activities=tuple(ActivityId(each.id) for each in period.activities[:MOST]),
    )
    command_id = uuid5(NAMESPACE_URL, f"due/quota/{owing.key}/{quota.code}/{period.start}")
    return Submission(owing.key, command, CALENDAR, command_id, keyed=True)
