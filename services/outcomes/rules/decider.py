"""A jurisdiction's rules on outcomes."""

from dataclasses import dataclass
from datetime import date

from common.calendar import Due, checked, working_days
from common.rules import Book, rulebook
from contracts.calendar import Calendar, Term
from contracts.outcomes import rules as e
from services.outcomes.rules import commands as c


@dataclass(frozen=True)
class OutcomeRules(Book):
    """What is in force. The defaults stand where nobody has made rules (domain 9.3)."""

    deadlines: e.Deadlines = e.Deadlines(
        first_progress=Term(count=30), result=Term(count=90), look_back=Term(count=60)
    )
    words: e.Words = e.Words(copies=(), lists=("任务清单", "责任清单", "落实清单"))
    calendar: Calendar = Calendar(years=())

    def end(self, start: date, term: Term) -> Due:
        """The last day of a term that runs from `start`."""
        return working_days(self.calendar.years).end(start, term)


def fits(command: c.AdoptProfile) -> None:
    if command.calendar is not None:
        checked(command.calendar.years)


RULES = rulebook(OutcomeRules(), c.AdoptProfile, e.RulesEvent, fits)
