"""Who is linked to whom: members to members (002-02), leaders to the members whom they visit
(003-11), leaders of Party and government to the CPPCC (004-05). One stream for each link."""

from contracts.audience import Audience
from contracts.event import Event
from contracts.ids import MemberId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class LinkMade(Event):
    """`member`, or whoever holds the `office`, is linked to `with_member`, or to the CPPCC of the
    unit where no member is named. `office` is what an office is called, never a person's name.
    `visits`: how often a year the one visits the other, by the kind's rule of that day."""

    audience = Audience.PERSONAL

    kind: Code
    member: MemberId | None = None
    office: Title | None = None
    with_member: MemberId | None = None
    since: Day
    visits: int = 0


class LinkEnded(Event):
    audience = Audience.PERSONAL

    until: Day
    reason: Sentence


class LinkWithdrawn(Event):
    """The link was entered wrongly, and never held."""

    audience = Audience.PERSONAL

    reason: Sentence


LinkEvent = LinkMade | LinkEnded | LinkWithdrawn
