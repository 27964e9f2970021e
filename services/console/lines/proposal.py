"""The lines of proposals, of their numbers and of those who co-sign them."""

from typing import assert_never

from contracts.checklists import Answer
from contracts.topics import proposal as e
from contracts.topics import proposal_series as series
from contracts.topics import signature as s
from contracts.topics.proposal_parts import Awaited, Conversion, Placed, Said, Signers
from services.console.lines.line import PROVISIONAL, Line, entry, on
from services.console.lines.names import Names

ProposalEvent = e.ProposalEvent | series.SeriesEvent | s.SignatureEvent

_BECOMES = {Conversion.REPORT: "社情民意信息", Conversion.TOPIC: "协商议题"}
_AWAITED = {Awaited.SUPPLEMENT: "补充", Awaited.TELLING: "告知提案人"}


def line(event: ProposalEvent, names: Names) -> Line:
    match event:
        case e.ProposalDrafted():
            return entry(
                f"{_authors(event.signers, names)}起草提案“{event.title}”。",
                **_said(event, names),
                邀请联名=names.people(event.invited),
            )
        case e.ProposalRevised():
            return entry(
                f"提案改为“{event.title}”。",
                理由=event.reason,
                **_said(event, names),
                邀请联名=names.people(event.invited),
            )
        case e.CoSignersEntered():
            return entry(f"登记联名人：{names.people(event.co_signers)}。")
        case e.CoSignerJoined():
            return entry(f"{names.people([event.member])}参加联名。")
        case e.CoSignerLeft():
            return entry(f"{names.people([event.member])}退出联名。", 理由=event.reason)
        case e.ProposalSubmitted():
            return entry(
                f"{_authors(event.signers, names)}提交提案“{event.title}”"
                f"（{on(event.submitted_on)}），属{_sitting(event)}。"
            )
        case e.ProposalSupplemented():
            return entry(f"补充后再次提交（{on(event.supplemented_on)}）。", 说明=event.note)
        case e.ProposalWithdrawn():
            return entry("提案人撤回提案。", 理由=event.reason)
        case e.ProposalChecked():
            return entry(f"{event.step_word}通过（{on(event.checked_on)}）。", 说明=event.note)
        case e.ProposalReturned():
            return entry(
                f"退回补充（{on(event.examined_on)}），{on(event.due)}前提交。",
                理由=event.reason,
                说明=PROVISIONAL if event.provisional else None,
                **_answers(event.checklist, event.answers, names),
            )
        case e.ProposalFiled():
            return entry(
                f"提案“{event.title}”立案，编为{event.document_number}"
                f"（{on(event.examined_on)}），属{_sitting(event)}。",
                提案人=_authors(event.signers, names),
                并入="、".join(each.title for each in event.joined),
                建议承办=names.those(event.suggested),
                **_answers(event.checklist, event.answers, names),
            )
        case e.ProposalNotFiled():
            return entry(
                f"不予立案（{on(event.examined_on)}）：{event.ground_word}。",
                理由=event.reason,
                转送参考=names.those(event.passed_to),
                告知期限=on(event.due),
                **_answers(event.checklist, event.answers, names),
            )
        case e.ProposalMerged():
            return entry(
                f"并入提案“{event.into_title}”（{on(event.merged_on)}）。",
                理由=event.reason,
                告知期限=on(event.due),
            )
        case e.ProposalTookIn():
            return entry(
                f"并案：{'、'.join(f'“{each.title}”' for each in event.joined)}并入本提案。",
                理由=event.reason,
                提案号=event.document_number,
            )
        case e.ProposalConverted():
            return entry(
                f"提案“{event.title}”转为{_BECOMES[event.becomes]}（{on(event.converted_on)}）。",
                理由=event.reason,
                告知期限=on(event.due),
            )
        case e.ProposalReported(report=report):
            return entry("转成的社情民意信息已登记。", 信息=report)
        case e.ProposersTold():
            return entry(
                f"告知{_named(event.told, names)}（{on(event.told_on)}）。",
                方式=event.how,
                尚待告知=_named(event.waiting, names),
            )
        case e.ProposalGraded():
            return entry(
                f"确定为{event.grade_word}（{on(event.graded_on)}）。",
                领衔督办=event.led_by,
                参与=names.those(event.bodies),
            )
        case e.GradeTakenBack():
            return entry(
                f"取消“{names.word('proposals.grades', event.grade)}”。", 理由=event.reason
            )
        case e.ProposalCorrected():
            return entry(
                f"更正提案：{names.word('proposals.kinds', event.kind)}，"
                f"{_authors(event.signers, names)}，{on(event.submitted_on)}提交，"
                f"属{_sitting(event)}。",
                理由=event.reason,
                原记录=f"{_authors(event.before, names)}，{on(event.before_on)}提交",
            )
        case e.ExaminationTakenBack():
            return entry("审查结论登记有误，撤销后重新审查。", 理由=event.reason)
        case e.ProposalLetGo():
            return entry(f"{len(event.let_go)}件提案并入有误，不再属于本提案。", 理由=event.reason)
        case e.ProposalCarriedOn():
            return entry("所并入的提案又并入另一件提案，一并办理。", 并入=event.into)
        case e.JoinedCorrected(joined=joined):
            return entry(f"并入的提案“{joined.title}”的提案人已更正。", 理由=event.reason)
        case e.ProposalDeadlineMissed():
            return entry(f"逾期未{_AWAITED[event.what]}（期限{on(event.due)}）。")
        case series.SeriesOpened():
            return entry(f"提案开始编号：{event.numbering.replace('{number}', '×')}。")
        case series.ProposalNumbered():
            return entry(f"编用提案号{event.proposal_number}。")
        case s.ProposalSigned():
            return entry(f"{names.people([event.member])}参加一件提案的联名。")
        case s.SignatureWithdrawn():
            return entry(f"{names.people([event.member])}退出一件提案的联名。", 理由=event.reason)
        case _:
            assert_never(event)


def _authors(signers: Signers, names: Names) -> str:
    """The body, or the initiator and how many join them."""
    first = names.people(filter(None, (signers.first,)))
    joint = f"等{len(signers.co_signers) + 1}名委员" if signers.co_signers else ""
    return f"{names.body(signers.body)}" if signers.body else f"{first}{joint}"


def _named(people: tuple[str, ...], names: Names) -> str:
    """Members and bodies by their names."""
    return names.people(names.body(each) for each in people)


def _sitting(event: Placed) -> str:
    return f"{event.session_word}大会提案" if event.session_word else "平时提案"


def _said(event: Said, names: Names) -> dict[str, str | None]:
    return {
        "情况": event.facts,
        "分析": event.analysis,
        "建议": event.advice or ("原文另存" if event.text else None),
        "建议承办": names.those(event.suggested),
    }


def _answers(checklist: str, answers: dict[str, Answer], names: Names) -> dict[str, str]:
    """Each question of the checklist, in the words of the place."""
    return {
        names.word(checklist, code): f"{'符合' if each.met else '不符合'}。{each.reason}"
        for code, each in answers.items()
    }
