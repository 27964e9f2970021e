"""A jurisdiction's rules on outcomes: deadlines, who gets a copy, words."""

from typing import Annotated

from pydantic import Field

from contracts import calendar
from contracts.calendar import Term
from contracts.rules import Chapter, ChapterIssued, ProfileAdopted
from contracts.text import Title


class Deadlines(Chapter):
    """In days, working days or months (domain 9.3)."""

    first_progress: Term
    result: Term
    look_back: Term


class Words(Chapter):
    """Who always gets a copy (001-22), and the names of the three lists in the order task,
    responsibility, implementation (domain 9.1)."""

    copies: Annotated[tuple[Title, ...], Field(max_length=20)]
    lists: Annotated[tuple[Title, ...], Field(min_length=3, max_length=3)]


class DeadlinesIssued(ChapterIssued):
    deadlines: Deadlines


class WordsIssued(ChapterIssued):
    words: Words


class CalendarIssued(calendar.CalendarIssued):
    """The working calendar, by which deadlines of tasks are counted."""


RulesEvent = DeadlinesIssued | WordsIssued | CalendarIssued | ProfileAdopted
