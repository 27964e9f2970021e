"""The duty file as it may be read, and objections to it. There is no route to write a fact."""

from collections import defaultdict
from datetime import date
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query, Response

from common.visibility import Relation, Ties, What, by_body, clause, sees
from contracts.ids import BodyId, MemberId
from contracts.members.rules import Duty
from contracts.vocabulary import Code
from runtime import clock
from runtime.actor import Grant
from runtime.units import Condition, within
from runtime.web.http import After, Deed, Limit, Reading, agree, deeds
from runtime.web.problems import Problem
from runtime.web.routes import Router
from services.members.access import Answerer, DutyReader, Objector
from services.members.duty import commands as c
from services.members.duty.read_models import duty_facts, duty_objections
from services.members.duty.scheme import Whose, summary
from services.members.member.read_models import SHOWN, members
from services.members.years import File, YearOfDuty

router = Router(tags=["duty"])


@router.post("/members/{member}/duty/{year}/objections", status_code=201)
async def object_to(file: File, command: c.RaiseObjection, submit: Objector) -> Response:
    """Object to a fact of the duty file, or to one that is missing (model 12)."""
    agree(file, f"{command.member}:{command.year}")
    return await submit.create(command, key=file)


deeds(
    router,
    File,
    "/members/{member}/duty/{year}",
    Deed("objections/answer", c.AnswerObjection, Answerer, "answer_objection"),
)


@router.get("/members/{member}/duty/{year}")
async def duty_file(member: MemberId, year: YearOfDuty, read: DutyReader) -> dict[str, Any]:
    """The facts credited to a member in a year, withdrawn ones too, and what they earn under the
    scheme of that year (domain 9.2)."""
    here = (members.c.member_id == member, read.within_or_above(members.c.unit))
    ruling = await read.jurisdictions()
    row = await read.one(
        sa.select(*SHOWN, ruling.in_force("duty", members.c.unit).label("duty")).where(*here)
    )
    own_or_in_charge(read, row)
    facts = await read.rows(
        sa.select(duty_facts).where(duty_facts.c.member == member, duty_facts.c.year == year)
    )
    objections = sa.select(duty_objections).where(
        duty_objections.c.member == member, duty_objections.c.year == year
    )
    duty = Duty.model_validate(row["duty"] or {"facts": (), "points": ()})
    return {
        "member": member,
        "name": row["name"],
        "year": year,
        **summary(
            facts,
            duty,
            year,
            Whose.of(row),
            clock.today(),
        ),
        "objections": await read.rows(objections.order_by(duty_objections.c.objection)),
    }


@router.get("/duty/{year}")
async def duty_of_the_year(
    year: YearOfDuty,
    read: DutyReader,
    committee: BodyId | None = None,
    minimum: Annotated[Code | None, Query(description="with `standing`: of this minimum")] = None,
    standing: Annotated[
        Literal["met", "due", "missed"] | None,
        Query(description="members of whom a minimum, or the one named, stands so"),
    ] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """What a year's facts are worth, a row for each member who was one in that year, by their ids
    and never by what they reached: total, grade, and which minima are met, still due or missed
    (003-08)."""
    there = (
        members.c.admitted_on <= date(year, 12, 31),
        _not_left_before(year),
        read.within_or_above(members.c.unit),
        _seen(read),
    )
    ruling = await read.jurisdictions()
    scheme = ruling.in_force("duty", members.c.unit).label("duty")
    wanted = sa.select(*SHOWN, scheme).where(*there, members.c.member_id > after)
    if committee:
        wanted = wanted.where(members.c.committee == committee)
    listed = await read.rows(wanted.order_by(members.c.member_id))
    asked = [each["member_id"] for each in listed]
    facts = defaultdict[str, list[dict[str, Any]]](list)
    for fact in await read.rows(
        sa.select(duty_facts).where(duty_facts.c.member.in_(asked), duty_facts.c.year == year)
    ):
        facts[fact["member"]].append(fact)
    rows = [_row(each, facts[each["member_id"]], year) for each in listed]
    if minimum or standing:
        rows = [each for each in rows if _stands(each["minima"], minimum, standing)]
    more = len(rows) > limit
    return {"items": rows[:limit], "next": rows[limit - 1]["member"] if more else None}


def _row(member: dict[str, Any], facts: list[dict[str, Any]], year: int) -> dict[str, Any]:
    duty = Duty.model_validate(member["duty"] or {"facts": (), "points": ()})
    found = summary(facts, duty, year, Whose.of(member), clock.today())
    known = ("name", "unit", "committee", "level")
    return {
        "member": member["member_id"],
        **{each: member[each] for each in known},
        **{each: found[each] for each in ("total", "grade", "minima")},
    }


def _stands(minima: list[dict[str, Any]], minimum: str | None, standing: str | None) -> bool:
    return any(
        minimum in (None, each["minimum"]) and standing in (None, each["standing"])
        for each in minima
    )


def _not_left_before(year: int) -> Condition:
    return sa.or_(members.c.left_on.is_(None), members.c.left_on >= date(year, 1, 1))


def _seen(read: Reading) -> Condition:
    """Members whose score the reader sees: of the office, of the own committee, oneself."""

    def in_charge(grant: Grant) -> Condition | None:
        return by_body(lambda body: members.c.committee == body)(grant)

    return clause(
        What.SCORE,
        read.actor,
        lambda scopes: within(scopes, members.c.unit),
        {
            Relation.IN_CHARGE: in_charge,
            Relation.OWN: lambda _: members.c.member_id == read.actor.id,
        },
    )


def own_or_in_charge(read: Reading, member: dict[str, Any]) -> None:
    """Scores are no ranking: members see their own, a committee those of its own members."""
    ties: Ties = {
        Relation.IN_CHARGE: by_body(lambda body: body == member["committee"]),
        Relation.OWN: lambda grant: read.actor.id == member["member_id"],
    }
    if sees(What.SCORE, read.actor, member["unit"], ties=ties):
        return
    raise Problem(
        403,
        "own-duty-file",
        "只能查看自己的履职档案；专委会可查看归口委员的档案。如有需要请联系政协办公室。",
        "You may see your own duty file, and a committee those of its members. "
        f"Ask the CPPCC office of {member['unit']}.",
    )
