"""The rooms for consultation, where they stand and who shares them."""

from typing import assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members import room as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

rooms = sa.Table(
    "rooms",
    metadata,
    sa.Column("room", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("host", sa.Text),
    sa.Column("shared_with", JSONB, nullable=False),
    sa.Column("equipment", JSONB, nullable=False),
    sa.Column("host_kind", sa.Text),
    sa.Column("post", sa.Text),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    *evidence(),
)


def project(record: Recorded[e.RoomEvent]) -> list[Change]:
    match record.data:
        case e.RoomOpened() as event:
            return [put(rooms, record, **filled(rooms, event))]
        case e.RoomChanged() | e.RoomClosed() as event:
            return [patch(rooms, record, **filled(rooms, event))]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
