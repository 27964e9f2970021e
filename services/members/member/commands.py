"""What may be asked of a member of the roster."""

from typing import ClassVar

from contracts.ids import BodyId, MemberId
from contracts.names import PersonName
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code
from runtime.decider import Command


class AdmitMember(Command):
    """Enter a member into the roster. `unit` is the county's own code."""

    called = ("登记委员", "Enter a member")

    creates: ClassVar[bool] = True

    unit: UnitId
    member: MemberId
    name: PersonName
    level: Code
    sector: Title
    post: Title | None = None
    committee: BodyId | None = None
    admitted_on: Day
    co_opted_because: Sentence | None = None


class CorrectMember(Command):
    """Replace all particulars, with the reason. `committee_since`: from which day on the member is
    assigned to another committee, or to none; left out, the assignment on record was wrong."""

    called = ("更正委员信息", "Correct the member's particulars")

    name: PersonName
    level: Code
    sector: Title
    post: Title | None = None
    committee: BodyId | None = None
    committee_since: Day | None = None
    reason: Sentence


class StateAffiliation(Command):
    """Say of which party the member is, and since when."""

    called = ("登记党派", "Say of which party")

    affiliation: Code
    since: Day


class WithdrawAffiliation(Command):
    """Take back what was said from a day on: it was entered wrongly."""

    called = ("撤回党派登记", "Take back what was said of the party")

    since: Day
    reason: Sentence


class PostMember(Command):
    """Post a member to a workstation or village council (000-04, 000-05)."""

    called = ("派驻委员", "Post the member")

    to_unit: UnitId
    basis: Code
    since: Day


class EndPosting(Command):
    """End a posting of a member, with the reason."""

    called = ("结束派驻", "End the posting")

    to_unit: UnitId
    until: Day
    reason: Sentence


class LinkMembership(Command):
    """Record that another membership is the same person's."""

    called = ("关联同一人的另一委员身份", "Link another membership of the same person")

    with_member: MemberId


class EndMembership(Command):
    """End a membership, on a ground of the county's list. Postings and posts end with it."""

    called = ("终止委员资格", "End the membership")

    on: Day
    ground: Code
    reason: Sentence | None = None


MemberCommand = (
    AdmitMember
    | CorrectMember
    | StateAffiliation
    | WithdrawAffiliation
    | PostMember
    | EndPosting
    | LinkMembership
    | EndMembership
)
