"""Rules as people read them: the profile of each jurisdiction, and each chapter's content."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.places import TIERS
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


def over(unit: sa.ColumnElement[str], table: sa.Table) -> sa.ColumnElement[bool]:
    """The condition that a row is of a jurisdiction at the unit or above it."""
    codes = [sa.func.rpad(sa.func.left(unit, digits), 12, "0") for digits in TIERS]
    return table.c.jurisdiction.in_(codes)


def profile_for(upwards: Sequence[str]) -> sa.Select[Any]:
    """The profile in force for a unit: the first of those that it and the units above it have."""
    nearest = sa.case(
        {at: place for place, at in enumerate(upwards)}, value=profiles.c.jurisdiction
    )
    wanted = profiles.c.jurisdiction.in_(upwards)
    return sa.select(profiles).where(wanted).order_by(nearest).limit(1)


def in_force(chapter: str, unit: sa.ColumnElement[str]) -> sa.ScalarSelect[Any]:
    """The content of a chapter that is in force for each unit of another table."""
    return (
        sa.select(chapters.c.content)
        .where(chapters.c.chapter == chapter, over(unit, chapters))
        .order_by(chapters.c.jurisdiction.desc())
        .limit(1)
        .scalar_subquery()
    )
