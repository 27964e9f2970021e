"""A jurisdiction's rules on meetings: procedures that a case can walk through, and the cadence."""

from collections.abc import Mapping
from dataclasses import dataclass

from common import consents
from common.procedure import adoptable
from common.rules import CountsDays, rulebook
from common.vocabulary import chosen
from contracts import procedure as p
from contracts.consents import Consents
from contracts.meetings import rules as e
from contracts.meetings.words import Words
from services.meetings.rules import commands as c
from services.meetings.words import KIND


@dataclass(frozen=True)
class Rules(CountsDays):
    """The words, the procedures and the cadence in force."""

    words: Words = Words()
    procedures: p.Procedures | None = None
    cadence: e.Cadence | None = None
    consents: Consents = Consents()

    @property
    def by_code(self) -> Mapping[str, p.Procedure]:
        procedures = self.procedures.procedures if self.procedures else ()
        return {procedure.code: procedure for procedure in procedures}


def fits(command: c.AdoptProfile) -> None:
    adoptable(command.procedures.procedures)
    if command.consents is not None:
        consents.for_each_thing(command.consents)
    for form in command.words.forms:
        for kind in form.required:
            chosen(command.words.participants, kind, KIND)


RULES = rulebook(Rules(), c.AdoptProfile, e.RulesEvent, fits)
