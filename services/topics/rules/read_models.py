"""The county's words and choices as the screens read them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.topics import rules as e
from runtime.projection import Change, evidence, filled, put
from runtime.service import ReadModel

metadata = sa.MetaData()

topic_rules = sa.Table(
    "topic_rules",
    metadata,
    sa.Column("county", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("programme", sa.Text, nullable=False),
    sa.Column("categories", JSONB, nullable=False),
    sa.Column("origins", JSONB, nullable=False),
    sa.Column("principles", JSONB, nullable=False),
    sa.Column("procedures", JSONB, nullable=False),
    sa.Column("choices", JSONB, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[e.RulesEvent]) -> list[Change]:
    return [put(topic_rules, record, **filled(topic_rules, record.data))]


READ_MODEL = ReadModel(project, metadata)
