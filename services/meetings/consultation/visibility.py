"""Which consultations somebody sees, and which of them only in outline (domain 9.2)."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from contracts.places import covers
from contracts.visibility import HANDLES, READS_CASES
from runtime.actor import Actor
from runtime.units import within
from services.meetings.consultation.read_models import consultations, promises

OUTLINE = ("consultation", "title", "stage", "unit", "unit_name", "step", "step_name", "as_of")
"""What a department sees of a consultation in which it promised something."""

PLACES = (consultations.c.unit, consultations.c.raised_in)
"""The consultation's unit, and the one that raised the topic and passed it up (000-52)."""


def in_full(actor: Actor) -> sa.ColumnElement[bool]:
    return within(actor.holding(READS_CASES).scopes, *PLACES)


def seen(actor: Actor) -> sa.ColumnElement[bool]:
    """In full, or in outline because of a promise."""
    handled = [
        sa.and_(
            within((grant.scope,), *PLACES),
            consultations.c.consultation.in_(
                sa.select(promises.c.consultation).where(promises.c.department == grant.body)
            ),
        )
        for grant in actor.holding(HANDLES).grants
        if grant.body is not None
    ]
    return sa.or_(in_full(actor), *handled)


def own_bodies(actor: Actor, case: Mapping[str, Any]) -> list[str]:
    """The departments in whose name this person sees the case."""
    places = (case["unit"], case["raised_in"])
    return [
        grant.body
        for grant in actor.holding(HANDLES).grants
        if grant.body is not None and any(covers(grant.scope, place) for place in places)
    ]
