"""The county's words and choices as the screens read them."""

import json

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.topics.rules import RulesEvent
from runtime.projection import Change, put

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
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[RulesEvent]) -> list[Change]:
    event = record.data
    written = {
        name: json.dumps(value, ensure_ascii=False)
        for name, value in event.model_dump(
            mode="json", include={"categories", "origins", "principles", "procedures"}
        ).items()
    }
    row = {"version": event.version, "programme": event.programme, **written}
    return [put(topic_rules, record, **row)]
