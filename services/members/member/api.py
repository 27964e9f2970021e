"""Routes of the roster."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Query, Response

from contracts.ids import BodyId, MemberId
from contracts.names import same
from contracts.vocabulary import Code
from runtime import clock
from runtime.jurisdictions import Jurisdictions, read_jurisdictions
from runtime.units import ending, still_there
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.problems import Problem
from runtime.web.register import registered
from runtime.web.routes import Router
from services.members.access import Prefix, Reader, Registrar
from services.members.body.read_models import bodies
from services.members.member import commands as c
from services.members.member.read_models import SHOWN, links, members, postings

router = Router(tags=["members"])
POSTINGS = [
    *(column for column in postings.c if column is not postings.c.until),
    ending(postings.c.until, postings.c.to_unit),
]
"""A posting ends with its unit."""
Name = Annotated[
    str, Query(max_length=120, description="the name, or a part of it, however it is written")
]


@router.post("/members", status_code=201)
async def admit(command: c.AdmitMember, submit: Registrar) -> Response:
    """Enter a member into the roster. The same again changes nothing."""
    await the_committee(submit, command.member, command)
    return await submit.create(command, key=command.member)


async def the_committee(
    submit: Submitting, member: str, command: c.AdmitMember | c.CorrectMember
) -> None:
    """Refuse (422) a committee that is not in the directory of bodies.

    Bodies never vanish from it, so a repeated request is answered as it was the first time.
    """
    if command.committee is not None:
        found = await _rows(
            submit,
            sa.select(bodies.c.unit).where(
                bodies.c.body == command.committee, bodies.c.has_members
            ),
        )
        there = await _jurisdictions(submit)
        if not any(there.known_to(submit.actor, row["unit"]) for row in found):
            raise Problem(
                422,
                "unknown-committee",
                f"机构名录中没有专委会 {command.committee}。请核对，或先登记该机构。",
                f"No committee {command.committee} is registered. Check it or register it first.",
            )


async def the_unit(submit: Submitting, member: str, command: c.PostMember) -> None:
    """Refuse (422) a unit that is not registered, or did not exist on the day of posting."""
    if (await _jurisdictions(submit)).known_to(submit.actor, command.to_unit):
        # Else the rules refuse it; nothing is told of another place, not even a name.
        await registered(submit.request.app.state.engine, command.to_unit, command.since)


async def _rows(submit: Submitting, statement: sa.Select[Any]) -> list[dict[str, Any]]:
    return await Reading(submit.request.app.state.engine, submit.actor, Response()).rows(statement)


async def _jurisdictions(submit: Submitting) -> Jurisdictions:
    async with submit.request.app.state.engine.connect() as connection:
        return await read_jurisdictions(connection, clock.today())


deeds(
    router,
    MemberId,
    "/members/{member}",
    Deed("correction", c.CorrectMember, Registrar, "correct", the_committee),
    Deed("affiliations", c.StateAffiliation, Registrar),
    Deed("affiliations/withdrawal", c.WithdrawAffiliation, Registrar),
    Deed("postings", c.PostMember, Registrar, "post", the_unit),
    Deed("posting-end", c.EndPosting, Registrar),
    Deed("link", c.LinkMembership, Registrar),
    Deed("leaving", c.EndMembership, Registrar),
)


@router.get("/members")
async def listed(
    read: Reader,
    level: Code | None = None,
    committee: BodyId | None = None,
    posted_to: Prefix = "",
    name: Name = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The roster: whole for the jurisdiction, and for a township those posted there."""
    wanted = sa.select(*SHOWN).where(visible(read))
    if level:
        wanted = wanted.where(members.c.level == level)
    if committee:
        wanted = wanted.where(members.c.committee == committee)
    if posted_to:
        within = postings.c.to_unit.startswith(posted_to, autoescape=True)
        wanted = wanted.where(members.c.member_id.in_(present(within)))
    if wanted_name := same(name):
        wanted = wanted.where(members.c.name_key.contains(wanted_name, autoescape=True))
    return await read.page(wanted, after, limit)


@router.get("/members/{member}")
async def one(member: MemberId, read: Reader) -> dict[str, Any]:
    """A member, with all postings there were, and other memberships of the same person."""
    await read.etag("member", member)
    row = await read.one(seen(member, read))
    history = sa.select(*POSTINGS).where(postings.c.member == member).order_by(postings.c.since)
    return {
        **row,
        "postings": await read.rows(history),
        "linked": sorted(await _linked(read, member)),
    }


async def _linked(read: Reading, member: str) -> set[str]:
    """Memberships linked with this one, whichever of the two says so."""
    there = sa.or_(links.c.member == member, links.c.with_member == member)
    rows = await read.rows(sa.select(links.c.member, links.c.with_member).where(there))
    return {each for row in rows for each in row.values()} - {member}


@router.get("/postings")
async def postings_listed(
    read: Reader, prefix: Prefix = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """Postings to units within the reader's scope, ended ones too."""
    within = postings.c.to_unit.startswith(prefix, autoescape=True)
    here = read.visible(postings.c.to_unit)
    return await read.page(sa.select(*POSTINGS).where(within, here), after, limit)


def present(*conditions: sa.ColumnElement[bool]) -> sa.Select[tuple[str]]:
    """Members with a posting that has not ended."""
    holds = still_there(postings.c.until, postings.c.to_unit, clock.today())
    return sa.select(postings.c.member).where(holds, *conditions)


def visible(read: Reading) -> sa.ColumnElement[bool]:
    """Members of the reader's scope, and those posted into it."""
    posted_here = members.c.member_id.in_(present(read.visible(postings.c.to_unit)))
    return read.visible(members.c.unit) | posted_here


def seen(member: str, read: Reading) -> sa.Select[Any]:
    return sa.select(*SHOWN).where(members.c.member_id == member, visible(read))
