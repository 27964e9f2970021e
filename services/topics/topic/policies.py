"""What is asked of topics when plans are consented to and outcomes are closed."""

from contracts.event import Recorded
from contracts.ids import PlanId
from contracts.outcomes.outcome import OutcomeClosed
from contracts.topics.plan import PlanAmended, PlanDecided
from runtime.policy import Wanted
from services.topics.topic.commands import CloseTopic, PlanTopic


def when_plan_decided_plan_its_topics(record: Recorded[PlanDecided]) -> list[Wanted]:
    plan = PlanTopic(plan=PlanId(record.key))
    return [Wanted(entry.topic, plan) for entry in record.data.entries]


def when_plan_amended_plan_the_added_topics(record: Recorded[PlanAmended]) -> list[Wanted]:
    plan = PlanTopic(plan=PlanId(record.key))
    return [Wanted(entry.topic, plan) for entry in record.data.added]


def when_outcome_closed_close_the_topic(record: Recorded[OutcomeClosed]) -> list[Wanted]:
    return [Wanted(record.key, CloseTopic(outcome_number=record.data.outcome_number))]
