"""Outcomes as meetings knows them."""

from runtime.projection import Put
from services.meetings.outcomes import known_outcomes


def outcome(number: str, unit: str, checks: int = 0) -> Put:
    """The row of an outcome, of which so many checks were held."""
    return Put(known_outcomes, (number,), {"unit": unit, "checks": checks, "as_of": 1})
