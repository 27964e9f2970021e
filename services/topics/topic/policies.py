"""What is asked of topics when plans are consented to, and outcomes are closed or open again."""

from contracts.event import Recorded
from contracts.ids import OutcomeId, PlanId
from contracts.outcomes.outcome import OutcomeClosed, OutcomeReopened
from contracts.topics.plan import PlanAmended, PlanDecided
from runtime.policy import Wanted
from services.topics.topic.commands import CloseTopic, PlanTopic, ReopenTopic


def when_plan_decided_plan_its_topics(record: Recorded[PlanDecided]) -> list[Wanted]:
    plan = PlanTopic(plan=PlanId(record.key))
    return [Wanted(entry.topic, plan) for entry in record.data.entries]


def when_plan_amended_plan_the_added_topics(record: Recorded[PlanAmended]) -> list[Wanted]:
    plan = PlanTopic(plan=PlanId(record.key))
    return [Wanted(entry.topic, plan) for entry in record.data.added]


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
