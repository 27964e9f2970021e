"""The points table in force, one row per county."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members.duty import RulesEvent
from runtime.projection import Change, evidence, filled, put
from runtime.service import ReadModel

metadata = sa.MetaData()

duty_rules = sa.Table(
    "duty_rules",
    metadata,
    sa.Column("county", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("points", JSONB, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[RulesEvent]) -> list[Change]:
    return [put(duty_rules, record, **filled(duty_rules, record.data))]


READ_MODEL = ReadModel(project, metadata)
