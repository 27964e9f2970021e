"""Absences of members, and the cases that follow from them."""

from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.members import absence as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

absences = sa.Table(
    "member_absences",
    metadata,
    sa.Column("absences", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("on_leave", sa.Boolean, nullable=False),
    *evidence(),
)

cases = sa.Table(
    "absence_cases",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("case", sa.Integer, nullable=False),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("sessions", JSONB, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("result", sa.Text),
    sa.Column("closed_on", sa.Date),
    sa.Column("reason", sa.Text),
    *evidence(),
)
"""`stage` is open, closed or dropped."""

steps = sa.Table(
    "absence_case_steps",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("letter", sa.Text),
    sa.Column("answer_by", sa.Date),
    sa.Column("answered_on", sa.Date),
    sa.Column("answer", sa.Text),
    *evidence(index=False),
)


def project(record: Recorded[e.AbsenceEvent]) -> list[Change]:
    match record.data:
        case e.AbsenceEntered(session=session) as event:
            return [put(absences, record, session, **filled(absences, event))]
        case e.AbsenceCleared(session=session):
            return [drop(absences, record, session)]
        case e.AbsenceCaseOpened(case=number) as event:
            said = filled(cases, event)
            return [put(cases, record, key=_id(record, number), stage="open", **said)]
        case e.AbsenceCaseDropped(case=number):
            return [patch(cases, record, key=_id(record, number), stage="dropped")]
        case e.CaseStepTaken(case=number, step=step) as event:
            return [put(steps, record, step, key=_id(record, number), **filled(steps, event))]
        case e.InquiryAnswered(case=number, step=step, on=day, letter=letter):
            answered: dict[str, Any] = {"answered_on": day, "answer": letter}
            return [patch(steps, record, step, key=_id(record, number), **answered)]
        case e.AbsenceCaseClosed(case=number, on=day, result=result, reason=reason):
            closed: dict[str, Any] = {
                "stage": "closed",
                "result": result,
                "closed_on": day,
                "reason": reason,
            }
            return [patch(cases, record, key=_id(record, number), **closed)]
        case _:
            assert_never(record.data)


def _id(record: Recorded[e.AbsenceEvent], number: int) -> str:
    return f"{record.key}:{number:03}"


READ_MODEL = ReadModel(project, metadata)
