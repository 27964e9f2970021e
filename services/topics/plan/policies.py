"""What a plan asks of the plan of an earlier year from which topics are carried over."""

from contracts.event import Recorded
from contracts.ids import PlanId, TopicId
from contracts.topics.plan import PlanAmended, PlanDecided, PlanEntry
from runtime.policy import Wanted
from services.topics.plan.commands import CarryOver


def when_plan_decided_carry_over(record: Recorded[PlanDecided]) -> list[Wanted]:
    return carried_over(PlanId(record.key), record.data.entries)


def when_plan_amended_carry_over(record: Recorded[PlanAmended]) -> list[Wanted]:
    return carried_over(PlanId(record.key), record.data.added)


def carried_over(into: PlanId, rows: tuple[PlanEntry, ...]) -> list[Wanted]:
    """What each plan of before is to note: these topics stand there no longer as to be done."""
    found: dict[PlanId, list[TopicId]] = {}
    for row in rows:
        if row.carried_from:
            found.setdefault(row.carried_from, []).append(row.topic)
    return [
        Wanted(former, CarryOver(topics=tuple(topics), into=into))
        for former, topics in found.items()
    ]
