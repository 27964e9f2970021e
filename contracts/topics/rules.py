"""A jurisdiction's rules on topics: its words, and which procedure is for what."""

from typing import Annotated

from pydantic import Field

from contracts import calendar
from contracts.consents import Consents
from contracts.procedure import Choice, Procedures
from contracts.rules import Chapter, ChapterIssued, ProfileAdopted
from contracts.text import Title
from contracts.vocabulary import Entry

Vocabulary = Annotated[tuple[Entry, ...], Field(max_length=50)]


class Words(Chapter):
    """The programme's name, and what topics are sorted by (000-38, 000-39, 001-13)."""

    programme: Title
    categories: Vocabulary
    origins: Vocabulary
    principles: Vocabulary


class Choices(Chapter):
    """Which procedure is for which unit and matter (000-30, 000-31)."""

    choices: Annotated[tuple[Choice, ...], Field(min_length=1, max_length=200)]


class PlanKind(Entry):
    """A kind of plan: what each row says besides (002-10), how many rows it holds at most, and
    whether a change of a decided plan needs consent (domain 5.5)."""

    columns: Annotated[tuple[Entry, ...], Field(max_length=20)] = ()
    cap: Annotated[int, Field(ge=1, le=200)] | None = None
    change_needs_consent: bool = True


class Plans(Chapter):
    """The kinds of plans that units draw up."""

    kinds: Annotated[tuple[PlanKind, ...], Field(max_length=50)] = ()


class WordsIssued(ChapterIssued):
    words: Words


class ProceduresIssued(ChapterIssued):
    procedures: Procedures


class ChoicesIssued(ChapterIssued):
    choices: Choices


class PlansIssued(ChapterIssued):
    plans: Plans


class ConsentsIssued(ChapterIssued):
    consents: Consents


class CalendarIssued(calendar.CalendarIssued):
    """The working calendar, by which the days of steps are counted."""


RulesEvent = (
    WordsIssued
    | ProceduresIssued
    | ChoicesIssued
    | PlansIssued
    | ConsentsIssued
    | CalendarIssued
    | ProfileAdopted
)
