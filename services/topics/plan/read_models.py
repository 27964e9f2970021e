"""Plans, and the rows of those in force."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.consents import Consent
from contracts.event import Recorded
from contracts.topics import plan as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.topics.plan.decider import Stage

metadata = sa.MetaData()

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("plan_id", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    # The rows of a draft; once it is decided, they stand in plan_entries.
    sa.Column("draft", JSONB),
    # The day of the last step of its chain that was taken.
    sa.Column("consented_on", sa.Date),
    sa.Column("refused_because", sa.Text),
    # Where and when it was made public, the last time.
    sa.Column("published_where", sa.Text),
    sa.Column("published_on", sa.Date),
    *evidence(),
)

plan_entries = sa.Table(
    "plan_entries",
    metadata,
    sa.Column("plan_id", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("month", sa.Integer, nullable=False),
    sa.Column("responsible", sa.Text, nullable=False),
    sa.Column("columns", JSONB, nullable=False),
    # Null for a row that was there from the start.
    sa.Column("amended_because", sa.Text),
    # Of the decision, or of the change; null where a change needed none.
    sa.Column("consent", JSONB),
    # The plan of an earlier year in which it stood, and that of a later one in which it stands.
    sa.Column("carried_from", sa.Text),
    sa.Column("carried_into", sa.Text),
    *evidence(),
)


def project(record: Recorded[e.PlanEvent]) -> list[Change]:
    match record.data:
        case e.PlanDrafted() as event:
            facts = filled(plans, event)
            return [put(plans, record, stage=Stage.DRAFTED, draft=event.entries, **facts)]
        case e.PlanConsented(consent=consent):
            return [patch(plans, record, consented_on=consent.decided_on)]
        case e.PlanDecided(entries=entries, consent=consent):
            decided = patch(
                plans, record, stage=Stage.DECIDED, draft=None, consented_on=consent.decided_on
            )
            return [decided, *_rows(record, entries, consent)]
        case e.PlanRefused(reason=reason):
            return [patch(plans, record, stage=Stage.REFUSED, refused_because=reason)]
        case e.PlanAmended(added=added, reason=reason, consent=consent):
            gone = [drop(plan_entries, record, topic) for topic in record.data.withdrawn]
            more = _rows(record, added, consent, amended_because=reason)
            return [patch(plans, record), *gone, *more]
        case e.PlanPublished(where=where, on=on):
            return [patch(plans, record, published_where=where, published_on=on)]
        case e.PlanCarriedOver(topics=topics, into=into):
            return [patch(plan_entries, record, topic, carried_into=into) for topic in topics]


def _rows(
    record: Recorded[e.PlanEvent],
    entries: Iterable[e.PlanEntry],
    consent: Consent | None,
    **why: str,
) -> list[Change]:
    return [
        put(
            plan_entries,
            record,
            entry.topic,
            **filled(plan_entries, entry),
            consent=consent,
            **why,
        )
        for entry in entries
    ]


READ_MODEL = ReadModel(project, metadata)
