"""A county's rules on outcomes: version after version, none ever rewritten."""

from dataclasses import dataclass, replace
from typing import Any

from common.rules import Chapter, of_a_county
from contracts.outcomes.rules import OutcomeRulesAdopted, RulesEvent
from runtime.decider import Circumstances, Decider
from services.outcomes.rules.commands import RulesCommand


@dataclass(frozen=True)
class OutcomeRules(Chapter[OutcomeRulesAdopted]):
    """What is in force. The defaults stand until a county adopts its own (domain 9.3)."""

    first_progress_days: int = 30
    result_days: int = 90
    copies: tuple[str, ...] = ()
    lists: tuple[str, ...] = ("任务清单", "责任清单", "落实清单")


def decide(
    rules: OutcomeRules, command: RulesCommand, given: Circumstances[Any]
) -> list[RulesEvent]:
    of_a_county(command.unit)
    return rules.issue(OutcomeRulesAdopted(**command.model_dump(exclude={"unit"})))


def evolve(rules: OutcomeRules, event: RulesEvent, unit: str) -> OutcomeRules:
    return replace(
        rules.issued(event, unit),
        first_progress_days=event.first_progress_days,
        result_days=event.result_days,
        copies=event.copies,
        lists=event.lists,
    )


RULES = Decider[OutcomeRules, RulesCommand, RulesEvent](OutcomeRules(), decide, evolve)
