"""Which outcomes and tasks a reader sees in full or in outline (domain 9.2)."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from common.visibility import Relation, What, by_body, clause, sees
from runtime.actor import Actor
from runtime.units import Condition, within
from services.outcomes.outcome.tables import outcomes, tasks

OUTLINE = ("outcome", "title", "stage", "unit", "unit_name", "as_of")
"""What a department sees of an outcome in which it has a task."""

PLACES = (outcomes.c.unit, outcomes.c.raised_in)
"""The outcome's unit, and the one that raised the topic and passed it up (000-52)."""


def in_full(actor: Actor) -> Condition:
    return clause(What.OUTCOME, actor, _lies)


def is_in_full(actor: Actor, row: Mapping[str, Any]) -> bool:
    """As `in_full`, of a row that was read."""
    return sees(What.OUTCOME, actor, row["unit"], row["raised_in"], *row["places"])


def seen(actor: Actor) -> Condition:
    """In full, or in outline because of a task."""
    with_theirs = sa.select(tasks.c.outcome)
    links = {
        Relation.ASSIGNED: by_body(
            lambda body: outcomes.c.outcome.in_(with_theirs.where(_theirs(body)))
        )
    }
    return sa.or_(in_full(actor), clause(What.OUTLINE, actor, _lies, links))


def tasks_seen(actor: Actor) -> Condition:
    """A department sees the tasks it leads or helps with, other offices all of their scope."""
    return clause(What.TASK, actor, _task_lies, {Relation.ASSIGNED: by_body(_theirs)})


def _theirs(body: str) -> Condition:
    return sa.or_(tasks.c.lead == body, tasks.c.co.contains([body]))


def _lies(scopes: Iterable[str]) -> Condition:
    """Its places read it like its unit."""
    scopes = tuple(scopes)
    place = sa.func.jsonb_array_elements_text(outcomes.c.places).column_valued("place")
    about = sa.exists(sa.select(place).where(within(scopes, place)))
    return sa.or_(within(scopes, *PLACES), about)


def _task_lies(scopes: Iterable[str]) -> Condition:
    return tasks.c.outcome.in_(sa.select(outcomes.c.outcome).where(_lies(scopes)))
