"""A jurisdiction's rules on topics: its words, its checklists, and which procedure is for what."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts import calendar, documents, rules
from contracts.calendar import Term
from contracts.checklists import Checklist
from contracts.consents import Consents
from contracts.event import Fact
from contracts.procedure import Choice, Procedures
from contracts.roles import Role
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Title
from contracts.topics.proposal_rules import ProposalsIssued
from contracts.vocabulary import Code, Entry

Vocabulary = Annotated[tuple[Entry, ...], Field(max_length=50)]


class Proposer(StrEnum):
    """Who may raise a topic: one of the roster, of the directory of bodies, or of the register of
    units; or a resident, by the id that their directory gave."""

    MEMBER = "member"
    BODY = "body"
    UNIT = "unit"
    RESIDENT = "resident"


class Origin(Entry):
    """Where a topic comes from (000-39). `roles`: the offices that may enter one of this origin;
    every one may where it names none. `proposers`: whoever raises it is one of these; where it
    names none, anybody may, residents by their id. What residents raise, whoever enters it may
    raise in their own name as well. `source_needed`: what it rests on is named (001-16).
    `text_apart`: the text is brought as a paper, which few may read and which can be erased; an
    admission then says in words of its own what the matter is about."""

    roles: Annotated[tuple[Role, ...], Field(max_length=20)] = ()
    proposers: Annotated[tuple[Proposer, ...], Field(max_length=3)] = ()
    source_needed: bool = False
    text_apart: bool = False


class Channel(Entry):
    """By which way a topic or a report came in: a letter, a visit, an area group, a sector (001-17,
    003-06). `roles`: the offices that may enter one of this channel; every one may where it names
    none. `source_needed`: what it rests on is named."""

    roles: Annotated[tuple[Role, ...], Field(max_length=20)] = ()
    source_needed: bool = False


class Weight(Entry):
    """How much a matter weighs (000-31). `needs_session`: its procedure holds one.
    `reason_needed`: whoever screens it says why it weighs that much."""

    needs_session: bool = False
    reason_needed: bool = False


class Scale(Entry):
    """Whom a matter touches (001-15). `enters`: such matters enter consultation; all others go out
    to whoever is competent."""

    enters: bool = True


class Answering(Fact):
    """In which time whoever a claim was transferred to answers it (001-15), and with which grace
    for telling so. What is answered later is taken, and was late."""

    within: Term
    grace: Term | None = None


class LeaderLevel(Entry):
    """At which level those stand who lead topics: chair and vice-chairs, members of the Standing
    Committee (003-23). `rank` 1 is the highest."""

    rank: Annotated[int, Field(strict=True, ge=1, le=20)]


class TopicKind(Entry):
    """A kind of topic: by which checklist it is screened, and of which origins it may be; of any
    where it names none. Admitting one names who leads it (`needs_leader`, 004-15) and the places
    that are looked at (`needs_sites`). Raising one names the document that is commented on
    (`needs_document`, 004-12) and until which day (`needs_due`)."""

    checklist: Code
    origins: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    needs_leader: bool = False
    needs_sites: bool = False
    needs_document: bool = False
    needs_due: bool = False


class Words(Chapter):
    """The programme's name, and what topics are sorted by (000-38, 000-39). `fields`: of which
    field of life a topic is, beside its category (001-39). `transfers`: until when a claim that
    was transferred is answered; without it there is no such day."""

    programme: Title
    kinds: Annotated[tuple[TopicKind, ...], Field(max_length=50)] = ()
    categories: Vocabulary = ()
    fields: Vocabulary = ()
    origins: Annotated[tuple[Origin, ...], Field(max_length=50)] = ()
    channels: Annotated[tuple[Channel, ...], Field(max_length=50)] = ()
    weights: Annotated[tuple[Weight, ...], Field(max_length=50)] = ()
    scales: Annotated[tuple[Scale, ...], Field(max_length=50)] = ()
    leader_levels: Annotated[tuple[LeaderLevel, ...], Field(max_length=20)] = ()
    transfers: Answering | None = None


class Checklists(Chapter):
    """By what topics are screened (001-13 to 001-18)."""

    checklists: Annotated[tuple[Checklist, ...], Field(max_length=50)] = ()


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


class AuthorKind(Entry):
    """Of which kind the authors of a report are (domain 8.4). `credited`: they are members, whose
    duty file tells of it (003-08)."""

    credited: bool = False


class Ground(Entry):
    """Why a report is kept for reference and goes no further (domain 8.2). `reason_needed`:
    whoever keeps it says more."""

    reason_needed: bool = False


class ReportStep(Entry):
    """A step from the editing of a report, which is the first, to its signing, the last. Each is
    taken by another person, in one of the `offices`."""

    offices: Annotated[tuple[Role, ...], Field(min_length=1, max_length=10)] = (Role.CPPCC_OFFICE,)


class UpperLevel(Entry):
    """A level to which reports are sent up, and which may use them. `credited_as`: the duty fact
    of the authors of one that it uses."""

    credited_as: Code | None = None


class Reports(Chapter):
    """How reports of public opinion become items of bulletins (domain 8.4).

    `requirements`: what each report has to be; one that is returned is told what it lacks.
    `longest`: the most characters of a text. `recipients`: the kinds of bodies to which bulletins
    go. `submitted_as`, `issued_as`: the duty facts of authors. `numbering`: what the number of a
    bulletin looks like, with `{year}` and `{number}`.
    """

    categories: Vocabulary
    channels: Annotated[tuple[Channel, ...], Field(max_length=50)]
    author_kinds: Annotated[tuple[AuthorKind, ...], Field(max_length=50)]
    requirements: Vocabulary
    grounds: Annotated[tuple[Ground, ...], Field(max_length=50)]
    steps: Annotated[tuple[ReportStep, ...], Field(min_length=2, max_length=10)]
    recipients: Annotated[tuple[Code, ...], Field(max_length=50)]
    levels: Annotated[tuple[UpperLevel, ...], Field(max_length=20)]
    numbering: Annotated[Title, Field(max_length=40)]
    longest: Annotated[int, Field(ge=100, le=100_000)] | None = None
    submitted_as: Code | None = None
    issued_as: Code | None = None


class WordsIssued(ChapterIssued):
    words: Words


class ChecklistsIssued(ChapterIssued):
    checklists: Checklists


class ProceduresIssued(ChapterIssued):
    procedures: Procedures


class ChoicesIssued(ChapterIssued):
    choices: Choices


class PlansIssued(ChapterIssued):
    plans: Plans


class ConsentsIssued(ChapterIssued):
    consents: Consents


class ReportsIssued(ChapterIssued):
    reports: Reports


class DocumentsIssued(documents.DocumentsIssued):
    """What documents say here."""


class CalendarIssued(calendar.CalendarIssued):
    """The working calendar, by which the days of steps are counted."""


class ProfileAdopted(rules.ProfileAdopted):
    """A version of the rules on topics is in force."""


RulesEvent = (
    WordsIssued
    | ChecklistsIssued
    | ProceduresIssued
    | ChoicesIssued
    | PlansIssued
    | ConsentsIssued
    | ProposalsIssued
    | ReportsIssued
    | DocumentsIssued
    | CalendarIssued
    | ProfileAdopted
)
