"""What a unit owed in sessions and did not hold. One stream per unit."""

from contracts.event import Event
from contracts.ids import SessionId
from contracts.text import Day, Title
from contracts.vocabulary import Code


class QuotaMissed(Event):
    """When the period and its grace were over, fewer sessions were on record than the quota asks
    for: `sessions`. A fact for people; no decision reads it, and what is entered later with a day
    in time stands beside it."""

    quota: Code
    title: Title
    first: Day
    last: Day
    least: int
    sessions: tuple[SessionId, ...]


QuotaEvent = QuotaMissed
