"""What happens to a member: admitted, assigned to a committee, posted to units; of which party."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import BodyId, MemberId
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class MemberAdmitted(Event):
    """Members hold public office, so their names may stand in events; telephone numbers may not.
    `level`: of which CPPCC they are a member, a word of their jurisdiction (000-04)."""

    audience = Audience.PERSONAL

    name: Title
    level: Code
    sector: Title
    post: Title | None = None
    committee: BodyId | None = None
    admitted_on: Day
    co_opted_because: Sentence | None = None


class MemberCorrected(Event):
    """The roster's particulars were wrong or changed; the earlier record stays readable.

    `assignment` is 1..n within the member, and `committee_since` the day from which on it holds:
    with the same number again the assignment was entered wrongly, with the next one it changed.
    That of the admission is the first. Without a day it holds since then.
    """

    audience = Audience.PERSONAL

    name: Title
    level: Code
    sector: Title
    post: Title | None = None
    committee: BodyId | None = None
    assignment: int = 1
    committee_since: Day | None = None
    reason: Sentence


class AffiliationStated(Event):
    """Of which party the member is from the day `since` on, a word of the jurisdiction. `outside`:
    the word stands for persons outside the Party (004-07)."""

    audience = Audience.PERSONAL

    affiliation: Code
    outside: bool
    since: Day


class AffiliationWithdrawn(Event):
    """What was stated from the day `since` on was entered wrongly, and never held."""

    audience = Audience.PERSONAL

    since: Day
    reason: Sentence


class MemberPosted(Event):
    """The member was assigned to a workstation or village council (000-04, 000-05).

    `posting` is 1..n within the member: somebody may be posted to the same unit again later.
    `basis`, a word of the jurisdiction: why this unit, such as the native place (000-06).
    """

    audience = Audience.PERSONAL

    posting: int
    to_unit: UnitId
    basis: Code
    since: Day


class PostingEnded(Event):
    """The `posting` is over."""

    audience = Audience.PERSONAL

    posting: int
    to_unit: UnitId
    until: Day
    reason: Sentence


class MembershipLinked(Event):
    """The person has another membership, such as of the CPPCC of the city: `with_member`."""

    audience = Audience.PERSONAL

    with_member: MemberId


class MemberLeft(Event):
    """The membership is over from the day `on` on, and with it the `postings` that held, and all
    posts."""

    audience = Audience.PERSONAL

    on: Day
    ground: Code
    postings: tuple[int, ...]
    reason: Sentence | None = None


MemberEvent = (
    MemberAdmitted
    | MemberCorrected
    | AffiliationStated
    | AffiliationWithdrawn
    | MemberPosted
    | PostingEnded
    | MembershipLinked
    | MemberLeft
)
