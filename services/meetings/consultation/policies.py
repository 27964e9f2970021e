"""What the topics and outcomes services record, and what it means for a consultation."""

from contracts.event import Recorded
from contracts.outcomes.outcome import OutcomeClosed, OutcomeConsented, OutcomeSent
from contracts.topics.topic import TopicApproved, TopicPlanned
from runtime.policy import Wanted
from services.meetings.consultation.commands import NoteOutcome, NotePlan, StartProcedure


def when_topic_approved_start_procedure(record: Recorded[TopicApproved]) -> list[Wanted]:
    topic = record.data
    return [
        Wanted(
            record.key,
            StartProcedure(
                unit=record.unit,
                title=topic.title,
                weight=topic.weight.value,
                origin=topic.origin.value,
                raised_by=topic.raised_by,
                raised_in=topic.raised_in,
                procedure=topic.procedure,
            ),
        )
    ]


def when_topic_planned_note_the_plan(record: Recorded[TopicPlanned]) -> list[Wanted]:
    return [Wanted(record.key, NotePlan(plan=record.data.plan))]


def when_outcome_consented_note_the_consent(record: Recorded[OutcomeConsented]) -> list[Wanted]:
    return [Wanted(record.key, NoteOutcome(milestone="OutcomeConsented"))]


def when_outcome_sent_note_the_dispatch(record: Recorded[OutcomeSent]) -> list[Wanted]:
    return [
        Wanted(
            record.key,
            NoteOutcome(milestone="OutcomeSent", outcome_number=record.data.outcome_number),
        )
    ]


def when_outcome_closed_note_the_closure(record: Recorded[OutcomeClosed]) -> list[Wanted]:
    return [
        Wanted(
            record.key,
            NoteOutcome(milestone="OutcomeClosed", outcome_number=record.data.outcome_number),
        )
    ]
