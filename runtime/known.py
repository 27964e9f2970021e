"""Members and bodies, in every service where somebody types their numbers. The members service
records the facts. A row stays for ever: nobody is taken out of the roster or the directory."""

from typing import Any

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members.body import (
    BodyClassified,
    BodyEnded,
    BodyFounded,
    BodyRegistered,
    BodyRenamed,
)
from contracts.members.member import MemberAdmitted, MemberCorrected
from runtime.projection import Change, filled, patch, put
from runtime.service import Reference
from runtime.units import ending


def _table(name: str, *more: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        *more,
        sa.Column("unit", sa.Text, nullable=False, index=True),
        sa.Column("as_of", sa.BigInteger, nullable=False),
    )


known_members = _table("known_members")
known_bodies = _table(
    "known_bodies",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("part", sa.Text),
    sa.Column("consents", sa.Boolean, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
)
LISTED = str(
    sa.select(
        *(known_bodies.c[each] for each in ("number", "name", "kind", "unit")),
        ending(known_bodies.c.until, known_bodies.c.unit),
        known_bodies.c.consents,
    )
)
"""The statement for bodies as `Listed` has them. A body ends with its unit."""


def project_known(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case MemberAdmitted(name=name):
            return [put(known_members, record, name=name)]
        case MemberCorrected(name=name):
            return [patch(known_members, record, name=name)]
        case BodyRegistered() as event:
            return [put(known_bodies, record, **filled(known_bodies, event))]
        case BodyFounded() | BodyRenamed() | BodyClassified() | BodyEnded() as event:
            return [patch(known_bodies, record, **filled(known_bodies, event))]
    return []


KNOWN = Reference(
    events=(
        MemberAdmitted,
        MemberCorrected,
        BodyRegistered,
        BodyFounded,
        BodyRenamed,
        BodyClassified,
        BodyEnded,
    ),
    tables=(known_members, known_bodies),
    project=project_known,
)
