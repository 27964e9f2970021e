"""The talents, their lasting interests, and what draws had to say of them (001-30, 001-31)."""

from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members import talent as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel
from services.members.talent.decider.state import Stage

metadata = sa.MetaData()

talents = sa.Table(
    "talents",
    metadata,
    sa.Column("talent", sa.Text, primary_key=True),
    sa.Column("jurisdiction", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("fields", JSONB, nullable=False),
    sa.Column("tier", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("body", sa.Text),
    sa.Column("member", sa.Text),
    sa.Column("nominated_on", sa.Date, nullable=False),
    sa.Column("resolution", sa.Text),
    sa.Column("certificate", sa.Text),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("suspended_since", sa.Date),
    sa.Column("suspended_until", sa.Date),
    sa.Column("suspended_because", sa.Text),
    sa.Column("ended_on", sa.Date),
    sa.Column("ground", sa.Text),
    *evidence(),
)

interests = sa.Table(
    "talent_interests",
    metadata,
    sa.Column("talent", sa.Text, primary_key=True),
    sa.Column("interest", sa.Integer, primary_key=True),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("bodies", JSONB, nullable=False),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("ended_on", sa.Date),
    *evidence(index=False),
)

draws_of = sa.Table(
    "talent_draws",
    metadata,
    sa.Column("talent", sa.Text, primary_key=True),
    sa.Column("draw", sa.Text, primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[e.TalentEvent]) -> list[Change]:
    match record.data:
        case e.TalentNominated() as event:
            row = {
                **filled(talents, event),
                "jurisdiction": record.rules.partition("/")[0],
                "stage": Stage.NOMINATED,
                "nominated_on": event.on,
            }
            return [put(talents, record, **row)]
        case e.TalentCorrected() as event:
            return [patch(talents, record, **filled(talents, event))]
        case e.TalentChecked():
            return [patch(talents, record, stage=Stage.CHECKED)]
        case e.TalentTurnedDown(on=on):
            return [patch(talents, record, stage=Stage.TURNED_DOWN, ended_on=on)]
        case e.TalentApproved(last=last, consent=consent):
            stage = Stage.APPROVED if last else Stage.CHECKED
            return [patch(talents, record, stage=stage, resolution=consent.resolution)]
        case e.ApprovalRefused():
            return [patch(talents, record, stage=Stage.NOMINATED, resolution=None)]
        case e.TalentAppointed() | e.TermRenewed() as event:
            return [patch(talents, record, stage=Stage.APPOINTED, **filled(talents, event))]
        case e.TalentSuspended(since=since, until=until, reason=reason):
            return [_suspended(record, since, until, reason)]
        case e.TalentResumed():
            return [_suspended(record, None, None, None)]
        case e.InterestRecorded(interest=number) as event:
            return [put(interests, record, number, **filled(interests, event))]
        case e.InterestEnded(interest=number, on=on):
            return [patch(interests, record, number, ended_on=on)]
        case e.DrawNoted(draw=draw, round=round, what=what, on=on):
            return [put(draws_of, record, draw, round, what=what, on_day=on)]
        case e.TalentExited(on=on, ground=ground):
            return [patch(talents, record, stage=Stage.EXITED, ended_on=on, ground=ground)]
        case _:
            assert_never(record.data)


def _suspended(record: Recorded[Any], since: Any, until: Any, because: Any) -> Change:
    said = {"suspended_since": since, "suspended_until": until, "suspended_because": because}
    return patch(talents, record, **said)


READ_MODEL = ReadModel(project, metadata)
