"""The life of a county's rules on topics: version follows version, and none is ever rewritten."""

from typing import Any

from common.checks import listed_once
from common.rules import Chapter, of_a_county
from contracts.members.unit import UnitKind
from contracts.topics import rules as e
from contracts.topics.topic import Principle, Weight
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.rules import commands as c


class TopicRules(Chapter[e.TopicRulesAdopted]):
    """The county's words for topics, and its choices of a procedure."""

    def procedure_for(self, unit_kind: str, weight: str) -> str | None:
        """The procedure for a matter of this weight in a unit of this kind (000-30, 000-31)."""
        for choice in self.in_force.procedures if self.in_force else ():
            if (choice.unit_kind, choice.weight) == (unit_kind, weight):
                return choice.procedure
        return None

    def name_of(self, principle: Principle) -> str:
        """The county's own word for a principle."""
        words = self.in_force.principles if self.in_force else {}
        return words.get(principle, principle.value)


def decide(
    rules: TopicRules, command: c.RulesCommand, given: Circumstances[Any]
) -> list[e.RulesEvent]:
    of_a_county(command.unit)
    fits(command)
    return rules.issue(e.TopicRulesAdopted(**command.model_dump(exclude={"unit"})))


def fits(command: c.AdoptTopicRules) -> None:
    """Every choice names a kind and a weight that exist, and no two choices contradict."""
    for choice in command.procedures:
        if choice.unit_kind not in list(UnitKind) or choice.weight not in list(Weight):
            raise Rejected(
                "unknown-choice",
                f"没有“{choice.unit_kind} / {choice.weight}”这种单位类别和事项轻重。请核对后改正。",
                f"There is no unit kind {choice.unit_kind} with weight {choice.weight}. "
                "Correct the choice of procedures.",
            )
    listed_once(
        (f"{choice.unit_kind} / {choice.weight}" for choice in command.procedures), "choice-twice"
    )


RULES = Decider[TopicRules, c.RulesCommand, e.RulesEvent](TopicRules(), decide, TopicRules.issued)
