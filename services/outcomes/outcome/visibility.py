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
    """What came of a report of public opinion only for those who read reports."""
    return sa.or_(
        sa.and_(~outcomes.c.confidential, clause(What.OUTCOME, actor, lies)),
        sa.and_(outcomes.c.confidential, clause(What.REPORT, actor, lies)),
    )


def is_in_full(actor: Actor, row: Mapping[str, Any]) -> bool:
    """As `in_full`, of a row that was read."""
    what = What.REPORT if row["confidential"] else What.OUTCOME
    return sees(what, actor, row["unit"], row["raised_in"], *row["places"])


def seen(actor: Actor) -> Condition:
    """In full, or in outline because of a task."""
    with_theirs = sa.select(tasks.c.outcome)
    links = {
        Relation.ASSIGNED: by_body(
            lambda body: outcomes.c.outcome.in_(with_theirs.where(_theirs(body)))
        )
    }
    outline = clause(What.OUTLINE, actor, lies, links)
    theirs = sa.and_(outcomes.c.confidential, clause(What.REPORT, actor, lies, links))
    return sa.or_(in_full(actor), sa.and_(~outcomes.c.confidential, outline), theirs)


def tasks_seen(actor: Actor) -> Condition:
    """A department sees the tasks it leads or helps with, other offices all of their scope."""
    links = {Relation.ASSIGNED: by_body(_theirs)}
    of_reports = tasks.c.outcome.in_(sa.select(outcomes.c.outcome).where(outcomes.c.confidential))
    return sa.or_(
        sa.and_(~of_reports, clause(What.TASK, actor, _task_lies, links)),
        sa.and_(of_reports, clause(What.REPORT, actor, _task_lies, links)),
    )


def _theirs(body: str) -> Condition:
    return sa.or_(tasks.c.lead == body, tasks.c.co.contains([body]))


def lies(scopes: Iterable[str]) -> Condition:
    """Its places read it like its unit."""
    scopes = tuple(scopes)
    place = sa.func.jsonb_array_elements_text(outcomes.c.places).column_valued("place")
    about = sa.exists(sa.select(place).where(within(scopes, place)))
    return sa.or_(within(scopes, *PLACES), about)


def _task_lies(scopes: Iterable[str]) -> Condition:
    return tasks.c.outcome.in_(sa.select(outcomes.c.outcome).where(lies(scopes)))
