"""What people read of ratings: how many voted, and the totals of each line of the ballot."""

from datetime import date
from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.outcomes import rating as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel
from services.outcomes.rating.decider.state import Stage

metadata = sa.MetaData()

ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column("rating", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("rating_kind", JSONB, nullable=False),
    sa.Column("options", JSONB, nullable=False),
    sa.Column("voters", JSONB, nullable=False),
    sa.Column("entitled", sa.Integer, nullable=False),
    sa.Column("session", sa.Text),
    sa.Column("on", sa.Date),
    sa.Column("present", sa.Integer),
    sa.Column("issued", sa.Integer),
    # Whether the first teller has entered a count; what it says is seen once both agree.
    sa.Column("one_counted", sa.Boolean, nullable=False),
    sa.Column("returned", sa.Integer),
    sa.Column("report_number", sa.Text),
    sa.Column("reported_on", sa.Date),
    sa.Column("recipients", JSONB),
    sa.Column("bodies", JSONB),
    sa.Column("published_on", sa.Date),
    sa.Column("published_at", sa.Text),
    sa.Column("reason", sa.Text),
    *evidence(),
)

subjects = sa.Table(
    "rating_subjects",
    metadata,
    sa.Column("subject_id", sa.Text, primary_key=True),
    sa.Column("rating", sa.Text, nullable=False, index=True),
    sa.Column("subject", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, index=True),
    sa.Column("task", sa.Integer),
    sa.Column("body", sa.Text, index=True),
    sa.Column("place", sa.Text),
    sa.Column("votes", JSONB),
    sa.Column("blank", sa.Integer),
    sa.Column("invalid", sa.Integer),
    sa.Column("share", sa.Integer),
    sa.Column("satisfied", sa.Boolean),
    *evidence(),
)


def project(record: Recorded[e.RatingEvent]) -> list[Change]:
    match record.data:
        case e.RatingOpened() as event:
            return [
                put(ratings, record, stage=Stage.OPEN, one_counted=False, **filled(ratings, event)),
                *(_line(record, each) for each in event.subjects),
            ]
        case e.BallotsIssued(on=on, present=present, issued=issued):
            return [_issued(record, on, present, issued)]
        case e.BallotsCorrected(on=on, present=present, issued=issued):
            return [_issued(record, on, present, issued)]
        case e.CountEntered():
            return [patch(ratings, record, one_counted=True)]
        case e.CountTakenBack():
            return [patch(ratings, record, one_counted=False)]
        case e.RatingCounted() as event:
            return [
                patch(ratings, record, stage=Stage.COUNTED, returned=event.returned),
                *(_counted(record, each) for each in event.results),
            ]
        case e.RatingReported() as event:
            return [patch(ratings, record, **filled(ratings, event))]
        case e.RatingPublished(published_on=on, published_at=place):
            return [patch(ratings, record, published_on=on, published_at=place)]
        case e.RatingAnnulled(reason=reason):
            return [patch(ratings, record, stage=Stage.ANNULLED, reason=reason)]
        case _:
            assert_never(record.data)


def _id(record: Recorded[Any], subject: int) -> str:
    return f"{record.key}:{subject:02}"


def _issued(record: Recorded[Any], on: date, present: int, issued: int) -> Change:
    facts: dict[str, Any] = {"on": on, "present": present, "issued": issued}
    return patch(ratings, record, stage=Stage.VOTING, **facts)


def _line(record: Recorded[Any], subject: e.Subject) -> Change:
    facts = {"rating": record.key, **filled(subjects, subject)}
    return put(subjects, record, key=_id(record, subject.subject), **facts)


def _counted(record: Recorded[Any], result: e.Result) -> Change:
    names = ("votes", "blank", "invalid", "share", "satisfied")
    facts = {name: getattr(result, name) for name in names}
    return patch(subjects, record, key=_id(record, result.subject), **facts)


READ_MODEL = ReadModel(project, metadata)
