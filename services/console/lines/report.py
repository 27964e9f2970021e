"""The lines of reports of public opinion. The history tells them; no page shows them."""

from datetime import date, datetime
from typing import assert_never

from contracts.topics import report as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names

FATES = {
    e.Fate.RETURNED: "退回补充",
    e.Fate.KEPT: "留存备查",
    e.Fate.MERGED: "并入另一条信息",
    e.Fate.TURNED: "转为协商议题",
    e.Fate.ISSUED: "已编发",
    e.Fate.USED: "被上级采用",
}


def line(event: e.ReportEvent, names: Names) -> Line:
    match event:
        case e.ReportSubmitted():
            return entry(
                f"收到{'紧急' if event.urgent else ''}社情民意信息“{event.title}”"
                f"（{at(event.received_on, event.received_at)}）。",
                **_about(event, names),
            )
        case e.ReportCorrected():
            return entry(
                f"更正社情民意信息“{event.title}”的登记。",
                收到=at(event.received_on, event.received_at),
                紧急="是" if event.urgent else None,
                理由=event.reason,
                **_about(event, names),
            )
        case e.ReportTaken(committee=committee):
            return entry("采编信息。", 归口=names.body(committee) if committee else None)
        case e.ReportReturned():
            missing = "、".join(names.word("reports.requirements", each) for each in event.missing)
            return entry("退回补充。", 尚缺=missing, 理由=event.reason)
        case e.ReportKept():
            ground = names.word("reports.grounds", event.ground)
            return entry("留存备查。", 依据=ground, 理由=event.reason)
        case e.ReportMerged():
            return entry("并入另一条信息，一并办理。", 并入=event.into, 理由=event.reason)
        case e.ReportTookIn():
            return entry("另一条信息并入本条。", 并入的信息=event.merged)
        case e.ReportCarriedOn():
            return entry("所并入的信息又并入另一条信息，一并办理。", 并入=event.into)
        case e.ReportTurnedIntoTopic():
            return entry(
                f"转为协商议题“{event.title}”。",
                单位=names.unit(event.unit),
                理由=event.reason,
            )
        case e.ReportEdited():
            return entry(f"{event.word}：“{event.title}”。", 字数=_count(event.characters))
        case e.ReportChecked():
            return entry(f"{event.word}（{at(event.checked_on, event.checked_at)}）。")
        case e.ReportSentBack():
            return entry(f"{event.word}未通过，退回修改。", 理由=event.reason)
        case e.ReportSigned():
            return entry(f"{event.word}（{at(event.signed_on, event.signed_at)}）。")
        case e.ReportIssued(minutes=minutes):
            return entry(
                f"编入{event.bulletin_number}（{at(event.issued_on, event.issued_at)}）。",
                用时=None if minutes is None else f"收到后{minutes}分钟",
            )
        case e.IssueWithdrawn():
            return entry("不再编入该期，等待另行编发。", 理由=event.reason)
        case e.ReportSentUp():
            return entry(
                f"报送{names.word('reports.levels', event.level)}"
                f"（{at(event.sent_on, event.sent_at)}）。",
                接收单位=event.receiver,
            )
        case e.SendingUpWithdrawn():
            level = names.word("reports.levels", event.level)
            return entry(f"撤销报送{level}的登记。", 理由=event.reason)
        case e.ReportUsed():
            return entry(
                f"{names.word('reports.levels', event.level)}采用（{on(event.used_on)}）。",
                刊物=event.publication,
            )
        case e.UseWithdrawn():
            level = names.word("reports.levels", event.level)
            return entry(f"撤销{level}采用的登记。", 理由=event.reason)
        case e.AuthorsTold():
            return entry(
                f"向{len(event.authors)}位作者反馈：{FATES[event.of]}（{on(event.told_on)}）。",
                反馈=event.answer,
            )
        case e.FeedbackWithdrawn():
            return entry(f"撤销向{len(event.authors)}位作者反馈的登记。", 理由=event.reason)
        case _:
            assert_never(event)


def at(day: date, moment: datetime | None) -> str:
    """`2026年3月2日`, with the time behind it where that is known to the minute."""
    return f"{on(day)}{moment:%H:%M}" if moment else on(day)


def _about(event: e.About, names: Names) -> dict[str, str | None]:
    return {
        "类别": names.word("reports.categories", event.category),
        "渠道": names.word("reports.channels", event.channel),
        "作者": f"{names.word('reports.author_kinds', event.author_kind)}，{len(event.authors)}位",
        "来源": event.source,
        "续报": event.follows,
        "转自提案": event.proposal,
    }


def _count(characters: int | None) -> str | None:
    return None if characters is None else str(characters)
