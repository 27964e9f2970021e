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

Codes = Annotated[tuple[Code, ...], Field(max_length=50)]
Months = Literal[1, 2, 3, 4, 6, 12]


class Quota(Entry):
    """So much in each period, of whoever owes it: units of these kinds, bodies of these kinds,
    members who hold one of these `posts`, or members of these `levels`; of one of the four
    (000-40, 001-03, 001-07, 003-09 to 003-12).

    Sessions and activities of a `group` count, whose form or kind has this `quota`; without it key
    sessions: those that a unit held, in which a body took part, at which a member was. With
    `people` those whom a member met at them count instead, each time (003-10), and with `each`
    those who were met so often in the period (003-12). With `plan` neither does, but a decided plan
    of this kind for the year (000-32).

    Periods begin on 1 January and are as long as divides the year. What counts lies within the
    first `within` months of one, if that is given. A miss is recorded once `grace` is over, too."""

    least: Times = 1
    months: Months
    within: Months | None = None
    unit_kinds: Codes = ()
    body_kinds: Codes = ()
    posts: Codes = ()
    levels: Codes = ()
    group: Title | None = None
    people: bool = False
    each: Times | None = None
    plan: Code | None = None
    grace: Term | None = None
    note: Sentence | None = None


class Quotas(Chapter):
    """What units, bodies and members owe. Figures are counted from what was recorded, as of a
    day."""

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
