"""Which consultations, sessions and activities somebody sees, and which only in outline (domain
9.2). A session or an activity that serves a consultation is seen by whoever sees that one."""

from collections.abc import Sequence

import sqlalchemy as sa

from contracts.places import covers
from contracts.roles import Role
from contracts.visibility import HANDLES, READS_CASES
from runtime.actor import Actor
from runtime.units import within
from services.meetings.activity.read_models import activities
from services.meetings.consultation.read_models import consultations, places
from services.meetings.session.read_models import agenda, promises, sessions

OUTLINE = (
    "consultation",
    "title",
    "stage",
    "unit",
    "unit_name",
    "step",
    "step_name",
    "as_of",
)
"""What a department sees of a consultation in which it promised something."""

SESSION_OUTLINE = ("session", "title", "stage", "unit", "unit_name", "as_of")


def consultation_in_full(
    actor: Actor, roles: Sequence[Role] = READS_CASES
) -> sa.ColumnElement[bool]:
    """Those that lie, were raised, or have a place, in a scope of the actor's (000-52)."""
    return consultations.c.consultation.in_(_consultations(actor, roles))


def consultation_handled(actor: Actor) -> sa.ColumnElement[bool]:
    """Those in which a department of the actor's promised something."""
    return _promised(actor, consultations.c.consultation, promises.c.consultation)


def session_in_full(actor: Actor, roles: Sequence[Role] = READS_CASES) -> sa.ColumnElement[bool]:
    serving = sa.select(agenda.c.session).where(
        agenda.c.consultation.in_(_consultations(actor, roles))
    )
    here = within(actor.holding(roles).scopes, sessions.c.unit)
    return sa.or_(here, sessions.c.session.in_(serving))


def session_handled(actor: Actor) -> sa.ColumnElement[bool]:
    return _promised(actor, sessions.c.session, promises.c.session)


def activity_in_full(actor: Actor) -> sa.ColumnElement[bool]:
    seen = _consultations(actor, READS_CASES).subquery()
    serving = sa.select(seen).where(
        activities.c.consultations.contains(sa.func.to_jsonb(seen.c.consultation))
    )
    here = within(actor.holding(READS_CASES).scopes, activities.c.unit)
    return sa.or_(here, serving.exists())


def own_bodies(actor: Actor, *units: str) -> list[str]:
    """The departments in whose name this person sees what lies in these units."""
    return [
        grant.body
        for grant in actor.holding(HANDLES).grants
        if grant.body is not None and any(covers(grant.scope, unit) for unit in units)
    ]


def _consultations(actor: Actor, roles: Sequence[Role]) -> sa.Select[tuple[str]]:
    scopes = actor.holding(roles).scopes
    return sa.select(places.c.consultation).where(within(scopes, places.c.place))


def _promised(
    actor: Actor, of: sa.ColumnElement[str], by: sa.ColumnElement[str]
) -> sa.ColumnElement[bool]:
    handled = [
        of.in_(
            sa.select(by).where(
                promises.c.department == grant.body, within((grant.scope,), promises.c.unit)
            )
        )
        for grant in actor.holding(HANDLES).grants
        if grant.body is not None
    ]
    return sa.or_(sa.false(), *handled)
