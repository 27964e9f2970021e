"""A jurisdiction's rules on proposals (提案): kinds, sessions, examination, grades, numbers."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.calendar import Term
from contracts.checklists import Checklist
from contracts.event import Fact
from contracts.ids import BodyId
from contracts.roles import Role
from contracts.rules import Chapter, ChapterIssued
from contracts.text import Day, Title, Year
from contracts.vocabulary import Code, Entry


class Credits(Fact):
    """Which duty fact each of those is credited with whose proposal it is: whoever signed `first`,
    each co-signer (`co`), each main person of a collective proposal (`main`). No fact, no credit
    (domain 7)."""

    first: Code | None = None
    co: Code | None = None
    main: Code | None = None


class SignedBy(StrEnum):
    """Who makes a proposal of a kind theirs."""

    MEMBER = "member"  # one member
    MEMBERS = "members"  # several: the initiator first, then the co-signers
    BODY = "body"  # a Party, an organisation, a committee, a sector, a group


class ProposalKind(Entry):
    """A kind of proposal (domain 8.1, 1). `checklist`: by which one it is examined. `body_kinds`:
    of which kinds the body is whose proposal it is; of any where it names none. `convenor`: a
    member signs for that body, as the convenor of a sector or a group does. `seal`: the paper bears
    the seal of the body. `text_apart`: the text is brought as a paper, which can be erased."""

    signed_by: SignedBy
    checklist: Code
    body_kinds: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    convenor: bool = False
    seal: bool = False
    text_apart: bool = False


class PlenarySession(Entry):
    """A plenary session. What is submitted from the day `first` until the day `last` counts as a
    proposal of this session (大会提案), all else as one between sessions (平时提案). `year` is that
    of the session, and of the numbers of its proposals."""

    year: Year
    first: Day
    last: Day


class ExaminationStep(Entry):
    """A step of the examination, and which `offices` take it. Where a committee does, `committees`
    names which (the proposals committee, 提案委员会); it is any committee where none is named.
    `in_session`: it is one of proposals of a session only, or (false) of those between sessions
    only; where it says neither, of all. The last step of a proposal decides, and grades."""

    offices: Annotated[tuple[Role, ...], Field(min_length=1, max_length=10)]
    committees: Annotated[tuple[BodyId, ...], Field(max_length=10)] = ()
    in_session: bool | None = None


class ProposalGrade(Entry):
    """A grade that a filed proposal may be given: a key proposal, an excellent one. `supervised`:
    it names the office or the body that leads the supervision of its handling."""

    supervised: bool = False
    credited_as: Credits = Credits()


class Proposals(Chapter):
    """All that a jurisdiction settled about proposals, to their filing.

    `grounds`: those on which a proposal is not filed (domain 8.2). `numbering` is the shape of the
    numbers, with `{number}` and `{year}` or `{session}`: numbers run from 1 within that year or
    that session. Those between sessions are numbered apart where `numbering_between` says how.
    `supplement` is how long a returned proposal may take, with `grace` for what is told late;
    `telling` how long it may take to tell those concerned what became of a proposal that was
    merged, converted or not filed. `submitting` and `filing` are the duty facts of these.
    """

    kinds: Annotated[tuple[ProposalKind, ...], Field(max_length=50)] = ()
    checklists: Annotated[tuple[Checklist, ...], Field(max_length=50)] = ()
    sessions: Annotated[tuple[PlenarySession, ...], Field(max_length=100)] = ()
    steps: Annotated[tuple[ExaminationStep, ...], Field(max_length=10)] = ()
    grounds: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
    grades: Annotated[tuple[ProposalGrade, ...], Field(max_length=20)] = ()
    numbering: Title = "{year}年第{number}号"
    numbering_between: Title | None = None
    supplement: Term = Term(count=15)
    telling: Term = Term(count=7)
    grace: Term | None = None
    submitting: Credits = Credits()
    filing: Credits = Credits()


class ProposalsIssued(ChapterIssued):
    proposals: Proposals
