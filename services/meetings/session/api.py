"""The web face of sessions. The body is the command, which names items, participants, sittings and
promises by their number."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Response

from common.visibility import Relation, What, clause
from contracts.ids import BodyId, SessionId
from contracts.places import Scope
from contracts.vocabulary import Code
from runtime.units import within
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.register import in_the_directory, in_the_roster
from runtime.web.routes import Router
from services.meetings import visibility
from services.meetings.access import AbsenceReader, Attendant, Conductor, Hearer, OutlineReader
from services.meetings.activity.api import following
from services.meetings.consultation.read_models import rounds
from services.meetings.outcomes import among_the_outcomes
from services.meetings.rooms import in_a_room_of
from services.meetings.session import commands as c
from services.meetings.session.tables import (
    absences,
    agenda,
    attendance,
    check_ins,
    comments,
    findings,
    invited,
    materials,
    promises,
    sessions,
    sittings,
    speeches,
    votes,
)

router = Router(prefix="/sessions", tags=["sessions"])

SessionKey = Annotated[SessionId, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
Reached = Literal["called", "held", "closed", "minuted", "cancelled"]
"""The stages of sessions that there are: all but blank."""


@router.post("", status_code=201)
async def call_session(command: c.CallSession, submit: Conductor) -> Response:
    """Call a session."""
    appraised = [point.appraises for point in command.agenda if point.appraises]
    await in_the_directory(submit, command.unit, [each.body for each in appraised])
    outcomes: dict[str, int] = {each.outcome: 0 for each in appraised if each.outcome is not None}
    await among_the_outcomes(submit, command.unit, outcomes)
    await in_a_room_of(submit, command.unit, command.room, command.on)
    return await submit.create(command)


async def unit_of(submit: Submitting, session: str) -> str | None:
    """Where the session lies; `None` where there is none."""
    here = sa.select(sessions.c.unit).where(sessions.c.session == session)
    async with submit.request.app.state.engine.connect() as connection:
        found: str | None = await connection.scalar(here)
    return found


async def where_it_moves(submit: Submitting, session: str, command: c.PostponeSession) -> None:
    if (unit := await unit_of(submit, session)) is not None:
        await in_a_room_of(submit, unit, command.room, command.on)


async def who_is_invited(submit: Submitting, session: str, command: c.InviteParticipants) -> None:
    unit = await unit_of(submit, session)
    await in_the_directory(submit, unit, [each.body for each in command.participants])
    await in_the_roster(submit, unit, [each.member for each in command.participants])


async def who_was_there(
    submit: Submitting, session: str, command: c.RecordAttendance | c.CorrectAttendance
) -> None:
    listed = [member for each in command.present for member in each.members]
    await in_the_roster(submit, await unit_of(submit, session), listed)


async def who_promises(submit: Submitting, session: str, command: c.MakePromise) -> None:
    await in_the_directory(submit, await unit_of(submit, session), [command.department])


async def who_handles(submit: Submitting, session: str, command: c.TaskPromise) -> None:
    await in_the_directory(submit, await unit_of(submit, session), [command.lead, *command.co])


deeds(
    router,
    SessionKey,
    "/{session}",
    Deed("notice", c.GiveNotice, Conductor),
    Deed("participants", c.InviteParticipants, Conductor, look_up=who_is_invited),
    Deed("answers", c.AnswerInvitation, Attendant),
    Deed("materials", c.SendMaterials, Conductor),
    Deed("postponement", c.PostponeSession, Conductor, look_up=where_it_moves),
    Deed("cancellation", c.CancelSession, Conductor),
    Deed("sittings", c.HoldSitting, Conductor),
    Deed("sittings/correction", c.CorrectSitting, Conductor),
    Deed("sittings/withdrawal", c.WithdrawSitting, Conductor),
    Deed("check-in-code", c.OpenCheckIn, Conductor),
    Deed("check-in", c.CheckIn, Attendant),
    Deed("attendance", c.RecordAttendance, Conductor, look_up=who_was_there),
    Deed("attendance/correction", c.CorrectAttendance, Conductor, look_up=who_was_there),
    Deed("speeches", c.RecordSpeech, Conductor),
    Deed("speeches/correction", c.CorrectSpeech, Conductor),
    Deed("speeches/withdrawal", c.WithdrawSpeech, Conductor),
    Deed("promises", c.MakePromise, Conductor, look_up=who_promises),
    Deed("promises/withdrawal", c.WithdrawPromise, Conductor),
    Deed("promises/task", c.TaskPromise, Conductor, look_up=who_handles),
    Deed("consensus", c.RecordConsensus, Conductor),
    Deed("dissent", c.RecordDissent, Conductor),
    Deed("votes", c.TakeVote, Conductor),
    Deed("closing", c.CloseSession, Conductor),
    Deed("draft", c.DraftMinutes, Conductor),
    Deed("comments", c.CommentOnMinutes, Attendant),
    Deed("comments/settlement", c.SettleComment, Conductor),
    Deed("minutes", c.ConfirmMinutes, Conductor),
    Deed("minutes/correction", c.CorrectMinutes, Conductor),
    Deed("minutes/publication", c.PublishMinutes, Conductor),
    Deed("papers", c.FileSessionPaper, Conductor),
    Deed("papers/correction", c.CorrectSessionPaper, Conductor),
    Deed("papers/withdrawal", c.WithdrawSessionPaper, Conductor),
)


@router.get("")
async def listed(
    read: OutlineReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    consultation: Annotated[str, Query(max_length=80, description="that it serves")] = "",
    stage: Annotated[Reached | None, Query()] = None,
    form: Annotated[Code | None, Query(description="of this form")] = None,
    venue: Annotated[Code | None, Query(description="that took its place so")] = None,
    forum: Annotated[Code | None, Query(description="inside this other meeting")] = None,
    body: Annotated[BodyId | None, Query(description="to which this body was invited")] = None,
    appraises: Annotated[
        str, Query(max_length=80, description="that appraised this department or outcome")
    ] = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Sessions in the actor's scopes, and those that serve a consultation there; a department gets
    title, state and unit of those in which it promised something. `lacking`: the kinds that the
    form wants present and that were not; such a session counts for no quota."""
    chosen = _told(read)
    for column, asked in (("form", form), ("venue", venue), ("host_forum", forum)):
        if asked is not None:
            chosen = chosen.where(sessions.c[column] == asked)
    if body is not None:
        there = sa.select(invited.c.session).where(invited.c.body == body)
        chosen = chosen.where(sessions.c.session.in_(there))
    if appraises:
        subject = sa.or_(
            agenda.c.appraised_body == appraises, agenda.c.appraised_outcome == appraises
        )
        chosen = chosen.where(sessions.c.session.in_(sa.select(agenda.c.session).where(subject)))
    if unit:
        chosen = chosen.where(sessions.c.unit.startswith(unit, autoescape=True))
    if consultation:
        chosen = chosen.where(sessions.c.consultations.contains([consultation]))
    if stage is not None:
        chosen = chosen.where(sessions.c.stage == stage)
    page = await read.page(chosen, after, limit)
    return {**page, "items": [_shown(row) for row in page["items"]]}


@router.get("/{session}")
async def one(session: SessionKey, read: OutlineReader) -> dict[str, Any]:
    """One session with its agenda, participants and sittings, and what followed it; title, state
    and unit for a department that promised something in it and did not take part."""
    await read.etag("session", session)
    row = await visible(session, read)
    if not row["in_full"]:
        return _shown(row)
    return {
        **_shown(row),
        "agenda": await _of(session, read, agenda),
        "participants": await _of(session, read, invited),
        "materials": await _of(session, read, materials),
        "sittings": await _of(session, read, sittings),
        "checked_in": await _of(session, read, check_ins),
        "attendance": await _of(session, read, attendance),
        "followed_by": await followed_by(session, read),
    }


async def followed_by(session: str, read: Reading) -> dict[str, Any]:
    """What came of the session: the further rounds of the consultations that it serves, in their
    order (000-47), and the activities that follow it up (004-29), as far as the actor reads each
    whole."""
    this, later = rounds.alias("this"), rounds.alias("later")
    further = (
        sa.select(later.c.session)
        .join_from(this, later, later.c.consultation == this.c.consultation)
        .where(this.c.session == session, later.c.round > this.c.round)
    )
    names = ("session", "form", "title", "stage", "on_day", "held_on", "unit")
    chosen = sa.select(*(sessions.c[name] for name in names)).where(
        sessions.c.session.in_(further), visibility.session_in_full(read.actor)
    )
    return {
        "sessions": await read.rows(chosen.order_by(sessions.c.on_day, sessions.c.session)),
        "activities": await following(read, f"session/{session}"),
    }


@router.get("/{session}/record")
async def record_of(session: SessionKey, read: Hearer) -> dict[str, Any]:
    """What was said, agreed, disputed and voted on; speakers are shown only to offices that read
    speeches, and to those who took part, and so are `comments` on the draft of the minutes.
    `silent`: those invited who did not speak (000-44)."""
    in_full = visibility.session_in_full(read.actor)
    row = await read.one(_told(read).where(sessions.c.session == session, in_full))
    spoken = await _of(session, read, speeches)
    standing = [speech for speech in spoken if speech["withdrawn_because"] is None]
    heard = {speech["participant"] for speech in standing}
    if not row["heard"]:
        kept = dict.fromkeys(("speaker", "gist", "corrected_because"))
        spoken = [{**speech, **kept} for speech in standing]
    silent = [
        {name: whom[name] for name in ("participant", "kind", "title")}
        for whom in await _of(session, read, invited)
        if whom["participant"] not in heard
    ]
    remarks = await _of(session, read, comments) if row["heard"] else []
    return {
        "speeches": spoken,
        "comments": remarks,
        "silent": silent,
        "findings": await _of(session, read, findings),
        "votes": await _of(session, read, votes),
    }


@router.get("/{session}/absences")
async def absences_of(session: SessionKey, read: AbsenceReader) -> dict[str, Any]:
    """Members who were invited and were absent, with leave or without; the office sees those of its
    scope, members themselves (domain 9.2)."""
    await visible(session, read)
    seen = clause(
        What.ABSENCE,
        read.actor,
        lambda scopes: within(scopes, absences.c.unit),
        {Relation.OWN: lambda _: absences.c.member == read.actor.id},
    )
    chosen = sa.select(absences).where(absences.c.session == session, seen)
    return {"items": await read.rows(chosen.order_by(absences.c.member))}


@router.get("/{session}/promises")
async def promises_of(session: SessionKey, read: OutlineReader) -> dict[str, Any]:
    """Promises and what became of them; a department sees its own."""
    row = await visible(session, read)
    found = await _of(session, read, promises)
    if not row["in_full"]:
        own = visibility.own_promises(read.actor, row["unit"])
        found = [promise for promise in found if promise["department"] in own]
    return {"items": found}


async def visible(session: str, read: Reading) -> dict[str, Any]:
    """The row, which says `in_full` whether all of it may be shown, and `heard` what was said."""
    return await read.one(_told(read).where(sessions.c.session == session))


def _told(read: Reading) -> sa.Select[Any]:
    in_full = visibility.session_in_full(read.actor)
    return sa.select(
        sessions,
        in_full.label("in_full"),
        visibility.session_heard(read.actor).label("heard"),
    ).where(visibility.session_seen(read.actor))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in row if name not in ("in_full", "heard")]
    return {name: row[name] for name in (names if row["in_full"] else visibility.SESSION_OUTLINE)}


async def _of(session: str, read: Reading, table: sa.Table) -> list[dict[str, Any]]:
    chosen = sa.select(table).where(table.c.session == session)
    return await read.rows(chosen.order_by(*table.primary_key.columns))
