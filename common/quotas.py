"""Whether so much is held as a quota asks for, sessions or activities (000-40, 13.3-6); a figure
is never stored.

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
    """A session that was held, or an `activity`, by its id; `group` is the quota of its form, or of
    its kind. An activity that counts to several groups, by its further purposes, stands here once
    for each (003-05)."""

    id: str
    on: date
    key: bool
    group: str
    activity: bool = False


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included, with what counts in it."""

    start: date
    end: date
    held: tuple[Held, ...]
    standing: Standing

    @property
    def sessions(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held if not each.activity)

    @property
    def activities(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held if each.activity)


def of_activity(activity: str, on: date, groups: Iterable[str]) -> list[Held]:
    """An activity, once for each of the groups to which it counts."""
    return [Held(activity, on, False, group, True) for group in dict.fromkeys(groups) if group]


def counted(held: Iterable[Held], quota: Quota) -> list[Held]:
    """What counts for it, in the order of days."""
    chosen = (h for h in held if (h.group == quota.group if quota.group else h.key))
    return sorted(chosen, key=lambda each: (each.on, each.id))


def periods(
    held: Iterable[Held], quota: Quota, since: date, founded: date, on: date
) -> list[Period]:
    """The periods since a day and since the unit owes any, as they stand at the end of `on`.

    One in which too little was held is overdue from the day after its last. What was held
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
