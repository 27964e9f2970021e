"""A jurisdiction's rules on meetings: words, procedures, quotas, who consents to a waiver."""

from typing import Annotated, Literal

from pydantic import Field

from contracts import calendar, documents, rules
from contracts.calendar import Term
from contracts.consents import Consents
from contracts.meetings.words import Words
from contracts.procedure import Procedures, Times
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Sentence, Title
from contracts.vocabulary import Code, Entry


class Quota(Entry):
    """So many sessions or activities in each period, of units of these kinds (000-40, 001-03).
    Those of a `group` count, whose form or kind has this `quota`; without it key sessions. Periods
    begin on 1 January and are as long as divides the year. A miss is recorded once `grace` is over,
    too."""

    least: Times = 1
    months: Literal[1, 2, 3, 4, 6, 12]
    unit_kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50)]
    group: Title | None = None
    grace: Term | None = None
    note: Sentence | None = None


class Quotas(Chapter):
    """What units owe. Figures are counted from what was recorded, as of a day."""

    quotas: Annotated[tuple[Quota, ...], Field(max_length=50)] = ()


class ProceduresIssued(ChapterIssued):
    procedures: Procedures


class QuotasIssued(ChapterIssued):
    quotas: Quotas


class ConsentsIssued(ChapterIssued):
    consents: Consents


class WordsIssued(ChapterIssued):
    words: Words


class DocumentsIssued(documents.DocumentsIssued):
    """What documents say here."""


class CalendarIssued(calendar.CalendarIssued):
    """The working calendar, by which the days before a session and those of steps are counted."""


class ProfileAdopted(rules.ProfileAdopted):
    """A version of the rules on meetings is in force."""


RulesEvent = (
    WordsIssued
    | ProceduresIssued
    | QuotasIssued
    | ConsentsIssued
    | DocumentsIssued
    | CalendarIssued
    | ProfileAdopted
)
