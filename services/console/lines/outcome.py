"""The lines of an outcome and its tasks."""

from collections.abc import Mapping
from typing import assert_never

from contracts.outcomes import outcome as o
from services.console.lines.line import (
    ACTING,
    EVERYBODY_ON_THE_CASE,
    REPORTING,
    Line,
    listed,
    more,
    on,
    resolution,
    stopped,
    whose_task,
)
from services.console.lines.names import Names

ADOPTED: Mapping[str, str] = {
    "minutes": "会议纪要",
    "contract": "合同",
    "village-rules": "村规民约",
    "budget": "预算",
    "decision": "决定",
}


def line(event: o.OutcomeEvent, names: Names) -> Line:
    match event:
        case o.OutcomeDrafted():
            return Line(
                "根据协商纪要起草协商意见。",
                step=REPORTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(
                    摘要=event.summary,
                    共识=listed(event.consensus),
                    不同意见=listed(event.dissent),
                ),
            )
        case o.OutcomeConsented(consent=consent):
            return Line(
                f"{consent.organisation}同意运用协商成果。",
                step=REPORTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(决议=resolution(consent)),
            )
        case o.OutcomeConsentRefused():
            return Line(
                f"{event.organisation}不同意运用协商成果（{on(event.decided_on)}）。",
                step=REPORTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(理由=event.reason),
            )
        case o.OutcomeSent():
            return Line(
                f"{on(event.sent_on)}报送协商意见，文号{event.number}。",
                step=REPORTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(主送="、".join(event.recipients), 抄送="、".join(event.copies)),
            )
        case o.TaskAssigned():
            return Line(
                f"交办任务{event.number}：{event.what.rstrip('。')}。"
                f"{names.handling(event.lead, event.co)}，{on(event.due)}前办结。",
                step=ACTING,
                shown_to=whose_task(event.number),
                more=more(首次进展=f"{on(event.first_progress_due)}前报告", 重新交办=event.reason),
            )
        case o.TaskAccepted():
            return Line(
                f"{names.body(event.department)}接收任务{event.number}。",
                step=ACTING,
                shown_to=whose_task(event.number),
                more=more(承办科室=event.officer),
            )
        case o.TaskReturned():
            return Line(
                f"{names.body(event.department)}退回任务{event.number}。",
                step=ACTING,
                shown_to=whose_task(event.number),
                more=more(理由=event.reason),
            )
        case o.ProgressReported():
            return Line(
                f"{names.body(event.department)}报告任务{event.number}进展"
                f"{event.percent}%：{stopped(event.text)}",
                step=ACTING,
                shown_to=whose_task(event.number),
            )
        case o.TaskCompleted():
            return Line(
                f"{names.body(event.department)}于{on(event.on)}完成任务{event.number}："
                f"{stopped(event.result)}",
                step=ACTING,
                shown_to=whose_task(event.number),
                more=more(写入=ADOPTED.get(event.adopted_in, "") if event.adopted_in else None),
            )
        case o.BackSupervised():
            return Line(
                f"对任务{event.number}发函督办（{event.letter}），限{on(event.new_due)}前办结。",
                step=ACTING,
                shown_to=whose_task(event.number),
                more=more(理由=event.reason),
            )
        case o.LookBackHeld():
            asked, confirming = event.residents_asked, event.residents_confirming
            return Line(
                f"{on(event.on)}第{event.number}次回头看："
                f"{'已落实' if event.kept else '未落实'}。{stopped(event.finding)}",
                step=ACTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(
                    带队=event.led_by,
                    委员=names.people(event.members),
                    走访群众=f"{asked}人，其中{confirming}人认可" if asked else None,
                ),
            )
        case o.FeedbackGiven():
            satisfied = {True: "满意", False: "不满意", None: None}[event.satisfied]
            return Line(
                f"{on(event.on)}通过{event.channel}向提出人反馈办理结果。",
                step=ACTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(提出人评价=satisfied),
            )
        case o.OutcomeClosed():
            return Line(
                f"成果办结（{event.number}）。",
                step=ACTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(理由=event.reason, 受益=benefit(event.benefit)),
            )
        case o.OutcomeReopened():
            return Line(
                "成果重新办理。",
                step=ACTING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=more(理由=event.reason),
            )
        case _:
            assert_never(event)


def benefit(figures: o.Benefit) -> str:
    """The benefit figures in words, or why there are none (13.3-15)."""
    counted = (
        (figures.people, "人"),
        (figures.households, "户"),
        (figures.area_mu, "亩"),
        (figures.money_yuan, "元"),
    )
    words = "，".join(f"{count:,}{unit}" for count, unit in counted if count)
    return words or figures.none_because or "未填"
