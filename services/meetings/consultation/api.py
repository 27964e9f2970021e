"""The web face of consultations. Each route is named after its result. The body is the
command, which names sessions and promises by their number."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query

from contracts.ids import TopicId
from contracts.places import Scope
from contracts.visibility import READS_SPEECHES
from runtime.units import within
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.register import in_the_directory, in_the_roster
from services.meetings.access import (
    Conductor,
    ConsultationKey,
    OutlineReader,
    PartyOrganisation,
    Reader,
    Researcher,
)
from services.meetings.consultation import commands as c
from services.meetings.consultation import visibility
from services.meetings.consultation.read_models import (
    attendance,
    consultations,
    findings,
    joint_requests,
    notices,
    promises,
    research,
    sessions,
    speeches,
    steps,
    views,
)

router = APIRouter(prefix="/consultations", tags=["consultations"])

Reached = Literal["running", "concluded"]
"""The stages of consultations that there are: all but blank."""


async def unit_of(submit: Submitting, consultation: str) -> str | None:
    """Where the consultation lies; `None` where there is none."""
    here = sa.select(consultations.c.unit).where(consultations.c.consultation == consultation)
    async with submit.request.app.state.engine.connect() as connection:
        found: str | None = await connection.scalar(here)
    return found


async def who_researches(
    submit: Submitting, consultation: str, command: c.RequestJointResearch | c.RecordResearch
) -> None:
    unit = await unit_of(submit, consultation)
    await in_the_directory(submit, unit, [command.committee])
    if isinstance(command, c.RecordResearch):
        await in_the_roster(submit, unit, command.members)


async def who_takes_part(submit: Submitting, consultation: str, command: c.FixParties) -> None:
    unit = await unit_of(submit, consultation)
    await in_the_directory(submit, unit, [party.body for party in command.parties])
    await in_the_roster(submit, unit, [party.member for party in command.parties])


async def who_is_added(submit: Submitting, consultation: str, command: c.RecordAttendance) -> None:
    before = await recorded_attendance(submit, consultation, command.session)
    added = [member for member in command.present if member not in before]
    await in_the_roster(submit, await unit_of(submit, consultation), added)


async def who_promises(submit: Submitting, consultation: str, command: c.MakePromise) -> None:
    await in_the_directory(submit, await unit_of(submit, consultation), [command.department])


async def who_handles(submit: Submitting, consultation: str, command: c.TaskPromise) -> None:
    await in_the_directory(submit, await unit_of(submit, consultation), [command.lead, *command.co])


deeds(
    router,
    ConsultationKey,
    "/{consultation}",
    Deed("joint-research", c.RequestJointResearch, Conductor, look_up=who_researches),
    Deed("research", c.RecordResearch, Researcher, look_up=who_researches),
    Deed("parties", c.FixParties, Conductor, look_up=who_takes_part),
    Deed("notices", c.PostNotice, Conductor),
    Deed("views", c.SeekViews, Conductor),
    Deed("session-plan", c.PlanSession, Conductor),
    Deed("sessions", c.CallSession, Conductor),
    Deed("materials", c.SendMaterials, Conductor),
    Deed("holding", c.HoldSession, Conductor),
    Deed("attendance", c.RecordAttendance, Conductor, look_up=who_is_added),
    Deed("speeches", c.RecordSpeech, Conductor),
    Deed("promises", c.MakePromise, Conductor, look_up=who_promises),
    Deed("promises/withdrawal", c.WithdrawPromise, Conductor),
    Deed("promises/task", c.TaskPromise, Conductor, look_up=who_handles),
    Deed("consensus", c.RecordConsensus, Conductor),
    Deed("dissent", c.RecordDissent, Conductor),
    Deed("closing", c.CloseSession, Conductor),
    Deed("minutes", c.ConfirmMinutes, Conductor),
    Deed("waiver", c.WaiveStep, PartyOrganisation),
    Deed("upgrade", c.UpgradeCase, Conductor, "upgrade"),
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
    gets title, state and unit of those in which it promised something."""
    chosen = _with_open_step(read).where(visibility.seen(read.actor))
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
    """One consultation with its steps; its title, state and unit for a department with a promise
    in it."""
    await read.etag("consultation", consultation)
    case = await visible_case(consultation, read)
    if not case["in_full"]:
        return _shown(case)
    of_case = sa.and_(steps.c.consultation == consultation, steps.c.procedure == case["procedure"])
    return {
        **_shown(case),
        "steps": await read.rows(sa.select(steps).where(of_case).order_by(steps.c.step_number)),
    }


@router.get("/{consultation}/research")
async def research_of(consultation: ConsultationKey, read: Reader) -> dict[str, Any]:
    """Research records, and requests to committees for joint research."""
    return {
        "items": await _of(consultation, read, research),
        "joint_requests": await _of(consultation, read, joint_requests),
    }


@router.get("/{consultation}/notices")
async def notices_of(consultation: ConsultationKey, read: Reader) -> dict[str, Any]:
    """What was posted before the session, and the views that were sought."""
    return {
        "items": await _of(consultation, read, notices),
        "views": await _of(consultation, read, views),
    }


@router.get("/{consultation}/sessions")
async def sessions_of(consultation: ConsultationKey, read: Reader) -> dict[str, Any]:
    """All rounds, with who attended and what was said, agreed and disputed; speakers are shown
    only to offices that read speeches."""
    spoken = await _of(consultation, read, speeches)
    if not await _hears(consultation, read):
        spoken = [{**speech, "speaker": None, "gist": None} for speech in spoken]
    return {
        "items": await _of(consultation, read, sessions),
        "attendance": await _of(consultation, read, attendance),
        "speeches": spoken,
        "findings": await _of(consultation, read, findings),
    }


@router.get("/{consultation}/promises")
async def promises_of(consultation: ConsultationKey, read: OutlineReader) -> dict[str, Any]:
    """Promises and what became of them; a department sees its own."""
    case = await visible_case(consultation, read)
    found = await _of(consultation, read, promises)
    if not case["in_full"]:
        own = visibility.own_bodies(read.actor, case)
        found = [promise for promise in found if promise["department"] in own]
    return {"items": found}


async def recorded_attendance(submit: Submitting, consultation: str, session: int) -> set[str]:
    """The members that are on the session's list already."""
    listed = sa.select(attendance.c.member).where(
        attendance.c.consultation == consultation, attendance.c.session == session
    )
    async with submit.request.app.state.engine.connect() as connection:
        return set(await connection.scalars(listed))


async def visible_case(consultation: str, read: Reading) -> dict[str, Any]:
    """The row, which says `in_full` whether all of it may be shown."""
    here = (consultations.c.consultation == consultation, visibility.seen(read.actor))
    return await read.one(_with_open_step(read).where(*here))


async def _hears(consultation: str, read: Reading) -> bool:
    """Whether one of the offices that hear speeches covers the case."""
    hearing = read.actor.holding(READS_SPEECHES)
    here = sa.select(consultations.c.consultation).where(
        consultations.c.consultation == consultation, within(hearing.scopes, *visibility.PLACES)
    )
    return bool(await read.rows(here))


def _with_open_step(read: Reading) -> sa.Select[Any]:
    its_turn = sa.and_(
        steps.c.consultation == consultations.c.consultation,
        steps.c.procedure == consultations.c.procedure,
        steps.c.step_number == consultations.c.steps_done + 1,
    )
    return sa.select(
        consultations,
        steps.c.code.label("step"),
        steps.c.name.label("step_name"),
        visibility.in_full(read.actor).label("in_full"),
    ).select_from(consultations.outerjoin(steps, its_turn))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in row if name != "in_full"] if row["in_full"] else visibility.OUTLINE
    return {name: row[name] for name in names}


async def _of(consultation: str, read: Reading, table: sa.Table) -> list[dict[str, Any]]:
    await visible_case(consultation, read)
    _, *order = table.primary_key.columns
    return await read.rows(
        sa.select(table).where(table.c.consultation == consultation).order_by(*order)
    )
