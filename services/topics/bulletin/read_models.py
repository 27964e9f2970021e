"""Bulletins, their items, and to whom they went."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.topics import bulletin as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.topics.bulletin.decider.state import Stage

metadata = sa.MetaData()

bulletins = sa.Table(
    "bulletins",
    metadata,
    sa.Column("bulletin_id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("issue", sa.Integer, nullable=False),
    sa.Column("bulletin_number", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True)),
    # The event by which it was issued, or corrected last: a figure's source.
    sa.Column("issued_as_of", sa.BigInteger, nullable=False),
    # Why it was corrected or withdrawn.
    sa.Column("reason", sa.Text),
    *evidence(),
)

bulletin_items = sa.Table(
    "bulletin_items",
    metadata,
    sa.Column("bulletin_id", sa.Text, primary_key=True),
    sa.Column("report", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("text", JSONB, nullable=False),
    *evidence(index=False),
)

bulletin_recipients = sa.Table(
    "bulletin_recipients",
    metadata,
    sa.Column("bulletin_id", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("sent_on", sa.Date, nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    *evidence(index=False),
)


def project(record: Recorded[e.BulletinEvent]) -> list[Change]:
    match record.data:
        case e.BulletinIssued() as event:
            facts = filled(bulletins, event)
            at = record.position
            row = put(bulletins, record, stage=Stage.ISSUED, issued_as_of=at, **facts)
            return [row, *_items(record, event.items)]
        case e.BulletinSent(recipients=bodies) as event:
            facts = filled(bulletin_recipients, event)
            sent = [put(bulletin_recipients, record, body, **facts) for body in bodies]
            return [patch(bulletins, record), *sent]
        case e.SendingWithdrawn(recipients=bodies):
            gone = [drop(bulletin_recipients, record, body) for body in bodies]
            return [patch(bulletins, record), *gone]
        case e.BulletinCorrected() as event:
            facts = filled(bulletins, event)
            return [
                patch(bulletins, record, issued_as_of=record.position, **facts),
                *(drop(bulletin_items, record, each) for each in event.removed),
                *_items(record, event.items),
            ]
        case e.BulletinFollowed():
            return [patch(bulletins, record)]
        case e.BulletinWithdrawn(reason=reason):
            return [patch(bulletins, record, stage=Stage.WITHDRAWN, reason=reason)]


def _items(record: Recorded[e.BulletinEvent], items: Iterable[e.BulletinItem]) -> list[Change]:
    return [
        put(bulletin_items, record, each.report, place=place, **filled(bulletin_items, each))
        for place, each in enumerate(items, start=1)
    ]


READ_MODEL = ReadModel(project, metadata)
