"""A jurisdiction's rules on outcomes: deadlines, kinds and their handling, checks, words."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from contracts import calendar, documents, rules
from contracts import procedure as p
from contracts.calendar import Term
from contracts.consents import Consents, ConsentStep
from contracts.outcomes.rating_rules import Ratings as Ratings
from contracts.roles import Role
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Title
from contracts.vocabulary import Code, Entry

Codes = Annotated[tuple[Code, ...], Field(max_length=50)]
Column = Literal[
    "task",
    "what",
    "session",
    "promise",
    "lead",
    "co",
    "officer",
    "due",
    "first_progress_due",
    "state",
    "percent",
    "progress_on",
    "progress",
    "letter",
    "completed_on",
    "result",
    "reply",
    "kept",
    "finding",
]
"""What is known of a task, and may stand in a list."""


class Deadlines(Chapter):
    """In days, working days or months (domain 9.3). A miss is recorded once `grace` is over, too:
    so long may be told what was done in time."""

    first_progress: Term
    result: Term
    grace: Term | None = None


class Basis(StrEnum):
    """What leads to an outcome, or stands behind it (004-13)."""

    CONSULTATION = "consultation"
    SESSION = "session"  # whose minutes count, or that served no consultation
    PROPOSAL = "proposal"  # that was filed
    REPORT = "report"  # of public opinion, that was issued or used
    RESEARCH = "research"  # an activity with findings that served no consultation


class Handling(Entry):
    """A way in which outcomes are handled (004-13, domain 8.1).

    `needs_tasks`: a department has to have a task. `reply_classes`: the classes of its replies, if
    any. `steps` are walked by an outcome to which no consultation led; where there are none, its
    tasks are done and those who raised it are told.
    Counted from the day on which a task is assigned: `return_within` it may be returned,
    `co_opinion_within` those who help give their opinion, `result` the usual time in which it is
    completed, and `longest` the longest that it may be extended to. `contact_first`: the lead
    contacts those who raised it before it replies. `sealed`: a reply is a letter, signed and
    sealed. `again`: the time in which is replied once more.
    """

    needs_tasks: bool = False
    reply_classes: Codes = ()
    steps: Annotated[tuple[p.Step, ...], Field(max_length=20)] = ()
    return_within: Term | None = None
    co_opinion_within: Term | None = None
    result: Term | None = None
    longest: Term | None = None
    contact_first: bool = False
    sealed: bool = False
    again: Term | None = None


class ReplyClass(Entry):
    """A class of replies. A task that was `answered_again` is open to a further reply, and its
    outcome does not close before it (domain 8.1, 11)."""

    answered_again: bool = False


class OutcomeKind(Entry):
    """A kind of outcome. `numbering` is the shape of its numbers, with `{year}` and `{number}`.
    With both, numbers run within a unit and a year, without gaps.

    `basis`: what leads to it, a consultation where it names nothing. A consultation leads to the
    first such kind that names its procedure, else to the first that names none. A session that
    serves no consultation leads in the same way to a kind that names its form, and research to one
    that names its kind of activity (`activities`), if there is any; a proposal and a report to the
    first that names them, if any. Without `adopted_where` it may be adopted anywhere.
    """

    handling: Code
    basis: Annotated[tuple[Basis, ...], Field(max_length=6)] = ()
    numbering: Title | None = None
    procedures: Annotated[tuple[p.Code, ...], Field(max_length=50)] = ()
    forms: Codes = ()
    activities: Codes = ()
    adopted_where: Codes = ()


class Handlings(Chapter):
    """The kinds of outcomes, and how each is handled (004-13). `referral`: who decides that a
    promise that was not kept goes to discipline inspection (001-37); where it is left out, none
    does."""

    kinds: Annotated[tuple[OutcomeKind, ...], Field(min_length=1, max_length=50)]
    handlings: Annotated[tuple[Handling, ...], Field(min_length=1, max_length=50)]
    reply_classes: Annotated[tuple[ReplyClass, ...], Field(max_length=20)] = ()
    referral: ConsentStep | None = None


class CheckKind(Entry):
    """A kind of check (001-22, 004-19). `who` narrows the offices that may record one.

    It becomes due so long `after` the last task was completed, for each of these terms once, and
    `every` so long after it was held. `credited_as` is what members are credited with.
    """

    who: Annotated[tuple[Role, ...], Field(max_length=12)] = ()
    after: Annotated[tuple[Term, ...], Field(max_length=12)] = ()
    every: Term | None = None
    credited_as: Code | None = None


class Checks(Chapter):
    kinds: Annotated[tuple[CheckKind, ...], Field(min_length=1, max_length=50)]


class TaskList(Entry):
    """A list of an outcome: its tasks with these columns (001-34)."""

    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=20)]


class Satisfaction(Entry):
    """What somebody says of the handling: `satisfied` with it, or not, or neither (`abstains`).
    `again`: where those who raised the matter say so, it is handled again (domain 8.1, 9)."""

    satisfied: bool = False
    abstains: bool = False
    again: bool = False


class ComplaintKind(Entry):
    """A kind of complaint. One that is `strong` counts for a referral (001-37)."""

    strong: bool = False


class Words(Chapter):
    """Who always gets a copy (001-22), the lists (001-34), and the words for who is told of an
    outcome besides those who raised the topic (`feedback_to`), for what people say of it, and for
    where, and at which level, it is adopted (004-14, domain 5.2), and for the levels of leaders who
    write instructions (003-21). `recipients` are those, besides bodies, to whom a procedure may ask
    that it be sent."""

    copies: Annotated[tuple[Title, ...], Field(max_length=20)]
    recipients: Annotated[tuple[Title, ...], Field(max_length=50)] = ()
    lists: Annotated[tuple[TaskList, ...], Field(min_length=1, max_length=10)]
    feedback_to: Annotated[tuple[Entry, ...], Field(max_length=20)] = ()
    satisfaction: Annotated[tuple[Satisfaction, ...], Field(max_length=20)] = ()
    adoption_places: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    adoption_levels: Annotated[tuple[Entry, ...], Field(max_length=20)] = ()
    complaint_kinds: Annotated[tuple[ComplaintKind, ...], Field(max_length=20)] = ()
    instruction_levels: Annotated[tuple[Entry, ...], Field(max_length=20)] = ()


class DeadlinesIssued(ChapterIssued):
    deadlines: Deadlines


class HandlingsIssued(ChapterIssued):
    handlings: Handlings


class ChecksIssued(ChapterIssued):
    checks: Checks


class WordsIssued(ChapterIssued):
    words: Words


class RatingsIssued(ChapterIssued):
    ratings: Ratings


class ConsentsIssued(ChapterIssued):
    consents: Consents


class DocumentsIssued(documents.DocumentsIssued):
    """What documents say here."""


class CalendarIssued(calendar.CalendarIssued):
    """The working calendar, by which deadlines of tasks are counted."""


class ProfileAdopted(rules.ProfileAdopted):
    """A version of the rules on outcomes is in force."""


RulesEvent = (
    DeadlinesIssued
    | HandlingsIssued
    | ChecksIssued
    | WordsIssued
    | RatingsIssued
    | ConsentsIssued
    | DocumentsIssued
    | CalendarIssued
    | ProfileAdopted
)
