"""Whether key sessions are held as often as the county asks (000-40, 13.3-6); never stored."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Standing(StrEnum):
    MET = "met"
    RUNNING = "running"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included, with the days on which key sessions were held."""

    start: date
    end: date
    held_on: tuple[date, ...]
    standing: Standing


def due(held_on: Iterable[date], months: int, since: date, on: date) -> list[Period]:
    """The periods of so many months since a day, as they stand at the end of the day `on`.

    A period in which no key session was held is overdue from the day after its last. What was
    held after `on` does not count yet.
    """
    known = sorted(day for day in held_on if day <= on)
    periods: list[Period] = []
    while (start := _later(since, months * len(periods))) <= on:
        end = _later(since, months * (len(periods) + 1)) - timedelta(days=1)
        within = tuple(day for day in known if start <= day <= end)
        lapsed = Standing.OVERDUE if end < on else Standing.RUNNING
        periods.append(Period(start, end, within, Standing.MET if within else lapsed))
    return periods


def _later(day: date, months: int) -> date:
    """The same day so many months on, or the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
