"""How the registers are read where the rows of a scope are not the whole answer.

Bodies, rules and the roster are kept under the county's code, which a township's scope does not
cover; yet a clerk must find the committees of their county and the members posted to them.
"""

from typing import Any

import sqlalchemy as sa

from runtime.actor import Actor
from runtime.web.http import Reading
from runtime.web.problems import Problem

UNSHOWN = {"unshown": True}
"""`info` of a column that is there to search by, and that no reader gets."""


def of_the_county(actor: Actor, unit: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The row belongs to a county in which the actor holds an office, or which an office covers."""
    counties = sorted({scope[:6] for scope in actor.scopes})
    return sa.or_(*(unit.startswith(scope, autoescape=True) for scope in counties))


async def page(
    reading: Reading,
    table: sa.Table,
    *conditions: sa.ColumnElement[bool],
    after: str,
    limit: int,
) -> dict[str, Any]:
    """As `Reading.page`, but who may see a row is said by the conditions."""
    (key,) = table.primary_key.columns
    chosen = (
        sa.select(*_shown(table)).where(key > after, *conditions).order_by(key).limit(limit + 1)
    )
    rows = await reading.rows(chosen)
    following = rows[limit - 1][key.name] if len(rows) > limit else None
    return {"items": rows[:limit], "next": following}


async def one(
    reading: Reading, table: sa.Table, value: str, *conditions: sa.ColumnElement[bool]
) -> dict[str, Any]:
    """As `Reading.one`, but who may see the row is said by the conditions."""
    (key,) = table.primary_key.columns
    if rows := await reading.rows(sa.select(*_shown(table)).where(key == value, *conditions)):
        return rows[0]
    raise Problem(
        404,
        "not-found",
        "没有找到，或不在您的管辖范围内。请核对编号。",
        "There is no such record within your scope. Check the number.",
    )


def _shown(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.columns if not column.info.get("unshown")]
