"""The papers that events use: a read model of every service that decides.

Each use is a row that is written together with its event. An erasure is an event too, so a rebuild
and a restored database erase again what was erased.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.operations import PaperErased
from contracts.paper import PaperUse
from contracts.places import covers
from runtime.actor import Actor
from runtime.projection import Change, Drop, filled, put

_TABLES = sa.MetaData()
papers = sa.Table("papers", _TABLES, sa.Column("digest", sa.Text, primary_key=True))
"""A permanent table (ledger.sql), named here so that an erasure is a change like any other."""
paper_uses = sa.Table(
    "paper_uses",
    sa.MetaData(),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("kept", sa.Text, nullable=False),
    sa.Column("readers", JSONB, nullable=False),
    sa.Column("by_author", sa.Boolean, nullable=False),
    sa.Column("bodies", JSONB, nullable=False),
    sa.Column("persons", JSONB, nullable=False),
    sa.Column("keep_until", sa.Date),
    sa.Index("paper_uses_position", "position"),
)


def may_read(actor: Actor, use: Mapping[str, Any], covering: Iterable[str] = ()) -> bool:
    """Whether somebody reads a paper by this use of it. `covering`: the unit of the use and what it
    was merged into, where the actor's offices do not reach that far by themselves."""
    if use["by_author"] and use["author"] == actor.id:
        return True
    if not {actor.id, *actor.known_as}.isdisjoint(use["persons"]):
        return True
    if any(grant.body in use["bodies"] for grant in actor.grants if grant.body is not None):
        return True
    units = tuple(covering) or (use["unit"],)
    return any(
        grant.role in use["readers"] and covers(grant.scope, unit)
        for grant in actor.grants
        for unit in units
    )


def used(fact: BaseModel) -> list[PaperUse]:
    """Every paper that the fact uses, at whatever depth."""
    found: list[PaperUse] = []
    for name in may_hold(type(fact)):
        if value := getattr(fact, name):  # most have none
            found += _among(value)
    return found


def _among(value: Any) -> Iterator[PaperUse]:
    match value:
        case PaperUse():
            yield value
        case BaseModel():
            yield from used(value)
        case dict():
            for each in value.values():
                yield from _among(each)
        case tuple() | list():
            for each in value:
                yield from _among(each)


@cache
def may_hold(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields of such a fact in which a paper may stand."""
    return tuple(n for n, field in kind.model_fields.items() if _mentions(field.annotation))


def _mentions(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return issubclass(annotation, PaperUse) or bool(may_hold(annotation))
    return any(map(_mentions, get_args(annotation)))


@cache
def concerns_papers(event: type[BaseModel]) -> bool:
    return event is PaperErased or bool(may_hold(event))


def changes(record: Recorded[Any]) -> list[Change]:
    """The rows for the papers that an event uses or erases."""
    if record.data.__class__ is PaperErased:
        return [Drop(papers, (record.key,), {})]
    if not (found := used(record.data)):  # most name none
        return []
    return [
        put(
            paper_uses,
            record,
            record.position,
            place,
            key=use.digest,
            stream=record.subject,
            unit=record.unit,
            author=record.actor,
            **filled(paper_uses, use),
        )
        for place, use in enumerate(found)
    ]
