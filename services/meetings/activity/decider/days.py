"""The days of an activity."""

from datetime import date
from typing import Any

from runtime.decider import Circumstances, Rejected


def last(held_on: date, until: date | None, given: Circumstances[Any]) -> date | None:
    """Its last day, where it took more than one. Refuses days that are to come, or out of order."""
    given.has_come(until or held_on)
    if until is not None and until < held_on:
        raise Rejected(
            "days-backwards",
            f"结束日期 {until} 早于开始日期 {held_on}。请核对日期。",
            f"The last day, {until}, lies before the first, {held_on}. Check the days.",
        )
    return None if until == held_on else until
