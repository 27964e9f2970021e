"""Calls for topics, and what came in under each."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.topics import call as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

calls = sa.Table(
    "calls",
    metadata,
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("units", JSONB, nullable=False),
    sa.Column("channels", JSONB, nullable=False),
    sa.Column("notice", sa.Text),
    sa.Column("paper", JSONB),
    sa.Column("opens", sa.Date, nullable=False),
    sa.Column("closes", sa.Date, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    # Why it was corrected, extended, closed early or withdrawn, the last time.
    sa.Column("reason", sa.Text),
    *evidence(),
)

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("from_unit", sa.Text, nullable=False),
    sa.Column("channel", sa.Text),
    sa.Column("received_on", sa.Date, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[e.TopicCallEvent]) -> list[Change]:
    match record.data:
        case e.TopicCallOpened() as event:
            return [put(calls, record, withdrawn=False, **filled(calls, event))]
        case (e.TopicCallCorrected() | e.TopicCallExtended() | e.TopicCallClosed()) as event:
            return [patch(calls, record, **filled(calls, event))]
        case e.TopicCallWithdrawn(reason=reason):
            return [patch(calls, record, withdrawn=True, reason=reason)]
        case e.SubmissionReceived() as event:
            return [put(submissions, record, event.topic, **filled(submissions, event))]
        case e.SubmissionTakenBack(topic=topic):
            return [drop(submissions, record, topic)]


READ_MODEL = ReadModel(project, metadata)
