"""The sessions and activities that there are, where a topic says that it rests on one (001-16). The
meetings service records the facts; nothing here follows from them."""

from typing import Any

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.meetings.activity import ActivityAsked, ActivityRecorded
from contracts.meetings.session import SessionCalled
from runtime.projection import Change, put
from runtime.service import Reference


def _table(name: str) -> sa.Table:
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("as_of", sa.BigInteger, nullable=False),
    )


known_sessions, known_activities = _table("known_sessions"), _table("known_activities")


def project(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case SessionCalled():
            return [put(known_sessions, record)]
        case ActivityAsked() | ActivityRecorded():
            return [put(known_activities, record)]
    return []


HELD = Reference(
    (SessionCalled, ActivityAsked, ActivityRecorded), (known_sessions, known_activities), project
)
