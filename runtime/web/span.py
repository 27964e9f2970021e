"""The days that a question is about."""

from datetime import date

from runtime import clock
from runtime.web.problems import Problem

MOST_YEARS = 10


def span(since: date | None, on: date | None) -> tuple[date, date]:
    """From which day to which: from 1 January of the year of the last day, and until today, unless
    given. Refuses (422) days that run backwards, and more than ten years."""
    last = on or clock.today()
    first = since or date(last.year, 1, 1)
    if first > last:
        raise Problem(
            422,
            "days-backwards",
            f"起始日期 {first} 晚于截止日期 {last}。请核对日期。",
            f"It would begin on {first}, after it ends on {last}. Check the days.",
        )
    if last.year - first.year > MOST_YEARS:
        raise Problem(
            422,
            "period-too-long",
            f"一次最多查询 {MOST_YEARS} 年。请缩短起止日期之间的时间。",
            f"At most {MOST_YEARS} years can be asked for at once. Choose days that are closer.",
        )
    return first, last
