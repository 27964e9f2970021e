"""Which topics somebody reads: those of, about, or raised in their scope."""

from collections.abc import Iterable

import sqlalchemy as sa

from common.visibility import What, clause
from runtime.units import Condition, within
from runtime.web.http import Reading
from services.topics.topic.tables import topics


def readable(read: Reading) -> sa.ColumnElement[bool]:
    """Topics of, about, or raised in the reader's scope; claims of a person only for their
    handlers."""
    claim = sa.or_(sa.not_(topics.c.enters), topics.c.receiver.is_not(None))
    matter = clause(What.MATTER, read.actor, lies)
    return sa.or_(sa.and_(sa.not_(claim), matter), clause(What.CLAIM, read.actor, lies))


def lies(scopes: Iterable[str]) -> Condition:
    scopes = tuple(scopes)
    place = sa.func.jsonb_array_elements_text(topics.c.places).column_valued("place")
    about = sa.exists(sa.select(place).where(within(scopes, place)))
    return sa.or_(within(scopes, topics.c.unit, topics.c.raised_in), about)
