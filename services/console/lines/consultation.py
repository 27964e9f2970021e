"""The lines of a consultation."""

from collections.abc import Mapping
from typing import assert_never

from contracts.meetings import consultation as e
from services.console.lines.line import (
    ASKING,
    HEARS_SPEECHES,
    INVITING,
    MINUTING,
    PLANNING,
    POSTING,
    RESEARCH,
    TALKING,
    Line,
    completed,
    labelled,
    listed,
    on,
    stopped,
    to_everybody,
    waived,
    whose_promise,
)
from services.console.lines.names import Names

PARTIES: Mapping[str, str] = {
    "cadre": "干部",
    "resident": "居民代表",
    "stakeholder": "利益相关方",
    "member": "政协委员",
    "talent": "协商人才",
    "department": "部门",
    "expert": "专家",
}
FORMS: Mapping[str, str] = {
    "plenary": "全体会议协商",
    "chairpersons": "主席会议协商",
    "standing-committee": "常委会议协商",
    "counterpart": "对口协商",
    "council": "议事会协商",
    "micro": "小微协商",
    "simple": "简易协商",
    "doorstep": "上门协商",
    "sounding": "摸底协商",
}
RESULTS: Mapping[str, str] = {
    "explained": "解疑释惑",
    "consensus": "凝聚共识",
    "solved": "解决问题",
}


def line(event: e.ConsultationEvent, names: Names) -> Line:
    match event:
        case e.ConsultationOpened():
            return to_everybody(
                f"启动“{event.procedure.name}”程序，共{len(event.procedure.steps)}步。",
                INVITING,
                echo=True,
            )
        case e.StepCompleted():
            return completed(event, TALKING)
        case e.StepWaived():
            return waived(event, TALKING)
        case e.CaseUpgraded():
            return to_everybody(
                f"由“{names.word('procedure', event.from_procedure)}”"
                f"升级为“{event.procedure.name}”程序。",
                RESEARCH,
                理由=event.reason,
            )
        case e.JointResearchRequested():
            return to_everybody(
                f"请{names.body(event.committee)}开展联合调研。", RESEARCH, 需要弄清=event.question
            )
        case e.ResearchRecorded():
            return to_everybody(
                f"{on(event.held_on)}在{event.place}开展第{event.research}次"
                f"{'联合' if event.joint else ''}调研，由{event.led_by}带队，"
                f"走访{event.people_met}人。",
                RESEARCH,
                专委会=event.committee and names.body(event.committee),
                委员=names.people(event.members),
                了解到的情况=event.facts,
                关键问题=event.key_problem,
                建议=event.proposal,
            )
        case e.PartiesFixed():
            return to_everybody(
                f"确定协商各方，共{sum(party.count for party in event.parties)}人（家）。",
                INVITING,
                各方=listed(
                    f"{PARTIES.get(party.kind, party.kind)}：{party.title}（{party.count}）"
                    for party in event.parties
                ),
                不涉及="、".join(PARTIES.get(kind, kind) for kind in event.not_concerned),
            )
        case e.NoticePosted():
            return to_everybody(f"{on(event.on)}在{event.place}公示（{event.what}）。", POSTING)
        case e.ViewsSought():
            return to_everybody(
                f"{on(event.since)}至{on(event.until)}以{event.how}征求意见，共{event.people}人。",
                ASKING,
                意见=event.gist,
            )
        case e.SessionPlanned():
            return to_everybody(
                f"拟于{on(event.on)}在{event.place}召开{FORMS.get(event.form, event.form)}。",
                PLANNING,
                议程问题=listed(event.questions),
            )
        case e.SessionCalled():
            return to_everybody(
                f"召集第{event.session}次会议：{on(event.on)}，{event.place}，"
                f"{FORMS.get(event.form, event.form)}{'（重点会议）' if event.key else ''}。",
                TALKING,
                嵌入=event.host_forum,
                议程问题=listed(event.questions),
            )
        case e.MaterialsSent():
            return to_everybody(
                f"{on(event.on)}向参会各方送达第{event.session}次会议材料。",
                TALKING,
                材料=listed(event.documents),
            )
        case e.SessionHeld():
            return to_everybody(
                f"第{event.session}次会议于{on(event.on)}召开，历时{event.duration_minutes}分钟。",
                TALKING,
            )
        case e.AttendanceRecorded():
            others = sum(head.count for head in event.headcount)
            return to_everybody(
                f"第{event.session}次会议签到：委员{len(event.present)}人，其他{others}人。",
                TALKING,
                委员=names.people(event.present),
                其他=listed(
                    f"{PARTIES.get(head.kind, head.kind)}{head.count}人" for head in event.headcount
                ),
            )
        case e.SpeechRecorded():
            return Line(
                f"{event.speaker}（{PARTIES.get(event.kind, event.kind)}）发言。",
                step=TALKING,
                shown_to=HEARS_SPEECHES,
                more=labelled(要点=event.gist),
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
        case e.SessionClosed():
            achieved = "、".join(RESULTS.get(result, result) for result in event.results)
            return to_everybody(
                f"第{event.session}次会议结束，达到：{achieved or '未取得结果'}。", TALKING
            )
        case e.MinutesConfirmed():
            return to_everybody(
                f"协商纪要经{event.confirmed_by}确认，共{event.sessions}次会议。",
                MINUTING,
                摘要=event.summary,
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
