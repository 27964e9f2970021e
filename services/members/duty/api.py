"""The duty file as it may be read, and objections to it. There is no route to write a fact."""

from typing import Any

import sqlalchemy as sa
from fastapi import Response

from common.visibility import Relation, Ties, What, by_body, sees
from contracts.ids import MemberId
from contracts.members.rules import Duty
from runtime import clock
from runtime.web.http import Deed, Reading, agree, deeds
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
            Whose(row["level"], row["admitted_on"], row["left_on"]),
            clock.today(),
        ),
        "objections": await read.rows(objections.order_by(duty_objections.c.objection)),
    }


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
