"""The lines of a consultation."""

from collections.abc import Iterable
from typing import assert_never

from contracts.meetings import consultation as e
from contracts.meetings.participant import Invited
from services.console.lines.line import (
    ASKING,
    DRAWING,
    INVITING,
    MINUTING,
    PLANNING,
    POSTING,
    RESEARCH,
    TALKING,
    Line,
    completed,
    listed,
    on,
    to_everybody,
    waived,
)
from services.console.lines.names import Names


def line(event: e.ConsultationEvent, names: Names) -> Line:
    match event:
        case e.ConsultationOpened():
            return to_everybody(
                f"启动“{event.procedure.name}”程序，共{len(event.procedure.steps)}步。",
                INVITING,
                echo=True,
            )
        case e.ConsultationBegun():
            return to_everybody("协商开始办理，议题不再撤出计划。", INVITING, echo=True)
        case e.ConsultationWithdrawn():
            return to_everybody(
                "议题撤出计划，协商随之撤回。", INVITING, 理由=event.reason, echo=True
            )
        case e.StepCompleted():
            return completed(event, TALKING)
        case e.StepWaived():
            return waived(event, TALKING, names)
        case e.ConsultationUpgraded():
            return to_everybody(
                f"由“{names.word('procedures', event.from_procedure)}”"
                f"升级为“{event.procedure.name}”程序。",
                RESEARCH,
                理由=event.reason,
            )
        case e.ParticipantsFixed():
            return to_everybody(
                f"确定协商主体，共{sum(each.count for each in event.participants)}人（家）。",
                INVITING,
                协商主体=participants(event.participants, names),
                不涉及="、".join(names.word("participants", kind) for kind in event.not_concerned),
            )
        case e.NoticePosted():
            what = names.word("notices", event.what)
            return to_everybody(f"{on(event.on)}在{event.place}公示（{what}）。", POSTING)
        case e.ViewsSought():
            return to_everybody(
                f"{on(event.since)}至{on(event.until)}以{event.how}征求意见，共{event.people}人。",
                ASKING,
                意见=event.gist,
            )
        case e.NoticeTakenBack():
            what = names.word("notices", event.what)
            return to_everybody(
                f"撤销{on(event.on)}在{event.place}公示（{what}）的登记。",
                POSTING,
                理由=event.reason,
            )
        case e.ViewsTakenBack():
            return to_everybody(
                f"撤销{on(event.since)}至{on(event.until)}以{event.how}征求意见的登记。",
                ASKING,
                理由=event.reason,
            )
        case e.TalentJoined():
            pool = names.word("talents.pools", event.pool)
            return to_everybody(
                f"经随机抽选（{pool}），协商人才{event.talent}于{on(event.on)}接受邀请。",
                DRAWING,
                echo=True,
            )
        case e.TalentLeft():
            return to_everybody(f"协商人才{event.talent}不能参加，按顺序递补。", DRAWING, echo=True)
        case e.SessionPlanned():
            return to_everybody(
                f"拟于{on(event.on)}在{event.place}召开{names.word('forms', event.form)}。",
                PLANNING,
                议程问题=listed(event.questions),
            )
        case e.ResearchDone():
            return to_everybody(
                f"{on(event.held_on)}的{'联合' if event.joint else ''}调研记入本协商。",
                RESEARCH,
                echo=True,
            )
        case e.RoundCalled():
            return to_everybody(
                f"第{event.round}次协商会：{on(event.on)}，{names.word('forms', event.form)}。",
                TALKING,
                echo=True,
            )
        case e.RoundPostponed():
            return to_everybody(f"第{event.round}次协商会改在{on(event.on)}。", TALKING, echo=True)
        case e.RoundNotHeld():
            return to_everybody(
                f"第{event.round}次协商会的召开记录撤回，会议尚未召开。", TALKING, echo=True
            )
        case e.RoundCancelled():
            return to_everybody(f"第{event.round}次协商会取消。", TALKING, echo=True)
        case e.RoundHeld():
            people = sum(each.count for each in event.present)
            there = f"，到会{people}人" if people else ""
            ended = "，已结束" if event.closed else ""
            return to_everybody(
                f"第{event.round}次协商会于{on(event.held_on)}召开{there}{ended}。",
                TALKING,
                echo=True,
            )
        case e.RoundMinuted():
            return to_everybody(
                f"第{event.round}次协商会的纪要经{event.confirmed_by}确认。",
                TALKING,
                echo=True,
                共识=listed(event.consensus),
                不同意见=listed(event.dissent),
            )
        case e.MinutesAccepted():
            return to_everybody(
                f"协商结束，{len(event.sessions)}次会议的纪要均予采用。",
                MINUTING,
                结论=event.summary,
            )
        case e.ConsultationConcluded():
            return to_everybody(
                f"协商结束{f'，{len(event.tasks)}项任务转入成果' if event.tasks else ''}。",
                MINUTING,
                共识=listed(event.consensus),
                不同意见=listed(event.dissent),
            )
        case _:
            assert_never(event)


def participants(whom: Iterable[Invited], names: Names) -> str:
    """居民代表：村民代表（12）"""
    return listed(
        f"{names.word('participants', each.kind)}：{each.title}（{each.count}）" for each in whom
    )
