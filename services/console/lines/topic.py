"""The lines of a topic."""

from typing import TypeAlias, assert_never

from contracts.topics import topic as e
from services.console.lines.line import (
    COUNTS_SUPPORT,
    ENDING,
    ENTERING,
    EVERYBODY_ON_THE_CASE,
    FIXING,
    RAISING,
    SCREENING,
    Line,
    completed,
    labelled,
    on,
    resolution,
    to_everybody,
    waived,
)
from services.console.lines.names import Names


def line(event: e.TopicEvent, names: Names) -> Line:
    match event:
        case e.TopicProposed():
            return to_everybody(
                f"提出议题“{event.title}”。",
                RAISING,
                来源=names.word("origins", event.origin),
                提出地=names.unit(event.raised_in),
                收集渠道=event.channel and names.word("channels", event.channel),
                征求意见的文件=event.document,
                期限=on(event.due) if event.due else None,
                依据=event.source,
                由来="由另一议题拆分" if event.part_of else None,
                内容=event.description or "原文另存",
            )
        case e.TopicCallNamed():
            return to_everybody(
                "更正所属的征题。" if event.call else "更正：议题不属于征题所得。",
                RAISING,
                收到日期=on(event.received_on),
                理由=event.reason,
            )
        case e.TopicSourceCorrected():
            return to_everybody(
                "更正议题的来源依据。", RAISING, 依据=event.source, 理由=event.reason
            )
        case e.SupportRecorded():
            by_whom = f"联名名单{event.voices}人" if event.paper else "群众1人"
            return Line(
                f"{by_whom}支持该议题（{on(event.on)}）。",
                step=RAISING,
                shown_to=COUNTS_SUPPORT,
                more=labelled(合计=f"{event.support}人"),
            )
        case e.SupportCorrected():
            return Line(
                f"联名名单由{event.instead_of}人更正为{event.voices}人。",
                step=RAISING,
                shown_to=COUNTS_SUPPORT,
                more=labelled(理由=event.reason, 合计=f"{event.support}人"),
            )
        case e.SupportWithdrawn():
            return Line(
                f"{'联名名单' if event.digest else '群众1人'}的支持撤回。",
                step=RAISING,
                shown_to=COUNTS_SUPPORT,
                more=labelled(理由=event.reason, 合计=f"{event.support}人"),
            )
        case e.TopicAdmitted():
            return Line(
                f"经审查，逐项符合选题要求，按“{event.procedure.name}”程序办理。",
                step=SCREENING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=labelled(
                    内容=event.description,
                    类别=names.word("categories", event.category),
                    领域=event.field and names.word("fields", event.field),
                    轻重=names.word("weights", event.weight),
                    理由=event.weight_reason,
                    牵头=event.led_by,
                    领题层级=event.leader_level and names.word("leader_levels", event.leader_level),
                    察看地点="、".join(event.sites),
                )
                + _answers(event, names),
            )
        case e.TopicReturned():
            return Line(
                "经审查未列为议题，退回提出人；补充后可再次提出。",
                step=SCREENING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=labelled(理由=event.reason, 补充期限=on(event.due) if event.due else None)
                + _answers(event, names),
            )
        case e.SupplementMissed():
            late = "议题失效" if event.lapsed else "逾期"
            return to_everybody(f"补充期限（{on(event.due)}）已过，未收到补充，{late}。", SCREENING)
        case e.ProposerAnswered():
            return to_everybody(
                f"已答复提出人（{on(event.on)}）。", SCREENING, 答复=event.answer, 方式=event.how
            )
        case e.TopicLed():
            return to_everybody(
                f"{event.led_by}领题（{on(event.on)}）。",
                SCREENING,
                领题层级=event.leader_level and names.word("leader_levels", event.leader_level),
                理由=event.reason,
            )
        case e.SitesAdded():
            return to_everybody(
                f"增加试点{len(event.added)}个。", FIXING, 试点="、".join(event.added)
            )
        case e.SitesWithdrawn():
            return to_everybody(
                f"撤销试点“{'、'.join(event.withdrawn)}”。", FIXING, 理由=event.reason
            )
        case e.TopicRejected():
            return Line(
                "经审查不予采纳。",
                step=SCREENING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=labelled(理由=event.reason) + _answers(event, names),
            )
        case e.TopicTransferredOut():
            return Line(
                f"不进入协商，转交{names.body(event.receiver)}办理。",
                step=SCREENING,
                shown_to=EVERYBODY_ON_THE_CASE,
                more=labelled(理由=event.reason, 答复期限=on(event.due) if event.due else None)
                + _answers(event, names),
            )
        case e.TransferAnswerMissed():
            return to_everybody(
                f"答复期限（{on(event.due)}）已过，{names.body(event.receiver)}尚未答复转办的诉求。",
                SCREENING,
            )
        case e.TransferReturned():
            return to_everybody(
                f"{names.body(event.receiver)}认为不属其职责，退回转办。",
                SCREENING,
                理由=event.reason,
            )
        case e.TransferAnswered():
            return to_everybody(
                f"{names.body(event.receiver)}答复了转办的诉求（{on(event.answered_on)}）。",
                SCREENING,
                答复=event.answer,
            )
        case e.TopicPassedUp(consent=consent):
            return to_everybody(
                f"议题由{names.unit(event.from_unit)}上报{names.unit(event.to_unit)}协商。",
                FIXING,
                理由=event.reason,
                同意=f"{names.those(consent.bodies)}，{resolution(consent)}",
            )
        case e.TopicMerged():
            return to_everybody(
                f"并入议题“{event.into_title}”，一并办理。", SCREENING, 理由=event.reason
            )
        case e.TopicTookIn():
            return to_everybody(
                f"议题“{event.merged_title}”并入本议题。",
                SCREENING,
                理由=event.reason,
                echo=True,
            )
        case e.TopicSplit(parts=parts):
            return to_everybody(
                f"议题拆分为{len(parts)}个，各自办理。",
                SCREENING,
                议题="；".join(part.title if part.enters else "个人诉求" for part in parts),
                理由=event.reason,
            )
        case e.TopicPartBegun():
            return to_everybody("拆分出的一个议题已单独立项。", SCREENING, echo=True)
        case e.ProcedureFixed():
            return to_everybody(f"受理上报的议题，按“{event.procedure.name}”程序办理。", FIXING)
        case e.TopicApproved():
            return to_everybody(
                f"{names.those(event.consent.bodies)}{event.word}议题。",
                FIXING,
                决议=resolution(event.consent),
            )
        case e.TopicConsentRefused():
            return to_everybody(
                f"{names.those(event.bodies)}对议题未予{event.word}，退回提出人"
                f"（{on(event.decided_on)}）。",
                FIXING,
                理由=event.reason,
            )
        case e.TopicPlanned(plan=plan):
            unit, year, _ = plan.split(":")
            before = event.carried_from and f"{event.carried_from.split(':')[1]}年度计划"
            return to_everybody(f"列入{names.unit(unit)}{year}年度计划。", ENTERING, 转自=before)
        case e.TopicUnplanned(plan=plan):
            unit, year, _ = plan.split(":")
            return to_everybody(
                f"撤出{names.unit(unit)}{year}年度计划。", ENTERING, 理由=event.reason
            )
        case e.StepCompleted():
            return completed(event, FIXING)
        case e.StepWaived():
            return waived(event, FIXING, names)
        case e.TopicSelected():
            return to_everybody("议题确定，开始协商。", ENTERING, echo=True)
        case e.ConsultationNoted(begun=begun):
            said = "协商已经开始。" if begun else "协商已经启动。"
            return to_everybody(said, ENTERING, echo=True)
        case e.SelectionWithdrawn():
            return to_everybody("议题撤回，不再协商。", ENTERING, 理由=event.reason)
        case e.TopicClosed():
            return to_everybody("议题办结。", ENDING, 成果文号=event.outcome_number, echo=True)
        case e.TopicReopened():
            return to_everybody(
                "成果重新办理，议题随之重新办理。", ENDING, 理由=event.reason, echo=True
            )
        case _:
            assert_never(event)


Screened: TypeAlias = e.TopicAdmitted | e.TopicReturned | e.TopicRejected | e.TopicTransferredOut


def _answers(event: Screened, names: Names) -> tuple[tuple[str, str], ...]:
    """Each question of the checklist, in the words of the place."""
    return tuple(
        (
            names.word(event.checklist or "", code),
            f"{'符合' if answer.met else '不符合'}。{answer.reason}",
        )
        for code, answer in event.answers.items()
    )
