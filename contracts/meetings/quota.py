"""What was owed in sessions or activities and was not held. One stream per unit, body or member."""

from contracts.audience import Audience
from contracts.event import Event, Fact
from contracts.ids import ActivityId, BodyId, MemberId, SessionId
from contracts.text import Day, Title
from contracts.vocabulary import Code


class Missed(Fact):
    """When the period and its grace were over, less was on record than the quota asks for:
    `sessions` and `activities`. A fact for people; no decision reads it, and what is entered later
    with a day in time stands beside it."""

    quota: Code
    title: Title
    first: Day
    last: Day
    least: int
    sessions: tuple[SessionId, ...]
    activities: tuple[ActivityId, ...] = ()


class QuotaMissed(Event, Missed):
    """A unit missed a quota, or a `body` of it."""

    body: BodyId | None = None


class MemberQuotaMissed(Event, Missed):
    """A member missed a quota. `count`: how much was on record that counts, which may be people
    whom they met instead of sessions and activities."""

    audience = Audience.PERSONAL

    member: MemberId
    count: int


QuotaEvent = QuotaMissed | MemberQuotaMissed
