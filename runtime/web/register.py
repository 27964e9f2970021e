"""Whether a unit that somebody typed is in the register, and was there on the day that matters."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from runtime.units import units
from runtime.web.problems import Problem


async def registered(engine: AsyncEngine, code: str, on: date) -> None:
    """Refuse (422) a unit that is in no register, or was closed on that day."""
    async with engine.connect() as connection:
        found = (await connection.execute(sa.select(units).where(units.c.unit == code))).mappings()
        row = found.first()
    if row is None:
        raise Problem(
            422,
            "unknown-unit",
            f"单位登记簿中没有 {code}。请核对单位代码。",
            f"No unit {code} is in the register. Check the code.",
        )
    if row["valid_to"] is not None and row["valid_to"] <= on:
        heirs = row["successors"] or []
        raise Problem(
            422,
            "unit-closed",
            f"{row['name']}已于 {row['valid_to']} 撤销，"
            f"请改用承接它的单位{'：' if heirs else ''}{'、'.join(heirs)}。",
            f"{row['name']} was closed on {row['valid_to']}. Use the unit that succeeds it"
            f"{': ' if heirs else ''}{', '.join(heirs)}.",
        )
