"""Decides what a page shows of a case, by the matrix of `common.visibility`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from common.visibility import Relation, What, assigned_to, by_body, by_scope, clause
from contracts.places import covers
from contracts.roles import Role
from runtime.actor import Actor
from runtime.units import Condition, within
from services.console.lines.line import Line
from services.console.tables import (
    case_consultations,
    case_promises,
    case_tasks,
    case_topics,
)

Where = Callable[[sa.ColumnElement[str]], Condition]


def somewhere(lies: Where) -> Condition:
    """The condition that a case lies there, or was raised there, or is about a place that does."""
    place = sa.func.jsonb_array_elements_text(case_topics.c.places).table_valued("unit")
    place = place.render_derived()
    about = sa.select(sa.literal(1)).select_from(place).where(lies(place.c.unit))
    return sa.or_(lies(case_topics.c.unit), lies(case_topics.c.raised_in), about.exists())


def visible_cases(actor: Actor) -> Condition:
    """Cases of, raised in, or about a unit of the actor's; personal claims only for those
    concerned; for a department those in which it has a task or a promise."""
    concerned = {Relation.ASSIGNED: by_body(_concerns)}
    return sa.or_(
        sa.and_(sa.not_(case_topics.c.personal), clause(What.OUTLINE, actor, _lies, concerned)),
        clause(What.CLAIM, actor, _lies),
    )


def _lies(scopes: Iterable[str]) -> Condition:
    return somewhere(lambda place: within(scopes, place))


def _concerns(body: str) -> Condition:
    tasks = sa.select(case_tasks.c.matter).where(
        sa.or_(case_tasks.c.lead == body, case_tasks.c.co.contains([body]))
    )
    promises = (
        sa.select(case_consultations.c.matter)
        .join(case_promises, case_promises.c.consultation == case_consultations.c.consultation)
        .where(case_promises.c.department == body)
    )
    return case_topics.c.matter.in_(tasks.union(promises))


@dataclass(frozen=True)
class Viewer:
    """What one person sees of one case: by the offices held where it lies or was raised, or in
    another place that it is about, and by the departments in whose name they handle something."""

    offices: frozenset[Role]
    bodies: frozenset[str]

    @classmethod
    def of(cls, actor: Actor, *units: str) -> "Viewer":
        here = [each for each in actor.grants if any(covers(each.scope, unit) for unit in units)]
        return cls(
            offices=frozenset(grant.role for grant in here),
            bodies=assigned_to(What.OUTLINE, actor, *units),
        )

    @property
    def in_full(self) -> bool:
        return self.sees(What.MATTER)

    def sees(self, what: What) -> bool:
        """Whether it is seen by an office alone."""
        return not self.offices.isdisjoint(by_scope(what))

    def task(self, lead: str, co: tuple[str, ...]) -> bool:
        return self.sees(What.TASK) or not self.bodies.isdisjoint((lead, *co))

    def promise(self, department: str) -> bool:
        return self.sees(What.PROMISE) or department in self.bodies

    def shows(self, line: Line, own_tasks: frozenset[int]) -> bool:
        """Whether the content of a line is shown; that it exists is always shown."""
        return (
            (line.shown_to.what is not None and self.sees(line.shown_to.what))
            or line.shown_to.department in self.bodies
            or line.shown_to.task in own_tasks
        )
