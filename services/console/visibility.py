"""Decides what a page shows of a case, by the matrix of `common.visibility`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from common.visibility import MATRIX, Relation, What, assigned_to, by_body, by_scope, clause
from contracts.places import covers
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.units import Condition, within
from services.console.lines.line import Line
from services.console.tables import (
    case_consultations,
    case_invited,
    case_promises,
    case_sessions,
    case_tasks,
    case_topics,
    gatherings,
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
    concerned; for a department those in which it has a task or a promise, or part in an activity.
    """
    joined = (
        sa.select(case_consultations.c.matter)
        .join(case_sessions, case_sessions.c.consultation == case_consultations.c.consultation)
        .join(case_invited, case_invited.c.session == case_sessions.c.session)
    )
    concerned: Mapping[Relation, Callable[[Grant], Condition | None]] = {
        Relation.ASSIGNED: by_body(_concerns),
        Relation.PARTICIPANT: lambda grant: case_topics.c.matter.in_(
            joined.where(_invited(actor, grant))
        ),
    }
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
    served = sa.func.to_jsonb(case_consultations.c.consultation)
    activities = (
        sa.select(case_consultations.c.matter)
        .join(gatherings, gatherings.c.consultations.contains(served))
        .where(_part_of(body))
    )
    return case_topics.c.matter.in_(tasks.union(promises, activities))


def _part_of(body: str) -> Condition:
    """That the body was asked to take part in the activity, or took part."""
    return sa.or_(gatherings.c.asked.contains([body]), gatherings.c.bodies.contains([body]))


def visible_gatherings(actor: Actor) -> Condition:
    """Sessions and activities of their own: of a unit of the actor's; a session also for who takes
    part in it, and for a department that made a promise in it; an activity for a department that
    was asked to take part, or took part."""
    session = gatherings.c.session
    joined = sa.select(case_invited.c.session)
    promised = sa.select(case_promises.c.session)
    concerned: Mapping[Relation, Callable[[Grant], Condition | None]] = {
        Relation.ASSIGNED: by_body(
            lambda body: sa.or_(
                session.in_(promised.where(case_promises.c.department == body)), _part_of(body)
            )
        ),
        Relation.PARTICIPANT: lambda grant: session.in_(joined.where(_invited(actor, grant))),
    }
    # What follows up a consultation or its session stands in the history of that topic.
    cases = case_topics.alias()
    of_a_case = sa.select(cases.c.matter).where(cases.c.matter == gatherings.c.matter)
    seen = clause(What.OUTLINE, actor, _at_gathering, concerned)
    return sa.and_(gatherings.c.apart, ~of_a_case.exists(), seen)


def _at_gathering(scopes: Iterable[str]) -> Condition:
    return within(scopes, gatherings.c.unit)


async def sessions_of(connection: AsyncConnection, actor: Actor) -> frozenset[str]:
    """The sessions in which somebody takes part, as streams."""
    grants = [each for each in actor.grants if each.role in MATRIX[What.SPEECH].participant]
    theirs = sa.or_(sa.false(), *(_invited(actor, grant) for grant in grants))
    found = await connection.scalars(sa.select(case_invited.c.session).where(theirs).distinct())
    return frozenset(f"session/{session}" for session in found)


def _invited(actor: Actor, grant: Grant) -> Condition:
    """That this member was invited, or this body by a unit of its scope; nobody else is known by
    name."""
    if grant.role is Role.MEMBER:
        return case_invited.c.member == actor.id
    if grant.body is None:
        return sa.false()
    return sa.and_(case_invited.c.body == grant.body, within((grant.scope,), case_invited.c.unit))


@dataclass(frozen=True)
class Viewer:
    """What one person sees of one case: by the offices held where it lies or was raised, or in
    another place that it is about, by the departments in whose name they handle something, and of
    the `sessions` in which they took part all of it."""

    offices: frozenset[Role]
    bodies: frozenset[str]
    sessions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, actor: Actor, *units: str, sessions: frozenset[str] = frozenset()) -> "Viewer":
        here = [each for each in actor.grants if any(covers(each.scope, unit) for unit in units)]
        return cls(
            offices=frozenset(grant.role for grant in here),
            bodies=assigned_to(What.OUTLINE, actor, *units),
            sessions=sessions,
        )

    @property
    def in_full(self) -> bool:
        return self.sees(What.MATTER)

    def sees(self, what: What) -> bool:
        """Whether it is seen by an office alone."""
        return not self.offices.isdisjoint(by_scope(what))

    def task(self, lead: str, co: tuple[str, ...]) -> bool:
        return self.sees(What.TASK) or not self.bodies.isdisjoint((lead, *co))

    def promise(self, department: str, session: str) -> bool:
        """A promise of this department, made in this session."""
        heard = f"session/{session}" in self.sessions
        return self.sees(What.PROMISE) or heard or department in self.bodies

    def shows(self, line: Line, own_tasks: frozenset[int], thing: str = "") -> bool:
        """Whether the content of a line is shown; that it exists is always shown."""
        return (
            (line.shown_to.what is not None and self.sees(line.shown_to.what))
            or line.shown_to.department in self.bodies
            or line.shown_to.task in own_tasks
            or not self.bodies.isdisjoint(line.shown_to.bodies)
            or thing in self.sessions
        )
