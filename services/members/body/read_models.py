"""The directory of bodies: committees to ask for joint research, departments (000-50)."""

from typing import assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import body as e
from runtime.projection import Change, evidence, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

bodies = sa.Table(
    "bodies",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    *evidence(),
)


def project(record: Recorded[e.BodyEvent]) -> list[Change]:
    match record.data:
        case e.BodyRegistered(name=name, kind=kind):
            return [put(bodies, record, name=name, kind=kind)]
        case e.BodyRenamed(name=name):
            return [patch(bodies, record, name=name)]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
