"""The register of units in every service: codes, names and days. The members service records the
facts; the writer puts the code and the name of the day on every event."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members.unit import (
    MatterDealtOut,
    UnitClosed,
    UnitPlacedUnder,
    UnitRegistered,
    UnitRenamed,
)
from contracts.places import Reach
from runtime.projection import Change, Put, filled, patch
from runtime.service import Reference

units = sa.Table(
    "units",
    sa.MetaData(),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("parent", sa.Text),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date),
    sa.Column("successors", JSONB),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)
placements = sa.Table(
    "unit_placements",
    units.metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("since", sa.Date, primary_key=True),
    sa.Column("superior", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)
"""To whom a unit answers since when, where its code does not say it."""
dealings = sa.Table(
    "unit_dealings",
    units.metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("matter", sa.Text, primary_key=True),
    sa.Column("successor", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)
"""With which of several successors a matter of a closed unit lies."""
sa.Index("units_closed", units.c.unit, postgresql_where=units.c.valid_to.is_not(None))


def project_unit(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case UnitRegistered() as event:
            row = {**filled(units, event), "as_of": record.position}
            return [Put(units, (record.unit,), row)]
        case UnitRenamed(name=name):
            return [patch(units, record, key=record.unit, name=name)]
        case UnitPlacedUnder(superior=superior, since=since):
            row = {"superior": superior, "as_of": record.position}
            return [Put(placements, (record.unit, since), row)]
        case MatterDealtOut(matter=matter, successor=successor):
            row = {"successor": successor, "as_of": record.position}
            return [Put(dealings, (record.unit, matter), row)]
        case UnitClosed() as event:
            return [patch(units, record, key=record.unit, **filled(units, event))]
    return []


UNITS = Reference(
    (UnitRegistered, UnitRenamed, UnitPlacedUnder, UnitClosed, MatterDealtOut),
    tables=(units, placements, dealings),
    project=project_unit,
)


Condition = sa.ColumnElement[bool]


def ending(until: sa.ColumnElement[Any], unit: sa.ColumnElement[str]) -> sa.Label[Any]:
    """The day from which on what stands at a unit is no more: its own, or the unit's, whichever
    comes first."""
    closed = sa.select(units.c.valid_to).where(units.c.unit == unit).scalar_subquery()
    return sa.func.least(until, closed).label("until")


def still_there(until: sa.ColumnElement[Any], unit: sa.ColumnElement[str], on: date) -> Condition:
    """The condition that what stands at a unit has not ended by that day."""
    ends = ending(until, unit).element
    return sa.or_(ends.is_(None), ends > on)


def within(scopes: Iterable[str], *places: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that one of the places lies in one of the scopes."""
    return sa.or_(sa.false(), *(_covers(scope, place) for scope in scopes for place in places))


def _covers(scope: str, place: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The same as `contracts.places.covers`, of a column."""
    without = scope.without if isinstance(scope, Reach) else ()
    return sa.and_(
        place.startswith(scope, autoescape=True),
        *(sa.not_(place.startswith(each, autoescape=True)) for each in without),
    )
