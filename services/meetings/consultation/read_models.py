"""What people read about consultations."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from common.conditions import Run
from common.procedure import Walk
from contracts.event import Recorded
from contracts.meetings import consultation as e
from contracts.places import CHINA
from contracts.procedure import Procedure
from runtime.projection import Change, evidence, filled, patch, put
from runtime.service import ReadModel
from services.meetings.consultation.decider.case import Stage


class StepState(StrEnum):
    """States of a step."""

    OPEN = "open"
    COMPLETE = "complete"
    WAIVED = "waived"


class SessionState(StrEnum):
    """States of a session."""

    CALLED = "called"
    HELD = "held"
    CLOSED = "closed"


class PromiseState(StrEnum):
    """States of a promise."""

    OPEN = "open"
    TASKED = "tasked"
    WITHDRAWN = "withdrawn"


metadata = sa.MetaData()


consultations = sa.Table(
    "consultations",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("topics", JSONB, nullable=False),
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
    sa.Column("parties", JSONB, nullable=False),
    sa.Column("not_concerned", JSONB, nullable=False),
    sa.Column("session_plan", JSONB),
    sa.Column("rounds", sa.Integer, nullable=False),
    sa.Column("opened_on", sa.Date, nullable=False),
    sa.Column("minutes_on", sa.Date),
    sa.Column("minutes_summary", sa.Text),
    sa.Column("minutes_confirmed_by", sa.Text),
    sa.Column("concluded_on", sa.Date),
    *evidence(),
)

steps = sa.Table(
    "steps",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("step_number", sa.Integer, primary_key=True),
    # Of an upgraded case, rows of the procedure it left are not those of the one it has.
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("conditions", JSONB, nullable=False),
    sa.Column("actors", JSONB, nullable=False),
    sa.Column("within", JSONB),
    sa.Column("evidence", JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done_on", sa.Date),
    sa.Column("waived_because", sa.Text),
    sa.Column("resolution", sa.Text),
    *evidence(),
)

research = sa.Table(
    "research",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("research", sa.Integer, primary_key=True),
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
    *evidence(),
)

joint_requests = sa.Table(
    "joint_requests",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("committee", sa.Text, nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("requested_on", sa.Date, nullable=False),
    *evidence(),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("session", sa.Integer, primary_key=True),
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
    *evidence(),
)

attendance = sa.Table(
    "attendance",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("session", sa.Integer, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    *evidence(),
)

speeches = sa.Table(
    "speeches",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("session", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("gist", sa.Text, nullable=False),
    *evidence(),
)

promises = sa.Table(
    "promises",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("promise", sa.Integer, primary_key=True),
    sa.Column("session", sa.Integer, nullable=False),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lead_body", sa.Text),
    sa.Column("co", JSONB, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(),
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    *evidence(),
)

views = sa.Table(
    "views",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("gist", sa.Text, nullable=False),
    *evidence(),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("consultation", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("finding_number", sa.Integer, primary_key=True),
    sa.Column("session", sa.Integer, nullable=False),
    sa.Column("held_by", sa.Text),
    sa.Column("finding", sa.Text, nullable=False),
    *evidence(),
)


def project(record: Recorded[e.ConsultationEvent]) -> list[Change]:
    day = record.time.astimezone(CHINA).date()
    match record.data:
        case e.ConsultationOpened() as event:
            row = {
                **filled(consultations, event),
                **_under(record, event.procedure),
                "stage": Stage.RUNNING,
                "parties": (),
                "not_concerned": (),
                "rounds": 0,
                "opened_on": day,
            }
            return [put(consultations, record, **row), *_walk(record, event.procedure)]
        case e.StepCompleted(step_number=step):
            return [
                patch(consultations, record, steps_done=step),
                patch(steps, record, step, state=StepState.COMPLETE, done_on=day),
            ]
        case e.StepWaived() as event:
            return [
                patch(consultations, record, steps_done=event.step_number),
                patch(
                    steps,
                    record,
                    event.step_number,
                    state=StepState.WAIVED,
                    done_on=day,
                    waived_because=event.reason,
                    resolution=event.resolution,
                ),
            ]
        case e.CaseUpgraded(procedure=procedure):
            upgraded = patch(consultations, record, **_under(record, procedure))
            return [upgraded, *_walk(record, procedure)]
        case e.JointResearchRequested() as event:
            facts = filled(joint_requests, event)
            return [put(joint_requests, record, record.streamversion, requested_on=day, **facts)]
        case e.ResearchRecorded() as event:
            return [put(research, record, event.research, **filled(research, event))]
        case e.PartiesFixed() as event:
            return [patch(consultations, record, **filled(consultations, event))]
        case e.NoticePosted(on=on) as event:
            facts = filled(notices, event)
            return [put(notices, record, record.streamversion, on_day=on, **facts)]
        case e.ViewsSought() as event:
            return [put(views, record, record.streamversion, **filled(views, event))]
        case e.SessionPlanned() as event:
            return [patch(consultations, record, session_plan=event)]
        case e.SessionCalled() as event:
            called = put(
                sessions,
                record,
                event.session,
                key_session=event.key,
                state=SessionState.CALLED,
                on_day=event.on,
                documents=(),
                **filled(sessions, event),
            )
            return [called, patch(consultations, record, rounds=event.session)]
        case e.MaterialsSent(session=session, documents=documents, on=on):
            return [patch(sessions, record, session, documents=documents, documents_on=on)]
        case e.SessionHeld(session=session, on=on, duration_minutes=minutes):
            return [
                patch(
                    sessions,
                    record,
                    session,
                    state=SessionState.HELD,
                    held_on=on,
                    duration_minutes=minutes,
                )
            ]
        case e.AttendanceRecorded() as event:
            counted = patch(
                sessions,
                record,
                event.session,
                attendees=len(event.present),
                headcount=event.headcount,
                people=len(event.present) + sum(each.count for each in event.headcount),
            )
            return [counted, *_present(record, event)]
        case e.SpeechRecorded() as event:
            return [put(speeches, record, record.streamversion, **filled(speeches, event))]
        case e.PromiseMade(promise=promise):
            facts = filled(promises, promise)
            return [put(promises, record, promise.promise, state=PromiseState.OPEN, co=(), **facts)]
        case e.PromiseWithdrawn(promise=number, reason=reason):
            return [
                patch(
                    promises,
                    record,
                    number,
                    state=PromiseState.WITHDRAWN,
                    lead_body=None,
                    co=(),
                    withdrawn_because=reason,
                )
            ]
        case e.PromiseTasked(promise=number, lead=lead, co=co):
            return [
                patch(promises, record, number, state=PromiseState.TASKED, lead_body=lead, co=co)
            ]
        case e.ConsensusRecorded(consensus=number, session=session, text=text):
            return [put(findings, record, "consensus", number, session=session, finding=text)]
        case e.DissentRecorded(dissent=number, session=session, held_by=held_by, text=text):
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
        case e.SessionClosed(session=session, results=results):
            return [patch(sessions, record, session, state=SessionState.CLOSED, results=results)]
        case e.MinutesConfirmed() as event:
            return [
                patch(
                    consultations,
                    record,
                    minutes_on=day,
                    minutes_summary=event.summary,
                    minutes_confirmed_by=event.confirmed_by,
                )
            ]
        case e.ConsultationConcluded():
            return [patch(consultations, record, stage=Stage.CONCLUDED, concluded_on=day)]


def _under(record: Recorded[Any], procedure: Procedure) -> dict[str, Any]:
    """Columns of a case that follow its present procedure."""
    return {
        "procedure": procedure.code,
        "procedure_name": procedure.name,
        "rules": record.rules,
        "steps_done": Walk.of(procedure, Run.MEETINGS).before,
        "steps_total": len(procedure.steps),
    }


def _walk(record: Recorded[Any], procedure: Procedure) -> list[Change]:
    """The steps that this service walks, numbered as in the whole procedure."""
    walk = Walk.of(procedure, Run.MEETINGS)
    return [
        put(
            steps,
            record,
            number,
            procedure=procedure.code,
            state=StepState.OPEN,
            **filled(steps, step),
        )
        for number, step in enumerate(walk.steps, start=walk.before + 1)
    ]


def _present(record: Recorded[Any], event: e.AttendanceRecorded) -> list[Change]:
    return [
        put(attendance, record, event.session, member, on_day=event.on, **filled(attendance, event))
        for member in event.present
    ]


READ_MODEL = ReadModel(project, metadata)
