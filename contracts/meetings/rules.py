"""A jurisdiction's rules on meetings: words, procedures, cadence, who consents to a waiver."""

from typing import Annotated

from pydantic import Field

from contracts import calendar, rules
from contracts.consents import Consents
from contracts.meetings.words import Words
from contracts.procedure import Procedures
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Sentence


class Cadence(Chapter):
    """How often a key session is due (000-40): one per `months` for units of these kinds."""

    months: Annotated[int, Field(ge=1, le=24)]
    unit_kinds: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]
    note: Sentence | None = None


class ProceduresIssued(ChapterIssued):
    procedures: Procedures


class CadenceIssued(ChapterIssued):
    cadence: Cadence


class ConsentsIssued(ChapterIssued):
    consents: Consents


class WordsIssued(ChapterIssued):
    words: Words


class CalendarIssued(calendar.CalendarIssued):
    """The working calendar, by which the days before a session and those of steps are counted."""


class ProfileAdopted(rules.ProfileAdopted):
    """A version of the rules on meetings is in force."""


RulesEvent = (
    WordsIssued
    | ProceduresIssued
    | CadenceIssued
    | ConsentsIssued
    | CalendarIssued
    | ProfileAdopted
)
