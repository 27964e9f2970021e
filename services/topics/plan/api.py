"""The web face of annual plans."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query, Response

from contracts.places import Scope, UnitId
from contracts.text import Year
from runtime.web.http import After, Deed, Limit, Reading, deeds
from runtime.web.problems import Problem
from services.topics.access import PartyOrganisation, Planner, Reader
from services.topics.plan.commands import AmendPlan, ApprovePlan, DraftPlan
from services.topics.plan.read_models import plan_entries, plans

router = APIRouter(prefix="/plans", tags=["plans"])

Unit = Annotated[UnitId, Path()]
OfYear = Annotated[Year, Path()]


def _for_this_plan(unit: Unit, year: OfYear, command: DraftPlan) -> DraftPlan:
    if (command.unit, command.year) != (unit, year):
        raise Problem(
            422,
            "address-differs",
            f"地址是 {unit} 的 {year} 年计划，内容是 {command.unit} 的 {command.year} 年计划。"
            "请改成一致。",
            f"The address is the plan of {unit} for {year}, the content that of {command.unit} "
            f"for {command.year}. Make them agree.",
        )
    return command


@router.post("/{unit}/{year}/draft", status_code=201)
async def draft(
    unit: Unit,
    year: OfYear,
    ask: Planner,
    command: Annotated[DraftPlan, Depends(_for_this_plan)],
) -> Response:
    """Draw the plan up, or anew as long as it has not been consented to."""
    return await ask.create(command, key=f"{unit}:{year}")


def _key(unit: Unit, year: OfYear) -> str:
    return f"{unit}:{year}"


deeds(
    router,
    Annotated[str, Depends(_key)],
    "/{unit}/{year}",
    Deed("approval", ApprovePlan, PartyOrganisation, "approve"),
    Deed("amendment", AmendPlan, PartyOrganisation, "amend"),
)


@router.get("")
async def listed(
    reading: Reader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    year: Annotated[Year | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Plans of the units within the actor's scopes."""
    chosen = _seen(reading).where(plans.c.unit.startswith(unit, autoescape=True))
    if year is not None:
        chosen = chosen.where(plans.c.year == year)
    return await reading.page(chosen, after, limit)


@router.get("/{unit}/{year}")
async def one(unit: Unit, year: OfYear, reading: Reader) -> dict[str, Any]:
    """A plan with its rows: those in force, or those of the draft."""
    await reading.etag("plan", f"{unit}:{year}")
    plan = await reading.one(_seen(reading).where(plans.c.plan_id == f"{unit}:{year}"))
    drafted = plan.pop("draft")
    rows = await reading.rows(
        sa.select(plan_entries)
        .where(plan_entries.c.plan_id == plan["plan_id"])
        .order_by(plan_entries.c.month, plan_entries.c.topic)
    )
    return {**plan, "entries": drafted or rows}


def _seen(reading: Reading) -> sa.Select[Any]:
    return sa.select(plans).where(reading.visible(plans.c.unit))
