"""The web face of consultations. Each route is named after its result; the body is the command."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query

from contracts.ids import TopicId
from contracts.places import Scope
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.register import in_the_directory, in_the_roster
from runtime.web.routes import Router
from services.meetings import visibility
from services.meetings.access import (
    Conductor,
    Consenting,
    ConsultationKey,
    OutlineReader,
    Reader,
)
from services.meetings.activity.api import following
from services.meetings.consultation import commands as c
from services.meetings.consultation.read_models import (
    consultations,
    notices,
    research,
    rounds,
    steps,
    talents,
    views,
)
from services.meetings.session.tables import promises

router = Router(prefix="/consultations", tags=["consultations"])

Reached = Literal["running", "concluded", "withdrawn"]
"""The stages of consultations that there are: all but blank."""


async def unit_of(submit: Submitting, consultation: str) -> str | None:
    """Where the consultation lies; `None` where there is none."""
    here = sa.select(consultations.c.unit).where(consultations.c.consultation == consultation)
    async with submit.request.app.state.engine.connect() as connection:
        found: str | None = await connection.scalar(here)
    return found


async def who_takes_part(submit: Submitting, consultation: str, command: c.FixParticipants) -> None:
    unit = await unit_of(submit, consultation)
    await in_the_directory(submit, unit, [each.body for each in command.participants])
    await in_the_roster(submit, unit, [each.member for each in command.participants])


deeds(
    router,
    ConsultationKey,
    "/{consultation}",
    Deed("participants", c.FixParticipants, Conductor, look_up=who_takes_part),
    Deed("notices", c.PostNotice, Conductor),
    Deed("notices/withdrawal", c.TakeBackNotice, Conductor),
    Deed("views", c.SeekViews, Conductor),
    Deed("views/withdrawal", c.TakeBackViews, Conductor),
    Deed("session-plan", c.PlanSession, Conductor),
    Deed("conclusion", c.ConcludeConsultation, Conductor),
    Deed("waiver", c.WaiveStep, Consenting),
    Deed("upgrade", c.UpgradeConsultation, Conductor, "upgrade"),
)


@router.get("")
async def listed(
    read: OutlineReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    stage: Annotated[Reached | None, Query()] = None,
    topic: Annotated[TopicId | None, Query(max_length=80, description="that it serves")] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Consultations within the actor's scopes, each with the step whose turn it is; a department
    gets title, state and unit of those in which it promised something, or was asked to take part
    in an activity."""
    chosen = _with_open_step(read)
    if unit:
        chosen = chosen.where(consultations.c.unit.startswith(unit, autoescape=True))
    if stage is not None:
        chosen = chosen.where(consultations.c.stage == stage)
    if topic is not None:
        chosen = chosen.where(consultations.c.topics.contains([topic]))
    page = await read.page(chosen, after, limit)
    return {**page, "items": [_shown(row) for row in page["items"]]}


@router.get("/{consultation}")
async def one(consultation: ConsultationKey, read: OutlineReader) -> dict[str, Any]:
    """One consultation with its steps, rounds, research and drawn talents, and the activities that
    follow it up; its title, state and unit for a department with a promise in it, or with part in
    an activity for it. What was said in a round stands with its session, what was found with its
    activity."""
    await read.etag("consultation", consultation)
    case = await visible_case(consultation, read)
    if not case["in_full"]:
        return _shown(case)
    present = steps.c.procedure == case["procedure"]
    return {
        **_shown(case),
        "steps": await _of(consultation, read, steps, present),
        "rounds": await _of(consultation, read, rounds),
        "research": await _of(consultation, read, research),
        "talents": await _of(consultation, read, talents),
        "followed_by": await following(read, f"consultation/{consultation}"),
    }


@router.get("/{consultation}/notices")
async def notices_of(consultation: ConsultationKey, read: Reader) -> dict[str, Any]:
    """What was posted before the session, and the views that were sought."""
    await visible_case(consultation, read)
    return {
        "items": await _of(consultation, read, notices),
        "views": await _of(consultation, read, views),
    }


@router.get("/{consultation}/promises")
async def promises_of(consultation: ConsultationKey, read: OutlineReader) -> dict[str, Any]:
    """Promises of its sessions, and what became of them; a department sees its own."""
    case = await visible_case(consultation, read)
    found = await _of(consultation, read, promises)
    if not case["in_full"]:
        own = visibility.own_promises(read.actor, case["unit"], case["raised_in"])
        found = [promise for promise in found if promise["department"] in own]
    return {"items": found}


async def visible_case(consultation: str, read: Reading) -> dict[str, Any]:
    """The row, which says `in_full` whether all of it may be shown."""
    chosen = _with_open_step(read).where(consultations.c.consultation == consultation)
    return await read.one(chosen)


def _with_open_step(read: Reading) -> sa.Select[Any]:
    """What the actor sees, in full or in outline."""
    its_turn = sa.and_(
        steps.c.consultation == consultations.c.consultation,
        steps.c.procedure == consultations.c.procedure,
        steps.c.step_number == consultations.c.steps_done + 1,
    )
    in_full = visibility.consultation_in_full(read.actor)
    return (
        sa.select(
            consultations,
            steps.c.code.label("step"),
            steps.c.name.label("step_name"),
            in_full.label("in_full"),
        )
        .select_from(consultations.outerjoin(steps, its_turn))
        .where(visibility.consultation_seen(read.actor))
    )


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in row if name != "in_full"] if row["in_full"] else visibility.OUTLINE
    return {name: row[name] for name in names}


async def _of(
    consultation: str, read: Reading, table: sa.Table, *more: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    chosen = sa.select(table).where(table.c.consultation == consultation, *more)
    return await read.rows(chosen.order_by(*table.primary_key.columns))
