"""One row per credited fact. Totals are computed from the rows, never kept beside them (13.3-8)."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import duty as e
from runtime.projection import Change, evidence, filled, put
from runtime.service import ReadModel

metadata = sa.MetaData()

duty_facts = sa.Table(
    "duty_facts",
    metadata,
    sa.Column("duty", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("occasion", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source_event", sa.Text, nullable=False),
    sa.Column("points", sa.Integer, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[e.DutyEvent]) -> list[Change]:
    event = record.data
    return [
        put(
            duty_facts,
            record,
            event.kind,
            event.topic,
            event.occasion,
            on_day=event.on,
            **filled(duty_facts, event),
        )
    ]


def summary(facts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many facts and points of each kind, and the total, in the order they were credited."""
    listed = sorted(facts, key=lambda fact: int(fact["as_of"]))
    kinds = {
        kind: {
            "facts": sum(fact["kind"] == kind for fact in listed),
            "points": sum(fact["points"] for fact in listed if fact["kind"] == kind),
        }
        for kind in e.DutyKind
    }
    return {"total": sum(fact["points"] for fact in listed), "kinds": kinds, "facts": listed}


READ_MODEL = ReadModel(project, metadata)
