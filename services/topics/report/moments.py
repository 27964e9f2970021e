"""When something was done: on a day, and to the minute where it is urgent (004-21)."""

from datetime import date, datetime
from typing import NamedTuple

from contracts.places import CHINA
from runtime.decider import Circumstances, Rejected
from services.topics.rules.decider import TopicRules


class When(NamedTuple):
    """A day, with the minute where that is known."""

    on: date
    at: datetime | None = None

    def before(self, other: "When") -> bool:
        """Whether it is earlier: by the minute where both are known to it, else by the day."""
        if self.at is not None and other.at is not None:
            return self.at < other.at
        return self.on < other.on


def when(
    on: date | None, at: datetime | None, urgent: bool, given: Circumstances[TopicRules]
) -> When:
    """Today, where nothing is said. Refuses what is still to come, a minute of another day, and an
    urgent thing without its minute."""
    if at is not None:
        given.has_begun(at)
    day = at.astimezone(CHINA).date() if at is not None else on or given.today
    if on is not None and on != day:
        raise Rejected(
            "minute-differs",
            f"日期是 {on}，时间却在 {day}，两者不一致。请核对，或只填时间。",
            f"The day is {on}, but the minute lies on {day}. Check them, or give the minute only.",
        )
    given.has_come(day)
    if urgent and at is None:
        raise Rejected(
            "minute-needed",
            "紧急信息须记到分钟。请填写时间（如 2026-03-31T09:30+08:00）。",
            "Of an urgent report each step is recorded to the minute. Give it"
            " (2026-03-31T09:30+08:00).",
        )
    return When(day, at)


def minutes_between(received: datetime | None, done: datetime | None) -> int | None:
    """Whole minutes, where both are known to the minute (004-21)."""
    return int((done - received).total_seconds() // 60) if received and done else None


def in_order(first: When, then: When, chinese: str, english: str) -> None:
    """Refuse what was done before that which it follows from; the words say what came first."""
    if then.before(first):
        shown = f"{first.at:%Y-%m-%d %H:%M}" if first.at and then.at else str(first.on)
        raise Rejected(
            "out-of-order",
            f"{chinese}在 {shown}，此事不能更早。请核对日期和时间。",
            f"{english} on {shown}; this cannot have been before. Check day and minute.",
        )
