"""Look up the number of a unit, member, committee or department that somebody typed.

A wrong number is refused with the nearest one that exists: once recorded, the matter would belong
to nobody.
"""

import difflib
import re
from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from runtime import clock
from runtime.jurisdictions import read_jurisdictions
from runtime.known import known_bodies, known_members
from runtime.refusals import unknown_unit
from runtime.units import still_there, units
from runtime.web.http import Submitting
from runtime.web.problems import Problem


async def registered(engine: AsyncEngine, code: str, on: date) -> None:
    """Refuse (422) a unit that is in no register, or was closed on that day."""
    async with engine.connect() as connection:
        found = (await connection.execute(sa.select(units).where(units.c.unit == code))).mappings()
        row = found.first()
    if row is None:
        raise unknown_unit(code)
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


async def in_the_roster(
    submit: Submitting, unit: str | None, numbers: Iterable[str | None]
) -> None:
    """Refuse (422) members' numbers that nobody in the unit's jurisdiction has."""
    if unknown := await _unknown(submit, unit, numbers, known_members):
        chinese, english = unknown
        raise Problem(
            422,
            "unknown-member",
            f"本地委员名册中没有 {chinese}。请核对委员编号；刚录入的委员请稍后再提交。",
            f"The roster here has no {english}. Check the number; a member admitted a"
            " moment ago is known shortly.",
        )


async def in_the_directory(
    submit: Submitting, unit: str | None, bodies: Iterable[str | None], *, ended: bool = False
) -> None:
    """Refuse (422) committees and departments that nobody has registered in the unit's
    jurisdiction, or that have ended, by themselves or with their unit, unless `ended` ones do as
    well."""
    there = still_there(known_bodies.c.until, known_bodies.c.unit, clock.today())
    still = sa.true() if ended else there
    if unknown := await _unknown(submit, unit, bodies, known_bodies, still):
        chinese, english = unknown
        raise Problem(
            422,
            "unknown-body",
            f"本地机构名录中没有 {chinese}，或已经撤销。"
            "请核对机构编号，或请政协办公室先登记；刚登记的请稍后再提交。",
            f"The directory of bodies here has no {english}, or it has ended. Check the id,"
            " or have the CPPCC office register it first; a body registered a moment ago is known"
            " shortly.",
        )


SHOWN = 10
"""How many numbers a sentence names."""


async def _unknown(
    submit: Submitting,
    unit: str | None,
    numbers: Iterable[str | None],
    table: sa.Table,
    still: sa.ColumnElement[bool] = sa.true(),  # noqa: B008
) -> tuple[str, str] | None:
    """Numbers that do not exist, each with the nearest that does, in Chinese and in English.

    Look up before the writer is asked. Rows are never taken out of these tables; those that are not
    `still` there count as unknown. Unknown units, and those the asker may not act for, are left to
    the writer."""
    wanted = list(dict.fromkeys(number for number in numbers if number is not None))
    if not wanted or unit is None:
        return None
    engine: AsyncEngine = submit.request.app.state.engine
    async with engine.connect() as connection:
        there = await read_jurisdictions(connection, clock.today())
        covering = there.succession.standing(unit, there.day).covering
        if submit.actor.grant_for(*covering) is None:
            return None
        ruling = {there.of(each) or each for each in covering}
        reached = sa.or_(*(there.reached(each, table.c.unit) for each in sorted(ruling)))
        chosen = sa.select(table.c.number, table.c.name).where(reached, still)
        found = set(await connection.scalars(chosen.where(table.c.number.in_(wanted))))
        unknown = [number for number in wanted if number not in found][:SHOWN]
        if not unknown:
            return None
        names = {row.number: row.name for row in await connection.execute(chosen)}
    nearest = [(number, _nearest(number, names)) for number in unknown]
    return (
        "、".join(
            f"{each}（最接近的是 {near} {names[near]}）" if near else each for each, near in nearest
        ),
        ", ".join(
            f"{each} (nearest: {near} {names[near]})" if near else each for each, near in nearest
        ),
    )


def _nearest(number: str, known: Collection[str]) -> str | None:
    """The number that differs in leading zeros alone, else the one that looks most like it."""
    alike = [each for each in known if _bare(each) == _bare(number)]
    return next(iter(alike or difflib.get_close_matches(number, known, 1, 0.75)), None)


def _bare(number: str) -> str:
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", number)
