"""Links, those that are over too; one that was taken back is none."""

from typing import assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import link as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

links = sa.Table(
    "links",
    metadata,
    sa.Column("link", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("member", sa.Text, index=True),
    sa.Column("office", sa.Text),
    sa.Column("with_member", sa.Text, index=True),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("visits", sa.Integer, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("reason", sa.Text),
    *evidence(),
)


def project(record: Recorded[e.LinkEvent]) -> list[Change]:
    match record.data:
        case e.LinkMade() as event:
            return [put(links, record, **filled(links, event))]
        case e.LinkEnded() as event:
            return [patch(links, record, **filled(links, event))]
        case e.LinkWithdrawn():
            return [drop(links, record)]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
