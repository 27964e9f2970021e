"""Which outcomes and tasks a reader sees in full or in outline (domain 9.2)."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from contracts.places import covers
from contracts.roles import Role
from contracts.visibility import HANDLES, READS_CASES
from runtime.actor import Actor
from runtime.units import within
from services.outcomes.outcome.read_models import outcomes, tasks

READERS = (*READS_CASES, Role.SERVICE)
OUTLINE = ("outcome", "title", "stage", "unit", "unit_name", "as_of")
"""What a department sees of an outcome in which it has a task."""

PLACES = (outcomes.c.unit, outcomes.c.raised_in)
"""The outcome's unit, and the one that raised the topic and passed it up (000-52)."""


def in_full(actor: Actor) -> sa.ColumnElement[bool]:
    """Its places read it like its unit."""
    scopes = actor.holding(READERS).scopes
    place = sa.func.jsonb_array_elements_text(outcomes.c.places).column_valued("place")
    about = sa.exists(sa.select(place).where(within(scopes, place)))
    return sa.or_(within(scopes, *PLACES), about)


def is_in_full(actor: Actor, row: Mapping[str, Any]) -> bool:
    """As `in_full`, of a row that was read."""
    places = (row["unit"], row["raised_in"], *row["places"])
    scopes = actor.holding(READERS).scopes
    return any(covers(scope, place) for scope in scopes for place in places)


def seen(actor: Actor) -> sa.ColumnElement[bool]:
    """In full, or in outline because of a task."""
    handled = sa.select(tasks.c.outcome).where(_handled(actor))
    return sa.or_(in_full(actor), outcomes.c.outcome.in_(handled))


def tasks_seen(actor: Actor) -> sa.ColumnElement[bool]:
    """A department sees the tasks it leads or helps with, other offices all of their scope."""
    return sa.or_(_of(in_full(actor)), _handled(actor))


def _handled(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.false(),
        *(
            sa.and_(
                _of(within((grant.scope,), *PLACES)),
                sa.or_(tasks.c.lead == grant.body, tasks.c.co.contains([grant.body])),
            )
            for grant in actor.holding(HANDLES).grants
            if grant.body is not None
        ),
    )


def _of(outcome: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return tasks.c.outcome.in_(sa.select(outcomes.c.outcome).where(outcome))
