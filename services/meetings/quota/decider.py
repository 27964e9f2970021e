"""A miss is on record once for each quota and period."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.meetings import quota as e
from runtime.decider import Circumstances, Decider
from services.meetings.quota import commands as c


@dataclass(frozen=True)
class Owed:
    """`missed`: the quotas and the first days of their periods, of which the miss is on record."""

    unit: str = ""
    missed: frozenset[tuple[str, date]] = frozenset()


def decide(owed: Owed, command: c.QuotaCommand, given: Circumstances[Any]) -> list[e.QuotaEvent]:
    if (command.what, command.first) in owed.missed or command.day >= given.today:
        return []
    missed = e.Missed(
        quota=command.what,
        title=command.title,
        first=command.first,
        last=command.day,
        least=command.least,
        sessions=command.sessions,
        activities=command.activities,
    )
    if command.member is not None:
        return [
            e.MemberQuotaMissed(member=command.member, count=command.count, **missed.model_dump())
        ]
    return [e.QuotaMissed(body=command.body, **missed.model_dump())]


def evolve(owed: Owed, event: e.QuotaEvent, unit: str) -> Owed:
    return replace(owed, unit=unit, missed=owed.missed | {(event.quota, event.first)})


QUOTA = Decider[Owed, c.QuotaCommand, e.QuotaEvent](Owed(), decide, evolve)
