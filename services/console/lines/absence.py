"""The lines of a member's absences and of the cases that follow from them."""

from typing import assert_never

from contracts.members import absence as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.AbsenceEvent, names: Names) -> Line:
    who = names.people([event.member])
    match event:
        case e.AbsenceEntered():
            how = "请假" if event.on_leave else "未请假"
            return entry(f"{who}{how}缺席{on(event.on)}的“{event.title}”。")
        case e.AbsenceCleared():
            return entry(f"{who}的一次缺席记录因更正出席情况撤销。")
        case e.AbsenceCaseOpened():
            ground = names.word("absences.grounds", event.ground)
            return entry(
                f"{who}{event.year}年度第{event.case}件缺席个案立案（{ground}），"
                f"涉及{len(event.sessions)}次会议。"
            )
        case e.AbsenceCaseDropped():
            return entry(f"{who}{event.year}年度第{event.case}件缺席个案撤销：缺席记录已更正。")
        case e.CaseStepTaken():
            step = names.word("absences.steps", event.step)
            return entry(
                f"{on(event.on)}对{who}“{step}”（第{event.case}件）。",
                文书=event.letter,
                答复期限=on(event.answer_by) if event.answer_by else None,
            )
        case e.InquiryAnswered():
            step = names.word("absences.steps", event.step)
            return entry(
                f"{on(event.on)}{who}答复“{step}”（第{event.case}件）。", 文书=event.letter
            )
        case e.AbsenceCaseClosed():
            result = names.word("absences.results", event.result)
            return entry(
                f"{on(event.on)}{who}第{event.case}件缺席个案办结：{result}。", 说明=event.reason
            )
        case _:
            assert_never(event)
