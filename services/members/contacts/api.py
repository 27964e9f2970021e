"""Routes of members' contacts of a year: the list, visits held against it, and what many lists add
up to."""

from collections import defaultdict
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query, Response

from contracts.ids import BodyId, MemberId
from contracts.members.rules import Contacts
from runtime.web.http import Deed, Reading, agree, deeds
from runtime.web.routes import Router
from services.members.access import ContactsKeeper, ContactsReader
from services.members.body.read_models import bodies
from services.members.contacts import commands as c
from services.members.contacts.figures import added_up, held_against
from services.members.contacts.read_models import lists
from services.members.contacts.visibility import members_seen
from services.members.contacts.visits import visits
from services.members.member.read_models import members
from services.members.years import File, YearOfDuty

router = Router(tags=["contacts"])


@router.post("/members/{member}/contacts/{year}/filing", status_code=201)
async def file_contacts(file: File, command: c.FileContacts, submit: ContactsKeeper) -> Response:
    """File the list of a year's contacts with the member's committee (003-13)."""
    agree(file, f"{command.member}:{command.year}")
    return await submit.create(command, key=file)


deeds(
    router,
    File,
    "/members/{member}/contacts/{year}",
    Deed("change", c.ChangeContacts, ContactsKeeper, "change_contacts"),
    Deed("taking-back", c.TakeBackContacts, ContactsKeeper, "take_contacts_back"),
)


@router.get("/members/{member}/contacts/{year}")
async def of_the_year(member: MemberId, year: YearOfDuty, read: ContactsReader) -> dict[str, Any]:
    """The list that a member filed for a year, how often each contact was visited in it, and the
    activities in which that was; for the office, the member and the member's committee."""
    await read.etag("contacts", f"{member}:{year}")
    (row,) = await _roster(read, year, members.c.member_id == member) or [
        await read.one(sa.select(members.c.member_id).where(sa.false()))
    ]
    found = await read.rows(sa.select(lists).where(lists.c.list == f"{member}:{year}"))
    made = await read.rows(_visits(year).where(visits.c.member == member))
    listed = found[0]["contacts"] if found else ()
    return {
        "member": member,
        "year": year,
        "list": found[0] if found else None,
        "visits_each": row["visits"],
        **held_against(listed, made, row["visits"]),
        "visits": made,
    }


@router.get("/contact-figures")
async def figures(
    read: ContactsReader,
    year: Annotated[int, Query(ge=1949, le=2149)],
    committee: BodyId | None = None,
) -> dict[str, Any]:
    """What the lists of a year add up to, committee by committee, of the members whom the reader
    may see: how many filed, how many contacts, how many visited often enough (003-13)."""
    condition = members.c.committee == committee if committee else sa.true()
    roster = await _roster(read, year, condition)
    those = [each["member"] for each in roster]
    found = await read.rows(sa.select(lists).where(lists.c.year == year, lists.c.member.in_(those)))
    made = defaultdict(list)
    for each in await read.rows(_visits(year).where(visits.c.member.in_(those))):
        made[each["member"]].append(each)
    filed = {each["member"]: each for each in found}
    told = added_up(roster, filed, made)
    names = await read.rows(
        sa.select(bodies.c.body, bodies.c.name).where(
            bodies.c.body.in_([each["committee"] for each in told if each["committee"]])
        )
    )
    named = {each["body"]: each["name"] for each in names}
    return {
        "year": year,
        "committees": [{**each, "name": named.get(each["committee"] or "")} for each in told],
    }


async def _roster(
    read: Reading, year: int, condition: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Whoever was a member in the year, with the visits that the rules in force ask for."""
    ruling = await read.jurisdictions()
    chapter = ruling.in_force("contacts", members.c.unit).label("rules")
    begun = sa.extract("year", members.c.admitted_on) <= year
    stayed = sa.or_(members.c.left_on.is_(None), sa.extract("year", members.c.left_on) >= year)
    rows = await read.rows(
        sa.select(members.c.member_id.label("member"), members.c.committee, chapter)
        .where(condition, members_seen(read.actor), begun, stayed)
        .order_by(members.c.member_id)
    )
    return [
        {**row, "visits": Contacts.model_validate(row.pop("rules") or {}).visits} for row in rows
    ]


def _visits(year: int) -> sa.Select[Any]:
    plain = ("activity", "member", "title", "kind", "on", "contacts")
    return (
        sa.select(*(visits.c[name] for name in plain))
        .where(sa.extract("year", visits.c.on) == year)
        .order_by(visits.c.on, visits.c.activity)
    )
