"""A session's life as a table: at which stage what may be asked, and what follows."""

from collections.abc import Iterable

from contracts.meetings import session as e
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.consultation.decider.checks import in_reach
from services.meetings.session import commands as c
from services.meetings.session.decider.absence import (
    note_leave,
    note_leave_lapsed,
    with_absences,
)
from services.meetings.session.decider.answering import answer
from services.meetings.session.decider.calling import call_session, invite_participants
from services.meetings.session.decider.checking_in import check_in, open_check_in
from services.meetings.session.decider.commenting import (
    comment,
    correct_minutes,
    publish,
    settle,
)
from services.meetings.session.decider.holding import (
    correct_attendance,
    hold_sitting,
    record_attendance,
)
from services.meetings.session.decider.materials import give_notice, send_materials
from services.meetings.session.decider.minutes import (
    close_session,
    confirm_minutes,
    task_promise,
    withdraw_promise,
)
from services.meetings.session.decider.papers import (
    correct_paper,
    file_paper,
    withdraw_paper,
)
from services.meetings.session.decider.postponing import postpone
from services.meetings.session.decider.saying import (
    make_promise,
    record_consensus,
    record_dissent,
    take_vote,
)
from services.meetings.session.decider.sitting import correct_sitting, withdraw_sitting
from services.meetings.session.decider.speaking import (
    correct_speech,
    record_speech,
    withdraw_speech,
)
from services.meetings.session.decider.state import Session, Stage, evolve
from services.meetings.words import Book


def decide(
    session: Session, command: c.SessionCommand, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    if session.called:
        in_reach(session.called.consultations, given)
    match session.stage, command:
        case Stage.BLANK, c.CallSession():
            return call_session(command, given)
        case Stage.BLANK, _:
            raise Rejected(
                "not-called",
                "没有召集过这次会议。请核对编号，或先召集会议。",
                "No such session was called. Check its id, or call it first.",
            )
        case _, c.CallSession():
            raise Rejected(
                "already-called",
                "此编号的会议已经召集。再次开会请另行召集。",
                "A session with this id was called already. Call another one.",
            )
        case Stage.CANCELLED, c.CancelSession() | c.NoteLeave() | c.NoteLeaveLapsed():
            return []
        case Stage.CANCELLED, _:
            raise Rejected(
                "session-cancelled",
                "会议已经取消。请另行召集。",
                "The session was cancelled. Call another one.",
            )
        case Stage.CALLED, c.PostponeSession():
            return postpone(session, command, given)
        case _, c.PostponeSession():
            raise Rejected(
                "already-held",
                "会议已经召开，不能改期改地点。开会的日期或地点登记有误的，请更正开会记录。",
                "The session was held and cannot be postponed. Correct the sitting if its day or "
                "place is wrong.",
            )
        case Stage.CALLED, c.CorrectSitting() | c.WithdrawSitting() if not session.held:
            raise not_held()
        case _, c.CorrectSitting():
            return with_absences(session, correct_sitting(session, command, given))
        case _, c.WithdrawSitting():
            return with_absences(session, withdraw_sitting(session, command))
        case Stage.CALLED, c.CancelSession(reason=reason):
            return [e.SessionCancelled(reason=reason)]
        case _, c.CancelSession():
            raise Rejected(
                "already-held",
                "会议已经召开，不能取消。请如实登记并结束会议。",
                "The session was held and cannot be cancelled. Record it and close it.",
            )
        case _, c.NoteLeave():
            return note_leave(session, command)
        case _, c.NoteLeaveLapsed():
            return note_leave_lapsed(session, command)
        case _, c.CorrectAttendance():
            return with_absences(session, correct_attendance(session, command, given))
        case Stage.CALLED, c.CorrectSpeech() | c.WithdrawSpeech():
            raise not_held()
        case _, c.CorrectSpeech():
            return correct_speech(session, command, given)
        case _, c.WithdrawSpeech():
            return withdraw_speech(session, command)
        case Stage.MINUTED, c.ConfirmMinutes():
            return confirm_minutes(session, command, given)
        case _, c.CorrectMinutes():
            return correct_minutes(session, command, given)
        case _, c.PublishMinutes():
            return publish(session, command, given)
        case Stage.CALLED, (
            c.FileSessionPaper() | c.CorrectSessionPaper() | c.WithdrawSessionPaper()
        ):
            raise not_held()
        case _, c.FileSessionPaper():
            return file_paper(session, command, given)
        case _, c.CorrectSessionPaper():
            return correct_paper(session, command, given)
        case _, c.WithdrawSessionPaper():
            return withdraw_paper(session, command)
        case Stage.MINUTED, _:
            raise Rejected(
                "minutes-confirmed",
                "会议纪要已经确认，会议记录不能再改；出席情况、发言和纪要可以更正。后续事项请另行召集会议。",
                "The minutes are confirmed and the session stands as it is; attendance, speeches "
                "and minutes can be corrected. Call another session for what follows.",
            )
        case _, c.GiveNotice():
            return give_notice(session, command, given)
        case _, c.InviteParticipants():
            return invite_participants(session, command, given)
        case _, c.AnswerInvitation():
            return answer(session, command, given)
        case _, c.SendMaterials():
            return send_materials(session, command, given)
        case Stage.CLOSED, c.HoldSitting():
            raise Rejected(
                "session-closed",
                "会议已经结束。再次开会请另行召集。",
                "The session has ended. Call another one.",
            )
        case Stage.CLOSED, c.OpenCheckIn() | c.CheckIn():
            raise Rejected(
                "check-in-over",
                "会议已经结束，不再签到。漏签的，请会议工作人员在出席情况中登记。",
                "The session has ended and nobody checks in any more. Whoever forgot to asks those "
                "who run the session to put them on the list.",
            )
        case _, c.OpenCheckIn():
            return open_check_in(session, command, given)
        case _, c.CheckIn():
            return check_in(session, command, given)
        case _, c.HoldSitting():
            return hold_sitting(session, command, given)
        case Stage.CALLED, _:
            raise not_held()
        case _, c.RecordAttendance():
            return record_attendance(session, command, given)
        case _, c.RecordSpeech():
            return record_speech(session, command, given)
        case _, c.MakePromise():
            return make_promise(session, command)
        case _, c.WithdrawPromise():
            return withdraw_promise(session, command)
        case _, c.TaskPromise():
            return task_promise(session, command)
        case _, c.RecordConsensus():
            return record_consensus(session, command)
        case _, c.RecordDissent():
            return record_dissent(session, command)
        case _, c.TakeVote():
            return take_vote(session, command)
        case _, c.CloseSession():
            return close_session(session, command, given)
        case _, c.DraftMinutes(summary=summary):
            return [] if summary == session.draft else [e.MinutesDrafted(summary=summary)]
        case _, c.CommentOnMinutes():
            return comment(session, command, given)
        case _, c.SettleComment():
            return settle(session, command)
        case Stage.HELD, c.ConfirmMinutes():
            raise Rejected(
                "session-open",
                "会议尚未结束。请先登记会议结果，结束会议。",
                "The session has not ended. Close it with its results first.",
            )
        case _, c.ConfirmMinutes():
            return with_absences(session, confirm_minutes(session, command, given))


def not_held() -> Rejected:
    return Rejected(
        "not-held",
        "会议尚未召开。请先登记召开情况。",
        "The session has not been held. Record a sitting first.",
    )


def reads(session: Session, command: c.SessionCommand) -> Iterable[str]:
    """The consultations that the session serves: their procedure has a say, and their unit."""
    if session.called:
        served = session.called.consultations
    elif isinstance(command, c.CallSession):
        served = tuple(point.consultation for point in command.agenda if point.consultation)
    else:
        served = ()
    return [f"consultation/{each}" for each in served]


SESSION = Decider[Session, c.SessionCommand, e.SessionEvent](Session(), decide, evolve)
