"""What is counted of reports in a year, each figure with the facts behind it (003-15)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query

from contracts.places import Scope
from contracts.text import Day, Year
from runtime import clock
from services.topics.access import FigureReader
from services.topics.bulletin.decider.state import Stage
from services.topics.bulletin.read_models import bulletin_items, bulletins
from services.topics.report.read_models import report_receipts, report_uses

Row = dict[str, Any]
_KINDS = ("author_kind", "category", "channel")
"""By what reports that came in are told apart (003-06, 003-16)."""


async def figures(
    read: FigureReader,
    year: Annotated[Year | None, Query(description="that of `as_of`")] = None,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    as_of: Annotated[Day | None, Query(description="the last day that counts; today")] = None,
) -> Row:
    """Of a year, as of a day: reports received, bulletins issued (those withdrawn left out) and
    their items, reports that each level above used. Each figure is a `count` with its `facts`:
    which report or bulletin, on which day, and as of which position of the ledger it is on record.
    What leaders wrote on them is counted with outcomes."""
    until = as_of or clock.today()
    year = year or until.year
    first, last = date(year, 1, 1), min(date(year, 12, 31), until)

    async def facts(
        what: Sequence[sa.ColumnElement[Any]], day: sa.ColumnElement[Any], of: sa.Table, *where: Any
    ) -> list[Row]:
        here = [of.c.unit.startswith(unit, autoescape=True)] if unit else []
        chosen = sa.select(*what, day.label("on")).where(
            read.visible(of.c.unit), day.between(first, last), *here, *where
        )
        return await read.rows(chosen.order_by(day, *what))

    receipts, uses = report_receipts.c, report_uses.c
    received = await facts(
        [
            receipts.report_id.label("report"),
            *(receipts[each] for each in _KINDS),
            receipts.unit_name,
            receipts.as_of,
        ],
        receipts.received_on,
        report_receipts,
    )
    there = bulletins.c.stage != Stage.WITHDRAWN
    issued = [bulletins.c.bulletin_id.label("bulletin"), bulletins.c.issued_as_of.label("as_of")]
    issues = await facts(issued, bulletins.c.issued_on, bulletins, there)
    joined = bulletin_items.c.bulletin_id == bulletins.c.bulletin_id
    item = bulletin_items.c.report
    items = await facts([item, *issued], bulletins.c.issued_on, bulletins, there, joined)
    used = await facts(
        [uses.level, uses.report_id.label("report"), uses.as_of], uses.used_on, report_uses
    )
    return {
        "year": year,
        "unit": unit,
        "as_of": last,
        "received": {
            **_figure(received),
            **{f"by_{each}": _by(each, received) for each in _KINDS},
        },
        "issues": _figure(issues),
        "items": _figure(items),
        "used": {**_figure(used), "by_level": _by("level", used)},
    }


def _figure(facts: list[Row]) -> Row:
    return {"count": len(facts), "facts": facts}


def _by(what: str, facts: list[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in facts:
        found[fact[what]] = found.get(fact[what], 0) + 1
    return found
