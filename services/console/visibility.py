"""Decides what a page shows of a case, by the sets of `contracts.visibility`."""

from dataclasses import dataclass

import sqlalchemy as sa

from contracts.places import covers
from contracts.roles import Role
from contracts.visibility import HANDLES, READS_CASES, READS_CLAIMS
from runtime.actor import Actor
from runtime.units import within
from services.console.lines.line import Line
from services.console.tables import (
    case_consultations,
    case_promises,
    case_tasks,
    case_topics,
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
    promises = (
        sa.select(case_consultations.c.topic)
        .join(case_promises, case_promises.c.consultation == case_consultations.c.consultation)
        .where(case_promises.c.department == body)
    )
    return case_topics.c.topic.in_(tasks.union(promises))


@dataclass(frozen=True)
class Viewer:
    """What one person sees of one case: by the offices held where it lies or was raised, and by
    the departments in whose name they handle something there."""

    offices: frozenset[Role]
    bodies: frozenset[str]

    @classmethod
    def of(cls, actor: Actor, *units: str) -> "Viewer":
        here = [each for each in actor.grants if any(covers(each.scope, unit) for unit in units)]
        return cls(
            offices=frozenset(grant.role for grant in here),
            bodies=frozenset(
                grant.body for grant in here if grant.role in HANDLES and grant.body is not None
            ),
        )

    @property
    def in_full(self) -> bool:
        return not self.offices.isdisjoint(READS_CASES)

    def task(self, lead: str, co: tuple[str, ...]) -> bool:
        return self.in_full or not self.bodies.isdisjoint((lead, *co))

    def promise(self, department: str) -> bool:
        return self.in_full or department in self.bodies

    def shows(self, line: Line, own_tasks: frozenset[int]) -> bool:
        """Whether the content of a line is shown; that it exists is always shown."""
        return (
            not self.offices.isdisjoint(line.shown_to.offices)
            or line.shown_to.department in self.bodies
            or line.shown_to.task in own_tasks
        )
