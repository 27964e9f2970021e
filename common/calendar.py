"""Working days, and the days on which terms end (domain 9.3).

Terms are counted as the Civil Code counts them (articles 201 to 203): the day on which a term
begins does not count, and a term in days or months that would end on a day off ends on the next
working day. Without a calendar for a year its working days are Monday to Friday, and a day that
rests on such a year is provisional. Backward, as for the notice before a session, the day itself
does not count either.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from contracts.calendar import CalendarYear, DaysOff, Measure, Term
from runtime.decider import Rejected

ONE = timedelta(days=1)


class Due(NamedTuple):
    """The last day of a term. `provisional`: no calendar was issued for a year it rests on."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked."""

    years: frozenset[int] = frozenset()
    off: frozenset[date] = field(default=frozenset(), repr=False)
    worked: frozenset[date] = field(default=frozenset(), repr=False)

    def works(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def end(self, start: date, term: Term) -> Due:
        """The last day of a term that runs from `start`. An extension runs from the day on which
        the term would have ended."""
        match term.measure:
            case Measure.WORKING_DAYS:
                return self._on(start, term.count)
            case Measure.DAYS:
                return self._not_off(start + term.count * ONE)
            case Measure.MONTHS:
                return self._not_off(months_later(start, term.count))

    def start(self, end: date, term: Term) -> Due:
        """The last day that leaves a whole term before the day `end`. What is in time on a day off
        is in time, so this day is moved to no other."""
        match term.measure:
            case Measure.WORKING_DAYS:
                day, count = end, term.count
                while count:
                    day -= ONE
                    count -= self.works(day)
                return Due(day, self._unknown(day, end - ONE))
            case Measure.DAYS:
                return Due(end - term.count * ONE, provisional=False)
            case Measure.MONTHS:
                return Due(months_later(end, -term.count), provisional=False)

    def between(self, first: date, last: date) -> int:
        """How many days are worked from the first to the last, both included."""
        return sum(map(self.works, days(first, last)))

    def resumed(self, due: date, paused: date, again: date, measure: Measure = Measure.DAYS) -> Due:
        """The last day of a term that ended on `due`, stood still from `paused` and runs again
        from `again`: as much is left then as was left. A term that had run out stays as it was."""
        if not paused <= again:
            raise ValueError(f"a pause from {paused} cannot end on {again}")
        if due <= paused:
            return Due(due, provisional=False)
        if measure is Measure.WORKING_DAYS:
            left = self.between(paused + ONE, due)
            return self._on(again, left, self._unknown(paused, due))
        return self._not_off(again + (due - paused))

    def _on(self, day: date, count: int, provisional: bool = False) -> Due:
        start = day
        while count:
            day += ONE
            count -= self.works(day)
        return Due(day, provisional or self._unknown(start + ONE, day))

    def _not_off(self, day: date) -> Due:
        first = day
        while not self.works(day):
            day += ONE
        return Due(day, self._unknown(first, day))

    def _unknown(self, first: date, last: date) -> bool:
        return any(year not in self.years for year in range(first.year, last.year + 1))


@lru_cache(maxsize=1000)
def working_days(years: tuple[CalendarYear, ...]) -> WorkingDays:
    """What the calendar of a jurisdiction says. Its own days go before those of the notice."""
    off: set[date] = set()
    worked: set[date] = set()
    for each in years:
        off.update(_all(each.days_off))
        worked.update(each.working_weekends)
    for each in years:
        own = set(_all(each.own_days_off))
        off, worked = off | own, (worked - own) | set(each.own_working_days)
    return WorkingDays(frozenset(each.year for each in years), frozenset(off), frozenset(worked))


def checked(years: tuple[CalendarYear, ...]) -> None:
    """Refuse a calendar that contradicts itself."""
    twice = [year for year, times in Counter(each.year for each in years).items() if times > 1]
    for year in twice:
        raise _wrong(f"{year} 年写了两次", f"the year {year} stands there twice")
    for each in years:
        spans = (*each.days_off, *each.own_days_off)
        for span in spans:
            if not span.first <= span.last:
                raise _wrong(
                    f"“{span.holiday}”的第一天 {span.first} 晚于最后一天 {span.last}",
                    f"{span.holiday} begins on {span.first} and ends on {span.last}, before that",
                )
        ends = [day for span in spans for day in (span.first, span.last)]
        for day in sorted((*ends, *each.working_weekends, *each.own_working_days)):
            if day.year != each.year:
                raise _wrong(f"{each.year} 年的历中有 {day}", f"{day} is not in {each.year}")
        for day in each.working_weekends:
            if day.weekday() < 5:
                raise _wrong(
                    f"{day} 不是周末，不必写为周末上班", f"{day} is no weekend, it is worked anyway"
                )
        both = {*_all(each.days_off)}.intersection(each.working_weekends)
        both |= {*_all(each.own_days_off)}.intersection(each.own_working_days)
        if both:
            raise _wrong(
                f"{min(both)} 既写放假又写上班", f"{min(both)} is said to be free and to be worked"
            )


def _wrong(chinese: str, english: str) -> Rejected:
    return Rejected(
        "calendar-wrong",
        f"工作日历有误：{chinese}。请对照国务院办公厅的放假通知改正。",
        f"The working calendar is wrong: {english}. Correct it by the official notice.",
    )


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or back, or the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _all(spans: Iterable[DaysOff]) -> Iterator[date]:
    for span in spans:
        yield from days(span.first, span.last)
