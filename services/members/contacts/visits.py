"""Whom members visited or talked to in activities. The meetings service records the facts (003-11,
003-12); they are counted here against lists and links."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.meetings.activity import ActivityCorrected, ActivityRecorded
from runtime.projection import Change, drop, put
from runtime.service import Reference

visits = sa.Table(
    "member_visits",
    sa.MetaData(),
    sa.Column("activity", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("members", JSONB, nullable=False),
    sa.Column("contacts", JSONB, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    """One row for each member present at an activity at which somebody was met. A correction takes
    the rows of those away who were not there, or met nobody."""
    match record.data:
        case ActivityRecorded() | ActivityCorrected() as event:
            before = event.before if isinstance(event, ActivityCorrected) else ()
            met = event.met
            there = set(event.members) if met and (met.members or met.contacts) else set()
            rows: list[Change] = [drop(visits, record, each) for each in {*before} - there]
            if met:
                facts: dict[str, Any] = {
                    "title": event.title,
                    "kind": event.kind,
                    "on": event.held_on,
                    "members": met.members,
                    "contacts": met.contacts,
                }
                rows += [put(visits, record, each, **facts) for each in sorted(there)]
            return rows
    return []


VISITS = Reference((ActivityRecorded, ActivityCorrected), (visits,), project)
