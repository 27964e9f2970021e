"""The rows from which the figures of quotas are counted: what a unit held, in what a body took
part, at what a member was."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from common.quotas import Held, Period, of_activity, of_plan, periods
from contracts.meetings.rules import Quota
from contracts.meetings.session import Answer
from runtime.jurisdictions import Jurisdictions
from services.meetings.activity.decider import Stage
from services.meetings.activity.read_models import activities, taking_part
from services.meetings.plans import plans_decided
from services.meetings.quota.owing import (
    Owing,
    Row,
    Rows,
    as_bodies,
    as_members,
    as_units,
    bodies_owing,
    members_owing,
    units_owing,
)
from services.meetings.session.tables import absences, attendance, invited, sessions

Counted = dict[str, list[Held]]
"""What counts, by whose it is."""


class Subject(NamedTuple):
    """A sort of those who owe: how they are selected, what each owes, and what counts for each."""

    select: Callable[[Jurisdictions, date, str | None], sa.Select[Any]]
    owing: Callable[[Rows, Sequence[Row], date], Awaitable[list[Owing]]]
    held: Callable[[Rows, Sequence[str], date], Awaitable[Counted]]


Figures = list[tuple[Owing, list[tuple[Quota, list[Period]]]]]
"""Of each of those who owe its quotas, with their periods."""


async def figures(
    rows: Rows, subject: Subject, found: Sequence[Row], since: date, on: date
) -> Figures:
    """The periods since a day of those who were found, as they stand on another."""
    owing = await subject.owing(rows, found, on)
    held = await subject.held(rows, [each.id for each in owing], date(since.year, 1, 1))
    return [
        (
            each,
            [
                (quota, periods(held.get(each.id, ()), quota, since, owed_since, on))
                for quota, owed_since in each.quotas
            ],
        )
        for each in owing
    ]


_SESSION = (sessions.c.session, sessions.c.held_on, sessions.c.key_session, sessions.c.quota)
_ACTIVITY = tuple(
    activities.c[name] for name in ("activity", "held_on", "quota", "purposes", "met")
)


async def of_units(rows: Rows, places: Sequence[str], since: date) -> Counted:
    held: Counted = {}
    there = sa.select(sessions.c.unit.label("who"), *_SESSION)
    _add_sessions(held, await rows(there.where(sessions.c.unit.in_(places), *_counts(since))))
    done = sa.select(activities.c.unit.label("who"), *_ACTIVITY)
    for row in await rows(done.where(activities.c.unit.in_(places), *_done(since))):
        held.setdefault(row["who"], []).extend(_activity(row))
    decided = sa.select(plans_decided).where(
        plans_decided.c.unit.in_(places), plans_decided.c.year >= since.year
    )
    for row in await rows(decided):
        plan = of_plan(row["plan"], row["kind"], row["year"], row["decided_on"])
        held.setdefault(row["unit"], []).append(plan)
    return held


async def of_bodies(rows: Rows, bodies: Sequence[str], since: date) -> Counted:
    """A body took part in a session to which it was invited and did not decline, and in an activity
    that names it or that it held (001-07)."""
    held: Counted = {}
    came = sa.func.coalesce(invited.c.answer, "") != Answer.DECLINES
    there = (
        sa.select(invited.c.body.label("who"), *_SESSION)
        .distinct()
        .join_from(invited, sessions, sessions.c.session == invited.c.session)
        .where(invited.c.body.in_(bodies), came, *_counts(since))
    )
    _add_sessions(held, await rows(there))
    listed = sa.literal(list(bodies), ARRAY(sa.Text))
    done = sa.select(activities.c.bodies, activities.c.held_by, *_ACTIVITY).where(
        sa.or_(activities.c.held_by.in_(bodies), activities.c.bodies.has_any(listed)), *_done(since)
    )
    asked = set(bodies)
    for row in await rows(done):
        for body in asked & {row["held_by"], *row["bodies"]}:
            held.setdefault(body, []).extend(_activity(row))
    return held


async def of_members(rows: Rows, members: Sequence[str], since: date) -> Counted:
    """A member was at a session unless they missed too many of its sittings (domain 7.1)."""
    held: Counted = {}
    missed = sa.select(absences.c.session).where(
        absences.c.session == attendance.c.session, absences.c.member == attendance.c.member
    )
    there = (
        sa.select(attendance.c.member.label("who"), *_SESSION)
        .distinct()
        .join_from(attendance, sessions, sessions.c.session == attendance.c.session)
        .where(attendance.c.member.in_(members), ~missed.exists(), *_counts(since))
    )
    _add_sessions(held, await rows(there))
    done = (
        sa.select(taking_part.c.member.label("who"), *_ACTIVITY)
        .join_from(taking_part, activities, activities.c.activity == taking_part.c.activity)
        .where(taking_part.c.member.in_(members), *_done(since))
    )
    for row in await rows(done):
        held.setdefault(row["who"], []).extend(_activity(row))
    return held


def _counts(since: date) -> tuple[sa.ColumnElement[bool], ...]:
    """A session counts once it was held with everybody whom its form wants present."""
    return sessions.c.held_on >= since, sa.func.jsonb_array_length(sessions.c.lacking) == 0


def _done(since: date) -> tuple[sa.ColumnElement[bool], ...]:
    return activities.c.held_on >= since, activities.c.stage == Stage.RECORDED


def _add_sessions(held: Counted, found: Sequence[Row]) -> None:
    for row in found:
        one = Held(row["session"], row["held_on"], row["key_session"], row["quota"])
        held.setdefault(row["who"], []).append(one)


def _activity(row: Row) -> list[Held]:
    groups = (row["quota"], *(each["quota"] for each in row["purposes"]))
    met = row["met"] or {"people": 0, "members": (), "contacts": ()}
    people, those = met["people"], (*met["members"], *met["contacts"])
    return of_activity(row["activity"], row["held_on"], groups, people, those)


UNITS = Subject(units_owing, as_units, of_units)
BODIES = Subject(bodies_owing, as_bodies, of_bodies)
MEMBERS = Subject(members_owing, as_members, of_members)
