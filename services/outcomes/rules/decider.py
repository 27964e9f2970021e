"""A county's rules on outcomes: version after version, none ever rewritten."""

from dataclasses import dataclass, replace
from typing import Any

from common.rules import Chapter, of_a_county
from contracts.outcomes import rules as e
from runtime.decider import Circumstances, Decider
from services.outcomes.rules import commands as c


@dataclass(frozen=True)
class OutcomeRules(Chapter[e.OutcomeRulesAdopted]):
    """What is in force. The defaults stand until a county adopts its own (domain 9.3)."""

    first_progress_days: int = 30
    result_days: int = 90
    copies: tuple[str, ...] = ()
    lists: tuple[str, ...] = ("任务清单", "责任清单", "落实清单")


def decide(
    rules: OutcomeRules, command: c.RulesCommand, given: Circumstances[Any]
) -> list[e.RulesEvent]:
    of_a_county(command.unit)
    return rules.issue(e.OutcomeRulesAdopted(**command.model_dump(exclude={"unit"})))


def evolve(rules: OutcomeRules, event: e.RulesEvent, unit: str) -> OutcomeRules:
    return replace(
        rules.issued(event, unit),
        first_progress_days=event.first_progress_days,
        result_days=event.result_days,
        copies=event.copies,
        lists=event.lists,
    )


RULES = Decider[OutcomeRules, c.RulesCommand, e.RulesEvent](OutcomeRules(), decide, evolve)
