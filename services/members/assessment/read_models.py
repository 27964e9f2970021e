"""The score sheets, line by line; who reads them is settled where they are asked for."""

from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members import assessment as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

assessments = sa.Table(
    "assessments",
    metadata,
    sa.Column("assessment", sa.Text, primary_key=True),
    sa.Column("sheet", JSONB, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("offices", JSONB, nullable=False),
    sa.Column("issue", sa.Integer),
    sa.Column("published_on", sa.Date),
    sa.Column("whole", sa.Integer),
    sa.Column("totals", JSONB),
    *evidence(),
)
"""`totals`, `whole` and `published_on` are those of the last issue."""

scores = sa.Table(
    "assessment_scores",
    metadata,
    sa.Column("score", sa.Text, primary_key=True),
    sa.Column("assessment", sa.Text, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("criterion", sa.Text, nullable=False),
    sa.Column("points", sa.Integer, nullable=False),
    sa.Column("entered", sa.Boolean, nullable=False),
    sa.Column("ground", sa.Text),
    sa.Column("of", sa.Integer),
    sa.Column("whole", sa.Integer),
    *evidence(),
)
"""`entered` by the owner, with its ground; else counted: `of` out of `whole`."""


def project(record: Recorded[e.AssessmentEvent]) -> list[Change]:
    match record.data:
        case e.AssessmentOpened(sheet=sheet, year=year):
            facts: dict[str, Any] = {
                "year": year,
                "of": sheet.of,
                "owner": sheet.owner,
                "offices": sheet.offices,
            }
            return [put(assessments, record, sheet=sheet, **facts)]
        case e.ScoreEntered() | e.ScoreCorrected() | e.ScoreCounted() as event:
            key = f"{record.key}:{event.subject}:{event.criterion}"
            entered = not isinstance(event, e.ScoreCounted)
            said = {"assessment": record.key, "entered": entered, **filled(scores, event)}
            return [put(scores, record, key=key, **said)]
        case e.AssessmentPublished() as event:
            told = ("issue", "published_on", "whole", "totals")
            return [patch(assessments, record, **{name: getattr(event, name) for name in told})]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
