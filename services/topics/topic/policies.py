"""What is asked of topics when plans are consented to, and outcomes are closed or open again."""

from contracts.consents import Consent
from contracts.event import Recorded
from contracts.ids import ConsultationId, OutcomeId, PlanId
from contracts.meetings.consultation import ConsultationBegun, ConsultationOpened
from contracts.outcomes.outcome import OutcomeClosed, OutcomeReopened
from contracts.topics.plan import PlanAmended, PlanDecided, PlanEntry
from runtime.policy import Wanted
from services.topics.topic.commands import (
    CloseTopic,
    NoteConsultation,
    PlanTopic,
    ReopenTopic,
    UnplanTopic,
)


def planned(plan: PlanId, entries: tuple[PlanEntry, ...], consent: Consent | None) -> list[Wanted]:
    on = consent.decided_on if consent else None
    return [
        Wanted(entry.topic, PlanTopic(plan=plan, carried_from=entry.carried_from, decided_on=on))
        for entry in entries
    ]


def when_plan_decided_plan_its_topics(record: Recorded[PlanDecided]) -> list[Wanted]:
    return planned(PlanId(record.key), record.data.entries, record.data.consent)


def when_plan_amended_plan_the_added_topics(record: Recorded[PlanAmended]) -> list[Wanted]:
    return planned(PlanId(record.key), record.data.added, record.data.consent)


def when_plan_amended_unplan_the_withdrawn(record: Recorded[PlanAmended]) -> list[Wanted]:
    gone = UnplanTopic(plan=PlanId(record.key), reason=record.data.reason)
    return [Wanted(topic, gone) for topic in record.data.withdrawn]


def when_consultation_opened_note_it(record: Recorded[ConsultationOpened]) -> list[Wanted]:
    noted = NoteConsultation(consultation=ConsultationId(record.key), begun=False)
    return [Wanted(topic, noted) for topic in record.data.topics]


def when_consultation_begun_note_it(record: Recorded[ConsultationBegun]) -> list[Wanted]:
    """From then on its topic is not withdrawn any more (5.5)."""
    noted = NoteConsultation(consultation=ConsultationId(record.key), begun=True)
    return [Wanted(topic, noted) for topic in record.data.topics]


def when_outcome_closed_close_the_topic(record: Recorded[OutcomeClosed]) -> list[Wanted]:
    """Nothing that the outcome came from stays open once it is closed."""
    outcome = record.data
    close = CloseTopic(outcome=OutcomeId(record.key), outcome_number=outcome.outcome_number)
    return [Wanted(topic, close) for topic in outcome.topics]


def when_outcome_reopened_reopen_the_topic(record: Recorded[OutcomeReopened]) -> list[Wanted]:
    """No topic is closed while its outcome is open (M2)."""
    outcome = record.data
    reopen = ReopenTopic(outcome=OutcomeId(record.key), reason=outcome.reason)
    return [Wanted(topic, reopen) for topic in outcome.topics]
