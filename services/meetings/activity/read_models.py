"""Rows of activities: what was asked for, what took place, what was found, who took part."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.meetings import activity as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.meetings.activity.decider import Stage

metadata = sa.MetaData()

activities = sa.Table(
    "activities",
    metadata,
    sa.Column("activity", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("consultations", JSONB, nullable=False),
    sa.Column("asked", sa.Text),
    sa.Column("question", sa.Text),
    sa.Column("planned_on", sa.Date),
    sa.Column("declined_because", sa.Text),
    sa.Column("held_on", sa.Date),
    sa.Column("led_by", sa.Text),
    sa.Column("bodies", JSONB),
    sa.Column("joint", sa.Boolean),
    sa.Column("place", sa.Text),
    sa.Column("present", JSONB),
    sa.Column("findings", JSONB),
    sa.Column("quota", sa.Text),
    sa.Column("corrected_because", sa.Text),
    *evidence(),
)

taking_part = sa.Table(
    "taking_part",
    metadata,
    sa.Column("activity", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    *evidence(index=False),
)


def project(record: Recorded[e.ActivityEvent]) -> list[Change]:
    match record.data:
        case e.ActivityAsked() as event:
            return [put(activities, record, stage=Stage.ASKED, **filled(activities, event))]
        case e.ActivityAgreed(planned_on=planned_on):
            return [patch(activities, record, stage=Stage.AGREED, planned_on=planned_on)]
        case e.ActivityDeclined(reason=reason):
            return [patch(activities, record, stage=Stage.DECLINED, declined_because=reason)]
        case e.ActivityRecorded() as event:
            # What was asked for is there already, and keeps its question.
            write = put if record.streamversion == 1 else patch
            return [_whole(write, record, event), *_taking_part(record, event)]
        case e.ActivityCorrected() as event:
            gone = (member for member in event.before if member not in event.members)
            return [
                _whole(patch, record, event, corrected_because=event.reason),
                *(drop(taking_part, record, member) for member in gone),
                *_taking_part(record, event),
            ]


def _whole(write: Any, record: Recorded[Any], event: e.Activity, **more: Any) -> Change:
    changed: Change = write(
        activities, record, stage=Stage.RECORDED, **filled(activities, event), **more
    )
    return changed


def _taking_part(record: Recorded[Any], event: e.Activity) -> list[Change]:
    return [put(taking_part, record, member) for member in event.members]


READ_MODEL = ReadModel(project, metadata)
