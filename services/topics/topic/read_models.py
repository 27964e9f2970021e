"""Topics as lists and pages show them: one row each."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.places import CHINA
from contracts.topics import topic as e
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel
from services.topics.topic.decider.state import Stage

metadata = sa.MetaData()

topics = sa.Table(
    "topics",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    # Where the text stands apart, there is no description before the topic is admitted.
    sa.Column("description", sa.Text),
    sa.Column("text", JSONB),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("scale", sa.Text, nullable=False),
    # A matter of its scale enters consultation; one person's claim does not.
    sa.Column("enters", sa.Boolean, nullable=False),
    sa.Column("supporters", sa.Integer, nullable=False),
    sa.Column("raised_by", sa.Text, nullable=False),
    sa.Column("raised_in", sa.Text, nullable=False),
    sa.Column("raised_in_name", sa.Text, nullable=False),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("checklist", sa.Text),
    sa.Column("answers", JSONB),
    sa.Column("category", sa.Text),
    sa.Column("weight", sa.Text),
    sa.Column("weight_reason", sa.Text),
    sa.Column("led_by", sa.Text),
    sa.Column("sites", JSONB),
    # Why it was returned, transferred, given back, passed up, refused or open again, the last time.
    sa.Column("reason", sa.Text),
    sa.Column("receiver", sa.Text),
    sa.Column("transferred_on", sa.Date),
    sa.Column("answer", sa.Text),
    sa.Column("answered_on", sa.Date),
    sa.Column("passed_up_from", sa.Text),
    # The topic of which it became part.
    sa.Column("merged_into", sa.Text),
    # Of the step of its chain that was taken or refused last.
    sa.Column("consent_bodies", JSONB),
    sa.Column("consent_resolution", sa.Text),
    sa.Column("consent_on", sa.Date),
    sa.Column("procedure", JSONB),
    # So many steps of it are complete or waived; all others are walked by other services.
    sa.Column("steps_done", sa.Integer, nullable=False),
    sa.Column("plan", sa.Text),
    sa.Column("outcome", sa.Text),
    sa.Column("outcome_number", sa.Text),
    # After a passing up this is the unit above, whose name arrives with its first own deed.
    *evidence(),
)
for few in (topics.c.receiver, topics.c.merged_into):  # most topics have neither
    sa.Index(f"topics_{few.name}", few, postgresql_where=few.is_not(None))


def project(record: Recorded[e.TopicEvent]) -> list[Change]:
    match record.data:
        case e.TopicProposed() as event:
            facts = filled(topics, event)
            here = record.unitname
            return [
                put(
                    topics,
                    record,
                    stage=Stage.PROPOSED,
                    raised_in_name=here,
                    steps_done=0,
                    **facts,
                )
            ]
        case e.TopicAdmitted() as event:
            facts = filled(topics, event)
            if event.description is None:  # what it said when it was raised goes on
                del facts["description"]
            return [patch(topics, record, stage=Stage.ADMITTED, **facts)]
        case e.TopicReturned() as event:
            return [patch(topics, record, stage=Stage.RETURNED, **filled(topics, event))]
        case e.TopicRejected() as event:
            return [patch(topics, record, stage=Stage.REJECTED, **filled(topics, event))]
        case e.TopicTransferredOut() as event:
            facts = {
                **filled(topics, event),
                "transferred_on": record.time.astimezone(CHINA).date(),
            }
            return [patch(topics, record, stage=Stage.TRANSFERRED_OUT, **facts)]
        case e.TransferReturned() as event:
            return [patch(topics, record, stage=Stage.TRANSFER_RETURNED, **filled(topics, event))]
        case e.TransferAnswered() as event:
            return [patch(topics, record, stage=Stage.ANSWERED, **filled(topics, event))]
        case e.TopicPassedUp(
            from_unit=from_unit, to_unit=to_unit, reason=reason, screened=screened
        ):
            return [
                patch(
                    topics,
                    record,
                    unit=to_unit,
                    unit_name="",
                    passed_up_from=from_unit,
                    reason=reason,
                    procedure=None,
                    steps_done=0,
                    stage=Stage.ADMITTED if screened else Stage.PROPOSED,
                )
            ]
        case e.TopicMerged(into=into, reason=reason):
            return [patch(topics, record, stage=Stage.MERGED, merged_into=into, reason=reason)]
        case e.TopicTookIn(supporters=supporters, places=places):
            return [patch(topics, record, supporters=supporters, places=places)]
        case e.ProcedureFixed(procedure=procedure):
            return [patch(topics, record, procedure=procedure, unit_name=record.unitname)]
        case e.TopicApproved(consent=consent):
            return [
                patch(
                    topics,
                    record,
                    consent_bodies=consent.bodies,
                    consent_resolution=consent.resolution,
                    consent_on=consent.decided_on,
                    unit_name=record.unitname,
                )
            ]
        case e.TopicConsentRefused(bodies=bodies, reason=reason, decided_on=day):
            return [
                patch(
                    topics,
                    record,
                    stage=Stage.REFUSED,
                    consent_bodies=bodies,
                    consent_resolution=None,
                    consent_on=day,
                    reason=reason,
                    unit_name=record.unitname,
                )
            ]
        case e.TopicPlanned(plan=plan):
            return [patch(topics, record, plan=plan)]
        case e.StepCompleted(step_number=number) | e.StepWaived(step_number=number):
            return [patch(topics, record, steps_done=number)]
        case e.TopicSelected():
            return [patch(topics, record, stage=Stage.SELECTED)]
        case e.TopicClosed() as event:
            return [patch(topics, record, stage=Stage.CLOSED, **filled(topics, event))]
        case e.TopicReopened(reason=reason):
            open_again = {"stage": Stage.SELECTED, "outcome": None, "outcome_number": None}
            return [patch(topics, record, reason=reason, **open_again)]


READ_MODEL = ReadModel(project, metadata)
