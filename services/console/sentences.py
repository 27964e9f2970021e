"""Every event as a Chinese sentence, with what else a reader needs to know below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.consent import Consent
from contracts.event import Event
from contracts.meetings import consultation as m
from contracts.members.duty import DutyFactCredited, DutyKind
from contracts.outcomes import outcome as o
from contracts.topics import topic as t

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
ADOPTED: Mapping[str, str] = {
    "minutes": "会议纪要",
    "contract": "合同",
    "village-rules": "村规民约",
    "budget": "预算",
    "decision": "决定",
}
DUTIES: Mapping[DutyKind, str] = {
    DutyKind.ATTENDANCE: "出席协商",
    DutyKind.RESEARCH: "参加调研",
    DutyKind.LOOK_BACK: "参加回头看",
}
_NOTED: Mapping[str, str] = {
    "OutcomeConsented": "已获党组织同意",
    "OutcomeSent": "已报送",
    "OutcomeClosed": "已办结",
    "OutcomeReopened": "重新办理",
}
_DEFAULTS: Mapping[tuple[str, str], str] = {
    ("category", "reform"): "改革发展重大问题",
    ("category", "central-task"): "党政中心工作",
    ("category", "livelihood"): "民生改善",
    ("category", "governance"): "治理难题",
    ("origin", "public"): "社会征题",
    ("origin", "member"): "委员荐题",
    ("origin", "party-government"): "党政点题",
    ("principle", "political"): "政治性",
    ("principle", "mass"): "群众性",
    ("principle", "forward-looking"): "前瞻性",
    ("principle", "democratic"): "民主性",
    ("principle", "feasible"): "可行性",
    ("weight", "major"): "重大事项",
    ("weight", "general"): "一般事项",
}


@dataclass(frozen=True)
class Names:
    """What ids are called. Where a name has not arrived yet, the id stands for it."""

    bodies: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def body(self, body: str) -> str:
        return self.bodies.get(body, body)

    def unit(self, unit: str) -> str:
        return self.units.get(unit, unit)

    def word(self, kind: str, code: str) -> str:
        """The county's own wording, else the usual one, else the code."""
        return self.words.get((kind, code)) or _DEFAULTS.get((kind, code), code)

    def people(self, members: Iterable[str]) -> str:
        return "、".join(self.members.get(member, member) for member in members)

    def handling(self, lead: str, co: Iterable[str]) -> str:
        helping = "、".join(self.body(body) for body in co)
        return f"{self.body(lead)}主办" + (f"，{helping}协办" if helping else "")


@dataclass(frozen=True)
class Told:
    """A sentence, and labelled particulars. `quiet`: a consequence that the system wrote down."""

    sentence: str
    more: tuple[tuple[str, str], ...] = ()
    quiet: bool = False


WITHHELD = Told("此条内容按权限不予显示，只列明其存在。", quiet=True)


def told(sentence: str, /, **more: str | None) -> Told:
    """Particulars that are empty are left out."""
    return Told(sentence, tuple((label, text) for label, text in more.items() if text))


def echoed(sentence: str, /, **more: str | None) -> Told:
    """The same, for what follows from a deed and is written down by the system."""
    return replace(told(sentence, **more), quiet=True)


def on(day: date) -> str:
    """`2026年3月2日`, as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def listed(items: Iterable[str]) -> str:
    """Several points, numbered; a single one as it is."""
    points = [item.rstrip("。；;") for item in items]
    if len(points) < 2:
        return "".join(points)
    numbered = (f"{number}. {point}" for number, point in enumerate(points, start=1))
    return "；".join(numbered).replace("？；", "？ ")


def stopped(text: str) -> str:
    """The text as a sentence: with one full stop, unless it ends otherwise."""
    return text if text.endswith(("。", "？", "！")) else f"{text}。"


def tell(event: Event, names: Names) -> Told:
    """What happened, in one sentence."""
    match event:
        case DutyFactCredited():
            return credited([event], names)
    return _topic(event, names) or _meeting(event, names) or _outcome(event, names) or Told("—")


def credited(events: list[DutyFactCredited], names: Names) -> Told:
    """One sentence for everybody who was credited with the same occasion. Points are not shown."""
    first = events[0]
    people = names.people(event.member for event in events)
    kind = DUTIES.get(first.kind, first.kind)
    return echoed(f"{len(events)}名委员的履职档案记入“{kind}”（{on(first.on)}）。", 委员=people)


def _topic(event: Event, names: Names) -> Told | None:
    match event:
        case t.TopicProposed():
            return told(
                f"提出议题“{event.title}”。",
                来源=names.word("origin", event.origin),
                提出地=names.unit(event.raised_in),
                内容=event.description,
            )
        case t.TopicAdmitted():
            return told(
                "经审查，符合五项选题原则，列为协商议题。",
                类别=names.word("category", event.category),
                轻重=f"{names.word('weight', event.weight)}（{event.weight_reason}）",
                **_answers(event.answers, names),
            )
        case t.TopicReturned():
            return told(
                "经审查未列为议题，退回提出人；补充后可再次提出。",
                理由=event.reason,
                **_answers(event.answers, names),
            )
        case t.TopicTransferredOut():
            return told(f"属个人诉求，不进入协商，转交{event.receiver}办理。", 理由=event.reason)
        case t.TopicPassedUp():
            return told(
                f"议题由{names.unit(event.from_unit)}上报{names.unit(event.to_unit)}协商。",
                理由=event.reason,
                同意=_consent(event.consent),
            )
        case t.TopicApproved():
            return told(
                f"{event.consent.organisation}同意开展协商，"
                f"按“{names.word('procedure', event.procedure)}”程序办理。",
                决议=f"{event.consent.resolution}，{on(event.consent.decided_on)}",
            )
        case t.TopicConsentRefused():
            return told(
                f"{event.organisation}不同意开展协商（{on(event.decided_on)}）。",
                理由=event.reason,
            )
        case t.TopicPlanned():
            return told(f"列入{plan(event.plan, names)}。")
        case t.TopicClosed():
            return told("议题办结。", 成果文号=event.outcome_number)
    return None


def plan(plan_id: str, names: Names) -> str:
    unit, _, year = plan_id.partition(":")
    return f"{names.unit(unit)}{year}年度协商计划"


def _consent(consent: Consent) -> str:
    return f"{consent.organisation}，{consent.resolution}，{on(consent.decided_on)}"


def _answers(answers: Mapping[t.Principle, t.Answer], names: Names) -> dict[str, str]:
    return {
        names.word("principle", principle): f"{'符合' if answer.met else '不符合'}。{answer.reason}"
        for principle in t.Principle
        if (answer := answers.get(principle))
    }


def _meeting(event: Event, names: Names) -> Told | None:
    match event:
        case m.ProcedureStarted():
            return echoed(f"启动“{event.procedure.name}”程序，共{len(event.procedure.steps)}步。")
        case m.ConsultationPlanned():
            return echoed("会议服务已知本议题列入年度协商计划。")
        case m.StepCompleted():
            return echoed(f"步骤“{event.name}”完成。")
        case m.StepWaived():
            return told(
                f"免去步骤“{event.name}”。",
                理由=event.reason,
                同意=f"{event.organisation}，{event.resolution}",
            )
        case m.CaseUpgraded():
            return told(
                f"由“{names.word('procedure', event.from_procedure)}”"
                f"升级为“{event.procedure.name}”程序。",
                理由=event.reason,
            )
        case m.JointResearchRequested():
            return told(f"请{names.body(event.committee)}开展联合调研。", 需要弄清=event.question)
        case m.ResearchRecorded():
            return _research(event, names)
        case m.PartiesFixed():
            return told(
                f"确定协商各方，共{sum(party.count for party in event.parties)}人（家）。",
                各方=listed(
                    f"{PARTIES.get(party.kind, party.kind)}：{party.title}（{party.count}）"
                    for party in event.parties
                ),
            )
        case m.SessionPlanned():
            return told(
                f"拟于{on(event.on)}在{event.place}召开{FORMS.get(event.form, event.form)}。",
                议程问题=listed(event.questions),
            )
    return _session(event, names) or _agreement(event, names)


def _research(event: m.ResearchRecorded, names: Names) -> Told:
    led = names.body(event.committee) if event.committee else ""
    return told(
        f"{on(event.held_on)}在{event.place}开展第{event.number}次"
        f"{'联合' if event.joint else ''}调研，由{event.led_by}带队，走访{event.people_met}人。",
        专委会=led,
        委员=names.people(event.members),
        了解到的情况=event.facts,
        关键问题=event.key_problem,
        建议=event.proposal,
    )


def _session(event: Event, names: Names) -> Told | None:
    match event:
        case m.SessionCalled():
            return told(
                f"召集第{event.number}次会议：{on(event.on)}，{event.place}，"
                f"{FORMS.get(event.form, event.form)}{'（重点会议）' if event.key else ''}。",
                嵌入=event.host_forum,
                议程问题=listed(event.questions),
            )
        case m.MaterialsSent():
            return told(
                f"{on(event.on)}向参会各方送达第{event.session}次会议材料。",
                材料=listed(event.documents),
            )
        case m.SessionHeld():
            return told(
                f"第{event.session}次会议于{on(event.on)}召开，历时{event.duration_minutes}分钟。"
            )
        case m.AttendanceRecorded():
            others = sum(head.count for head in event.headcount)
            return told(
                f"第{event.session}次会议签到：委员{len(event.present)}人，其他{others}人。",
                委员=names.people(event.present),
                其他=listed(
                    f"{PARTIES.get(head.kind, head.kind)}{head.count}人" for head in event.headcount
                ),
            )
        case m.SpeechRecorded():
            return told(
                f"{event.speaker}（{PARTIES.get(event.kind, event.kind)}）发言。", 要点=event.gist
            )
        case m.SessionClosed():
            achieved = "、".join(RESULTS.get(result, result) for result in event.results)
            return told(f"第{event.session}次会议结束，达到：{achieved or '未取得结果'}。")
        case m.MinutesConfirmed():
            return told(
                f"协商纪要经{event.confirmed_by}确认，共{event.sessions}次会议"
                f"{f'、{len(event.tasks)}项任务' if event.tasks else ''}。",
                摘要=event.summary,
                共识=listed(event.consensus),
                不同意见=listed(event.dissent),
            )
    return None


def _agreement(event: Event, names: Names) -> Told | None:
    match event:
        case m.PromiseMade(promise=promise):
            return told(
                f"{names.body(promise.department)}承诺：{promise.what.rstrip('。')}，"
                f"{on(promise.due)}前完成（承诺{promise.number}）。"
            )
        case m.PromiseWithdrawn():
            return told(f"承诺{event.number}撤回。", 理由=event.reason)
        case m.PromiseTasked():
            return told(f"承诺{event.number}转为任务：{names.handling(event.lead, event.co)}。")
        case m.ConsensusRecorded():
            return told(f"共识{event.number}：{stopped(event.text)}")
        case m.DissentRecorded():
            return told(f"不同意见{event.number}：{stopped(event.text)}", 持此意见=event.held_by)
        case m.ResultPublished():
            return told(f"{on(event.on)}在{event.place}公布协商结果。")
        case m.OutcomeNoted():
            known = _NOTED.get(event.milestone, "办理有进展")
            return echoed(f"会议服务已知：成果{known}。", 文号=event.number)
        case m.ProcedureCompleted():
            name = names.word("procedure", event.procedure)
            return echoed(f"“{name}”程序各步骤全部完成。")
    return None


def _outcome(event: Event, names: Names) -> Told | None:
    match event:
        case o.OutcomeDrafted():
            return told(
                "根据协商纪要起草协商意见。",
                摘要=event.summary,
                共识=listed(event.consensus),
                不同意见=listed(event.dissent),
            )
        case o.OutcomeConsented():
            return told(
                f"{event.consent.organisation}同意运用协商成果。",
                决议=f"{event.consent.resolution}，{on(event.consent.decided_on)}",
            )
        case o.OutcomeConsentRefused():
            return told(
                f"{event.organisation}不同意运用协商成果（{on(event.decided_on)}）。",
                理由=event.reason,
            )
        case o.OutcomeSent():
            return told(
                f"{on(event.sent_on)}报送协商意见，文号{event.number}。",
                主送="、".join(event.recipients),
                抄送="、".join(event.copies),
            )
        case o.FeedbackGiven():
            satisfied = {True: "满意", False: "不满意", None: None}[event.satisfied]
            return told(
                f"{on(event.on)}通过{event.channel}向提出人反馈办理结果。", 提出人评价=satisfied
            )
        case o.OutcomeClosed():
            return told(
                f"成果办结（{event.number}）。",
                理由=event.reason,
                受益=benefit(event.benefit),
            )
        case o.OutcomeReopened():
            return told("成果重新办理。", 理由=event.reason)
    return _task(event, names)


def _task(event: Event, names: Names) -> Told | None:
    match event:
        case o.TaskAssigned():
            return told(
                f"交办任务{event.number}：{event.what.rstrip('。')}。"
                f"{names.handling(event.lead, event.co)}，{on(event.due)}前办结。",
                首次进展=f"{on(event.first_progress_due)}前报告",
                重新交办=event.reason,
            )
        case o.TaskAccepted():
            return told(
                f"{names.body(event.department)}接收任务{event.number}。", 承办科室=event.officer
            )
        case o.TaskReturned():
            return told(
                f"{names.body(event.department)}退回任务{event.number}。", 理由=event.reason
            )
        case o.ProgressReported():
            return told(
                f"{names.body(event.department)}报告任务{event.number}进展"
                f"{event.percent}%：{stopped(event.text)}"
            )
        case o.TaskCompleted():
            adopted = ADOPTED.get(event.adopted_in, "") if event.adopted_in else ""
            return told(
                f"{names.body(event.department)}于{on(event.on)}完成任务{event.number}："
                f"{stopped(event.result)}",
                写入=adopted,
            )
        case o.LookBackHeld():
            return told(
                f"{on(event.on)}对任务{event.number}回头看："
                f"{'已落实' if event.kept else '未落实'}。{stopped(event.finding)}",
                带队=event.led_by,
                委员=names.people(event.members),
                走访群众=(
                    f"{event.residents_asked}人，其中{event.residents_confirming}人认可"
                    if event.residents_asked
                    else None
                ),
            )
        case o.BackSupervised():
            return told(
                f"对任务{event.number}发函督办（{event.letter}），限{on(event.new_due)}前办结。",
                理由=event.reason,
            )
    return None


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
