"""The life of a county's rules on topics: version follows version, and none is ever rewritten."""

from typing import Any

from common.procedure import adoptable, chosen, decisive
from common.rules import Chapter, of_a_county
from contracts.procedure import Procedure
from contracts.topics import rules as e
from contracts.topics.topic import Principle
from runtime.decider import Circumstances, Decider
from services.topics.rules import commands as c


class TopicRules(Chapter[e.TopicRulesAdopted]):
    """The county's words for topics, and its choices of a procedure."""

    def procedure_for(self, unit_kind: str, weight: str) -> Procedure | None:
        """The procedure for a matter of this weight in a unit of this kind (000-30, 000-31)."""
        if self.in_force is None:
            return None
        code = chosen(self.in_force.choices, unit_kind, weight)
        return next((each for each in self.in_force.procedures if each.code == code), None)

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
    adoptable(command.procedures)
    decisive(command.choices, command.procedures)


RULES = Decider[TopicRules, c.RulesCommand, e.RulesEvent](TopicRules(), decide, TopicRules.issued)
