"""What the facts of a year are worth under the scheme of that year (domain 7.2, 13.3-8). Nothing of
it is kept: it follows from the facts whenever it is read."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

from contracts.members.rules import Duty, DutyCap, DutyMinimum, DutyPoints

Row = Mapping[str, Any]
E = TypeVar("E", DutyCap, DutyMinimum)


@dataclass(frozen=True)
class Whose:
    """Of which level the member is, and from when to when a member."""

    level: str = ""
    admitted_on: date = date.min
    left_on: date | None = None

    @classmethod
    def of(cls, member: Row) -> Self:
        return cls(member["level"], member["admitted_on"], member["left_on"])

    def months(self, year: int) -> int:
        """In how many months of the year they were a member, on any day of it."""
        first = self.admitted_on.month if self.admitted_on.year == year else 1
        last = self.left_on.month if self.left_on and self.left_on.year == year else 12
        began = self.admitted_on.year <= year
        gone = self.left_on is not None and self.left_on.year < year
        return last - first + 1 if began and not gone else 0


ANYBODY = Whose()


def summary(
    facts: Iterable[Row],
    duty: Duty,
    year: int,
    whose: Whose = ANYBODY,
    today: date = date.max,
) -> dict[str, Any]:
    """How many facts and points of each kind, the total with the grade that it reaches, and which
    minima are met, with each fact's points, in the order of their days."""
    listed = sorted(facts, key=lambda fact: (fact["on_day"], fact["as_of"]))
    worth = points(listed, duty, whose)
    counted = [(fact, each) for fact, each in zip(listed, worth, strict=True) if each is not None]
    names = {each.code: each.chinese for each in duty.facts}
    names |= {fact["kind"]: fact["kind"] for fact, _ in counted if fact["kind"] not in names}
    kinds = {
        kind: {
            "name": name,
            "facts": sum(fact["kind"] == kind for fact, _ in counted),
            "points": sum(each for fact, each in counted if fact["kind"] == kind),
        }
        for kind, name in names.items()
    }
    total = max(0, duty.base + sum(each for _, each in counted))
    return {
        "base": duty.base,
        "total": total,
        "grade": grade(total, duty, year, whose),
        "minima": minima(Counter(fact["kind"] for fact, _ in counted), duty, year, whose, today),
        "kinds": kinds,
        "facts": [{**fact, "points": each} for fact, each in zip(listed, worth, strict=True)],
    }


def points(facts: Iterable[Row], duty: Duty, whose: Whose = ANYBODY) -> list[int | None]:
    """What each fact earns under the scheme of its year, up to the caps of its kind and of those
    kinds that are capped together. A withdrawn one is none, and one without a row of the scheme
    earns nothing."""
    number, earned = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    together = Counter[tuple[str, int]]()
    found: list[int | None] = []
    for fact in facts:
        if fact["withdrawn_because"] is not None:
            found.append(None)
            continue
        kind, year = (fact["kind"], fact["year"]), fact["year"]
        number[kind] += 1
        row = scheme(duty, *kind, whose.level)
        counts = row is not None and (row.first is None or number[kind] <= row.first)
        worth = _within(row.points, row.most_per_year, earned[kind]) if row and counts else 0
        for cap in (one for one in in_force(duty.caps, year) if fact["kind"] in one.kinds):
            worth = min(worth, max(0, cap.most - together[cap.code, year])) if worth > 0 else worth
        for cap in (one for one in in_force(duty.caps, year) if fact["kind"] in one.kinds):
            together[cap.code, year] += max(0, worth)
        earned[kind] += worth
        found.append(worth)
    return found


def _within(points: int, most: int, so_far: int) -> int:
    """Of these points, what is left of the most that is earned, or taken off, in a year."""
    if points < 0:
        return min(0, max(points, -most - so_far))
    return max(0, min(points, most - so_far))


def scheme(duty: Duty, kind: str, year: int, level: str = "") -> DutyPoints | None:
    """The row of this kind that holds in the year for members of this level."""
    rows = [row for row in duty.points if row.kind == kind and row.since <= year]
    own = [row for row in rows if level in row.levels]
    all_ = [row for row in rows if not row.levels]
    return max(own or all_, key=lambda row: row.since, default=None)


def in_force(rows: Sequence[E], year: int) -> list[E]:
    return [row for row in rows if row.since <= year and (row.until is None or year <= row.until)]


def owed(least: int, duty: Duty, year: int, whose: Whose) -> int:
    """The part that falls on the months of membership."""
    return least * whose.months(year) // 12 if duty.pro_rata else least


def grade(total: int, duty: Duty, year: int, whose: Whose) -> str | None:
    """The highest grade that the total reaches; none where the scheme has none."""
    reached = [one for one in duty.grades if total >= owed(one.least, duty, year, whose)]
    return max(reached, key=lambda one: one.least).code if reached else None


def minima(
    counted: Mapping[str, int], duty: Duty, year: int, whose: Whose, today: date
) -> list[dict[str, Any]]:
    """What is owed in the year, how much of it is there, and whether it is met, still due, or
    missed, as the year is over or not."""
    found = []
    for each in in_force(duty.minima, year):
        if each.levels and whose.level not in each.levels:
            continue
        least = owed(each.least, duty, year, whose)
        count = sum(counted.get(kind, 0) for kind in each.kinds)
        standing = "met" if count >= least else "missed" if today.year > year else "due"
        found.append(
            {
                "minimum": each.code,
                "chinese": each.chinese,
                "english": each.english,
                "least": least,
                "count": count,
                "standing": standing,
            }
        )
    return found
