"""What happens to a member: admitted, posted to units, posting ended."""

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
    """The roster's particulars were wrong or changed; the earlier record stays readable."""

    audience = Audience.PERSONAL

    name: Title
    level: Code
    sector: Title
    post: Title | None = None
    committee: BodyId | None = None
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
    MemberAdmitted | MemberCorrected | MemberPosted | PostingEnded | MembershipLinked | MemberLeft
)
