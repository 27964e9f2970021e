"""The lines of score sheets: that points were given, and not how many."""

from typing import assert_never

from contracts.members import assessment as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.AssessmentEvent, names: Names) -> Line:
    match event:
        case e.AssessmentOpened():
            owner = names.body(event.sheet.owner)
            return entry(f"{event.year}年“{event.sheet.chinese}”开始，由{owner}考核。")
        case e.ScoreEntered():
            return entry(f"“{event.subject}”的“{event.criterion}”项已打分。")
        case e.ScoreCorrected():
            return entry(f"“{event.subject}”的“{event.criterion}”项得分已更正。", 理由=event.reason)
        case e.ScoreCounted():
            return entry(f"“{event.subject}”的“{event.criterion}”项得分由系统计算。")
        case e.AssessmentPublished():
            return entry(
                f"{on(event.published_on)}第{event.issue}次公布考核结果，共{len(event.totals)}个对象。"
            )
        case _:
            assert_never(event)
