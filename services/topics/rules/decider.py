"""A jurisdiction's rules on topics."""

from dataclasses import dataclass

from common.procedure import adoptable, chosen, decisive
from common.rules import CountsDays, rulebook
from contracts.consents import Consents
from contracts.procedure import Procedure, Procedures
from contracts.topics import rules as e
from contracts.topics.topic import Principle
from services.topics.rules import commands as c


@dataclass(frozen=True)
class TopicRules(CountsDays):
    """The words for topics, the procedures, and the choices among them."""

    words: e.Words | None = None
    procedures: Procedures | None = None
    choices: e.Choices | None = None
    plans: e.Plans = e.Plans()
    consents: Consents = Consents()

    def procedure_for(self, unit_kind: str, weight: str) -> Procedure | None:
        """The procedure for a matter of this weight in a unit of this kind (000-30, 000-31)."""
        if self.procedures is None or self.choices is None:
            return None
        code = chosen(self.choices.choices, unit_kind, weight)
        return next((each for each in self.procedures.procedures if each.code == code), None)

    def name_of(self, principle: Principle) -> str:
        """The jurisdiction's own word for a principle."""
        principles = self.words.principles if self.words else ()
        words = {each.code: each.chinese for each in principles}
        return words.get(principle, principle.value)


def fits(command: c.AdoptProfile) -> None:
    adoptable(command.procedures.procedures)
    decisive(command.choices.choices, command.procedures.procedures)


RULES = rulebook(TopicRules(), c.AdoptProfile, e.RulesEvent, fits)
