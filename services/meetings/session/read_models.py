"""Rows of sessions: agenda, participants, sittings, who was there, what was said and promised."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from contracts.event import Recorded
from contracts.meetings import session as e
from runtime.projection import Change, drop, evidence, filled, patch, put
from runtime.service import ReadModel
from services.meetings.session.decider.state import Stage


class PromiseState(StrEnum):
    """States of a promise."""

    OPEN = "open"
    TASKED = "tasked"
    WITHDRAWN = "withdrawn"


metadata = sa.MetaData()

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("key_session", sa.Boolean, nullable=False),
    sa.Column("quota", sa.Text, nullable=False),
    sa.Column("council_class", sa.Text),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    # As it was said, with China's zone: PostgreSQL would answer in another.
    sa.Column("begins", JSONB),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("venue", sa.Text),
    sa.Column("room", sa.Text),
    sa.Column("places", JSONB, nullable=False),
    sa.Column("host_forum", sa.Text),
    sa.Column("lacking", JSONB, nullable=False),
    sa.Column("consultations", JSONB, nullable=False),
    sa.Column("notice_due", sa.Date),
    sa.Column("notice_on", sa.Date),
    sa.Column("notice_how", sa.Text),
    sa.Column("notice_late", sa.Boolean),
    sa.Column("materials_due", sa.Date),
    sa.Column("cancelled_because", sa.Text),
    sa.Column("held_on", sa.Date),
    sa.Column("results", JSONB),
    sa.Column("solved", sa.Boolean),
    sa.Column("draft", sa.Text),
    sa.Column("summary", sa.Text),
    sa.Column("minutes_on", sa.Date),
    sa.Column("confirmed_by", sa.Text),
    sa.Column("minutes_corrected_because", sa.Text),
    sa.Column("published", sa.Text),
    sa.Column("published_on", sa.Date),
    sa.Column("published_where", sa.Text),
    sa.Column("left_out", sa.Text),
    *evidence(),
)

agenda = sa.Table(
    "agenda",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("questions", JSONB, nullable=False),
    sa.Column("consultation", sa.Text, index=True),
    sa.Column("part", sa.Text),
    sa.Column("appraised_body", sa.Text, index=True),
    sa.Column("appraised_outcome", sa.Text, index=True),
    *evidence(index=False),
)

invited = sa.Table(
    "invited",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("participant", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("concerned", sa.Boolean, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, index=True),
    sa.Column("body_kind", sa.Text),
    sa.Column("member", sa.Text),
    sa.Column("answer", sa.Text),
    sa.Column("stand_in", sa.Text),
    *evidence(index=False),
)

comments = sa.Table(
    "minutes_comments",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("comment", sa.Integer, primary_key=True),
    sa.Column("participant", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("taken_up", sa.Boolean),
    sa.Column("answer", sa.Text),
    *evidence(index=False),
)

materials = sa.Table(
    "materials",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("event", sa.Integer, primary_key=True),
    sa.Column("documents", JSONB, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    *evidence(index=False),
)

sittings = sa.Table(
    "sittings",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("sitting", sa.Integer, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("began", JSONB),
    sa.Column("duration_minutes", sa.Integer, nullable=False),
    sa.Column("place", sa.Text),
    sa.Column("present", JSONB),
    sa.Column("people", sa.Integer),
    sa.Column("corrected_because", sa.Text),
    *evidence(index=False),
)

attendance = sa.Table(
    "attendance",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("sitting", sa.Integer, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    *evidence(index=False),
)

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("on_leave", sa.Boolean, nullable=False),
    *evidence(),
)

speeches = sa.Table(
    "speeches",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("speech", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("participant", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("gist", sa.Text, nullable=False),
    sa.Column("part", sa.Text),
    sa.Column("began", JSONB),
    sa.Column("minutes", sa.Integer),
    *evidence(index=False),
)

promises = sa.Table(
    "promises",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("promise", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("consultation", sa.Text, index=True),
    sa.Column("department", sa.Text, nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lead", sa.Text),
    sa.Column("co", JSONB, nullable=False),
    sa.Column("withdrawn_because", sa.Text),
    *evidence(),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("finding_number", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("held_by", sa.Text),
    sa.Column("finding", sa.Text, nullable=False),
    *evidence(index=False),
)

votes = sa.Table(
    "votes",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("vote", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("in_favour", sa.Integer, nullable=False),
    sa.Column("against", sa.Integer, nullable=False),
    sa.Column("abstaining", sa.Integer, nullable=False),
    *evidence(index=False),
)


def project(record: Recorded[e.SessionEvent]) -> list[Change]:
    match record.data:
        case e.SessionCalled() as event:
            facts = filled(sessions, event)
            called = put(
                sessions,
                record,
                stage=Stage.CALLED,
                key_session=event.key,
                on_day=event.on,
                lacking=event.present,
                **facts,
            )
            return [called, *(_item(record, each) for each in event.agenda)]
        case e.NoticeGiven(on=on, how=how, late=late):
            return [patch(sessions, record, notice_on=on, notice_how=how, notice_late=late)]
        case e.ParticipantsInvited(participants=participants):
            return [
                put(invited, record, each.participant, **filled(invited, each))
                for each in participants
            ]
        case e.InvitationAnswered() as event:
            return [patch(invited, record, event.participant, **filled(invited, event))]
        case e.LeaveNoted() | e.LeaveLapsed():
            return []
        case e.AbsencesNoted() as event:
            return _absent(record, event)
        case e.MaterialsSent() as event:
            return [put(materials, record, record.streamversion, **filled(materials, event))]
        case e.SessionCancelled(reason=reason):
            return [patch(sessions, record, stage=Stage.CANCELLED, cancelled_because=reason)]
        case e.SittingHeld() as event:
            held = put(sittings, record, event.sitting, **filled(sittings, event))
            state: dict[str, Any] = {"stage": Stage.HELD}
            if event.sitting == 1:
                state["held_on"] = event.on
            return [held, patch(sessions, record, **state)]
        case e.AttendanceRecorded() as event:
            return _present(record, event)
        case e.AttendanceCorrected() as event:
            gone = (m for m in event.before if m not in event.members)
            return [
                *(drop(attendance, record, event.sitting, member) for member in gone),
                *_present(record, event, corrected_because=event.reason),
            ]
        case e.SpeechRecorded() as event:
            return [put(speeches, record, event.speech, **filled(speeches, event))]
        case e.PromiseMade(promise=promise):
            facts = filled(promises, promise)
            return [put(promises, record, promise.promise, state=PromiseState.OPEN, co=(), **facts)]
        case e.PromiseWithdrawn(promise=number, reason=reason):
            withdrawn = {"state": PromiseState.WITHDRAWN, "withdrawn_because": reason}
            return [patch(promises, record, number, lead=None, co=(), **withdrawn)]
        case e.PromiseTasked(promise=number, lead=lead, co=co):
            return [patch(promises, record, number, state=PromiseState.TASKED, lead=lead, co=co)]
        case e.ConsensusRecorded(consensus=number) as event:
            return [put(findings, record, "consensus", number, item=event.item, finding=event.text)]
        case e.DissentRecorded(dissent=number) as event:
            facts = {"item": event.item, "held_by": event.held_by, "finding": event.text}
            return [put(findings, record, "dissent", number, **facts)]
        case e.VoteTaken() as event:
            return [put(votes, record, event.vote, **filled(votes, event))]
        case e.SessionClosed(results=results, solved=solved):
            return [patch(sessions, record, stage=Stage.CLOSED, results=results, solved=solved)]
        case e.MinutesDrafted(summary=summary):
            return [patch(sessions, record, draft=summary)]
        case e.MinutesCommented() as event:
            return [put(comments, record, event.comment, **filled(comments, event))]
        case e.CommentSettled() as event:
            return [patch(comments, record, event.comment, **filled(comments, event))]
        case e.MinutesPublished() as event:
            return [
                patch(
                    sessions,
                    record,
                    published=event.text,
                    published_on=event.on,
                    published_where=event.where,
                    left_out=event.left_out,
                )
            ]
        case e.MinutesConfirmed() as event:
            return [_minuted(record, event)]
        case e.MinutesCorrected() as event:
            return [_minuted(record, event, minutes_corrected_because=event.reason)]


def _absent(record: Recorded[Any], event: e.AbsencesNoted) -> list[Change]:
    return [
        *(drop(absences, record, member) for member in event.cleared),
        *(put(absences, record, each, on=event.on, on_leave=False) for each in event.without_leave),
        *(put(absences, record, each, on=event.on, on_leave=True) for each in event.on_leave),
    ]


def _minuted(record: Recorded[Any], minutes: e.Minutes, **more: Any) -> Change:
    return patch(
        sessions,
        record,
        stage=Stage.MINUTED,
        draft=None,
        summary=minutes.summary,
        minutes_on=minutes.on,
        confirmed_by=minutes.confirmed_by,
        **more,
    )


def _item(record: Recorded[Any], item: e.AgendaItem) -> Change:
    """A point of the agenda, by what it appraises."""
    subject = item.appraises or e.Appraised()
    return put(
        agenda,
        record,
        item.item,
        appraised_body=subject.body,
        appraised_outcome=subject.outcome,
        **filled(agenda, item),
    )


def _present(record: Recorded[Any], event: e.Attendance, **more: Any) -> list[Change]:
    people = sum(each.count for each in event.present)
    return [
        patch(sessions, record, lacking=event.lacking),
        patch(sittings, record, event.sitting, present=event.present, people=people, **more),
        *(put(attendance, record, event.sitting, each, on=event.on) for each in event.members),
    ]


READ_MODEL = ReadModel(project, metadata)
