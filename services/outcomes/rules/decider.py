"""A jurisdiction's rules on outcomes."""

from dataclasses import dataclass

from common.rules import Book, rulebook
from contracts.outcomes import rules as e
from services.outcomes.rules import commands as c


@dataclass(frozen=True)
class OutcomeRules(Book):
    """What is in force. The defaults stand where nobody has made rules (domain 9.3)."""

    deadlines: e.Deadlines = e.Deadlines(first_progress_days=30, result_days=90, look_back_days=60)
    words: e.Words = e.Words(copies=(), lists=("任务清单", "责任清单", "落实清单"))


RULES = rulebook(OutcomeRules(), c.AdoptProfile, e.RulesEvent)
