"""The working calendar of a jurisdiction, and the terms that are counted by it.

Every November the State Council's office says which days of the next year are free and which
weekends are worked. A jurisdiction adds its own days.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.event import Fact
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Day, Title, Year


class DaysOff(Fact):
    """Days on end on which nobody works, the first and the last included."""

    holiday: Title
    first: Day
    last: Day


class CalendarYear(Fact):
    """What the official notice says of one year. Weekends need no mention, unless worked."""

    year: Year
    notice: Title
    days_off: Annotated[tuple[DaysOff, ...], Field(max_length=50)]
    working_weekends: Annotated[tuple[Day, ...], Field(max_length=60)] = ()
    own_days_off: Annotated[tuple[DaysOff, ...], Field(max_length=50)] = ()
    own_working_days: Annotated[tuple[Day, ...], Field(max_length=60)] = ()
    """Days on which this jurisdiction works though the notice, or the weekend, makes them free."""


class Calendar(Chapter):
    """Year after year. A year that is not there counts Monday to Friday, and provisionally."""

    years: Annotated[tuple[CalendarYear, ...], Field(max_length=50)]


class CalendarIssued(ChapterIssued):
    calendar: Calendar


class Measure(StrEnum):
    """In what a term is counted."""

    DAYS = "days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"


class Term(Fact):
    """So many days, working days or months after a day. That day itself does not count."""

    count: Annotated[int, Field(strict=True, ge=1, le=1000)]
    measure: Measure = Measure.DAYS
