"""Who sees what of a case, as `contracts.sight` says it: what is not named there is not shown."""

from dataclasses import dataclass

import sqlalchemy as sa

from contracts.event import Event
from contracts.meetings.consultation import PromiseMade, SpeechRecorded
from contracts.outcomes.outcome import (
    BackSupervised,
    ProgressReported,
    TaskAccepted,
    TaskAssigned,
    TaskCompleted,
    TaskReturned,
)
from contracts.places import covers
from contracts.sight import HANDLES, READS_CASES, READS_CLAIMS, READS_SPEECHES
from runtime.actor import Actor
from services.console.tables import case_promises, case_tasks, case_topics

READERS = (*READS_CASES, *HANDLES)
"""The offices these pages are for."""


def within(scopes: tuple[str, ...], *units: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that one of the units lies in one of the scopes."""
    return sa.or_(
        sa.false(),
        *(unit.startswith(scope, autoescape=True) for scope in scopes for unit in units),
    )


def visible_cases(actor: Actor) -> sa.ColumnElement[bool]:
    """Cases of, or raised in, a unit of the actor's; personal claims only for those concerned; for
    a department those in which it has a task or a promise."""
    place = (case_topics.c.unit, case_topics.c.raised_in)
    in_full = sa.and_(
        within(actor.holding(READS_CASES).scopes, *place),
        sa.or_(sa.not_(case_topics.c.personal), within(actor.holding(READS_CLAIMS).scopes, *place)),
    )
    handled = [
        sa.and_(within((grant.scope,), *place), _concerns(grant.body))
        for grant in actor.holding(HANDLES).grants
        if grant.body is not None
    ]
    return sa.or_(in_full, *handled)


def _concerns(body: str) -> sa.ColumnElement[bool]:
    tasks = sa.select(case_tasks.c.topic).where(
        sa.or_(case_tasks.c.lead == body, case_tasks.c.co.contains([body]))
    )
    promises = sa.select(case_promises.c.topic).where(case_promises.c.department == body)
    return case_topics.c.topic.in_(tasks.union(promises))


@dataclass(frozen=True)
class Sight:
    """What one person sees of one case. `only` names the departments of whose tasks and promises
    alone the content is shown; `None` where all of the case is."""

    speeches: bool
    only: frozenset[str] | None = None

    @classmethod
    def of(cls, actor: Actor, *units: str) -> "Sight":
        here = Actor(
            actor.id,
            tuple(
                grant for grant in actor.grants if any(covers(grant.scope, unit) for unit in units)
            ),
        )
        bodies = {grant.body for grant in here.holding(HANDLES).grants if grant.body is not None}
        return cls(
            speeches=bool(here.holding(READS_SPEECHES).grants),
            only=None if here.holding(READS_CASES).grants else frozenset(bodies),
        )

    @property
    def in_full(self) -> bool:
        return self.only is None

    def task(self, lead: str, co: tuple[str, ...]) -> bool:
        return self.only is None or not self.only.isdisjoint((lead, *co))

    def promise(self, department: str) -> bool:
        return self.only is None or department in self.only

    def withholds(self, event: Event, own_tasks: frozenset[int]) -> bool:
        """Whether the content of a line stays closed; that it exists is always shown."""
        match event:
            case SpeechRecorded():
                return not self.speeches
            case PromiseMade(promise=promise):
                return not self.promise(promise.department)
            case (
                TaskAssigned(number=task)
                | TaskAccepted(number=task)
                | TaskReturned(number=task)
                | ProgressReported(number=task)
                | TaskCompleted(number=task)
                | BackSupervised(number=task)
            ):
                return not self.in_full and task not in own_tasks
        return not self.in_full
