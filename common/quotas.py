"""Whether so many sessions are held as a quota asks for (000-40, 13.3-6); a figure is never stored.

Periods are those of the calendar year, from 1 January on. A unit owes the first that begins once it
has a council or a workstation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from common.calendar import months_later
from contracts.meetings.rules import Quota


class Standing(StrEnum):
    MET = "met"
    RUNNING = "running"
    OVERDUE = "overdue"


class Held(NamedTuple):
    """A session that was held; `group` is the quota of its form."""

    session: str
    on: date
    key: bool
    group: str


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included, with the sessions that count in it."""

    start: date
    end: date
    sessions: tuple[Held, ...]
    standing: Standing


def counted(held: Iterable[Held], quota: Quota) -> list[Held]:
    """The sessions that count for it, in the order of their days."""
    chosen = (h for h in held if (h.group == quota.group if quota.group else h.key))
    return sorted(chosen, key=lambda each: (each.on, each.session))


def periods(
    held: Iterable[Held], quota: Quota, since: date, founded: date, on: date
) -> list[Period]:
    """The periods since a day and since the unit owes any, as they stand at the end of `on`.

    One in which too few sessions were held is overdue from the day after its last. What was held
    after `on` does not count yet.
    """
    known = [each for each in counted(held, quota) if each.on <= on]
    found: list[Period] = []
    start = date(since.year, 1, 1)
    while start <= on:
        following = months_later(start, quota.months)
        end = following - timedelta(days=1)
        if end >= since and start >= founded:
            within = tuple(each for each in known if start <= each.on <= end)
            found.append(Period(start, end, within, _standing(within, quota, end < on)))
        start = following
    return found


def _standing(within: Sequence[Held], quota: Quota, over: bool) -> Standing:
    if len(within) >= quota.least:
        return Standing.MET
    return Standing.OVERDUE if over else Standing.RUNNING
