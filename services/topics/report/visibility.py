"""Which reports somebody sees (matrix 9.2, the row "public-opinion text")."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from common.visibility import Relation, What, by_body, clause
from runtime.actor import Actor
from runtime.units import Condition, within
from services.topics.report.read_models import reports


def readable(actor: Actor) -> Condition:
    """Reports of the scope, for the information office; of their authors and of whoever entered
    them; of the committee in charge. Addressees read bulletins."""
    wrote = _wrote(actor)
    links = {
        Relation.AUTHOR: lambda grant: wrote,
        Relation.IN_CHARGE: by_body(lambda body: reports.c.committee == body),
    }
    return clause(What.REPORT, actor, _lies, links)


def _wrote(actor: Actor) -> Condition:
    ids = array(sorted({actor.id, *actor.known_as}))
    return sa.or_(
        reports.c.entered_by == actor.id,
        reports.c.authors.has_any(ids),
        reports.c.joined_authors.has_any(ids),
    )


def _lies(scopes: Iterable[str]) -> Condition:
    return within(scopes, reports.c.unit)
