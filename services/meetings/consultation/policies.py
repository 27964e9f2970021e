"""What the topics and outcomes services record, and what it means for a consultation."""

from contracts.event import Recorded
from contracts.outcomes.outcome import OutcomeClosed, OutcomeConsented, OutcomeSent
from contracts.topics.topic import TopicApproved, TopicPlanned
from runtime.policy import Ask
from services.meetings.consultation.commands import NoteOutcome, NotePlan, StartProcedure


def when_topic_approved_start_procedure(record: Recorded[TopicApproved]) -> list[Ask]:
    topic = record.data
    return [
        Ask(
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


def when_topic_planned_note_the_plan(record: Recorded[TopicPlanned]) -> list[Ask]:
    return [Ask(record.key, NotePlan(plan=record.data.plan))]


def when_outcome_consented_note_the_consent(record: Recorded[OutcomeConsented]) -> list[Ask]:
    return [Ask(record.key, NoteOutcome(milestone="OutcomeConsented"))]


def when_outcome_sent_note_the_dispatch(record: Recorded[OutcomeSent]) -> list[Ask]:
    return [Ask(record.key, NoteOutcome(milestone="OutcomeSent", number=record.data.number))]


def when_outcome_closed_note_the_closure(record: Recorded[OutcomeClosed]) -> list[Ask]:
    return [Ask(record.key, NoteOutcome(milestone="OutcomeClosed", number=record.data.number))]
