"""A jurisdiction's rules on members: their words, what a fact of their duty earns, the measure on
talents, and the programme of its units."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from contracts import rules
from contracts.consents import ConsentStep
from contracts.event import Fact
from contracts.members.assessment_rules import Assessments as Assessments
from contracts.members.body import KindOfBody, Part
from contracts.places import Tier
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Title, Year
from contracts.vocabulary import Code, Entry


class DutyPoints(Fact):
    """What facts of a kind earn from the year `since` on, until a later row: so many points each,
    at most so many a year; where `first` is given, only for the first so many. Fewer than none are
    taken off, at most `most_per_year` of them. `levels`: for members of these levels alone, of whom
    a row that names none says nothing then (domain 7.2)."""

    kind: Code
    since: Year
    points: int
    most_per_year: int
    first: int | None = None
    levels: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


class DutyCap(Entry):
    """Facts of these `kinds` earn at most so many points a year together (domain 7.1: meetings 50),
    from the year `since` on, to the year `until` where one is named."""

    kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]
    since: Year
    until: Year | None = None
    most: Annotated[int, Field(strict=True, ge=0, le=1000)]


class DutyMinimum(Entry):
    """The least that a member does in a year: so many facts of these `kinds` together (003-08,
    003-09), from the year `since` on, to the year `until` where one is named; for members of these
    `levels` alone, where any are named."""

    kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]
    since: Year
    until: Year | None = None
    least: Annotated[int, Field(strict=True, ge=1, le=1000)]
    levels: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


class DutyGrade(Entry):
    """A level of a year's duty, reached with at least so many points (domain 7.1)."""

    least: Annotated[int, Field(strict=True, ge=0, le=10_000)]


class Duty(Chapter):
    """The kinds of duty facts, and their points (003-02).

    `base`: what every member begins a year with. `caps` bind several kinds together. `minima`: the
    least that is done in a year. `grades`, the highest first. `pro_rata`: whoever was a member in
    some months of the year alone, owes the part of minima and grades that falls on these months,
    rounded down. A total is never below none.
    """

    facts: Annotated[tuple[Entry, ...], Field(max_length=100)]
    points: Annotated[tuple[DutyPoints, ...], Field(max_length=500)]
    base: Annotated[int, Field(strict=True, ge=0, le=1000)] = 0
    caps: Annotated[tuple[DutyCap, ...], Field(max_length=50)] = ()
    minima: Annotated[tuple[DutyMinimum, ...], Field(max_length=50)] = ()
    grades: Annotated[tuple[DutyGrade, ...], Field(max_length=20)] = ()
    pro_rata: bool = False


class UnitKind(Entry):
    """A kind of unit. Its units have codes of this `tier`, the digits of which lie between `first`
    and `last`. `parts` complete it (000-15), and where there are none it is not counted (000-03);
    `hall`: the class of hall that stands there (002-18)."""

    tier: Tier
    first: Annotated[int, Field(ge=1, le=999)] = 1
    last: Annotated[int, Field(ge=1, le=999)] = 999
    parts: tuple[Part | Literal["room"], ...] = ()
    hall: Code | None = None


class Listed(Entry):
    """A word that rosters use. `also`: other words for the same, as offices write them."""

    also: Annotated[tuple[Title, ...], Field(max_length=20)] = ()


class BodyKind(Listed, KindOfBody):
    """A kind of body: a department, a committee, a workstation. By the word of one that is a part
    of its unit, and by what it is `also` called, a roster may name the unit: 新营镇工作站."""


class Post(Entry):
    """A post in a body. `leads`: whoever holds it answers for the body. `liaison`: it keeps contact
    with the unit. `eligible`: in one of these capacities somebody may hold it; in any, where it is
    empty (000-28)."""

    leads: bool = False
    liaison: bool = False
    eligible: tuple[Title, ...] = ()


class Level(Listed):
    """A level of CPPCC membership; that of `rank` 1 is the highest (000-04)."""

    rank: Annotated[int, Field(ge=1, le=9)]


Entries = Annotated[tuple[Entry, ...], Field(max_length=200)]


class Affiliation(Listed):
    """Of which party a member is. `outside`: it stands for persons outside the Party (004-07)."""

    outside: bool = False


class LeaveGround(Entry):
    """A ground of leave from a session. `uncounted`: such leave is no absence at all, as that for a
    meeting of a higher level or for study abroad (domain 7.1)."""

    uncounted: bool = False


class Words(Chapter):
    """The kinds of units and their halls, of which kinds the `hosts` of rooms are, the kinds of
    bodies, their posts, the levels of members, the bases of their postings, and the grounds on
    which they leave. `room`: what the room of a unit is called, behind the unit's name.
    `leave_grounds`: those on which members ask for leave from a session; `affiliations`: the
    parties of members."""

    room: Title
    unit_kinds: Annotated[tuple[UnitKind, ...], Field(max_length=100)]
    halls: Entries = ()
    hosts: Entries = ()
    body_kinds: Annotated[tuple[BodyKind, ...], Field(max_length=200)]
    posts: Annotated[tuple[Post, ...], Field(max_length=200)]
    levels: Annotated[tuple[Level, ...], Field(max_length=20)]
    bases: Annotated[tuple[Listed, ...], Field(max_length=100)]
    grounds: Entries
    leave_grounds: Annotated[tuple[LeaveGround, ...], Field(max_length=50)] = ()
    affiliations: Annotated[tuple[Affiliation, ...], Field(max_length=50)] = ()


Codes = Annotated[tuple[Code, ...], Field(max_length=200)]
Few = Annotated[int, Field(strict=True, ge=1, le=100)]


class TalentTier(Entry):
    """A tier of the pool of talents: who approves, step by step, and how many months a term may
    last (001-30, 001-31)."""

    approval: Annotated[tuple[ConsentStep, ...], Field(min_length=1, max_length=10)]
    term_months: Annotated[int, Field(strict=True, ge=1, le=120)] = 60


class NominationWay(Entry):
    """How somebody is nominated: by a committee, a town, themselves. `by_body`: it is a body
    that nominates, and the nomination says which."""

    by_body: bool = False


class TalentPool(Entry):
    """A pool from which draws are made. Only talents of these fields and tiers are in it; of any,
    where it names none."""

    fields: Codes = ()
    tiers: Codes = ()


class ExitGround(Entry):
    """A ground on which a talent goes. `after_refusals`: only once so many draws were refused
    without reason that the talent is drawn no more."""

    after_refusals: bool = False


class Talents(Chapter):
    """The measure on talents (001-30): their fields and tiers, how they are nominated and approved,
    on which grounds they go, and how draws are made.

    `refusing`: the grounds that count as a reason for refusing a draw. In `draws_months` somebody
    takes part in at most `most_draws`; who refuses `most_refusals` in one term without reason is
    drawn no more. A draw needs `committers` bodies that commit to numbers, is called
    `interest_days` after its pool was published or later, leaves `reveal_days` to reveal the
    numbers and `answer_days` to answer. All days are calendar days.
    """

    fields: Annotated[tuple[Entry, ...], Field(max_length=200)] = ()
    tiers: Annotated[tuple[TalentTier, ...], Field(max_length=20)] = ()
    ways: Annotated[tuple[NominationWay, ...], Field(max_length=50)] = ()
    pools: Annotated[tuple[TalentPool, ...], Field(max_length=50)] = ()
    grounds: Annotated[tuple[ExitGround, ...], Field(max_length=50)] = ()
    refusing: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    most_draws: Few | None = None
    draws_months: Annotated[int, Field(strict=True, ge=1, le=60)] = 12
    most_refusals: Few | None = None
    committers: Annotated[int, Field(strict=True, ge=2, le=5)] = 2
    interest_days: Annotated[int, Field(strict=True, ge=0, le=60)] = 0
    reveal_days: Annotated[int, Field(strict=True, ge=0, le=30)] = 1
    answer_days: Annotated[int, Field(strict=True, ge=0, le=60)] | None = None


class HeldBy(StrEnum):
    """Who has a role at a unit."""

    MEMBER = "member"
    BODY = "body"


class UnitRole(Entry):
    """In what somebody answers for a unit: leads, guides, carries out (000-20). Bodies are of one
    of these `kinds`, of any where there are none; `single`: one at a time."""

    held_by: HeldBy
    kinds: Codes = ()
    single: bool = False


class Have(Entry):
    """What a unit should have (004-28). `computed`: the system knows it by itself, from the bodies
    and rooms that stand there, the members `posted` to it, its `liaison` officer, whoever has a
    role there (`guided`), or what it was `granted`."""

    computed: Part | Literal["room", "posted", "liaison", "guided", "granted"] | None = None


class Programme(Chapter):
    """How the work comes on from unit to unit: the phases in their order (000-18), the roles of
    those who answer for a unit (000-07, 000-16), the kinds of milestones (000-19), and what a unit
    should have (000-14, 004-28)."""

    phases: Annotated[tuple[Entry, ...], Field(max_length=20)] = ()
    roles: Annotated[tuple[UnitRole, ...], Field(max_length=20)] = ()
    milestones: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    haves: Annotated[tuple[Have, ...], Field(max_length=30)] = ()


class AbsenceGround(Entry):
    """After so many absences without leave in a year a case is opened; of sessions in these forms
    only, where it names any."""

    forms: Codes = ()
    after: Annotated[int, Field(strict=True, ge=1, le=100)] = 1


class CaseStep(Entry):
    """A step of a case. `letter`: it is made in writing; `answer_days`: so many days on it is to be
    answered, if at all. All days are calendar days."""

    letter: bool = False
    answer_days: Annotated[int, Field(strict=True, ge=1, le=180)] | None = None


class Absences(Chapter):
    """What follows where members are absent without leave (004-24): the grounds on which a case is
    opened, its steps in their order, and how it may end. `credited_as`, `leave_credited_as`: the
    duty facts that an absence is, without leave and on it; none, unless they are named."""

    credited_as: Code | None = None
    leave_credited_as: Code | None = None

    grounds: Annotated[tuple[AbsenceGround, ...], Field(max_length=20)] = ()
    steps: Annotated[tuple[CaseStep, ...], Field(max_length=20)] = ()
    results: Annotated[tuple[Entry, ...], Field(max_length=20)] = ()


class LinkKind(Entry):
    """Who is linked to whom: a member, or where `by_office` whoever holds an office, to a member,
    or where `to_cppcc` to the CPPCC (004-05). The one `visits` the other so often a year
    (003-11)."""

    by_office: bool = False
    to_cppcc: bool = False
    visits: Annotated[int, Field(strict=True, ge=0, le=366)] = 0


class Contacts(Chapter):
    """With whom members keep contact: a list for each year has `least` to `most` contacts, each of
    whom is visited `visits` times (003-12). `credited_as`: the duty fact that a list is which is
    filed; none, unless it is named. `links`: the kinds of links (002-02)."""

    least: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    most: Annotated[int, Field(strict=True, ge=1, le=100)] = 100
    visits: Annotated[int, Field(strict=True, ge=0, le=366)] = 0
    credited_as: Code | None = None
    links: Annotated[tuple[LinkKind, ...], Field(max_length=50)] = ()


class DutyIssued(ChapterIssued):
    duty: Duty


class WordsIssued(ChapterIssued):
    words: Words


class TalentsIssued(ChapterIssued):
    talents: Talents


class ProgrammeIssued(ChapterIssued):
    programme: Programme


class AbsencesIssued(ChapterIssued):
    absences: Absences


class ContactsIssued(ChapterIssued):
    contacts: Contacts


class AssessmentsIssued(ChapterIssued):
    assessments: Assessments


class ProfileAdopted(rules.ProfileAdopted):
    """A version of the rules on members is in force. Who follows from elsewhere which units are
    jurisdictions follows this one: every profile has such rules."""


RulesEvent = (
    WordsIssued
    | DutyIssued
    | TalentsIssued
    | ProgrammeIssued
    | AbsencesIssued
    | ContactsIssued
    | AssessmentsIssued
    | ProfileAdopted
)
