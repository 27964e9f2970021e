"""Who asked for leave from which session, and what was decided."""

from typing import assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import leave as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel
from services.members.leave.decider import Stage

metadata = sa.MetaData()

leaves = sa.Table(
    "leaves",
    metadata,
    sa.Column("leave", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("uncounted", sa.Boolean, nullable=False),
    sa.Column("asked_on", sa.Date, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date),
    sa.Column("reason", sa.Text),
    *evidence(),
)


def project(record: Recorded[e.LeaveEvent]) -> list[Change]:
    match record.data:
        case e.LeaveAsked() as event:
            return [put(leaves, record, stage=Stage.ASKED, **filled(leaves, event))]
        case e.LeaveGranted(decided_on=day):
            return [patch(leaves, record, stage=Stage.GRANTED, decided_on=day)]
        case e.LeaveRefused(decided_on=day, reason=reason):
            return [patch(leaves, record, stage=Stage.REFUSED, decided_on=day, reason=reason)]
        case e.LeaveTakenBack():
            return [patch(leaves, record, stage=Stage.TAKEN_BACK)]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
