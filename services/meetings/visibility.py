"""Which consultations, sessions and activities somebody sees, and which only in outline (domain
9.2). A session or an activity that serves a consultation is seen by whoever sees that one."""

from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa

from common.visibility import Relation, What, assigned_to, by_body, clause
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.units import Condition, within
from services.meetings.access import ASKED
from services.meetings.activity.read_models import activities, requests
from services.meetings.consultation.read_models import consultations, places
from services.meetings.session.tables import agenda, invited, promises, sessions

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

ACTIVITY_OUTLINE = (
    *("activity", "kind", "title", "stage", "unit", "unit_name", "asked", "question", "answer_by"),
    *("planned_on", "consultations", "as_of"),
)
"""What a department sees of an activity for which it was asked and in which it did not take part.
"""

SESSION_OUTLINE = ("session", "title", "stage", "unit", "unit_name", "as_of")


def consultation_in_full(actor: Actor) -> Condition:
    return clause(What.MATTER, actor, _consultation_lies)


def consultation_seen(actor: Actor) -> Condition:
    """In full or in outline: by a department where it promised something, or was asked to take
    part, or took part, in an activity that serves it."""
    key = consultations.c.consultation
    served = sa.select(activities.c.activity).where(
        activities.c.consultations.contains(sa.func.to_jsonb(key))
    )
    made = sa.select(promises.c.consultation)
    joined = sa.select(agenda.c.consultation).join(invited, invited.c.session == agenda.c.session)
    links: Links = {
        Relation.ASSIGNED: by_body(
            lambda body: sa.or_(
                key.in_(made.where(_of(body))), served.where(_concerned(body)).exists()
            )
        ),
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
    """By whom all of an activity may be read: a department that took part among them."""
    links: Links = {Relation.ASSIGNED: by_body(_took_part)}
    return clause(What.REQUEST, actor, _activity_lies, links)


def activity_seen(actor: Actor) -> Condition:
    """In full or in outline: by a department that was asked (000-50)."""
    links: Links = {Relation.ASSIGNED: by_body(_concerned)}
    return clause(What.REQUEST, actor, _activity_lies, links)


def asked_of(actor: Actor) -> Condition:
    """Requests to the bodies in whose name somebody asks, from units in the scope of that office
    (000-50)."""
    own = (
        sa.and_(requests.c.body == grant.body, within((grant.scope,), requests.c.unit))
        for grant in actor.grants
        if grant.role in ASKED and grant.body is not None
    )
    return sa.or_(sa.false(), *own)


def _concerned(body: str) -> Condition:
    return sa.or_(activities.c.asked.contains([body]), _took_part(body))


def _took_part(body: str) -> Condition:
    return activities.c.bodies.contains([body])


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
