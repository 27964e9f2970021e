"""What people read about a county's rules on outcomes."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.outcomes import rules as e
from runtime.projection import Change, evidence, filled, put
from runtime.service import ReadModel

metadata = sa.MetaData()

outcome_rules = sa.Table(
    "outcome_rules",
    metadata,
    sa.Column("county", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("first_progress_days", sa.Integer, nullable=False),
    sa.Column("result_days", sa.Integer, nullable=False),
    sa.Column("look_back_days", sa.Integer, nullable=False),
    sa.Column("copies", JSONB, nullable=False),
    sa.Column("lists", JSONB, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[e.RulesEvent]) -> list[Change]:
    return [put(outcome_rules, record, **filled(outcome_rules, record.data))]


READ_MODEL = ReadModel(project, metadata)
