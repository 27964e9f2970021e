"""When a Party organisation's answer counts: its own level, and a day that has come (000-24)."""

from datetime import date
from typing import Any

from runtime.decider import Asked, Rejected


def check_answer(decided_on: date, asked: Asked[Any]) -> None:
    """Refuse an answer that another level gave, or that is dated ahead."""
    if not asked.at_its_level:
        raise Rejected(
            "same-level",
            "须由同级党组织作出决定，您的党组织与该单位不同级。请转请该单位的同级党组织办理。",
            "Only the Party organisation at the unit's own level may answer this. "
            "Hand it to that organisation.",
        )
    if decided_on > asked.today:
        raise Rejected(
            "future-day",
            f"决定日期 {decided_on} 尚未到来。请核对日期，作出决定后再登记。",
            f"The day of the decision, {decided_on}, has not come yet. "
            "Check the date and record it once it is decided.",
        )
