"""What people read about consultations."""

import json
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.meetings.consultation import (
    AttendanceRecorded,
    CaseUpgraded,
    ConsensusRecorded,
    ConsultationEvent,
    ConsultationPlanned,
    DissentRecorded,
    JointResearchRequested,
    MaterialsSent,
    MinutesConfirmed,
    OutcomeNoted,
    PartiesFixed,
    ProcedureCompleted,
    ProcedureStarted,
    PromiseMade,
    PromiseTasked,
    PromiseWithdrawn,
    ResearchRecorded,
    ResultPublished,
    SessionCalled,
    SessionClosed,
    SessionHeld,
    SessionPlanned,
    SpeechRecorded,
    StepCompleted,
    StepWaived,
)
from contracts.meetings.procedure import Procedure
from contracts.places import CHINA
from runtime.projection import Change, patch, put
from services.meetings.consultation.case import Stage

metadata = sa.MetaData()


def _evidence() -> list[sa.Column[Any]]:
    return [
        sa.Column("unit", sa.Text, nullable=False, index=True),
        sa.Column("unit_name", sa.Text, nullable=False),
        sa.Column("as_of", sa.BigInteger, nullable=False),
    ]


consultations = sa.Table(
    "consultations",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("weight", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("raised_by", sa.Text, nullable=False),
    sa.Column("raised_in", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("procedure_name", sa.Text, nullable=False),
    sa.Column("rules", sa.Text, nullable=False),
    sa.Column("steps_done", sa.Integer, nullable=False),
    sa.Column("steps_total", sa.Integer, nullable=False),
    sa.Column("planned", sa.Boolean, nullable=False),
    sa.Column("plan", sa.Text),
    sa.Column("parties", JSONB, nullable=False),
    sa.Column("session_plan", JSONB),
    sa.Column("rounds", sa.Integer, nullable=False),
    sa.Column("started_on", sa.Date, nullable=False),
    sa.Column("minutes_on", sa.Date),
    sa.Column("minutes_summary", sa.Text),
    sa.Column("minutes_confirmed_by", sa.Text),
    sa.Column("published_on", sa.Date),
    sa.Column("published_at", sa.Text),
    sa.Column("outcome_milestone", sa.Text),
    sa.Column("outcome_number", sa.Text),
    sa.Column("completed_on", sa.Date),
    *_evidence(),
)

steps = sa.Table(
    "steps",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    # Of an upgraded case, rows of the procedure it left are not those of the one it has.
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("needs", JSONB, nullable=False),
    sa.Column("evidence", JSONB, nullable=False),
    sa.Column("completed_by", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done_on", sa.Date),
    sa.Column("waived_because", sa.Text),
    sa.Column("resolution", sa.Text),
    *_evidence(),
)

research = sa.Table(
    "research",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("led_by", sa.Text, nullable=False),
    sa.Column("committee", sa.Text),
    sa.Column("joint", sa.Boolean, nullable=False),
    sa.Column("members", JSONB, nullable=False),
    sa.Column("people_met", sa.Integer, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("key_problem", sa.Text, nullable=False),
    sa.Column("proposal", sa.Text, nullable=False),
    *_evidence(),
)

joint_requests = sa.Table(
    "joint_requests",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("committee", sa.Text, nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("requested_on", sa.Date, nullable=False),
    *_evidence(),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("key_session", sa.Boolean, nullable=False),
    sa.Column("council_class", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("questions", JSONB, nullable=False),
    sa.Column("host_forum", sa.Text),
    sa.Column("documents", JSONB, nullable=False),
    sa.Column("documents_on", sa.Date),
    sa.Column("held_on", sa.Date),
    sa.Column("duration_minutes", sa.Integer),
    sa.Column("attendees", sa.Integer),
    sa.Column("headcount", JSONB),
    sa.Column("people", sa.Integer),
    sa.Column("results", JSONB),
    *_evidence(),
)

attendance = sa.Table(
    "attendance",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("session", sa.Integer, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    *_evidence(),
)

speeches = sa.Table(
    "speeches",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("session", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("gist", sa.Text, nullable=False),
    *_evidence(),
)

promises = sa.Table(
    "promises",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("session", sa.Integer, nullable=False),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lead_body", sa.Text),
    sa.Column("co", JSONB, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *_evidence(),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("session", sa.Integer, nullable=False),
    sa.Column("held_by", sa.Text),
    sa.Column("finding", sa.Text, nullable=False),
    *_evidence(),
)


def project(record: Recorded[ConsultationEvent]) -> list[Change]:
    day = record.time.astimezone(CHINA).date()
    match record.data:
        case ProcedureStarted() as event:
            started = put(
                consultations,
                record,
                title=event.title,
                weight=event.weight,
                origin=event.origin,
                raised_by=event.raised_by,
                raised_in=event.raised_in,
                stage=Stage.RUNNING.value,
                procedure=event.procedure.code,
                procedure_name=event.procedure.name,
                rules=record.rules,
                steps_done=0,
                steps_total=len(event.procedure.steps),
                planned=False,
                parties="[]",
                rounds=0,
                started_on=day,
            )
            return [started, *_walk(record, event.procedure)]
        case ConsultationPlanned(plan=plan):
            return [patch(consultations, record, planned=True, plan=plan)]
        case StepCompleted(number=number):
            return [
                patch(consultations, record, steps_done=number),
                patch(steps, record, number, state="complete", done_on=day),
            ]
        case StepWaived() as event:
            return [
                patch(consultations, record, steps_done=event.number),
                patch(
                    steps,
                    record,
                    event.number,
                    state="waived",
                    done_on=day,
                    waived_because=event.reason,
                    resolution=event.resolution,
                ),
            ]
        case CaseUpgraded(procedure=procedure):
            upgraded = patch(
                consultations,
                record,
                procedure=procedure.code,
                procedure_name=procedure.name,
                rules=record.rules,
                steps_done=0,
                steps_total=len(procedure.steps),
            )
            return [upgraded, *_walk(record, procedure)]
        case JointResearchRequested(committee=committee, question=question):
            return [
                put(
                    joint_requests,
                    record,
                    record.streamversion,
                    committee=committee,
                    question=question,
                    requested_on=day,
                )
            ]
        case ResearchRecorded() as event:
            values = event.model_dump(exclude={"number", "members"})
            members = _json(event.members)
            return [put(research, record, event.number, members=members, **values)]
        case PartiesFixed(parties=parties):
            return [patch(consultations, record, parties=_json(parties))]
        case SessionPlanned() as event:
            return [patch(consultations, record, session_plan=event.model_dump_json())]
        case SessionCalled() as event:
            called = put(
                sessions,
                record,
                event.number,
                form=event.form.value,
                key_session=event.key,
                council_class=event.council_class,
                state="called",
                on_day=event.on,
                place=event.place,
                questions=_json(event.questions),
                host_forum=event.host_forum,
                documents="[]",
            )
            return [called, patch(consultations, record, rounds=event.number)]
        case MaterialsSent(session=session, documents=documents, on=on):
            return [patch(sessions, record, session, documents=_json(documents), documents_on=on)]
        case SessionHeld(session=session, on=on, duration_minutes=minutes):
            return [
                patch(sessions, record, session, state="held", held_on=on, duration_minutes=minutes)
            ]
        case AttendanceRecorded() as event:
            counted = patch(
                sessions,
                record,
                event.session,
                attendees=len(event.present),
                headcount=_json(event.headcount),
                people=len(event.present) + sum(each.count for each in event.headcount),
            )
            return [counted, *_present(record, event)]
        case SpeechRecorded() as event:
            values = event.model_dump(mode="json")
            return [put(speeches, record, record.streamversion, **values)]
        case PromiseMade(promise=promise):
            values = promise.model_dump(exclude={"number"})
            return [put(promises, record, promise.number, state="open", co="[]", **values)]
        case PromiseWithdrawn(number=number, reason=reason):
            return [
                patch(
                    promises,
                    record,
                    number,
                    state="withdrawn",
                    lead_body=None,
                    co="[]",
                    withdrawn_because=reason,
                )
            ]
        case PromiseTasked(number=number, lead=lead, co=co):
            return [patch(promises, record, number, state="tasked", lead_body=lead, co=_json(co))]
        case ConsensusRecorded(number=number, session=session, text=text):
            return [put(findings, record, "consensus", number, session=session, finding=text)]
        case DissentRecorded(number=number, session=session, held_by=held_by, text=text):
            return [
                put(
                    findings,
                    record,
                    "dissent",
                    number,
                    session=session,
                    held_by=held_by,
                    finding=text,
                )
            ]
        case SessionClosed(session=session, results=results):
            return [patch(sessions, record, session, state="closed", results=_json(results))]
        case MinutesConfirmed() as event:
            return [
                patch(
                    consultations,
                    record,
                    stage=Stage.MINUTED.value,
                    minutes_on=day,
                    minutes_summary=event.summary,
                    minutes_confirmed_by=event.confirmed_by,
                )
            ]
        case ResultPublished(place=place, on=on):
            return [patch(consultations, record, published_at=place, published_on=on)]
        case OutcomeNoted(milestone=milestone, number=number):
            values = {"outcome_number": number} if number else {}
            return [patch(consultations, record, outcome_milestone=milestone, **values)]
        case ProcedureCompleted():
            return [patch(consultations, record, stage=Stage.COMPLETED.value, completed_on=day)]


def _walk(record: Recorded[Any], procedure: Procedure) -> list[Change]:
    return [
        put(
            steps,
            record,
            number,
            procedure=procedure.code,
            code=step.code,
            name=step.name,
            actor=step.actor,
            needs=_json(step.needs),
            evidence=_json(step.evidence),
            completed_by=step.completed_by.value,
            state="open",
        )
        for number, step in enumerate(procedure.steps, start=1)
    ]


def _present(record: Recorded[Any], event: AttendanceRecorded) -> list[Change]:
    return [
        put(
            attendance,
            record,
            event.session,
            member,
            on_day=event.on,
            form=event.form.value,
            title=event.title,
        )
        for member in event.present
    ]


def _json(values: tuple[Any, ...]) -> str:
    plain = [
        each.model_dump(mode="json") if isinstance(each, BaseModel) else each for each in values
    ]
    return json.dumps(plain, ensure_ascii=False)
