"""The web face of quotas: what units, bodies and members owe, what was held, and what is overdue on
a day."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query

from common.quotas import Period, Standing
from common.visibility import Relation, What, by_body, clause
from contracts.places import Scope
from contracts.text import Day
from contracts.vocabulary import Code
from runtime.actor import Actor, Grant
from runtime.known import known_bodies
from runtime.units import Condition, units, within
from runtime.web.http import After, Limit, Reading
from runtime.web.routes import Router
from runtime.web.span import span
from services.meetings.access import DutyReader, RuleReader
from services.meetings.people import ranked_members
from services.meetings.quota.read_models import missed
from services.meetings.quota.rows import BODIES, MEMBERS, UNITS, Subject, figures

router = Router(prefix="/quotas", tags=["quotas"])

Unit = Annotated[Scope, Query(description="code prefix")]
One = Annotated[Code | None, Query(description="of these alone")]
On = Annotated[Day | None, Query(description="as of this day; today unless given")]
Since = Annotated[Day | None, Query(description="1 January of that year unless given")]


@router.get("")
async def standing(
    read: RuleReader,
    unit: Unit = "",
    quota: One = None,
    on: On = None,
    since: Since = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Units that owe sessions, activities or a plan, and for each of their quotas its periods since
    a day or since they have a council, whichever is later, each with what counts in it. `missed`:
    that too little was on record when it was over is recorded itself."""
    seen = read.visible(units.c.unit), units.c.unit.startswith(unit, autoescape=True)
    return await _page(
        read, UNITS, seen, ("unit", "name", "kind"), quota, (since, on), after, limit
    )


@router.get("/bodies")
async def of_bodies(
    read: RuleReader,
    unit: Unit = "",
    body: Annotated[Code | None, Query(description="of this body alone")] = None,
    quota: One = None,
    on: On = None,
    since: Since = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The same of bodies, such as special committees (001-07): since they were founded. What counts
    are sessions to which they were invited, unless they declined, and activities in which they took
    part or that they held."""
    b = known_bodies.c
    seen = [read.visible(b.unit), b.unit.startswith(unit, autoescape=True)]
    if body is not None:
        seen.append(b.number == body)
    shown = ("number", "name", "kind", "unit")
    page = await _page(read, BODIES, seen, shown, quota, (since, on), after, limit)
    return {**page, "items": [{"body": row.pop("number"), **row} for row in page["items"]]}


@router.get("/members")
async def of_members(
    read: DutyReader,
    unit: Unit = "",
    member: Annotated[Code | None, Query(description="of this member alone")] = None,
    quota: One = None,
    on: On = None,
    since: Since = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The same of members, by their level or by a post that they hold (003-09 to 003-12): members
    see their own, a committee those of its members, the CPPCC office those of its scope."""
    m = ranked_members.c
    seen = [_own_or_in_charge(read.actor), m.unit.startswith(unit, autoescape=True)]
    if member is not None:
        seen.append(m.member == member)
    shown = ("member", "name", "level", "unit")
    return await _page(read, MEMBERS, seen, shown, quota, (since, on), after, limit)


def _own_or_in_charge(actor: Actor) -> Condition:
    """Quotas of a member are no ranking: they are seen by whom their duty file is (9.2)."""
    m = ranked_members.c

    def in_charge(grant: Grant) -> Condition | None:
        of_it = by_body(lambda body: m.committee == body)(grant)
        return None if of_it is None else sa.and_(of_it, within((grant.scope,), m.unit))

    return clause(
        What.SCORE,
        actor,
        lambda scopes: within(scopes, m.unit),
        {Relation.IN_CHARGE: in_charge, Relation.OWN: lambda _: m.member == actor.id},
    )


async def _page(
    read: Reading,
    subject: Subject,
    seen: Sequence[Condition],
    shown: tuple[str, ...],
    quota: str | None,
    days: tuple[date | None, date | None],
    after: str,
    limit: int,
) -> dict[str, Any]:
    start, day = span(*days)
    ruling = await read.jurisdictions(day)
    page = await read.page(subject.select(ruling, day, quota).where(*seen), after, limit)
    found = await figures(read.rows, subject, page["items"], start, day)
    noted = await read.rows(
        sa.select(missed.c.owing, missed.c.quota, missed.c.first).where(
            missed.c.owing.in_([owing.key for owing, _ in found]),
            missed.c.first.between(start, day),
        )
    )
    on_record = {tuple(each.values()) for each in noted}
    items = [
        {
            **{name: owing.row[name] for name in shown},
            "jurisdiction": ruling.of(owing.row["unit"]),
            "quotas": [
                {
                    "quota": owed.code,
                    "name": owed.chinese,
                    "least": owed.least,
                    "months": owed.months,
                    "overdue": sum(each.standing is Standing.OVERDUE for each in standings),
                    "periods": [
                        {**_shown(each), "missed": (owing.key, owed.code, each.start) in on_record}
                        for each in standings
                    ],
                }
                for owed, standings in quotas
                if quota in (None, owed.code)
            ],
        }
        for owing, quotas in found
    ]
    return {"on": day, "items": items, "next": page["next"]}


def _shown(period: Period) -> dict[str, Any]:
    return {
        "start": period.start,
        "end": period.end,
        "standing": period.standing,
        "count": period.count,
        "sessions": [{"session": each.id, "on": each.on} for each in period.sessions],
        "activities": [{"activity": each.id, "on": each.on} for each in period.activities],
        "plans": [{"plan": each.id, "on": each.on} for each in period.plans],
    }
