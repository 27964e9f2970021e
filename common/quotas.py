"""Whether there is so much as a quota asks for: sessions or activities, people whom a member met,
a decided plan (000-40, 003-10 to 003-12, 13.3-6); a figure is never stored.

Periods are those of the calendar year, from 1 January on. Whoever owes it owes the first that
begins once it does: a unit once it has a council or a workstation, a body once it was founded, a
member once they are one, or hold the post.
"""

from collections import Counter
from collections.abc import Iterable
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
    for each (003-05). `people`: how many those present met there; `met`: who these were, where that
    is told. `plan`: it is none of both, but a decided plan of this kind."""

    id: str
    on: date
    key: bool
    group: str
    activity: bool = False
    people: int = 0
    met: tuple[str, ...] = ()
    plan: str = ""


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included, with what counts in it, and how much that is."""

    start: date
    end: date
    held: tuple[Held, ...]
    standing: Standing
    count: int

    @property
    def plans(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held if each.plan)

    @property
    def sessions(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held if not each.activity and not each.plan)

    @property
    def activities(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held if each.activity)


def of_activity(
    activity: str,
    on: date,
    groups: Iterable[str],
    people: int = 0,
    met: Iterable[str] = (),
) -> list[Held]:
    """An activity, once for each of the groups to which it counts."""
    those = tuple(met)
    return [
        Held(activity, on, False, group, True, people, those)
        for group in dict.fromkeys(groups)
        if group
    ]


def of_plan(plan: str, kind: str, year: int, decided_on: date) -> Held:
    """A plan counts in its own year, also where it was decided before that began (000-32)."""
    return Held(plan, max(decided_on, date(year, 1, 1)), False, "", plan=kind)


def counted(held: Iterable[Held], quota: Quota) -> list[Held]:
    """What counts for it, in the order of days."""
    return sorted(
        (each for each in held if _counts(each, quota)), key=lambda each: (each.on, each.id)
    )


def _counts(held: Held, quota: Quota) -> bool:
    if quota.plan:
        return held.plan == quota.plan
    return held.group == quota.group if quota.group else held.key


def amount(held: Iterable[Held], quota: Quota) -> int:
    """How much of what the quota asks for this is: times, people each time, or people who were met
    often enough."""
    if quota.people:
        return sum(each.people for each in held)
    if quota.each is not None:
        often = Counter(who for each in held for who in each.met)
        return sum(times >= quota.each for times in often.values())
    return sum(1 for _ in held)


def periods(
    held: Iterable[Held], quota: Quota, since: date, founded: date, on: date
) -> list[Period]:
    """The periods since a day and since any is owed, as they stand at the end of `on`.

    One in which too little was held is overdue from the day after its last. What was held
    after `on` does not count yet.
    """
    length = min(quota.within or quota.months, quota.months)
    known = [each for each in counted(held, quota) if each.on <= on]
    found: list[Period] = []
    start = date(since.year, 1, 1)
    while start <= on:
        following = months_later(start, quota.months)
        end = months_later(start, length) - timedelta(days=1)
        if following > since and start >= founded:
            within = tuple(each for each in known if start <= each.on <= end)
            count = amount(within, quota)
            found.append(Period(start, end, within, _standing(count, quota, end < on), count))
        start = following
    return found


def _standing(count: int, quota: Quota, over: bool) -> Standing:
    if count >= quota.least:
        return Standing.MET
    return Standing.OVERDUE if over else Standing.RUNNING
