"""How many activities took place, who came and what they gave, with the activities behind each
figure (003-04, 003-14, 004-25, 004-33): computed from what is recorded, nothing is typed twice."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query

from contracts.places import Scope
from contracts.text import Day
from contracts.vocabulary import Code
from runtime.actor import Actor
from runtime.web.routes import Router
from runtime.web.span import span
from services.meetings import visibility
from services.meetings.access import Reader
from services.meetings.activity.decider import Stage
from services.meetings.activity.read_models import activities

router = Router(prefix="/activity-figures", tags=["activities"])

By = Literal["kind", "unit", "year", "holder", "audience", "joined", "channel"]
Row = Mapping[str, Any]
_found = sa.func.jsonb_typeof(activities.c.findings) == "object"


@router.get("")
async def figures(
    read: Reader,
    by: By = "kind",
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    kind: Annotated[Code | None, Query(description="that it is, or serves as well")] = None,
    held_by: Annotated[Code | None, Query(description="organ or body that held it")] = None,
    findings: Annotated[
        bool, Query(description="only those with findings: research, inspections")
    ] = False,
    since: Annotated[Day | None, Query(description="1 January of that year unless given")] = None,
    on: Annotated[Day | None, Query(description="up to this day; today unless given")] = None,
) -> dict[str, Any]:
    """Activities that began in these days, as they stand on record, by `kind` (further purposes
    count as well), `unit`, `year`, `holder` (organ or body), `audience`, `joined` (other
    supervision) or `channel` (by which way members acted, 003-06): how many, how many of them have
    findings, which are their reports (004-22), how many attendances, how many members came at least
    once, and the amounts by kind. `rows` names the activities behind each figure. Only those are
    counted that you read."""
    begin, until = span(since, on)
    chosen = recorded(read.actor).where(activities.c.held_on.between(begin, until))
    if findings:
        chosen = chosen.where(_found)
    if unit:
        chosen = chosen.where(activities.c.unit.startswith(unit, autoescape=True))
    rows = await read.rows(chosen.order_by(activities.c.held_on, activities.c.activity))
    counted = [row for row in rows if _is_of(row, kind, held_by)]
    return {"since": begin, "on": until, "by": by, "figures": added_up(counted, by)}


def recorded(actor: Actor) -> sa.Select[Any]:
    """The activities that took place and that somebody reads whole: of these figures are made."""
    return sa.select(activities).where(
        activities.c.stage == Stage.RECORDED, visibility.activity_in_full(actor)
    )


def _is_of(row: Row, kind: str | None, held_by: str | None) -> bool:
    return (kind is None or kind in values(row, "kind")) and (
        held_by is None or held_by in values(row, "holder")
    )


def values(row: Row, by: By) -> list[Any]:
    """Under which figures an activity counts: several where it serves several purposes, and that of
    none where it names nothing."""
    match by:
        case "kind":
            return [row["kind"], *(each["kind"] for each in row["purposes"])]
        case "unit":
            return [row["unit"]]
        case "year":
            return [row["held_on"].year]
        case "holder":
            return [row["organ"] or row["held_by"]]
        case "audience":
            return list(row["meant_for"]) or [None]
        case "joined":
            return list(row["joined"]) or [None]
        case "channel":
            return [row["channel"]]


def added_up(rows: Iterable[Row], by: By) -> list[dict[str, Any]]:
    """The figures, in the order of their values; what names nothing comes last."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        for value in values(row, by):
            found.setdefault(value, []).append(row)
    in_order = sorted(found.items(), key=lambda each: (each[0] is None, str(each[0])))
    return [{"value": value, **_figure(those)} for value, those in in_order]


def _figure(rows: list[Row]) -> dict[str, Any]:
    present = [each for row in rows for each in row["present"]]
    return {
        "activities": len(rows),
        "findings": sum(row["findings"] is not None for row in rows),
        "attendances": sum(each["count"] for each in present),
        "members": len({member for each in present for member in each["members"]}),
        "amounts": _amounts(rows),
        "rows": [
            {name: row[name] for name in ("activity", "title", "unit", "held_on", "amounts")}
            for row in rows
        ],
    }


def _amounts(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Added up by kind and measure: what is counted in another measure is never mixed in."""
    totals: dict[tuple[str, str], int] = {}
    for each in (amount for row in rows for amount in row["amounts"]):
        key = (each["kind"], each["measure"])
        totals[key] = totals.get(key, 0) + each["value"]
    return [
        {"kind": kind, "measure": measure, "total": total}
        for (kind, measure), total in sorted(totals.items())
    ]
