"""What a unit owed in sessions or activities and did not hold. One stream per unit."""

from contracts.event import Event
from contracts.ids import ActivityId, SessionId
from contracts.text import Day, Title
from contracts.vocabulary import Code


class QuotaMissed(Event):
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


QuotaEvent = QuotaMissed
