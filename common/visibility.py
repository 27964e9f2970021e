"""Who may see what: the matrix of domain 9.2 as one table, for queries, pages and exchange alike.

A row is a thing, a column what ties somebody to it, a cell the offices that see the thing by that
tie. Who is in no cell sees nothing. The last column is what everybody sees, on public pages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from contracts.places import covers
from contracts.roles import Role
from runtime.actor import Actor, Grant


class What(StrEnum):
    """A kind of thing that has a row of its own."""

    OUTLINE = "outline"  # title, state and unit of a matter
    MATTER = "matter"  # all else of a matter: descriptions, findings, minutes, steps
    REQUEST = "request"  # what a body is asked to take part in, and what it took part in
    SUBMITTER = "submitter"  # who raised it
    TEXT = "text"  # what a topic says before it is admitted, where that stands apart
    SUPPORT = "support"  # how many residents stand behind a topic
    RESIDENT = "resident"  # name and telephone number of a resident who raised something
    CLAIM = "claim"  # that one person made a claim, and where it went
    SPEECH = "speech"  # what was said, word by word
    PROMISE = "promise"
    OUTCOME = "outcome"  # the opinion, and the three lists whole
    TASK = "task"  # one row of the lists
    INSTRUCTION = "instruction"
    RATING = "rating"  # totals
    BALLOT = "ballot"
    SCORE = "score"  # the duty file of a member
    ABSENCE = "absence"
    CONTACTS = "contacts"  # with whom a member keeps contact
    AFFILIATION = "affiliation"  # of which party a member is
    DRAW = "draw"
    SUBMISSION = "submission"  # a proposal that is not filed, and what it says
    PROPOSAL = "proposal"  # a proposal that is filed
    TALENT = "talent"  # who is in the pool, by id, and how they answered draws
    REPORT = "report"  # the text of a report of public opinion
    REGISTER = "register"  # units, bodies, members; the rules in force
    TELEPHONE = "telephone"  # that of a member


class Relation(StrEnum):
    """What ties an office to a thing. The first three hold where it lies, or was raised, within the
    scope of the office, and nowhere else."""

    OFFICE = "office"  # that alone
    POSTED = "posted"  # the scope of a member's office is where the member is posted
    ASSIGNED = "assigned"  # has the task, made the promise, received the claim, was asked
    PARTICIPANT = "participant"  # takes part in the session
    ADDRESSEE = "addressee"  # it was sent to them
    IN_CHARGE = "in_charge"  # the committee of the member, or of the matter
    AUTHOR = "author"  # raised or wrote it
    OWN = "own"  # it is about themselves


_BY_SCOPE = (Relation.OFFICE, Relation.POSTED)
_WITHIN = (*_BY_SCOPE, Relation.ASSIGNED)


class Once(StrEnum):
    """From when on everybody sees it."""

    APPROVED = "approved"
    PUBLISHED = "published"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Public:
    """What everybody sees of a thing, and from when on."""

    shown: tuple[str, ...]
    once: Once


Roles = tuple[Role, ...]


@dataclass(frozen=True)
class Row:
    """Who sees a thing by which relation."""

    office: Roles = ()
    posted: Roles = ()
    participant: Roles = ()
    assigned: Roles = ()
    addressee: Roles = ()
    in_charge: Roles = ()
    author: Roles = ()
    own: Roles = ()
    public: Public | None = None

    def by(self, relation: Relation) -> Roles:
        cell: Roles = getattr(self, relation)
        return cell


_LIAISON = (Role.CLERK, Role.CONVENOR)
_COMMITTEE = (Role.COMMITTEE,)
_CPPCC = (Role.CPPCC_OFFICE,)
_GOVERNING = (Role.PARTY, Role.SUPERVISOR)
_AUDIT = (Role.AUDITOR,)
"""No column of domain 9.2: the auditor reads what is recorded of a matter, and of duty."""
_OFFICES = (*_LIAISON, *_COMMITTEE, *_CPPCC, *_GOVERNING, *_AUDIT)
_MEMBER = (Role.MEMBER,)
_HANDLING = (Role.DEPARTMENT,)
_PARTIES = (Role.MEMBER, Role.COMMITTEE, Role.DEPARTMENT)
_TITLE = Public(("title", "state", "unit"), Once.APPROVED)
_LIST = Public(("title", "unit", "due", "state"), Once.PUBLISHED)

MATRIX: Mapping[What, Row] = {
    What.OUTLINE: Row(_OFFICES, _MEMBER, _PARTIES, _HANDLING, public=_TITLE),
    What.MATTER: Row(_OFFICES, _MEMBER),
    What.REQUEST: Row(_OFFICES, _MEMBER, assigned=_HANDLING),
    What.SUBMITTER: Row(_OFFICES, _MEMBER),
    What.TEXT: Row((*_LIAISON, *_CPPCC), assigned=_HANDLING, author=(*_MEMBER, *_COMMITTEE)),
    What.SUPPORT: Row((*_LIAISON, *_CPPCC, Role.PARTY)),
    What.RESIDENT: Row((*_LIAISON, *_CPPCC)),
    What.CLAIM: Row((*_LIAISON, *_CPPCC, *_GOVERNING, *_AUDIT), assigned=_HANDLING),
    What.SPEECH: Row(
        (*_LIAISON, *_COMMITTEE, *_CPPCC, *_AUDIT),
        _MEMBER,
        _PARTIES,
        public=Public(("summary",), Once.PUBLISHED),
    ),
    What.PROMISE: Row(_OFFICES, _MEMBER, _PARTIES, _HANDLING),
    What.OUTCOME: Row(_OFFICES, _MEMBER, _PARTIES, public=_LIST),
    What.TASK: Row(_OFFICES, _MEMBER, _PARTIES, _HANDLING, public=_LIST),
    What.INSTRUCTION: Row((*_CPPCC, *_GOVERNING), assigned=_HANDLING, in_charge=_COMMITTEE),
    What.RATING: Row(
        _OFFICES, _MEMBER, _PARTIES, _HANDLING, public=Public(("totals",), Once.PUBLISHED)
    ),
    What.BALLOT: Row(),
    What.SCORE: Row(
        (*_CPPCC, *_AUDIT),
        in_charge=_COMMITTEE,
        own=_MEMBER,
        public=Public(("level counts",), Once.PUBLISHED),
    ),
    What.ABSENCE: Row(_CPPCC, in_charge=_COMMITTEE, own=_MEMBER),
    What.CONTACTS: Row(_CPPCC, in_charge=_COMMITTEE, own=_MEMBER),
    What.AFFILIATION: Row(_CPPCC, in_charge=_COMMITTEE, own=_MEMBER),
    What.DRAW: Row(
        _OFFICES,
        _MEMBER,
        _PARTIES,
        _HANDLING,
        public=Public(("pool size", "method", "result"), Once.RECORDED),
    ),
    What.TALENT: Row((*_LIAISON, *_COMMITTEE, *_CPPCC, *_AUDIT)),
    What.REPORT: Row(
        _CPPCC,
        assigned=_HANDLING,
        addressee=(*_GOVERNING, *_HANDLING),
        in_charge=_COMMITTEE,
        author=(*_LIAISON, *_PARTIES),
    ),
    What.SUBMISSION: Row(
        (*_COMMITTEE, *_CPPCC, *_AUDIT), author=(Role.CLERK, *_MEMBER, *_COMMITTEE)
    ),
    What.PROPOSAL: Row(_OFFICES, _MEMBER, author=(*_MEMBER, *_COMMITTEE)),
    What.REGISTER: Row((*_OFFICES, Role.OPERATOR), _MEMBER),
    What.TELEPHONE: Row((*_CPPCC, Role.CLERK)),
}
"""Domain 9.2, cell by cell (`tests/common/test_visibility.py`), and the rows that it does not have:
the rest of a matter, requests, proposals, texts that stand apart, support, residents, talents,
registers, telephone numbers, contacts and the party of a member.

"Party/gov office" is Party organisation and supervisor. That the chair sees absences is not here:
there is no such office yet.
"""

Ties = Mapping[Relation, Callable[[Grant], bool | None]]
"""Whether an office has this relation to the thing at hand."""
T = TypeVar("T")


class Condition(Protocol):
    """That of a query: this module knows no database."""

    def __or__(self, other: Any) -> Any: ...
    def __and__(self, other: Any) -> Any: ...


C = TypeVar("C", bound=Condition)


def by_scope(what: What) -> Roles:
    """Who sees it wherever it lies in their scope."""
    return tuple(role for relation in _BY_SCOPE for role in MATRIX[what].by(relation))


def by_tie(what: What, *relations: Relation) -> Roles:
    """Who sees it by one of these relations."""
    cells = (MATRIX[what].by(relation) for relation in relations)
    return tuple(dict.fromkeys(role for cell in cells for role in cell))


def readers(*things: What) -> Roles:
    """Whoever may see one of these at all: those for whom a route is there."""
    cells = (MATRIX[what].by(relation) for what in things for relation in Relation)
    return tuple(dict.fromkeys(role for cell in cells for role in cell))


def sees(what: What, actor: Actor, *places: str, ties: Ties | None = None) -> bool:
    """Whether somebody sees a thing that lies, or was raised, in these places. A relation about
    which `ties` says nothing does not hold."""
    return any(
        (relation not in _WITHIN or any(covers(grant.scope, place) for place in places))
        and (relation in _BY_SCOPE or bool((ties or {}).get(relation, _not)(grant)))
        for relation, grant in _ways(what, actor)
    )


def clause(
    what: What,
    actor: Actor,
    lies: Callable[[Iterable[str]], C],
    links: Mapping[Relation, Callable[[Grant], C | None]] | None = None,
) -> C:
    """The condition that somebody sees a row: `sees`, for a query. `lies`: that a row lies, or was
    raised, in one of these scopes; `links`: that an office has this relation to it."""
    found = lies(actor.holding(by_scope(what)).scopes)
    for relation, grant in _ways(what, actor):
        if (link := (links or {}).get(relation, _not)(grant)) is not None:
            found |= lies((grant.scope,)) & link if relation in _WITHIN else link
    return found


def by_body(tie: Callable[[str], T]) -> Callable[[Grant], T | None]:
    """A relation that an office has by its body: none where it is held for no body."""
    return lambda grant: None if grant.body is None else tie(grant.body)


def assigned_to(what: What, actor: Actor, *places: str) -> frozenset[str]:
    """The bodies in whose name somebody sees such a thing in one of these places, where it is
    assigned to them."""
    return frozenset(
        grant.body
        for relation, grant in _ways(what, actor)
        if relation is Relation.ASSIGNED and grant.body is not None
        if any(covers(grant.scope, place) for place in places)
    )


def _ways(what: What, actor: Actor) -> Iterator[tuple[Relation, Grant]]:
    """The relations by which the matrix lets somebody see it, each with the office that has it."""
    for relation in Relation:
        for grant in actor.grants:
            if grant.role in MATRIX[what].by(relation):
                yield relation, grant


def _not(grant: Grant) -> None:
    """A relation that nobody has looked at."""
