"""The number of an outcome: of the shape of its kind, and the next one in its unit and year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.outcomes.rules import OutcomeKind
from runtime.decider import Circumstances, Rejected
from services.outcomes.outcome import commands as c
from services.outcomes.outcome.decider.state import Outcome
from services.outcomes.rules.decider import OutcomeRules
from services.outcomes.series.decider import Series

_PLACEHOLDERS = {"{year}": "(?P<year>[0-9]{4})", "{number}": "(?P<number>[1-9][0-9]{0,5})"}


@dataclass(frozen=True)
class Number:
    """As it is `written`, and which one of its kind in the unit and year, where numbers run so."""

    written: str
    year: int | None = None
    in_year: int | None = None


def runs(kind: OutcomeKind) -> bool:
    """Whether the numbers of this kind run in a series."""
    shape = kind.numbering or ""
    return shape.count("{year}") == 1 and shape.count("{number}") == 1


def reads(outcome: Outcome, command: c.OutcomeCommand) -> Iterator[str]:
    """The series of its number, when it is sent."""
    if not isinstance(command, c.SendOutcome) or outcome.drafted is None or outcome.sent:
        return
    if outcome.drafted.series:
        yield f"series/{outcome.drafted.series}"


def fits_its_kind(number: str | None, kind: OutcomeKind) -> None:
    """Refuse a number that has not the shape of those of the outcome's kind."""
    if number is None and runs(kind):
        return
    if number is None:
        raise Rejected(
            "number-needed",
            f"“{kind.chinese}”的文号不由系统编排。请填写文号。",
            f"Numbers of this kind ({kind.english}) are not given by the system. Give one.",
        )
    if kind.numbering and not _parsed(number, kind.numbering):
        example = _written(kind.numbering, 2026, 1)
        raise Rejected(
            "misnumbered",
            f"“{kind.chinese}”的文号形如“{example}”。请按此编号。",
            f"Numbers of this kind ({kind.english}) look like {example}. Give such a number.",
        )


def numbered(
    outcome: Outcome, command: c.SendOutcome, given: Circumstances[OutcomeRules]
) -> Number:
    """The number that it is sent under: the next in the unit and year, without gaps or doubles.
    What was numbered on paper before goes on: the first one of a year may be any."""
    assert outcome.drafted is not None
    kind = outcome.drafted.outcome_kind
    if outcome.drafted.series is None or kind.numbering is None:
        return Number(command.outcome_number or "")
    series: Series = given.read(f"series/{outcome.drafted.series}")
    if command.outcome_number is None:
        year = command.sent_on.year
        number = series.last.get(year, 0) + 1
        return Number(_written(kind.numbering, year, number), year, number)
    found = _parsed(command.outcome_number, kind.numbering)
    assert found is not None
    year, number = int(found["year"]), int(found["number"])
    if year != command.sent_on.year:
        raise Rejected(
            "other-year",
            f"文号写的是{year}年，报送日期是{command.sent_on}。请改正其中一项。",
            f"The number says {year}, and it was sent on {command.sent_on}. Correct one of"
            " the two.",
        )
    last = series.last.get(year)
    if last is not None and number != last + 1:
        due = _written(kind.numbering, year, last + 1)
        raise Rejected(
            "number-out-of-turn",
            f"本单位{year}年“{kind.chinese}”的下一个文号是“{due}”。请用此号，或不填文号由系统编排。",
            f"The next number of this kind ({kind.english}) here in {year} is {due}. Give that one,"
            " or none, and the system gives it.",
        )
    return Number(command.outcome_number, year, number)


def _parsed(number: str, shape: str) -> dict[str, str] | None:
    parts = re.split(r"(\{year\}|\{number\})", shape)
    pattern = "".join(_PLACEHOLDERS.get(part, re.escape(part)) for part in parts)
    found = re.fullmatch(pattern, number)
    return found.groupdict() if found else None


def _written(shape: str, year: int, number: int) -> str:
    return shape.replace("{year}", str(year)).replace("{number}", str(number))
