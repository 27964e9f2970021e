"""Who sees what of a case (domain 9.2; 13.3-17): offices and their scopes decide, nothing else."""

from dataclasses import dataclass

import sqlalchemy as sa

from contracts.event import Event
from contracts.meetings.consultation import PromiseMade, SpeechRecorded
from contracts.outcomes.outcome import (
    BackSupervised,
    LookBackHeld,
    ProgressReported,
    TaskAccepted,
    TaskAssigned,
    TaskCompleted,
    TaskReturned,
)
from contracts.places import covers
from contracts.roles import Role
from runtime.actor import Actor, Grant
from services.console.tables import case_topics

READERS = (
    Role.CLERK,
    Role.CONVENOR,
    Role.MEMBER,
    Role.COMMITTEE,
    Role.COUNTY_OFFICE,
    Role.PARTY,
    Role.DEPARTMENT,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
"""The offices these pages are for."""

_PERSONAL = frozenset({Role.CLERK, Role.COUNTY_OFFICE, Role.PARTY, Role.AUDITOR})
"""Who sees that a personal claim was made and where it went."""

_SPEECHES = frozenset(
    {
        Role.CLERK,
        Role.CONVENOR,
        Role.MEMBER,
        Role.COMMITTEE,
        Role.COUNTY_OFFICE,
        Role.AUDITOR,
    }
)
"""Who sees speeches in detail."""


def within(scopes: tuple[str, ...], *units: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that one of the units lies in one of the scopes."""
    return sa.or_(
        sa.false(),
        *(unit.startswith(scope, autoescape=True) for scope in scopes for unit in units),
    )


def visible_cases(actor: Actor) -> sa.ColumnElement[bool]:
    """Cases of, or raised in, a unit of the actor's; personal claims only for those concerned."""
    place = (case_topics.c.unit, case_topics.c.raised_in)
    entitled = actor.holding(_PERSONAL)
    return sa.and_(
        within(actor.scopes, *place),
        sa.or_(sa.not_(case_topics.c.personal), within(entitled.scopes, *place)),
    )


@dataclass(frozen=True)
class Sight:
    """What one person sees of one case. `only` names the bodies whose own rows alone are shown."""

    speeches: bool
    only: frozenset[str] | None = None

    @classmethod
    def of(cls, actor: Actor, *units: str) -> "Sight":
        here: list[Grant] = [
            grant for grant in actor.grants if any(covers(grant.scope, unit) for unit in units)
        ]
        departments = all(grant.role is Role.DEPARTMENT for grant in here)
        return cls(
            speeches=any(grant.role in _SPEECHES for grant in here),
            only=frozenset(grant.body or "" for grant in here) if departments else None,
        )

    def task(self, lead: str, co: tuple[str, ...]) -> bool:
        return self.only is None or not self.only.isdisjoint((lead, *co))

    def withholds(self, event: Event, own_tasks: frozenset[int]) -> bool:
        """Whether the content of a line stays closed; that it exists is always shown."""
        match event:
            case SpeechRecorded():
                return not self.speeches
            case PromiseMade(promise=promise):
                return self.only is not None and promise.department not in self.only
            case (
                TaskAssigned(number=task)
                | TaskAccepted(number=task)
                | TaskReturned(number=task)
                | ProgressReported(number=task)
                | TaskCompleted(number=task)
                | LookBackHeld(number=task)
                | BackSupervised(number=task)
            ):
                return self.only is not None and task not in own_tasks
        return False
