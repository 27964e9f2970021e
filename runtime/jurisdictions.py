"""Whose rules are in force in a unit on a day: those of the nearest unit upward that has adopted a
profile, by its superior of that day. The writer, the routes and the pages ask the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.places import prefix
from runtime.actor import Actor
from runtime.chapters import chapters, profiles
from runtime.succession import CLOSED, DEALT, PLACED, Succession
from runtime.units import within


@dataclass(frozen=True)
class Jurisdictions:
    """The register of units, and those of them that have adopted a profile, on a day."""

    succession: Succession
    known: Collection[str]
    day: date

    def of(self, unit: str) -> str:
        """The unit whose rules are in force in this one; empty where nobody has made any."""
        return next((at for at in self.upwards(unit) if at in self.known), "")

    def upwards(self, unit: str) -> tuple[str, ...]:
        """The unit and those above it, the nearest first."""
        return self.succession.upwards(unit, self.day)

    def below(self, unit: str, above: str) -> str | None:
        """The unit just below another one on the way up to it; itself where it is that one, and
        none where it does not lie there."""
        path = self.upwards(unit)
        return path[max(path.index(above) - 1, 0)] if above in path else None

    def known_to(self, actor: Actor, unit: str) -> bool:
        """Whether an office of theirs covers the unit, or lies in its jurisdiction."""
        covering = self.succession.standing(unit, self.day).covering
        return actor.knows(covering, self.of(unit) or unit, self.upwards)

    def column(self, unit: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
        """`of` for the units of a column. On its way up by the code, a unit meets first a
        jurisdiction or one that is placed under another superior, or neither."""
        met = {*self.known, *self.succession.led(self.day)}
        ruled = sorted(
            ((prefix(each), self.of(each)) for each in met), key=lambda one: -len(one[0])
        )
        if not ruled:
            return sa.literal("")
        return sa.case(*((unit.startswith(scope), at) for scope, at in ruled), else_="")

    def reached(self, unit: str, column: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """The condition that a row is of the unit or of one that it leads today."""
        return within(self.succession.reach(prefix(unit), self.day), column)

    def in_force(self, chapter: str, unit: sa.ColumnElement[str]) -> sa.ScalarSelect[Any]:
        """The content of a chapter that is in force for each unit of another table."""
        return (
            sa.select(chapters.c.content)
            .where(chapters.c.chapter == chapter, chapters.c.jurisdiction == self.column(unit))
            .scalar_subquery()
        )


async def read_succession(connection: AsyncConnection) -> Succession:
    closed = (await connection.execute(sa.text(CLOSED))).mappings()
    placed = (await connection.execute(sa.text(PLACED))).mappings()
    dealt = (await connection.execute(sa.text(DEALT))).mappings()
    return Succession(*([dict(row) for row in rows] for rows in (closed, placed, dealt)))


async def read_jurisdictions(connection: AsyncConnection, day: date) -> Jurisdictions:
    """Those of a service that keeps `profiles`."""
    adopted = frozenset(await connection.scalars(sa.select(profiles.c.jurisdiction)))
    return Jurisdictions(await read_succession(connection), adopted, day)
