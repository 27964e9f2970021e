"""Rules as people read them: the profile of each jurisdiction, and each chapter's content."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.rules import ChapterIssued, ProfileAdopted
from runtime.aggregate import ReadModel
from runtime.projection import Change, evidence, filled, put

metadata = sa.MetaData()

profiles = sa.Table(
    "profiles",
    metadata,
    sa.Column("jurisdiction", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("extends", sa.Text),
    sa.Column("digests", JSONB, nullable=False),
    *evidence(index=False),
)

chapters = sa.Table(
    "chapters",
    metadata,
    sa.Column("jurisdiction", sa.Text, primary_key=True),
    sa.Column("chapter", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("content", JSONB, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[ChapterIssued | ProfileAdopted]) -> list[Change]:
    event = record.data
    if isinstance(event, ProfileAdopted):
        return [put(profiles, record, **filled(profiles, event))]
    name, content = event.chapter_name(), event.content
    return [put(chapters, record, name, version=event.version, content=content)]


READ_MODEL = ReadModel(project, metadata)
