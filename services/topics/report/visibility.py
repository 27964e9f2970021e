"""Which reports somebody sees (matrix 9.2, the row "public-opinion text")."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from common.visibility import Relation, What, clause
from runtime.actor import Actor, Grant
from runtime.units import Condition, within
from services.topics.report.read_models import reports


def readable(actor: Actor) -> Condition:
    """Reports of the scope, for the information office; of their authors and of whoever entered
    them; of the committee in charge. Addressees read bulletins."""
    wrote = _wrote(actor)
    links = {
        Relation.AUTHOR: lambda grant: wrote,
        Relation.IN_CHARGE: _in_charge,
    }
    return clause(What.REPORT, actor, _lies, links)


def _wrote(actor: Actor) -> Condition:
    ids = array(sorted({actor.id, *actor.known_as}))
    return sa.or_(
        reports.c.entered_by == actor.id,
        reports.c.authors.has_any(ids),
        reports.c.joined_authors.has_any(ids),
    )


def _in_charge(grant: Grant) -> Condition | None:
    """The committee that the report names, in its own scope."""
    if grant.body is None:
        return None
    return sa.and_(reports.c.committee == grant.body, _lies((grant.scope,)))


def _lies(scopes: Iterable[str]) -> Condition:
    return within(scopes, reports.c.unit)
