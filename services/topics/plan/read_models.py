"""Annual plans, and the rows of those in force."""

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.consent import Consent
from contracts.event import Recorded
from contracts.topics.plan import PlanAmended, PlanApproved, PlanDrafted, PlanEvent
from runtime.projection import Change, patch, put
from services.topics.plan.decider import Stage

metadata = sa.MetaData()

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("plan_id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    # The rows of a draft; once consented to, they stand in plan_entries.
    sa.Column("draft", JSONB),
    sa.Column("consent_organisation", sa.Text),
    sa.Column("consent_resolution", sa.Text),
    sa.Column("consent_on", sa.Date),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)

plan_entries = sa.Table(
    "plan_entries",
    metadata,
    sa.Column("plan_id", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("responsible", sa.Text, nullable=False),
    # Null for a row that was there from the start.
    sa.Column("amended_because", sa.Text),
    sa.Column("consent_organisation", sa.Text, nullable=False),
    sa.Column("consent_resolution", sa.Text, nullable=False),
    sa.Column("consent_on", sa.Date, nullable=False),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("unit_name", sa.Text, nullable=False),
    sa.Column("as_of", sa.BigInteger, nullable=False),
)


def project(record: Recorded[PlanEvent]) -> list[Change]:
    match record.data:
        case PlanDrafted(year=year, title=title) as event:
            draft = json.dumps(event.model_dump(mode="json")["entries"], ensure_ascii=False)
            return [put(plans, record, year=year, title=title, stage=Stage.DRAFTED, draft=draft)]
        case PlanApproved(entries=entries, consent=consent):
            granted = _consent(consent)
            return [
                patch(plans, record, stage=Stage.APPROVED, draft=None, **granted),
                *(
                    put(
                        plan_entries,
                        record,
                        entry.topic,
                        **entry.model_dump(exclude={"topic"}),
                        **granted,
                    )
                    for entry in entries
                ),
            ]
        case PlanAmended(added=added, reason=reason, consent=consent):
            return [
                patch(plans, record),
                *(
                    put(
                        plan_entries,
                        record,
                        entry.topic,
                        **entry.model_dump(exclude={"topic"}),
                        **_consent(consent),
                        amended_because=reason,
                    )
                    for entry in added
                ),
            ]


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "consent_organisation": consent.organisation,
        "consent_resolution": consent.resolution,
        "consent_on": consent.decided_on,
    }
