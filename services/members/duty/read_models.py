"""One row per credited fact. Points and totals are computed from the rows under the scheme of their
year, never kept beside them (13.3-8)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, assert_never

import sqlalchemy as sa

from contracts.event import Recorded
from contracts.members import duty as e
from contracts.members.rules import Duty, DutyPoints
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel

metadata = sa.MetaData()

duty_facts = sa.Table(
    "duty_facts",
    metadata,
    sa.Column("duty", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("occasion", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_event", sa.Text, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(index=False),
)


duty_objections = sa.Table(
    "duty_objections",
    metadata,
    sa.Column("duty", sa.Text, primary_key=True),
    sa.Column("objection", sa.Integer, primary_key=True),
    sa.Column("member", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("occasion", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    # Null until it is answered.
    sa.Column("upheld", sa.Boolean),
    sa.Column("answer", sa.Text),
    *evidence(index=False),
)


def project(record: Recorded[e.DutyEvent]) -> list[Change]:
    match record.data:
        case e.DutyFactCredited() as event:
            fact, facts = (event.kind, event.occasion), filled(duty_facts, event)
            return [
                put(duty_facts, record, *fact, on_day=event.on, withdrawn_because=None, **facts)
            ]
        case e.DutyFactWithdrawn(kind=kind, occasion=occasion, reason=reason):
            return [patch(duty_facts, record, kind, occasion, withdrawn_because=reason)]
        case e.ObjectionRaised(objection=number) as event:
            facts = filled(duty_objections, event)
            return [put(duty_objections, record, number, **facts)]
        case e.ObjectionAnswered(objection=number, upheld=upheld, answer=answer):
            return [patch(duty_objections, record, number, upheld=upheld, answer=answer)]
        case _:
            assert_never(record.data)


def summary(facts: Iterable[Mapping[str, Any]], duty: Duty) -> dict[str, Any]:
    """How many facts and points of each kind, and the total, in the order of their days."""
    listed = sorted(facts, key=lambda fact: (fact["on_day"], fact["as_of"]))
    worth = points(listed, duty)
    counted = [(fact, each) for fact, each in zip(listed, worth, strict=True) if each is not None]
    names = {each.code: each.chinese for each in duty.facts}
    names |= {fact["kind"]: fact["kind"] for fact, _ in counted if fact["kind"] not in names}
    kinds = {
        kind: {
            "name": name,
            "facts": sum(fact["kind"] == kind for fact, _ in counted),
            "points": sum(each for fact, each in counted if fact["kind"] == kind),
        }
        for kind, name in names.items()
    }
    return {
        "total": sum(each for _, each in counted),
        "kinds": kinds,
        "facts": [{**fact, "points": each} for fact, each in zip(listed, worth, strict=True)],
    }


def points(facts: Iterable[Mapping[str, Any]], duty: Duty) -> list[int | None]:
    """What each fact earns under the scheme of its year, up to the cap of its kind. A withdrawn one
    is none, and one without a row of the scheme earns nothing."""
    number, earned = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    found: list[int | None] = []
    for fact in facts:
        if fact["withdrawn_because"] is not None:
            found.append(None)
            continue
        kind = (fact["kind"], fact["year"])
        number[kind] += 1
        row = scheme(duty, *kind)
        counts = row is not None and (row.first is None or number[kind] <= row.first)
        worth = max(0, min(row.points, row.most_per_year - earned[kind])) if row and counts else 0
        earned[kind] += worth
        found.append(worth)
    return found


def scheme(duty: Duty, kind: str, year: int) -> DutyPoints | None:
    """The row of this kind that holds in the year."""
    rows = [row for row in duty.points if row.kind == kind and row.since <= year]
    return max(rows, key=lambda row: row.since, default=None)


READ_MODEL = ReadModel(project, metadata)
