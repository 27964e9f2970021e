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
from services.meetings.quota.rows import Row, figures, owing


async def overdue(connection: AsyncConnection, since: date, today: date) -> list[Submission]:
    """What is to be noted of the periods that were over from the day `since` on, before today.
    What was over before the service looked for the first time is history, and counted only."""

    async def rows(chosen: sa.Select[Any]) -> Sequence[Row]:
        return list((await connection.execute(chosen)).mappings())

    yesterday = today - timedelta(days=1)
    units = await rows(owing(await read_jurisdictions(connection, yesterday), yesterday))
    found = await figures(rows, units, date(since.year - 1, 1, 1), today)
    return [
        noting(row["unit"], quota, period)
        for row in units
        for quota, standings in found[row["unit"]]
        for period in standings
        if period.standing is Standing.OVERDUE and since <= last(period, quota, row) < today
    ]


def last(period: Period, quota: Quota, row: Row) -> date:
    """The last day of the period with its grace."""
    if quota.grace is None:
        return period.end
    calendar = Calendar.model_validate(row["calendar"] or {"years": ()})
    return working_days(calendar.years).end(period.end, quota.grace).day


def noting(unit: str, quota: Quota, period: Period) -> Submission:
    """The submission that notes a miss. Its id is the same whoever asks, and whenever."""
    command = NoteQuotaMissed(
        what=quota.code,
        day=period.end,
        unit=unit,
        title=quota.chinese,
        first=period.start,
        least=quota.least,
        sessions=tuple(SessionId(each.id) for each in period.sessions),
        activities=tuple(ActivityId(each.id) for each in period.activities),
    )
    command_id = uuid5(NAMESPACE_URL, f"due/quota/{unit}/{quota.code}/{period.start}")
    return Submission(unit, command, CALENDAR, command_id, keyed=True)
