"""The numbers of a kind of outcome in a unit: sending reads the last one of the year and takes the
next, in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from contracts.outcomes import series as e
from runtime.decider import Circumstances, Decider, Rejected
from services.outcomes.series import commands as c


@dataclass(frozen=True)
class Series:
    """`last` is the number that was given last in each year."""

    unit: str = ""
    last: Mapping[int, int] = field(default_factory=dict)


def decide(
    series: Series, command: c.SeriesCommand, given: Circumstances[Any]
) -> list[e.SeriesEvent]:
    match command:
        case c.OpenSeries():
            return [] if series.unit else [e.OutcomeSeriesOpened()]
        case c.NoteNumber(year=year, number_in_year=number):
            last = series.last.get(year)
            if not series.unit or (last is not None and number != last + 1):
                raise Rejected(
                    "number-taken",
                    f"{year}年第{number}号不是下一个号，应为第{(last or 0) + 1}号。请重新提交。",
                    f"{number} is not the next number of {year}, which is {(last or 0) + 1}. Send"
                    " it again.",
                )
            return [e.OutcomeNumbered(**dict(command))]
        case _:
            assert_never(command)


def evolve(series: Series, event: e.SeriesEvent, unit: str) -> Series:
    match event:
        case e.OutcomeSeriesOpened():
            return replace(series, unit=unit)
        case e.OutcomeNumbered(year=year, number_in_year=number):
            return replace(series, last={**series.last, year: number})
        case _:
            assert_never(event)


SERIES = Decider[Series, c.SeriesCommand, e.SeriesEvent](Series(), decide, evolve)
