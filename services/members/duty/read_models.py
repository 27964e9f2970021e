"""One row per credited fact. Points and totals are computed from the rows under the scheme of their
year, never kept beside them (13.3-8)."""

from typing import assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import duty as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

duty_facts = sa.Table(
    "duty_facts",
    metadata,
    sa.Column("duty", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("occasion", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_event", sa.Text, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(index=False),
)


duty_objections = sa.Table(
    "duty_objections",
    metadata,
    sa.Column("duty", sa.Text, primary_key=True),
    sa.Column("objection", sa.Integer, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("occasion", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    # Null until it is answered.
    sa.Column("upheld", sa.Boolean),
    sa.Column("answer", sa.Text),
    *evidence(index=False),
)


def project(record: Recorded[e.DutyEvent]) -> list[Change]:
    match record.data:
        case e.DutyFactCredited() as event:
            fact, facts = (event.kind, event.occasion), filled(duty_facts, event)
            return [
                put(duty_facts, record, *fact, on_day=event.on, withdrawn_because=None, **facts)
            ]
        case e.DutyFactWithdrawn(kind=kind, occasion=occasion, reason=reason):
            return [patch(duty_facts, record, kind, occasion, withdrawn_because=reason)]
        case e.ObjectionRaised(objection=number) as event:
            facts = filled(duty_objections, event)
            return [put(duty_objections, record, number, **facts)]
        case e.ObjectionAnswered(objection=number, upheld=upheld, answer=answer):
            return [patch(duty_objections, record, number, upheld=upheld, answer=answer)]
        case _:
            assert_never(record.data)


READ_MODEL = ReadModel(project, metadata)
