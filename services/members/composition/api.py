"""Routes of what bodies are composed of, as of any day. Nobody types a seat: it follows from posts,
postings and assignments."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from common.visibility import Relation, What, clause
from contracts.ids import BodyId, MemberId
from contracts.members.body import Part
from contracts.places import UnitId
from contracts.text import Day
from runtime import clock
from runtime.units import still_there, units, within
from runtime.web.http import Reading
from runtime.web.routes import Router
from services.members.absence.visibility import of_ones_committee
from services.members.access import AffiliationReader, Reader
from services.members.body.read_models import bodies, establishment, holders
from services.members.composition.seats import by_kind, seated, shares, staffed
from services.members.member.read_models import affiliations, assignments, members, postings

router = Router(tags=["composition"])


@router.get("/composition/{body}")
async def of_a_body(body: BodyId, read: Reader, on: Day | None = None) -> dict[str, Any]:
    """Who sits in a body on a day, today unless given: holders of posts, in a council members who
    are posted to its unit (000-05), in a committee those assigned to it; with vacancies (004-06)
    and the share of persons outside the Party (004-07)."""
    day = on or clock.today()
    row = await read.one(
        sa.select(bodies.c.body, bodies.c.name, bodies.c.kind, bodies.c.unit).where(
            bodies.c.body == body, read.within_or_above(bodies.c.unit)
        )
    )
    seats = seated(await taken(read, bodies.c.body == body, day))
    allotted = await read.rows(in_force(day).where(establishment.c.body == body))
    return {
        **row,
        "on": day,
        "seats": seats,
        "posts": staffed(allotted, seats),
        "shares": shares([each["member"] for each in seats], await outside(read, day)),
    }


@router.get("/composition-figures/{unit}")
async def figures(unit: UnitId, read: Reader, on: Day | None = None) -> dict[str, Any]:
    """Of the bodies at a unit and below, by kind: how many, their posts and vacancies, and the
    share of persons outside the Party, of all and of those who lead; of the members on its roster,
    by level; as of a day."""
    day = on or clock.today()
    there = await read.jurisdictions(day)
    here = sa.and_(there.reached(unit, bodies.c.unit), read.visible(bodies.c.unit), _there(day))
    those = await read.rows(
        sa.select(bodies.c.body, bodies.c.name, bodies.c.kind).where(here).order_by(bodies.c.body)
    )
    seats = seated(await taken(read, here, day))
    allotted = await read.rows(
        in_force(day).where(establishment.c.body.in_([each["body"] for each in those]))
    )
    known = await outside(read, day)
    roster = await read.rows(
        sa.select(members.c.member_id, members.c.level).where(
            there.reached(unit, members.c.unit), read.visible(members.c.unit), _in_office(day)
        )
    )
    named = await read.rows(
        sa.select(units.c.name).where(units.c.unit == unit, read.visible(units.c.unit))
    )
    return {
        "unit": unit,
        "unit_name": named[0]["name"] if named else None,
        "on": day,
        "bodies": by_kind(those, seats, allotted, known),
        "members": shares([each["member_id"] for each in roster], known),
        "levels": [
            {"level": level, **shares(ids, known)}
            for level in sorted({each["level"] for each in roster})
            for ids in [[each["member_id"] for each in roster if each["level"] == level]]
        ],
    }


@router.get("/members/{member}/affiliations")
async def of_a_member(member: MemberId, read: AffiliationReader) -> dict[str, Any]:
    """Of which party a member is and was, since when; for the office, the member and the member's
    committee."""
    here = clause(
        What.AFFILIATION,
        read.actor,
        lambda scopes: within(scopes, members.c.unit),
        {
            Relation.IN_CHARGE: of_ones_committee(members.c.member_id, members.c.unit),
            Relation.OWN: lambda _: members.c.member_id == read.actor.id,
        },
    )
    row = await read.one(
        sa.select(members.c.member_id, members.c.name).where(members.c.member_id == member, here)
    )
    said = sa.select(affiliations).where(affiliations.c.member == member)
    named = {"member": member, "name": row["name"]}
    return {**named, "items": await read.rows(said.order_by(affiliations.c.since))}


def _there(day: date) -> sa.ColumnElement[bool]:
    begun = sa.or_(bodies.c.since.is_(None), bodies.c.since <= day)
    return sa.and_(begun, still_there(bodies.c.until, bodies.c.unit, day))


def _in_office(day: date) -> sa.ColumnElement[bool]:
    stays = sa.or_(members.c.left_on.is_(None), members.c.left_on > day)
    return sa.and_(members.c.admitted_on <= day, stays)


async def taken(read: Reading, of: sa.ColumnElement[bool], day: date) -> list[dict[str, Any]]:
    """The seats that are taken in some bodies on a day, each with the right by which it is."""
    ends = sa.func.least(holders.c.until, members.c.left_on)
    posts = (
        sa.select(
            *(holders.c[name] for name in ("body", "member", "person", "post", "leads")),
            holders.c.capacity,
            holders.c.since,
        )
        .join(bodies, bodies.c.body == holders.c.body)
        .outerjoin(members, members.c.member_id == holders.c.member)
        .where(of, _there(day), holders.c.since <= day, sa.or_(ends.is_(None), ends > day))
    )
    posted = (
        sa.select(bodies.c.body, postings.c.member, postings.c.since)
        .join(postings, postings.c.to_unit == bodies.c.unit)
        .where(
            of,
            _there(day),
            bodies.c.part == Part.COUNCIL,
            postings.c.since <= day,
            still_there(postings.c.until, postings.c.to_unit, day),
        )
    )
    later = assignments.alias()
    followed = sa.exists().where(
        later.c.member == assignments.c.member,
        later.c.assignment > assignments.c.assignment,
        later.c.since <= day,
    )
    assigned = (
        sa.select(bodies.c.body, assignments.c.member, assignments.c.since)
        .join(assignments, assignments.c.committee == bodies.c.body)
        .join(members, members.c.member_id == assignments.c.member)
        .where(of, _there(day), _in_office(day), assignments.c.since <= day, ~followed)
    )
    bare = {"person": None, "post": None, "leads": False, "capacity": None}
    return [
        *({**each, "by": "post"} for each in await read.rows(posts.order_by(holders.c.held))),
        *({**bare, **each, "by": "posting"} for each in await read.rows(posted)),
        *({**bare, **each, "by": "committee"} for each in await read.rows(assigned)),
    ]


def in_force(day: date) -> sa.Select[Any]:
    """How many posts each body has on that day."""
    plain = (establishment.c[name] for name in ("body", "post", "posts", "since", "basis"))
    latest = distinct_on(establishment.c.body, establishment.c.post)
    return (
        sa.select(*plain)
        .ext(latest)
        .where(establishment.c.since <= day)
        .order_by(establishment.c.body, establishment.c.post, establishment.c.since.desc())
    )


async def outside(read: Reading, day: date) -> dict[str, bool]:
    """Whether a member was outside the Party on that day, of those of whom it is known."""
    latest = (
        sa.select(affiliations.c.member, affiliations.c.outside)
        .ext(distinct_on(affiliations.c.member))
        .where(affiliations.c.since <= day)
        .order_by(affiliations.c.member, affiliations.c.since.desc())
    )
    return {each["member"]: each["outside"] for each in await read.rows(latest)}
