"""What took place in a span of days, added up from what is on record, and which units are idle.
Nothing is typed twice: `rows` names what stands behind each figure (000-35, 001-20, 002-08, 003-04,
003-18, 003-26)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query

from contracts.places import Scope
from contracts.text import Day
from runtime.known import known_bodies
from runtime.units import units
from runtime.web.http import After, Limit, Reading
from runtime.web.routes import Router
from runtime.web.span import span
from services.meetings import visibility as v
from services.meetings.access import Reader, RuleReader
from services.meetings.activity.decider import Stage
from services.meetings.activity.figures import recorded
from services.meetings.activity.read_models import activities, taking_part
from services.meetings.consultation.read_models import consultations
from services.meetings.session.tables import (
    PromiseState,
    attendance,
    findings,
    promises,
    sittings,
)
from services.meetings.session.tables import sessions as s

router = Router(prefix="/figures", tags=["figures"])
idle = Router(prefix="/idle-units", tags=["figures"])

By = Literal["unit", "kind", "month"]
HELD = [s.c.session, s.c.title, s.c.unit, s.c.form.label("kind"), s.c.held_on.label("on")]
DONE = [
    activities.c.activity,
    activities.c.title,
    activities.c.unit,
    activities.c.kind,
    activities.c.held_on.label("on"),
]
BEGUN = [consultations.c.consultation, consultations.c.title, consultations.c.unit]


def _figures(read: Reading) -> Mapping[str, sa.Select[Any]]:
    """For each figure what it counts, one row each. Only what the asker reads is counted."""
    held = sa.select(*HELD).where(s.c.held_on.is_not(None), v.session_in_full(read.actor))
    done = recorded(read.actor).with_only_columns(*DONE)
    case = sa.select(*BEGUN, consultations.c.procedure.label("kind")).where(
        v.consultation_in_full(read.actor)
    )
    present = attendance.join(s, s.c.session == attendance.c.session)
    of_findings = findings.join(s, s.c.session == findings.c.session)
    made = promises.join(s, s.c.session == promises.c.session)
    return {
        "sessions": held,
        "sessions_solved": held.where(s.c.solved),
        "consensus": held.add_columns(findings.c.finding_number)
        .select_from(of_findings)
        .where(findings.c.kind == "consensus"),
        "dissent": held.add_columns(findings.c.finding_number)
        .select_from(of_findings)
        .where(findings.c.kind == "dissent"),
        "promises": held.add_columns(promises.c.promise)
        .select_from(made)
        .where(promises.c.state != PromiseState.WITHDRAWN),
        "activities": done,
        "attendance_sessions": held.add_columns(attendance.c.member)
        .select_from(present)
        .distinct(),
        "attendance_activities": done.add_columns(taking_part.c.member).select_from(
            taking_part.join(activities, activities.c.activity == taking_part.c.activity)
        ),
        "consultations_opened": case.add_columns(consultations.c.opened_on.label("on")),
        "consultations_concluded": case.add_columns(consultations.c.concluded_on.label("on")),
    }


@router.get("")
async def figures(
    read: Reader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    since: Annotated[Day | None, Query(description="1 January of that year unless given")] = None,
    on: Annotated[Day | None, Query(description="until this day; today unless given")] = None,
    by: Annotated[By | None, Query(description="each figure by this as well")] = None,
    rows: Annotated[bool, Query(description="with what stands behind each figure")] = False,
) -> dict[str, Any]:
    """What took place from one day to another: sessions held, those whose results count as
    solved, consensus and dissent, promises not withdrawn, activities, attendance of members in
    person-times (one for each session or activity), and how many members took part at all;
    consultations opened and concluded. `by` the unit, the kind (form of session, kind of activity,
    procedure) or the month. What was corrected counts as it stands today."""
    since, day = span(since, on)
    told: dict[str, Any] = {}
    took_part: set[str] = set()
    for name, counted in _figures(read).items():
        each = counted.subquery()
        chosen = sa.select(each).where(
            each.c.on.between(since, day), each.c.unit.startswith(unit, autoescape=True)
        )
        found = [dict(row) for row in await read.rows(chosen.order_by(each.c.on, each.c[0]))]
        took_part.update(row["member"] for row in found if "member" in row)
        told[name] = {"count": len(found)}
        if by:
            told[name]["by"] = _grouped(found, by)
        if rows:
            told[name]["rows"] = found
    told["members"] = {"count": len(took_part)}
    if rows:
        told["members"]["rows"] = [{"member": each} for each in sorted(took_part)]
    return {"since": since, "on": day, "figures": told}


def _grouped(found: list[dict[str, Any]], by: By) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for row in found:
        value = f"{row['on']:%Y-%m}" if by == "month" else row[by]
        counts[value] = counts.get(value, 0) + 1
    return [{"value": value, "count": count} for value, count in sorted(counts.items())]


@idle.get("")
async def idle_units(
    read: RuleReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    since: Annotated[Day | None, Query(description="1 January of that year unless given")] = None,
    on: Annotated[Day | None, Query(description="until this day; today unless given")] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Units that had a council or a workstation on the first of these days, and in which neither
    a session was held nor an activity took place since (003-26), with the day of the last one
    before, if there was any."""
    since, day = span(since, on)
    happened = sa.union_all(
        sa.select(sittings.c.unit, sittings.c.on),
        *(
            sa.select(activities.c.unit, held).where(activities.c.stage == Stage.RECORDED)
            for held in (activities.c.held_on, activities.c.until)  # of several days, the last too
        ),
    ).subquery()
    in_unit = sa.select(happened).where(happened.c.unit == units.c.unit)
    last = sa.select(sa.func.max(happened.c.on)).where(
        happened.c.unit == units.c.unit, happened.c.on < since
    )
    founded = sa.select(sa.func.min(known_bodies.c.since)).where(
        known_bodies.c.unit == units.c.unit, known_bodies.c.part.is_not(None)
    )
    chosen = sa.select(
        units.c.unit,
        units.c.name,
        units.c.kind,
        founded.scalar_subquery().label("founded"),
        last.scalar_subquery().label("last_on"),
    ).where(
        read.visible(units.c.unit),
        units.c.unit.startswith(unit, autoescape=True),
        founded.scalar_subquery() <= since,
        sa.or_(units.c.valid_to.is_(None), units.c.valid_to > day),
        ~in_unit.where(happened.c.on.between(since, day)).exists(),
    )
    return {"since": since, "on": day, **await read.page(chosen, after, limit)}
