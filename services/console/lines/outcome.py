"""The lines of an outcome and its tasks."""

from collections.abc import Mapping
from typing import assert_never

from common.visibility import What
from contracts.outcomes import outcome as e
from contracts.outcomes.series import OutcomeNumbered, OutcomeSeriesOpened, SeriesEvent
from services.console.lines.line import (
    ADOPTING,
    ANSWERING,
    CHECKING,
    ENDING,
    INSTRUCTING,
    PROVISIONAL,
    PUBLISHING,
    RATING,
    READS_RATINGS,
    REPORTING,
    WORKING,
    Line,
    Visibility,
    completed,
    entry,
    labelled,
    listed,
    on,
    resolution,
    stopped,
    to_everybody,
    waived,
    whose_task,
)
from services.console.lines.names import Names

AWAITED: Mapping[e.Awaited, str] = {
    e.Awaited.FIRST_PROGRESS: "首次进展",
    e.Awaited.RESULT: "办结",
}


def line(event: e.OutcomeEvent, names: Names) -> Line:
    match event:
        case e.OutcomeDrafted():
            return to_everybody(
                f"{_origin(event)}起草{event.outcome_kind.chinese}。"
                if event.consultation
                else f"{_origin(event)}开始办理。",
                REPORTING,
                摘要=event.summary,
                共识=listed(event.consensus),
                不同意见=listed(event.dissent),
            )
        case e.ProposersNoted():
            return to_everybody("更正须答复的提案人。", ANSWERING, echo=True)
        case e.StepCompleted():
            return completed(event, WORKING)
        case e.StepWaived():
            return waived(event, WORKING, names)
        case e.OutcomeConsented(consent=consent):
            return to_everybody(
                f"{names.those(consent.bodies)}{event.word}运用协商成果。",
                REPORTING,
                决议=resolution(consent),
            )
        case e.OutcomeConsentRefused():
            return to_everybody(
                f"{names.those(event.bodies)}对运用协商成果未予{event.word}，退回起草单位"
                f"（{on(event.decided_on)}）。",
                REPORTING,
                理由=event.reason,
            )
        case e.OutcomeRedrafted():
            return to_everybody(f"重新起草成果“{event.title}”。", REPORTING, 摘要=event.summary)
        case e.ResultPosted():
            return to_everybody(f"{on(event.on)}在{event.place}公布协商结果。", PUBLISHING)
        case e.OutcomeSent():
            return to_everybody(
                f"{on(event.sent_on)}报送成果，文号{event.outcome_number}。",
                REPORTING,
                主送="、".join(event.recipients),
                抄送="、".join(event.copies),
            )
        case e.TaskAssigned():
            return _of_task(
                event.task,
                f"交办任务{event.task}：{event.what.rstrip('。')}。"
                f"{names.handling(event.lead, event.co)}，{on(event.due)}前办结。",
                首次进展=f"{on(event.first_progress_due)}前报告",
                期限=PROVISIONAL if event.provisional else None,
                重新交办=event.reason,
            )
        case e.TaskAccepted():
            return _of_task(
                event.task,
                f"{names.body(event.department)}接收任务{event.task}。",
                承办科室=event.officer,
            )
        case e.TaskReturned():
            return _of_task(
                event.task,
                f"{names.body(event.department)}于{on(event.on)}退回任务{event.task}。",
                理由=event.reason,
            )
        case e.ProposerContacted():
            return _of_task(
                event.task,
                f"{names.body(event.department)}于{on(event.on)}就任务{event.task}与提出人沟通"
                f"（{event.channel}）。",
                提出人意见=event.said,
            )
        case e.CoOpinionGiven():
            return _of_task(
                event.task,
                f"{names.body(event.department)}于{on(event.on)}就任务{event.task}提出会办意见："
                f"{stopped(event.opinion)}",
            )
        case e.DeadlineExtended():
            return _of_task(
                event.task,
                f"任务{event.task}的期限延长到{on(event.due)}。",
                批准=event.approved_by,
                理由=event.reason,
            )
        case e.HandlingAgain():
            return _of_task(
                event.task,
                f"任务{event.task}重新办理，{on(event.due)}前再次答复。",
                理由=event.reason,
                期限=PROVISIONAL if event.provisional else None,
            )
        case e.ProgressReported():
            return _of_task(
                event.task,
                f"{names.body(event.department)}报告任务{event.task}进展"
                f"{event.percent}%：{stopped(event.text)}",
            )
        case e.TaskCompleted():
            return _of_task(
                event.task,
                f"{names.body(event.department)}于{on(event.on)}完成任务{event.task}："
                f"{stopped(event.result)}",
                答复类别=names.word("handlings.reply_classes", event.reply)
                if event.reply
                else None,
                答复文号=event.letter.letter_number if event.letter else None,
                签发=event.letter.signed_by if event.letter else None,
            )
        case e.CompletionCorrected():
            return _of_task(
                event.task,
                f"{names.body(event.department)}更正任务{event.task}的办结情况："
                f"{on(event.on)}完成，{stopped(event.result)}",
                更正原因=event.reason,
                答复类别=names.word("handlings.reply_classes", event.reply)
                if event.reply
                else None,
            )
        case e.CheckScheduled():
            return to_everybody(
                f"{names.word('checks.kinds', event.kind)}应于{on(event.due)}前开展"
                f"{f'（原为{on(event.instead_of)}）' if event.instead_of else ''}。",
                CHECKING,
                echo=event.reason is None,
                期限=PROVISIONAL if event.provisional else None,
                原因=event.reason,
            )
        case e.DeadlineMissed():
            return _of_task(
                event.task,
                f"任务{event.task}逾期：至{on(event.due)}没有{AWAITED[event.what]}的记录。",
            )
        case e.HandlingUrged():
            return _of_task(
                event.task,
                f"催办任务{event.task}"
                + (f"，限{on(event.new_due)}前办结。" if event.new_due else "。"),
                理由=event.reason,
                督办函=event.letter,
            )
        case e.CheckHeld() | e.CheckCorrected():
            asked, confirming = event.residents_asked, event.residents_confirming
            corrected = isinstance(event, e.CheckCorrected)
            return to_everybody(
                f"{'更正核查记录：' if corrected else ''}{on(event.on)}"
                f"{names.word('checks.kinds', event.kind)}（第{event.check}次核查）："
                f"{_verdicts(event.tasks)}"
                f"{stopped(event.finding)}",
                CHECKING,
                带队=event.led_by,
                委员=names.people(event.members),
                走访群众=f"{asked}人，其中{confirming}人认可" if asked else None,
                各项任务="；".join(
                    f"任务{each.task}：{each.finding.rstrip('。；')}" for each in event.tasks
                ),
                更正原因=event.reason if isinstance(event, e.CheckCorrected) else None,
            )
        case e.CompletionRestored():
            return _of_task(
                event.task,
                f"第{event.check}次核查的记录已更正，任务{event.task}仍为办结："
                f"{on(event.on)}完成，{stopped(event.result)}",
            )
        case e.TaskReopened():
            return _of_task(
                event.task,
                f"第{event.check}次核查未落实，任务{event.task}重新办理：{stopped(event.finding)}",
            )
        case e.ComplaintRecorded():
            residents = f"群众{event.residents}人" if event.residents else None
            return Line(
                f"{on(event.on)}登记对任务{event.task}的反映。",
                WORKING,
                Visibility(What.INSTRUCTION),
                labelled(
                    类别=names.word("complaint_kinds", event.kind),
                    群众=residents,
                    委员=names.people(event.members),
                    内容=event.gist,
                ),
            )
        case e.ComplaintTakenBack():
            return Line(
                "撤销对任务的反映。",
                WORKING,
                Visibility(What.INSTRUCTION),
                labelled(原因=event.reason),
            )
        case e.TaskReferred():
            return Line(
                f"{on(event.on)}将任务{event.task}移送{event.referred_to}（{event.letter}）。",
                WORKING,
                Visibility(What.INSTRUCTION),
                labelled(
                    催办限期=on(event.urged_until),
                    同意=f"{names.those(event.consent.bodies)}，{resolution(event.consent)}",
                ),
            )
        case e.ReferralAnswered():
            return Line(
                f"{on(event.on)}登记移送结果：{stopped(event.result)}",
                WORKING,
                Visibility(What.INSTRUCTION),
            )
        case e.PostingCorrected():
            return to_everybody(
                f"更正公示登记：{on(event.on)}在{event.place}公布协商结果。",
                PUBLISHING,
                更正原因=event.reason,
            )
        case e.PostingTakenBack():
            return to_everybody("撤销公示登记。", PUBLISHING, 原因=event.reason)
        case e.FeedbackTakenBack():
            return to_everybody("撤销反馈登记。", ANSWERING, 原因=event.reason)
        case e.AdoptionTakenBack():
            return to_everybody("撤销采纳登记。", ADOPTING, 原因=event.reason)
        case e.InstructionGiven() | e.InstructionCorrected():
            corrected = isinstance(event, e.InstructionCorrected)
            level = names.word("instruction_levels", event.level)
            return Line(
                f"{'更正批示登记：' if corrected else ''}{on(event.on)}{event.given_by}作出批示。",
                INSTRUCTING,
                Visibility(What.INSTRUCTION),
                labelled(
                    层级=level,
                    性质="肯定性批示" if event.favourable else None,
                    用时=f"{event.days}天" if event.days is not None else None,
                    更正原因=event.reason if isinstance(event, e.InstructionCorrected) else None,
                ),
            )
        case e.InstructionTakenBack():
            return Line(
                "撤销批示登记。",
                INSTRUCTING,
                Visibility(What.INSTRUCTION),
                labelled(原因=event.reason),
            )
        case e.FeedbackGiven() | e.FeedbackCorrected():
            said = event.satisfaction and names.word("satisfaction", event.satisfaction)
            whom = names.word("feedback_to", event.whom) if event.whom else "提出人"
            return to_everybody(
                f"{'更正反馈登记：' if isinstance(event, e.FeedbackCorrected) else ''}"
                f"{on(event.on)}通过{event.channel}向{whom}反馈办理结果。",
                ANSWERING,
                提出人评价=said if event.whom is None else None,
                评价=said if event.whom else None,
                更正原因=event.reason if isinstance(event, e.FeedbackCorrected) else None,
            )
        case e.OutcomeAdopted() | e.AdoptionCorrected():
            return to_everybody(
                f"{'更正采纳登记：' if isinstance(event, e.AdoptionCorrected) else ''}"
                f"{on(event.on)}{event.adopted_by}采纳成果，写入"
                f"{names.word('adoption_places', event.place)}（{event.paper}）。",
                ADOPTING,
                层级=names.word("adoption_levels", event.level),
                更正原因=event.reason if isinstance(event, e.AdoptionCorrected) else None,
            )
        case e.OutcomeRated():
            share = "全部弃权" if event.share is None else f"满意率{event.share}%"
            verdict = {True: "，达到满意", False: "，未达到满意", None: ""}[event.satisfied]
            what = f"任务{event.task}" if event.task else "成果"
            return Line(
                f"{on(event.on)}投票测评{what}：{share}{verdict}。",
                RATING,
                READS_RATINGS,
                echo=True,
            )
        case e.OutcomeRatingAnnulled():
            reason = labelled(理由=event.reason)
            return Line("一次投票测评宣布无效。", RATING, READS_RATINGS, reason, echo=True)
        case e.OutcomeClosed():
            return to_everybody(
                f"成果办结{f'（{event.outcome_number}）' if event.outcome_number else ''}。",
                ENDING,
                理由=event.reason,
                受益=benefit(event.benefit),
            )
        case e.BenefitCorrected():
            return to_everybody(
                "更正受益情况。", ENDING, 更正原因=event.reason, 受益=benefit(event.benefit)
            )
        case e.OutcomeReopened():
            return to_everybody("成果重新办理。", ENDING, 理由=event.reason)
        case _:
            assert_never(event)


def line_of_series(event: SeriesEvent) -> Line:
    match event:
        case OutcomeSeriesOpened():
            return entry("启用成果文号序列。")
        case OutcomeNumbered():
            return entry(f"编{event.year}年第{event.number_in_year}号。")
        case _:
            assert_never(event)


def _origin(event: e.OutcomeDrafted) -> str:
    """From what it was drafted, as the sentence begins."""
    if event.consultation:
        return "根据协商结果"
    numbers = "、".join(each.number for each in event.rests_on if each.number)
    return f"{event.outcome_kind.chinese}{numbers}"


def _of_task(task: int, sentence: str, **more: str | None) -> Line:
    """A line that the departments which handle the task may read, too."""
    return Line(sentence, WORKING, whose_task(task), labelled(**more))


def _verdicts(tasks: tuple[e.TaskChecked, ...]) -> str:
    """任务1、3已落实，任务2未落实。"""
    words = {True: "已落实", False: "未落实", None: "正在办理"}
    found = {kept: [str(each.task) for each in tasks if each.kept is kept] for kept in words}
    said = [f"任务{'、'.join(found[kept])}{words[kept]}" for kept in words if found[kept]]
    return "，".join(said) + "。" if said else ""


def benefit(figures: e.Benefit) -> str:
    """The benefit figures in words, or why there are none (13.3-15)."""
    counted = (
        (figures.people, "人"),
        (figures.households, "户"),
        (figures.area_mu, "亩"),
        (figures.money_yuan, "元"),
    )
    words = "，".join(f"{count:,}{unit}" for count, unit in counted if count)
    return words or figures.none_because or "未填"
