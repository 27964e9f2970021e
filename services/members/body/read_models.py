"""The directory of bodies: committees to ask for joint research, departments (000-50), the
workstations and councils of units (000-01, 000-02)."""

from typing import assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import body as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

bodies = sa.Table(
    "bodies",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("part", sa.Text),
    sa.Column("consents", sa.Boolean, nullable=False),
    sa.Column("has_members", sa.Boolean, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("office_number", sa.Text),
    *evidence(),
)


holders = sa.Table(
    "post_holders",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("held", sa.Integer, primary_key=True),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("leads", sa.Boolean, nullable=False),
    sa.Column("liaison", sa.Boolean, nullable=False),
    sa.Column("member", sa.Text),
    sa.Column("person", sa.Text),
    sa.Column("capacity", sa.Text),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("reason", sa.Text),
    *evidence(index=False),
)


establishment = sa.Table(
    "establishment",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("post", sa.Text, primary_key=True),
    sa.Column("since", sa.Date, primary_key=True),
    sa.Column("posts", sa.Integer, nullable=False),
    sa.Column("basis", sa.Text),
    *evidence(index=False),
)
"""How many posts a body has from a day on; `post` is empty where all are counted together."""


def project(record: Recorded[e.BodyEvent]) -> list[Change]:
    match record.data:
        case e.BodyRegistered() as event:
            return [put(bodies, record, **filled(bodies, event))]
        case (
            e.BodyFounded()
            | e.BodyRenamed()
            | e.BodyClassified()
            | e.OfficeNumberChanged()
            | e.BodyEnded() as event
        ):
            return [patch(bodies, record, **filled(bodies, event))]
        case e.PostTaken(held=held) as event:
            return [put(holders, record, held, **filled(holders, event))]
        case e.PostLeft(held=held, until=until, reason=reason):
            return [patch(holders, record, held, until=until, reason=reason)]
        case e.EstablishmentSet(post=post, since=since, posts=posts, basis=basis):
            return [put(establishment, record, post or "", since, posts=posts, basis=basis)]
        case e.EstablishmentWithdrawn(post=post, since=since):
            return [drop(establishment, record, post or "", since)]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
