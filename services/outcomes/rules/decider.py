"""A county's rules on outcomes: version after version, none ever rewritten."""

from dataclasses import dataclass
from typing import Any, assert_never

from contracts.outcomes.rules import OutcomeRulesAdopted, RulesEvent
from contracts.places import county
from runtime.decider import Asked, Decider, Rejected
from services.outcomes.rules.commands import AdoptOutcomeRules, RulesCommand


@dataclass(frozen=True)
class OutcomeRules:
    """What is in force. The defaults stand until a county adopts its own (domain 9.3)."""

    unit: str = ""
    version: str = ""
    first_progress_days: int = 30
    result_days: int = 90
    look_back_days: int = 60
    copies: tuple[str, ...] = ()
    lists: tuple[str, ...] = ("任务清单", "责任清单", "落实清单")
    adopted: tuple[OutcomeRulesAdopted, ...] = ()


def decide(rules: OutcomeRules, command: RulesCommand, asked: Asked[Any]) -> list[RulesEvent]:
    match command:
        case AdoptOutcomeRules():
            return adopt(rules, command)
        case _:
            assert_never(command)


def adopt(rules: OutcomeRules, command: AdoptOutcomeRules) -> list[RulesEvent]:
    if command.unit != county(command.unit).ljust(12, "0"):
        raise Rejected(
            "not-a-county",
            "成果规则由县级制定。请填写县级代码（后六位为零）。",
            "Rules on outcomes are the county's. Give the county's code, which ends in six zeros.",
        )
    wanted = OutcomeRulesAdopted(**command.model_dump(exclude={"unit"}))
    if rules.adopted and wanted == rules.adopted[-1]:
        return []
    # Events are judged by the version they bear, so a version means one thing for ever.
    if any(earlier.version == wanted.version and earlier != wanted for earlier in rules.adopted):
        raise Rejected(
            "version-in-use",
            f"版本“{wanted.version}”已经用于另一套规则。请换一个新的版本号再提交。",
            f"Version {wanted.version} names other rules already. Give these a new one.",
        )
    return [wanted]


def evolve(rules: OutcomeRules, event: RulesEvent, unit: str) -> OutcomeRules:
    match event:
        case OutcomeRulesAdopted():
            return OutcomeRules(unit, **event.model_dump(), adopted=(*rules.adopted, event))
        case _:
            assert_never(event)


RULES = Decider[OutcomeRules, RulesCommand, RulesEvent](OutcomeRules(), decide, evolve)
