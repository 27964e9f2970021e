"""The lines of a rating by secret ballot: totals, and of no ballot whose it is."""

from typing import assert_never

from contracts.outcomes import rating as e
from services.console.lines.line import Line, entry, listed, on
from services.console.lines.names import Names


def line(event: e.RatingEvent, names: Names) -> Line:
    match event:
        case e.RatingOpened():
            return entry(
                f"发起“{event.rating_kind.chinese}”，由{event.voters.chinese}{event.entitled}人"
                "无记名投票。",
                事项=listed(each.title for each in event.subjects),
            )
        case e.BallotsIssued():
            return entry(f"{on(event.on)}实到{event.present}人，发出测评票{event.issued}张。")
        case e.BallotsCorrected():
            return entry(
                f"更正：{on(event.on)}实到{event.present}人，发出测评票{event.issued}张。",
                理由=event.reason,
            )
        case e.CountEntered():
            return entry("一位计票人登记了计票结果。")
        case e.CountTakenBack():
            return entry("计票人撤回计票，重新清点。", 理由=event.reason)
        case e.RatingCounted():
            return entry(
                f"两位计票人结果一致：发出{event.issued}张，收回{event.returned}张。",
                结果=listed(_result(each) for each in event.results),
            )
        case e.RatingReported():
            return entry(
                f"{on(event.reported_on)}通报测评结果。",
                文号=event.report_number,
                主送="、".join(event.recipients),
                单位=names.those(event.bodies) if event.bodies else None,
            )
        case e.RatingPublished():
            return entry(f"{on(event.published_on)}在{event.published_at}公布测评结果。")
        case e.RatingAnnulled():
            return entry("宣布测评无效。", 理由=event.reason)
        case _:
            assert_never(event)


def _result(result: e.Result) -> str:
    share = "全部弃权" if result.share is None else f"满意率{result.share}%"
    verdict = {True: "，达到满意", False: "，未达到满意", None: ""}[result.satisfied]
    return f"第{result.subject}项{share}{verdict}"
