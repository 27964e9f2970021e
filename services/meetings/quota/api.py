"""The web face of quotas: what units owe, what was held, and what is overdue on a day."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query

from common.quotas import Period, Standing
from contracts.places import Scope
from contracts.text import Day
from contracts.vocabulary import Code
from runtime.units import units
from runtime.web.http import After, Limit
from runtime.web.routes import Router
from runtime.web.span import span
from services.meetings.access import RuleReader
from services.meetings.quota.read_models import missed
from services.meetings.quota.rows import figures, owing

router = Router(prefix="/quotas", tags=["quotas"])


@router.get("")
async def standing(
    read: RuleReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    quota: Annotated[Code | None, Query(description="of these alone")] = None,
    on: Annotated[Day | None, Query(description="as of this day; today unless given")] = None,
    since: Annotated[Day | None, Query(description="1 January of that year unless given")] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Units that owe sessions or activities, and for each of their quotas its periods since a day
    or since they have a council, whichever is later, each with what counts in it. `missed`: that
    too few were on record when it was over is recorded itself."""
    start, day = span(since, on)
    ruling = await read.jurisdictions(day)
    here = units.c.unit.startswith(unit, autoescape=True)
    page = await read.page(
        owing(ruling, day, quota).where(read.visible(units.c.unit), here), after, limit
    )
    found = await figures(read.rows, page["items"], start, day)
    noted = await read.rows(
        sa.select(missed.c.owing, missed.c.quota, missed.c.first).where(
            missed.c.owing.in_(found), missed.c.first.between(start, day)
        )
    )
    on_record = {tuple(each.values()) for each in noted}
    items = [
        {
            "unit": row["unit"],
            "name": row["name"],
            "kind": row["kind"],
            "jurisdiction": ruling.of(row["unit"]),
            "quotas": [
                {
                    "quota": owed.code,
                    "name": owed.chinese,
                    "least": owed.least,
                    "months": owed.months,
                    "overdue": sum(each.standing is Standing.OVERDUE for each in standings),
                    "periods": [
                        {
                            **_shown(each),
                            "missed": (row["unit"], owed.code, each.start) in on_record,
                        }
                        for each in standings
                    ],
                }
                for owed, standings in found[row["unit"]]
                if quota in (None, owed.code)
            ],
        }
        for row in page["items"]
    ]
    return {"on": day, "items": items, "next": page["next"]}


def _shown(period: Period) -> dict[str, Any]:
    return {
        "start": period.start,
        "end": period.end,
        "standing": period.standing,
        "count": len(period.held),
        "sessions": [{"session": each.id, "on": each.on} for each in period.sessions],
        "activities": [{"activity": each.id, "on": each.on} for each in period.activities],
    }
