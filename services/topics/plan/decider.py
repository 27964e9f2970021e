"""The life of a plan: drafted, decided or refused, amended only with reason and consent."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, assert_never

from common.checks import answered, listed_once
from contracts.topics import plan as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.plan import commands as c


class Stage(StrEnum):
    BLANK = "blank"
    DRAFTED = "drafted"
    REFUSED = "refused"
    DECIDED = "decided"


_SAID = {
    Stage.BLANK: "not drawn up yet",
    Stage.DRAFTED: "drawn up and waits for a decision",
    Stage.REFUSED: "refused and goes back to its drafter",
    Stage.DECIDED: "decided",
}


@dataclass(frozen=True)
class Plan:
    stage: Stage = Stage.BLANK
    unit: str = ""
    year: int = 0
    kind: str = ""
    title: str = ""
    entries: tuple[e.PlanEntry, ...] = ()


def decide(plan: Plan, command: c.PlanCommand, given: Circumstances[Any]) -> list[e.PlanEvent]:
    match plan.stage, command:
        case Stage.BLANK | Stage.DRAFTED | Stage.REFUSED, c.DraftPlan() as draft:
            listed_once((entry.topic for entry in draft.entries), "topic-twice")
            drafted = (plan.stage, plan.title, plan.entries)
            if drafted == (Stage.DRAFTED, draft.title, draft.entries):
                return []
            return [e.PlanDrafted(**dict(draft))]
        case Stage.DECIDED, c.DraftPlan():
            raise Rejected(
                "plan-in-force",
                "计划已经同级党组织审定，不能重新拟定。如需增加议题，请办理计划增补。",
                "The plan has been decided and cannot be drawn up anew. "
                "To add a topic, amend the plan.",
            )
        case Stage.DRAFTED, c.DecidePlan(consent=consent):
            answered(consent.decided_on, given)
            return [
                e.PlanDecided(year=plan.year, kind=plan.kind, entries=plan.entries, consent=consent)
            ]
        case Stage.DRAFTED, c.RefusePlan(decided_on=decided_on):
            answered(decided_on, given)
            return [e.PlanRefused(**dict(command))]
        case Stage.DECIDED, c.AmendPlan(added=added, reason=reason, consent=consent):
            answered(consent.decided_on, given)
            listed_once((entry.topic for entry in added), "topic-twice")
            return [e.PlanAmended(added=added, reason=reason, consent=consent)]
        case _:
            raise Rejected(
                "plan-out-of-step",
                "计划目前的状态不能办理这一步。请刷新页面，按当前状态办理。",
                f"This step is not open: the plan is {_SAID[plan.stage]}. "
                "Reload it and go on from there.",
            )


def evolve(plan: Plan, event: e.PlanEvent, unit: str) -> Plan:
    match event:
        case e.PlanDrafted():
            there = plan.unit or unit
            return Plan(Stage.DRAFTED, there, event.year, event.kind, event.title, event.entries)
        case e.PlanDecided():
            return replace(plan, stage=Stage.DECIDED)
        case e.PlanRefused():
            return replace(plan, stage=Stage.REFUSED)
        case e.PlanAmended(added=added):
            topics = {entry.topic: entry for entry in (*plan.entries, *added)}
            return replace(plan, entries=tuple(topics.values()))
        case _:
            assert_never(event)


PLAN = Decider[Plan, c.PlanCommand, e.PlanEvent](Plan(), decide, evolve)
