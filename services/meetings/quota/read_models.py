"""Of which periods the miss is on record. Figures themselves are counted when somebody asks."""

from typing import assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.meetings import quota as e
from runtime.projection import Change, evidence, put
from runtime.service import ReadModel

metadata = sa.MetaData()

missed = sa.Table(
    "quotas_missed",
    metadata,
    sa.Column("owing", sa.Text, primary_key=True),
    sa.Column("quota", sa.Text, primary_key=True),
    sa.Column("first", sa.Date, primary_key=True),
    sa.Column("held", sa.Integer, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[e.QuotaEvent]) -> list[Change]:
    match record.data:
        case e.MemberQuotaMissed(count=held) as event:
            return [put(missed, record, event.quota, event.first, held=held)]
        case e.QuotaMissed() as event:
            held = len(event.sessions) + len(event.activities)
            return [put(missed, record, event.quota, event.first, held=held)]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
