"""What facts of sessions become in the rows of `tables.py`."""

from typing import Any

from contracts.event import Recorded
from contracts.meetings import session as e
from runtime.projection import Change, drop, filled, patch, put
from runtime.service import ReadModel
from services.meetings.session.decider.state import Stage
from services.meetings.session.tables import (
    PromiseState,
    absences,
    agenda,
    attendance,
    check_ins,
    comments,
    findings,
    invited,
    materials,
    metadata,
    promises,
    session_papers,
    sessions,
    sittings,
    speeches,
    votes,
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
        case e.NoticeGiven(on=on, how=how, late=late, text=text):
            told: dict[str, Any] = {"notice_on": on, "notice_how": how, "notice_late": late}
            return [patch(sessions, record, notice_text=text, **told)]
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
        case e.SessionPostponed() as event:
            told_of = ("notice_on", "notice_how", "notice_late", "notice_text")
            void = dict.fromkeys(told_of) if event.told_anew else {}
            moved: dict[str, Any] = {**filled(sessions, event), **void, "on_day": event.on}
            moved |= {"postponed_because": event.reason, "postponed_from": event.called_for}
            return [patch(sessions, record, **moved)]
        case e.SessionCancelled(reason=reason):
            return [patch(sessions, record, stage=Stage.CANCELLED, cancelled_because=reason)]
        case e.CheckInOpened(sitting=number, until=until):
            return [patch(sessions, record, check_in_sitting=number, check_in_until=until)]
        case e.CheckedIn() as event:
            facts = filled(check_ins, event)
            return [put(check_ins, record, event.sitting, event.participant, **facts)]
        case e.SittingHeld() as event:
            held = put(sittings, record, event.sitting, **filled(sittings, event))
            state: dict[str, Any] = {"stage": Stage.HELD}
            if event.sitting == 1 or event.held_on:
                state["held_on"] = event.on
            return [held, patch(sessions, record, **state)]
        case e.SittingCorrected() as event:
            told = {**filled(sittings, event), "sitting_corrected_because": event.reason}
            put_right = patch(sittings, record, event.sitting, **told)
            first = [patch(sessions, record, held_on=event.held_on)] if event.held_on else []
            return [put_right, *first]
        case e.SittingWithdrawn(sitting=number, held_on=first_on):
            now: dict[str, Any] = {} if first_on else {"stage": Stage.CALLED}
            dropped = drop(sittings, record, number)
            return [dropped, patch(sessions, record, held_on=first_on, **now)]
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
        case e.SpeechCorrected() as event:
            facts = filled(speeches, event)
            return [patch(speeches, record, event.speech, **facts, corrected_because=event.reason)]
        case e.SpeechWithdrawn(speech=number, reason=reason):
            return [patch(speeches, record, number, withdrawn_because=reason)]
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
        case e.SessionPaperFiled() as event:
            return [_paper(record, event)]
        case e.SessionPaperCorrected() as event:
            return [_paper(record, event, corrected_because=event.reason)]
        case e.SessionPaperWithdrawn(filed=number, reason=why):
            return [patch(session_papers, record, key=_key(record, number), withdrawn_because=why)]
        case e.MinutesConfirmed() as event:
            return [_minuted(record, event)]
        case e.MinutesCorrected() as event:
            return [_minuted(record, event, minutes_corrected_because=event.reason)]


def _paper(record: Recorded[Any], event: e.SessionPaper, **more: Any) -> Change:
    facts = {**filled(session_papers, event), "on_day": event.on, **more}
    return put(session_papers, record, key=_key(record, event.filed), session=record.key, **facts)


def _key(record: Recorded[Any], number: int) -> str:
    return f"{record.key}:{number:05}"


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
        silence=minutes.silence,
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
