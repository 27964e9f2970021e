"""What may be asked of a member of the roster."""

from typing import ClassVar

from contracts.ids import BodyId, MemberId
from contracts.members.member import Basis, Level
from contracts.names import PersonName
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command


class AdmitMember(Command):
    """Enter a member into the roster. `unit` is the county's own code."""

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    name: PersonName
    level: Level
    sector: Title
    post: Title | None = None
    committee: BodyId | None = None
    admitted_on: Day
    co_opted_because: Sentence | None = None


class CorrectMember(Command):
    """Replace all particulars, with the reason."""

    name: PersonName
    level: Level
    sector: Title
    post: Title | None = None
    committee: BodyId | None = None
    reason: Sentence


class PostMember(Command):
    """Post a member to a workstation or village council (000-04, 000-05)."""

    to_unit: UnitId
    basis: Basis
    since: Day


class EndPosting(Command):
    """End a posting of a member, with the reason."""

    to_unit: UnitId
    until: Day
    reason: Sentence


class LinkMembership(Command):
    """Record that another membership is the same person's."""

    with_member: MemberId


class EndMembership(Command):
    """End a membership, on a ground of the county's list. Postings and posts end with it."""

    on: Day
    ground: Code
    reason: Sentence | None = None


MemberCommand = (
    AdmitMember | CorrectMember | PostMember | EndPosting | LinkMembership | EndMembership
)
