"""That nothing happened before what it follows from."""

from datetime import date

from runtime.decider import Rejected


def no_earlier(day: date, since: date | None, chinese: str, english: str) -> None:
    """Refuse a day before that of what it follows from; the words say what that was."""
    if since is not None and day < since:
        raise Rejected(
            "day-before",
            f"{chinese}在 {since}，此事不可能更早（{day}）。请核对日期。",
            f"{english} on {since}, so this was not before, on {day}. Check the day.",
        )
