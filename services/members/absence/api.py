"""Routes of members' absences and their cases. There is none to enter an absence."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query

from contracts.ids import MemberId
from contracts.vocabulary import Code
from runtime import clock
from runtime.web.http import After, Deed, Limit, deeds
from runtime.web.routes import Router
from services.members.absence import commands as c
from services.members.absence.read_models import absences, cases, steps
from services.members.absence.visibility import seen
from services.members.access import LeaveOffice, LeaveReader, Objector
from services.members.years import File, YearOfDuty

router = Router(tags=["absences"])

deeds(
    router,
    File,
    "/members/{member}/absences/{year}",
    Deed("steps", c.TakeCaseStep, LeaveOffice),
    Deed("answer", c.AnswerInquiry, Objector),
    Deed("closing", c.CloseAbsenceCase, LeaveOffice),
)


@router.get("/members/{member}/absences/{year}")
async def of_the_year(member: MemberId, year: YearOfDuty, read: LeaveReader) -> dict[str, Any]:
    """A member's absences of a year, with and without leave, and the cases that follow from them
    with their steps; for the office, the member and the member's committee."""
    await read.etag("absences", f"{member}:{year}")
    own = (absences.c.member == member, absences.c.year == year, seen(read.actor, absences))
    those = await read.rows(sa.select(absences).where(*own).order_by(absences.c.on))
    here = (cases.c.member == member, cases.c.year == year, seen(read.actor, cases))
    found = await read.rows(sa.select(cases).where(*here).order_by(cases.c.case))
    if not those and not found:
        await read.one(sa.select(absences).where(*own))  # in the words of all that is not there
    taken = sa.select(steps).where(steps.c.case_id.in_([each["case_id"] for each in found]))
    rows = [_told(row) for row in await read.rows(taken.order_by(steps.c.on, steps.c.step))]
    for each in found:
        each["steps"] = [row for row in rows if row["case_id"] == each["case_id"]]
    return {
        "member": member,
        "year": year,
        "without_leave": sum(not each["on_leave"] for each in those),
        "on_leave": sum(each["on_leave"] for each in those),
        "absences": those,
        "cases": found,
    }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A step; `overdue` where its answer is due and has not come (by the calendar of today)."""
    waits = row["answer_by"] is not None and row["answered_on"] is None
    return {**row, "overdue": waits and row["answer_by"] < clock.today()}


@router.get("/absence-cases")
async def listed(
    read: LeaveReader,
    stage: Literal["open", "closed", "dropped"] | None = None,
    ground: Code | None = None,
    year: Annotated[int | None, Query(ge=1949, le=2149)] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The cases that the reader may see, with how many steps were taken in each."""
    taken = sa.select(sa.func.count()).where(steps.c.case_id == cases.c.case_id).scalar_subquery()
    chosen = sa.select(cases, taken.label("steps")).where(seen(read.actor, cases))
    for column, asked in (("stage", stage), ("ground", ground), ("year", year)):
        if asked is not None:
            chosen = chosen.where(cases.c[column] == asked)
    return await read.page(chosen, after, limit)
