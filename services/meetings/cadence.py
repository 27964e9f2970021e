"""Whether key sessions are held as often as the county asks (000-40, 13.3-6); never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from common.calendar import months_later


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
    while (start := months_later(since, months * len(periods))) <= on:
        end = months_later(since, months * (len(periods) + 1)) - timedelta(days=1)
        within = tuple(day for day in known if start <= day <= end)
        lapsed = Standing.OVERDUE if end < on else Standing.RUNNING
        periods.append(Period(start, end, within, Standing.MET if within else lapsed))
    return periods
