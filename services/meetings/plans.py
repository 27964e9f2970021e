"""The plans that were decided, of which quotas ask. The topics service records the facts."""

from typing import Any

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.topics.plan import PlanDecided
from runtime.projection import Change, filled, put
from runtime.service import Reference

plans_decided = sa.Table(
    "plans_decided",
    sa.MetaData(),
    sa.Column("plan", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[Any]) -> list[Change]:
    match record.data:
        case PlanDecided(consent=consent) as event:
            facts = filled(plans_decided, event)
            return [put(plans_decided, record, decided_on=consent.decided_on, **facts)]
    return []


PLANS = Reference((PlanDecided,), (plans_decided,), project)
