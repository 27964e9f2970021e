"""The web face of consultations. Each route names what comes out of it; the body is the command,
and sessions and promises are named in it by their number."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query, Response

from contracts.places import Scope
from contracts.sight import READS_SPEECHES
from runtime.units import within
from runtime.web.http import After, Asking, Limit, Reading
from runtime.web.problems import Problem
from runtime.web.register import in_the_directory, in_the_roster
from services.meetings.access import (
    Conductor,
    ConsultationKey,
    OutlineReader,
    PartyOrganisation,
    Reader,
    Researcher,
)
from services.meetings.consultation import sight
from services.meetings.consultation.commands import (
    CallSession,
    CloseSession,
    ConfirmMinutes,
    FixParties,
    HoldSession,
    MakePromise,
    PlanSession,
    PublishResult,
    RecordAttendance,
    RecordConsensus,
    RecordDissent,
    RecordResearch,
    RecordSpeech,
    RequestJointResearch,
    SendMaterials,
    TaskPromise,
    UpgradeCase,
    WaiveStep,
    WithdrawPromise,
)
from services.meetings.consultation.read_models import (
    attendance,
    consultations,
    findings,
    joint_requests,
    promises,
    research,
    sessions,
    speeches,
    steps,
)

router = APIRouter(prefix="/consultations", tags=["consultations"])

Reached = Literal["running", "minuted", "completed"]
"""The stages of consultations that there are: all but blank."""


@router.post("/{topic_id}/joint-research")
async def request_joint_research(
    topic_id: ConsultationKey, command: RequestJointResearch, ask: Conductor
) -> Response:
    """Ask a committee to research together."""
    await in_the_directory(ask, await unit_of(ask, topic_id), [command.committee])
    return await ask(topic_id, command)


@router.post("/{topic_id}/research")
async def record_research(
    topic_id: ConsultationKey, command: RecordResearch, ask: Researcher
) -> Response:
    """Record research before consultation."""
    unit = await unit_of(ask, topic_id)
    await in_the_directory(ask, unit, [command.committee])
    await in_the_roster(ask, unit, command.members)
    return await ask(topic_id, command)


@router.post("/{topic_id}/parties")
async def fix_parties(topic_id: ConsultationKey, command: FixParties, ask: Conductor) -> Response:
    """Settle who takes part, stakeholders among them."""
    unit = await unit_of(ask, topic_id)
    await in_the_directory(ask, unit, [party.body for party in command.parties])
    await in_the_roster(ask, unit, [party.member for party in command.parties])
    return await ask(topic_id, command)


@router.post("/{topic_id}/session-plan")
async def plan_session(topic_id: ConsultationKey, command: PlanSession, ask: Conductor) -> Response:
    """Plan form, place, day and questions of the session."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/sessions")
async def call_session(topic_id: ConsultationKey, command: CallSession, ask: Conductor) -> Response:
    """Call the next round; its number is in the event."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/materials")
async def send_materials(
    topic_id: ConsultationKey, command: SendMaterials, ask: Conductor
) -> Response:
    """Record what the members got before the session."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/holding")
async def hold_session(topic_id: ConsultationKey, command: HoldSession, ask: Conductor) -> Response:
    """Record that a called session took place."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/attendance")
async def record_attendance(
    topic_id: ConsultationKey, command: RecordAttendance, ask: Conductor
) -> Response:
    """Record who was there: members one by one, all others counted by kind. Sent again with
    members who were forgotten, it adds them."""
    before = await recorded_attendance(ask, topic_id, command.session)
    added = [member for member in command.present if member not in before]
    await in_the_roster(ask, await unit_of(ask, topic_id), added)
    return await ask(topic_id, command)


@router.post("/{topic_id}/speeches")
async def record_speech(
    topic_id: ConsultationKey, command: RecordSpeech, ask: Conductor
) -> Response:
    """Record what one party said."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/promises")
async def make_promise(topic_id: ConsultationKey, command: MakePromise, ask: Conductor) -> Response:
    """Record a promise made in session; its number is in the event."""
    await in_the_directory(ask, await unit_of(ask, topic_id), [command.department])
    return await ask(topic_id, command)


@router.post("/{topic_id}/promises/withdrawal")
async def withdraw_promise(
    topic_id: ConsultationKey, command: WithdrawPromise, ask: Conductor
) -> Response:
    """Withdraw a promise, with the reason."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/promises/task")
async def task_promise(topic_id: ConsultationKey, command: TaskPromise, ask: Conductor) -> Response:
    """Make a promise a task: who leads, who helps."""
    await in_the_directory(ask, await unit_of(ask, topic_id), [command.lead, *command.co])
    return await ask(topic_id, command)


@router.post("/{topic_id}/consensus")
async def record_consensus(
    topic_id: ConsultationKey, command: RecordConsensus, ask: Conductor
) -> Response:
    """Record a point on which all agreed."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/dissent")
async def record_dissent(
    topic_id: ConsultationKey, command: RecordDissent, ask: Conductor
) -> Response:
    """Record an opinion that differs."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/closing")
async def close_session(
    topic_id: ConsultationKey, command: CloseSession, ask: Conductor
) -> Response:
    """End a session, with what it achieved."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/minutes")
async def confirm_minutes(
    topic_id: ConsultationKey, command: ConfirmMinutes, ask: Conductor
) -> Response:
    """Confirm the minutes of all rounds; the outcome is drafted from them."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/publication")
async def publish_result(
    topic_id: ConsultationKey, command: PublishResult, ask: Conductor
) -> Response:
    """Record where the result was posted."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/waiver")
async def waive_step(
    topic_id: ConsultationKey, command: WaiveStep, ask: PartyOrganisation
) -> Response:
    """Pass over the step whose turn it is, with reason and resolution."""
    return await ask(topic_id, command)


@router.post("/{topic_id}/upgrade")
async def upgrade(topic_id: ConsultationKey, command: UpgradeCase, ask: Conductor) -> Response:
    """Promote a simple consultation to its fuller procedure; never back."""
    return await ask(topic_id, command)


@router.get("")
async def listed(
    read: OutlineReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    stage: Annotated[Reached | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Consultations within the actor's scopes, each with the step whose turn it is; a department
    gets title, state and unit of those in which it promised something."""
    conditions = [consultations.c.topic_id > after, sight.seen(read.actor)]
    if unit:
        conditions.append(consultations.c.unit.startswith(unit, autoescape=True))
    if stage is not None:
        conditions.append(consultations.c.stage == stage)
    rows = await read.rows(
        _with_open_step(read).where(*conditions).order_by(consultations.c.topic_id).limit(limit + 1)
    )
    more = len(rows) > limit
    items = [_shown(row) for row in rows[:limit]]
    return {"items": items, "next": items[-1]["topic_id"] if more else None}


@router.get("/{topic_id}")
async def one(topic_id: ConsultationKey, read: OutlineReader) -> dict[str, Any]:
    """One consultation with its steps; its title, state and unit for a department with a promise
    in it."""
    await read.etag("consultation", topic_id)
    case = await visible_case(topic_id, read)
    if not case["in_full"]:
        return _shown(case)
    of_case = sa.and_(steps.c.topic_id == topic_id, steps.c.procedure == case["procedure"])
    return {
        **_shown(case),
        "steps": await read.rows(sa.select(steps).where(of_case).order_by(steps.c.number)),
    }


@router.get("/{topic_id}/research")
async def research_of(topic_id: ConsultationKey, read: Reader) -> dict[str, Any]:
    """Research records, and requests to committees for joint research."""
    return {
        "items": await _of(topic_id, read, research),
        "joint_requests": await _of(topic_id, read, joint_requests),
    }


@router.get("/{topic_id}/sessions")
async def sessions_of(topic_id: ConsultationKey, read: Reader) -> dict[str, Any]:
    """All rounds, with who attended and what was said, agreed and disputed; who said what only
    for those who hear it."""
    spoken = await _of(topic_id, read, speeches)
    if not await _hears(topic_id, read):
        spoken = [{**speech, "speaker": None, "gist": None} for speech in spoken]
    return {
        "items": await _of(topic_id, read, sessions),
        "attendance": await _of(topic_id, read, attendance),
        "speeches": spoken,
        "findings": await _of(topic_id, read, findings),
    }


@router.get("/{topic_id}/promises")
async def promises_of(topic_id: ConsultationKey, read: OutlineReader) -> dict[str, Any]:
    """Promises and what became of them; a department sees its own."""
    case = await visible_case(topic_id, read)
    found = await _of(topic_id, read, promises)
    if not case["in_full"]:
        own = sight.own_bodies(read.actor, case)
        found = [promise for promise in found if promise["department"] in own]
    return {"items": found}


async def unit_of(ask: Asking, topic_id: str) -> str | None:
    """Where the consultation lies; `None` where there is none."""
    here = sa.select(consultations.c.unit).where(consultations.c.topic_id == topic_id)
    async with ask.request.app.state.engine.connect() as connection:
        found: str | None = await connection.scalar(here)
    return found


async def recorded_attendance(ask: Asking, topic_id: str, session: int) -> set[str]:
    """The members that are on the session's list already."""
    listed = sa.select(attendance.c.member).where(
        attendance.c.topic_id == topic_id, attendance.c.session == session
    )
    async with ask.request.app.state.engine.connect() as connection:
        return set(await connection.scalars(listed))


async def visible_case(topic_id: str, read: Reading) -> dict[str, Any]:
    """The row, which says `in_full` whether all of it may be shown."""
    rows = await read.rows(
        _with_open_step(read).where(consultations.c.topic_id == topic_id, sight.seen(read.actor))
    )
    if not rows:
        raise Problem(
            404,
            "not-found",
            "没有找到该协商，或不在您的管辖范围内。请核对编号。",
            "There is no such consultation within your scope. Check the number.",
        )
    return rows[0]


async def _hears(topic_id: str, read: Reading) -> bool:
    """Whether one of the offices that hear speeches covers the case."""
    hearing = read.actor.holding(READS_SPEECHES)
    here = sa.select(consultations.c.topic_id).where(
        consultations.c.topic_id == topic_id, within(hearing.scopes, *sight.PLACES)
    )
    return bool(await read.rows(here))


def _with_open_step(read: Reading) -> sa.Select[Any]:
    its_turn = sa.and_(
        steps.c.topic_id == consultations.c.topic_id,
        steps.c.procedure == consultations.c.procedure,
        steps.c.number == consultations.c.steps_done + 1,
    )
    return sa.select(
        consultations,
        steps.c.code.label("step"),
        steps.c.name.label("step_name"),
        sight.in_full(read.actor).label("in_full"),
    ).select_from(consultations.outerjoin(steps, its_turn))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in row if name != "in_full"] if row["in_full"] else sight.OUTLINE
    return {name: row[name] for name in names}


async def _of(topic_id: str, read: Reading, table: sa.Table) -> list[dict[str, Any]]:
    await visible_case(topic_id, read)
    _, *order = table.primary_key.columns
    return await read.rows(sa.select(table).where(table.c.topic_id == topic_id).order_by(*order))
