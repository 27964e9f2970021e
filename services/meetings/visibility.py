"""Which consultations, sessions and activities somebody sees, and which only in outline (domain
9.2). A session or an activity that serves a consultation is seen by whoever sees that one."""

from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa

from common.visibility import Relation, What, assigned_to, by_body, clause
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.units import Condition, within
from services.meetings.activity.read_models import activities
from services.meetings.consultation.read_models import consultations, places
from services.meetings.session.read_models import agenda, invited, promises, sessions

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

Links = Mapping[Relation, Callable[[Grant], Condition | None]]

SESSION_OUTLINE = ("session", "title", "stage", "unit", "unit_name", "as_of")


def consultation_in_full(actor: Actor) -> Condition:
    return clause(What.MATTER, actor, _consultation_lies)


def consultation_seen(actor: Actor) -> Condition:
    """In full or in outline: by a department where it promised something."""
    key = consultations.c.consultation
    made = sa.select(promises.c.consultation)
    joined = sa.select(agenda.c.consultation).join(invited, invited.c.session == agenda.c.session)
    links: Links = {
        Relation.ASSIGNED: by_body(lambda body: key.in_(made.where(_of(body)))),
        Relation.PARTICIPANT: lambda grant: key.in_(joined.where(_invited(actor, grant))),
    }
    return clause(What.OUTLINE, actor, _consultation_lies, links)


def session_heard(actor: Actor) -> Condition:
    """By whom what was said may be read: those who took part among them."""
    return clause(What.SPEECH, actor, _session_lies, _taking_part(actor))


def session_in_full(actor: Actor) -> Condition:
    return sa.or_(clause(What.MATTER, actor, _session_lies), session_heard(actor))


def session_seen(actor: Actor) -> Condition:
    key, made = sessions.c.session, sa.select(promises.c.session)
    links: Links = {
        Relation.ASSIGNED: by_body(lambda body: key.in_(made.where(_of(body)))),
        **_taking_part(actor),
    }
    return clause(What.OUTLINE, actor, _session_lies, links)


def _taking_part(actor: Actor) -> Links:
    key, joined = sessions.c.session, sa.select(invited.c.session)
    return {Relation.PARTICIPANT: lambda grant: key.in_(joined.where(_invited(actor, grant)))}


def _invited(actor: Actor, grant: Grant) -> Condition:
    """That this member was invited, or this body by a unit of its scope; nobody else is known by
    name."""
    if grant.role is Role.MEMBER:
        return invited.c.member == actor.id
    if grant.body is None:
        return sa.false()
    return sa.and_(invited.c.body == grant.body, within((grant.scope,), invited.c.unit))


def activity_in_full(actor: Actor) -> Condition:
    return clause(What.MATTER, actor, _activity_lies)


def own_promises(actor: Actor, *units: str) -> frozenset[str]:
    """The departments whose promises this person sees, and no others, in these units."""
    return assigned_to(What.PROMISE, actor, *units)


def _of(body: str) -> Condition:
    return promises.c.department == body


def _consultation_lies(scopes: Iterable[str]) -> Condition:
    """It lies, was raised, or has a place there (000-52)."""
    return consultations.c.consultation.in_(_there(scopes))


def _session_lies(scopes: Iterable[str]) -> Condition:
    serving = sa.select(agenda.c.session).where(agenda.c.consultation.in_(_there(scopes)))
    return sa.or_(within(scopes, sessions.c.unit), sessions.c.session.in_(serving))


def _activity_lies(scopes: Iterable[str]) -> Condition:
    there = _there(scopes).subquery()
    serving = sa.select(there).where(
        activities.c.consultations.contains(sa.func.to_jsonb(there.c.consultation))
    )
    return sa.or_(within(scopes, activities.c.unit), serving.exists())


def _there(scopes: Iterable[str]) -> sa.Select[tuple[str]]:
    return sa.select(places.c.consultation).where(within(scopes, places.c.place))
