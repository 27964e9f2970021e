"""The lines of a session."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import assert_never

from contracts.meetings import session as e
from services.console.lines.consultation import participants
from services.console.lines.line import (
    HEARS_SPEECHES,
    MINUTING,
    PROVISIONAL,
    READS_ABSENCES,
    TALKING,
    Line,
    labelled,
    listed,
    on,
    stopped,
    to_everybody,
    whose_promise,
)
from services.console.lines.names import Names

ANSWERS: Mapping[e.Answer, str] = {
    e.Answer.ACCEPTS: "参加",
    e.Answer.DECLINES: "不参加",
    e.Answer.SENDS: "派人参加",
}


def line(event: e.SessionEvent, names: Names) -> Line:
    match event:
        case e.SessionCalled():
            form = names.word("forms", event.form)
            return to_everybody(
                f"召集会议“{event.title}”：{on(event.on)}{_at(event.begins)}，{event.place}，"
                f"{form}{'（重点会议）' if event.key else ''}。",
                TALKING,
                会场=event.venue and names.word("venues", event.venue),
                同时开会地点=listed(event.places),
                嵌入=event.host_forum and names.word("forums", event.host_forum),
                议程=listed(_item(each, names) for each in event.agenda),
                通知期限=_until(event.notice_due, event.provisional),
                材料期限=_until(event.materials_due, event.provisional),
            )
        case e.NoticeGiven():
            late = "（已过期限）" if event.late else ""
            return to_everybody(f"{on(event.on)}以{event.how}通知开会{late}。", TALKING)
        case e.ParticipantsInvited():
            return to_everybody(
                f"邀请{sum(each.count for each in event.participants)}人（家）参加。",
                TALKING,
                参加者=participants(event.participants, names),
            )
        case e.InvitationAnswered():
            return Line(
                f"第{event.participant}位参加者答复邀请：{ANSWERS[event.answer]}。",
                step=TALKING,
                shown_to=HEARS_SPEECHES,
                more=labelled(代为参加=event.stand_in),
            )
        case e.LeaveNoted():
            return Line(
                f"委员{names.people([event.member])}请假获准。",
                step=TALKING,
                shown_to=READS_ABSENCES,
            )
        case e.LeaveLapsed():
            return Line(
                f"委员{names.people([event.member])}销假。", step=TALKING, shown_to=READS_ABSENCES
            )
        case e.AbsencesNoted():
            return Line(
                f"会议缺席：未请假{len(event.without_leave)}人，请假{len(event.on_leave)}人。",
                step=MINUTING,
                shown_to=READS_ABSENCES,
                more=labelled(
                    未请假=names.people(event.without_leave), 请假=names.people(event.on_leave)
                ),
            )
        case e.MaterialsSent():
            late = "（已过期限）" if event.late else ""
            return to_everybody(
                f"{on(event.on)}送达会议材料{late}。",
                TALKING,
                材料=listed(event.documents),
                环节=event.part,
                附全文=listed(event.documents[each.document - 1] for each in event.papers),
            )
        case e.SessionPostponed():
            moved = f"改在{on(event.on)}{_at(event.begins)}"
            return to_everybody(
                f"会议{moved}，{event.place}（原定{on(event.called_for)}）。",
                TALKING,
                理由=event.reason,
                会场=event.venue and names.word("venues", event.venue),
                同时开会地点=listed(event.places),
                通知期限=_until(event.notice_due, event.provisional),
                材料期限=_until(event.materials_due, event.provisional),
            )
        case e.SessionCancelled():
            return to_everybody("会议取消。", TALKING, 理由=event.reason)
        case e.CheckInOpened():
            return to_everybody(
                f"开放第{event.sitting}次会议签到，{_at(event.until)}截止。", TALKING
            )
        case e.CheckedIn():
            return Line(
                f"第{event.participant}位参加者{_at(event.at)}签到（第{event.sitting}次会议）。",
                step=TALKING,
                shown_to=HEARS_SPEECHES,
            )
        case e.SittingHeld():
            again = f"（第{event.sitting}次）" if event.sitting > 1 else ""
            return to_everybody(
                f"会议于{on(event.on)}{_at(event.began)}召开{again}，历时{event.duration_minutes}分钟。",
                TALKING,
                地点=event.place,
            )
        case e.SittingCorrected():
            return to_everybody(
                f"更正第{event.sitting}次开会的记录：{on(event.on)}{_at(event.began)}召开，"
                f"历时{event.duration_minutes}分钟。",
                TALKING,
                地点=event.place,
                理由=event.reason,
            )
        case e.SittingWithdrawn():
            return to_everybody(f"撤回第{event.sitting}次开会的记录。", TALKING, 理由=event.reason)
        case e.AttendanceRecorded():
            return to_everybody(
                f"会议签到：{_people(event)}{_lacking(event, names)}。",
                TALKING,
                人数说明=event.uninvited,
                委员=names.people(event.members),
                其他=_others(event, names),
            )
        case e.AttendanceCorrected():
            return to_everybody(
                f"更正会议签到：{_people(event)}{_lacking(event, names)}。",
                TALKING,
                理由=event.reason,
                人数说明=event.uninvited,
                委员=names.people(event.members),
                其他=_others(event, names),
            )
        case e.SpeechRecorded():
            return Line(
                f"{event.speaker}（{names.word('participants', event.kind)}）{_at(event.began)}发言"
                f"{f'{event.minutes}分钟' if event.minutes else ''}。",
                step=TALKING,
                shown_to=HEARS_SPEECHES,
                more=labelled(
                    要点=event.gist,
                    渠道=event.channel and names.word("duty_channels", event.channel),
                ),
            )
        case e.SpeechCorrected():
            return Line(
                f"更正第{event.speech}次发言的记录：{event.speaker}"
                f"（{names.word('participants', event.kind)}）。",
                step=TALKING,
                shown_to=HEARS_SPEECHES,
                more=labelled(要点=event.gist, 理由=event.reason),
            )
        case e.SpeechWithdrawn():
            return Line(
                f"撤回第{event.speech}次发言的记录。",
                step=TALKING,
                shown_to=HEARS_SPEECHES,
                more=labelled(理由=event.reason),
            )
        case e.PromiseMade(promise=promise):
            return Line(
                f"{names.body(promise.department)}承诺：{promise.what.rstrip('。')}，"
                f"{on(promise.due)}前完成（承诺{promise.promise}）。",
                step=TALKING,
                shown_to=whose_promise(promise.department),
            )
        case e.PromiseWithdrawn():
            return to_everybody(f"承诺{event.promise}撤回。", TALKING, 理由=event.reason)
        case e.PromiseTasked():
            return to_everybody(
                f"承诺{event.promise}转为任务：{names.handling(event.lead, event.co)}。", TALKING
            )
        case e.ConsensusRecorded():
            return to_everybody(f"共识{event.consensus}：{stopped(event.text)}", TALKING)
        case e.DissentRecorded():
            return to_everybody(
                f"不同意见{event.dissent}：{stopped(event.text)}", TALKING, 持此意见=event.held_by
            )
        case e.VoteTaken():
            return to_everybody(
                f"举手表决：赞成{event.in_favour}，反对{event.against}，弃权{event.abstaining}。",
                TALKING,
                表决事项=event.question,
            )
        case e.SessionClosed():
            achieved = "、".join(names.word("results", result) for result in event.results)
            return to_everybody(f"会议结束，达到：{achieved}。", TALKING)
        case e.MinutesDrafted():
            return to_everybody("起草会议纪要。", MINUTING, 草稿=event.summary)
        case e.MinutesCommented():
            return Line(
                f"{event.title}对纪要草稿提出修改意见{event.comment}。",
                step=MINUTING,
                shown_to=HEARS_SPEECHES,
                more=labelled(意见=event.text),
            )
        case e.CommentSettled():
            taken = "采纳" if event.taken_up else "未采纳"
            return Line(
                f"修改意见{event.comment}{taken}。",
                step=MINUTING,
                shown_to=HEARS_SPEECHES,
                more=labelled(说明=event.answer),
            )
        case e.MinutesCorrected():
            return to_everybody(
                f"更正会议纪要，经{event.confirmed_by}确认。",
                MINUTING,
                理由=event.reason,
                摘要=event.summary,
            )
        case e.MinutesPublished():
            return to_everybody(
                f"{on(event.on)}在{event.where}公布会议纪要。",
                MINUTING,
                公布内容=event.text,
                未公布=event.left_out,
            )
        case e.SessionPaperFiled():
            return to_everybody(
                f"形成{names.word('papers', event.kind)}“{event.title}”（会议文件{event.filed}）。",
                MINUTING,
                提案汇编=event.proposals_of
                and names.word("proposals.sessions", event.proposals_of),
            )
        case e.SessionPaperCorrected():
            return to_everybody(
                f"更正会议文件{event.filed}“{event.title}”。", MINUTING, 理由=event.reason
            )
        case e.SessionPaperWithdrawn():
            return to_everybody(f"撤回会议文件{event.filed}。", MINUTING, 理由=event.reason)
        case e.MinutesConfirmed():
            tasks = f"，{len(event.tasks)}项任务" if event.tasks else ""
            return to_everybody(
                f"会议纪要经{event.confirmed_by}确认{tasks}。",
                MINUTING,
                摘要=event.summary,
                未发言原因=event.silence,
            )
        case _:
            assert_never(event)


def _item(item: e.AgendaItem, names: Names) -> str:
    asked = "".join(item.questions)
    if (subject := item.appraises) is not None:
        whom = names.body(subject.body) if subject.body else f"成果{subject.outcome}"
        asked = f"评议{whom}。{asked}"
    return f"{item.title}：{asked}" if asked else item.title


def _lacking(event: e.Attendance, names: Names) -> str:
    """Who had to be there and was not, so that the session counts for no quota."""
    if not event.lacking:
        return ""
    kinds = "、".join(names.word("participants", each) for each in event.lacking)
    return f"；须到场的{kinds}未到场，不计入会议数量要求"


def _at(moment: datetime | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def _until(day: date | None, provisional: bool) -> str | None:
    if day is None:
        return None
    return f"{on(day)}（{PROVISIONAL}）" if provisional else on(day)


def _people(event: e.Attendance) -> str:
    others = sum(each.count for each in event.present if not each.members)
    return f"委员{len(event.members)}人，其他{others}人"


def _others(event: e.Attendance, names: Names) -> str:
    others = (each for each in event.present if not each.members)
    return listed(f"{names.word('participants', each.kind)}{each.count}人" for each in others)
