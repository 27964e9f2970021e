"""What leaders wrote on outcomes, as lists and figures, for those who read instructions."""

from statistics import median
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query

from common.visibility import Relation, What, by_body, clause
from contracts.places import Scope
from contracts.text import Day
from contracts.vocabulary import Code
from runtime.actor import Actor, Grant
from runtime.units import Condition
from runtime.web.http import Reading
from runtime.web.routes import Router
from runtime.web.span import span
from services.outcomes.access import Governing, InstructionReader, OutcomeKey
from services.outcomes.outcome import visibility
from services.outcomes.outcome.tables import complaints, outcomes, referrals
from services.outcomes.outcome.tables import instructions as t

router = Router(tags=["outcomes"])
figures = Router(prefix="/figures", tags=["figures"])


def seen(actor: Actor) -> Condition:
    """Of a department those that name it, of a committee those of which it is in charge."""
    links = {
        Relation.ASSIGNED: by_body(lambda body: t.c.departments.contains([body])),
        Relation.IN_CHARGE: _in_charge,
    }
    return clause(What.INSTRUCTION, actor, visibility.lies, links)


def _in_charge(grant: Grant) -> Condition | None:
    """The committee that is named, and where it holds its office."""
    if grant.body is None:
        return None
    return sa.and_(t.c.committee == grant.body, visibility.lies((grant.scope,)))


def _joined(read: Reading) -> sa.Select[Any]:
    both = t.join(outcomes, outcomes.c.outcome == t.c.outcome)
    return sa.select(t).select_from(both).where(seen(read.actor))


@router.get("/outcomes/{outcome}/instructions")
async def instructions_of(outcome: OutcomeKey, read: InstructionReader) -> dict[str, Any]:
    """What leaders wrote on an outcome: level, post, day, and the digest of the sealed text, which
    `GET /papers/{digest}` gives to those who may read it."""
    chosen = _joined(read).where(t.c.outcome == outcome)
    if not (items := await read.rows(chosen.order_by(t.c.instruction))):
        await read.one(_governed(outcome, read))  # none yet, for whoever would see them
    return {"items": items}


def _governed(outcome: str, read: Reading) -> sa.Select[Any]:
    """The outcome, for whoever sees all that is written on it."""
    governed = clause(What.INSTRUCTION, read.actor, visibility.lies)
    return sa.select(outcomes.c.outcome).where(outcomes.c.outcome == outcome, governed)


@router.get("/outcomes/{outcome}/referrals")
async def referrals_of(outcome: OutcomeKey, read: Governing) -> dict[str, Any]:
    """Complaints about tasks of an outcome, and what was referred to discipline inspection because
    of them (001-37): for CPPCC office, Party organisation and supervisor."""
    await read.one(_governed(outcome, read))

    async def of(table: sa.Table) -> list[dict[str, Any]]:
        chosen = sa.select(table).where(table.c.outcome == outcome)
        return await read.rows(chosen.order_by(*table.primary_key.columns))

    return {"complaints": await of(complaints), "referrals": await of(referrals)}


@figures.get("/instructions")
async def counted(
    read: InstructionReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    since: Annotated[Day | None, Query(description="1 January of that year unless given")] = None,
    on: Annotated[Day | None, Query(description="until this day; today unless given")] = None,
    kind: Annotated[Code | None, Query(description="of this kind of outcome")] = None,
    rows: Annotated[bool, Query(description="with the instructions behind each figure")] = False,
) -> dict[str, Any]:
    """Instructions of leaders from one day to another, by level; favourable ones apart (003-22,
    004-16), and the days that they took, where it is known when they were asked for (004-04).
    `bulletins`: so many issues of the bulletin have one (003-15)."""
    since, day = span(since, on)
    of = outcomes.c
    facts = (of.title, of.unit, of.outcome_kind, of.rests_on)
    chosen = (
        _joined(read)
        .add_columns(*facts)
        .where(t.c.given_on.between(since, day), of.unit.startswith(unit, autoescape=True))
    )
    if kind is not None:
        chosen = chosen.where(of.outcome_kind == kind)
    found = await read.rows(chosen.order_by(t.c.given_on, t.c.instruction_id))
    levels = sorted({each["level"] for each in found})
    told = {level: _figure([r for r in found if r["level"] == level], rows) for level in levels}
    return {"since": since, "on": day, "all": _figure(found, False), "levels": told}


def _figure(found: list[dict[str, Any]], rows: bool) -> dict[str, Any]:
    took = [each["days"] for each in found if each["days"] is not None]
    bulletins = {
        (each["unit"], rested["number"])  # each unit numbers its own
        for each in found
        for rested in each["rests_on"]
        if rested["thing"] == "report" and rested["number"]
    }
    figure: dict[str, Any] = {
        "count": len(found),
        "favourable": sum(each["favourable"] for each in found),
        "bulletins": len(bulletins),
        "days": {"known": len(took), "median": median(took) if took else None},
    }
    return {**figure, "rows": found} if rows else figure
