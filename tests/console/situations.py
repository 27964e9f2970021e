"""A county in the middle of its year: the matters whose pages the tests look at."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from contracts.consent import Consent
from contracts.ids import PlanId, TopicId
from contracts.meetings import consultation as m
from contracts.meetings.procedure import Gate, Milestone, Procedure, ProcedureAdopted, Step
from contracts.members.body import BodyKind, BodyRegistered
from contracts.members.duty import DutyFactCredited, DutyKind
from contracts.members.member import Level, MemberAdmitted
from contracts.members.unit import UnitKind, UnitRegistered
from contracts.outcomes import outcome as o
from contracts.topics import topic as t
from contracts.topics.rules import TopicRulesAdopted
from tests.console.ledgers import Ledgers

TODAY = date(2026, 7, 15)
COUNTY = "620123000000"
VILLAGE = "620123109200"
TOWNSHIP = "620123212000"
ELSEWHERE = "511623101000"
MARKET = "01981000-0000-7000-8000-000000000047"
LILY = "01981000-0000-7000-8000-000000000052"
CHANNEL = "01981000-0000-7000-8000-000000000031"
CLAIM = "01981000-0000-7000-8000-000000000015"
FOREIGN = "01981000-0000-7000-8000-000000000099"
OVERLONG = "01981000-0000-7000-8000-000000000077"
RAISED_BY = "person-4711"
HOSTILE = '<script>alert("议事")</script>&<img src=x onerror=alert(1)>'

_PROFILES = Path(__file__).parents[2] / "deploy" / "profiles"
_KINDS = {
    "县": UnitKind.COUNTY,
    "乡镇": UnitKind.TOWNSHIP,
    "社区": UnitKind.COMMUNITY,
    "村": UnitKind.VILLAGE,
    "企业": UnitKind.ENTERPRISE,
}


def _step(code: str, name: str, actor: str, by: Milestone, *needs: Gate) -> Step:
    return Step(code=code, name=name, actor=actor, needs=needs, completed_by=by)


YZ7 = Procedure(
    code="YZ7",
    name="七步议事",
    steps=(
        _step("collect", "征集议题", "工作站联络员", Milestone.TOPIC_PROPOSED),
        _step("consent", "确定议题", "召集人，同级党组织", Milestone.TOPIC_APPROVED),
        _step("plan", "制定方案", "工作站", Milestone.SESSION_PLANNED, Gate.PLANNED),
        _step("research", "议前调研", "下派委员、对口专委会", Milestone.RESEARCH_RECORDED),
        _step("session", "协商议事", "召集人", Milestone.MINUTES_CONFIRMED, Gate.RESEARCH),
        _step("report", "形成成果并报送", "工作站，同级党组织", Milestone.OUTCOME_SENT),
        _step("convert", "转化落实、跟踪反馈", "承办单位，工作站", Milestone.OUTCOME_CLOSED),
    ),
)
YZ6 = Procedure(
    code="YZ6",
    name="六步议事",
    steps=(
        _step("collect", "征集议题", "村议事会联络员", Milestone.TOPIC_PROPOSED),
        _step("consent", "确定议题", "村党组织", Milestone.TOPIC_APPROVED),
        _step("research", "走访调研", "下派委员、村议事会成员", Milestone.RESEARCH_RECORDED),
        _step("session", "议事室协商", "召集人", Milestone.MINUTES_CONFIRMED, Gate.RESEARCH),
        _step("publish", "公布结果", "村议事会联络员", Milestone.RESULT_PUBLISHED),
        _step("act", "落实反馈", "村两委，承办单位", Milestone.OUTCOME_CLOSED),
    ),
)
YZS = Procedure(
    code="YZS",
    name="简易协商",
    simple=True,
    upgrades_to="YZ6",
    steps=(
        _step("receive", "受理事项", "村议事会联络员，村党组织", Milestone.TOPIC_APPROVED),
        _step("talk", "现场协商", "召集人、有关各方", Milestone.MINUTES_CONFIRMED),
        _step("feedback", "办理反馈", "村两委", Milestone.OUTCOME_CLOSED),
    ),
)
_BODIES = {
    "yz-transport": "县交通运输局",
    "yz-agriculture": "县农业农村局",
    "yz-market-supervision": "县市场监督管理局",
    "yz-commerce": "县商务局",
    "yz-natural-resources": "县自然资源局",
    "yz-water": "县水务局",
    "yz-education-culture-health-sports": "教科文卫体委员会",
}
_MEMBERS = {
    f"m-620123-{n:04d}": name
    for n, name in enumerate(
        ("例知远", "例书遥", "例禾实", "例明川", "例安和", "例景行", "例若溪", "例怀谷"), start=1
    )
}
MEMBERS = tuple(_MEMBERS)
ANSWERS = {
    t.Principle.POLITICAL: t.Answer(met=True, reason="围绕县委乡村振兴部署"),
    t.Principle.MASS: t.Answer(met=True, reason="涉及全村菜农和周边群众"),
    t.Principle.FORWARD_LOOKING: t.Answer(met=True, reason="可带动蔬菜产业三五年发展"),
    t.Principle.DEMOCRATIC: t.Answer(met=True, reason="各方愿意坐下来谈"),
    t.Principle.FEASIBLE: t.Answer(met=True, reason="用地和资金有着落"),
}


def _consent(organisation: str, resolution: str, on: date) -> Consent:
    return Consent(organisation=organisation, resolution=resolution, decided_on=on)


def _names() -> dict[str, str]:
    with (_PROFILES / "yuzhong.units.csv").open(encoding="utf-8-sig") as file:
        return {row["代码"]: row["名称"] for row in csv.DictReader(file)} | {
            ELSEWHERE: "城北镇",
            "511623000000": "邻水县",
        }


def registered(ledgers: Ledgers) -> None:
    """The county's units, bodies, members and wording."""

    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    with (_PROFILES / "yuzhong.units.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            unit = UnitRegistered(
                name=row["名称"],
                kind=_KINDS[row["类别"]],
                parent=row["上级代码"] or None,
                valid_from=date.fromisoformat(row["启用日期"]),
                workstation_since=day(row["工作站成立"]),
                council_since=day(row["议事会成立"]),
                # One room is not ready, so that the coverage shows a gap honestly.
                room_since=None if row["代码"] == "620123213200" else day(row["议事室启用"]),
            )
            ledgers.tell(f"unit/{row['代码']}", row["代码"], unit, role="operator")
    for code, name, kind in (
        ("511623000000", "邻水县", UnitKind.COUNTY),
        (ELSEWHERE, "城北镇", UnitKind.TOWNSHIP),
    ):
        unit = UnitRegistered(name=name, kind=kind, valid_from=date(2020, 1, 1))
        ledgers.tell(f"unit/{code}", code, unit, role="operator")
    for body, name in _BODIES.items():
        kind = BodyKind.COMMITTEE if name.endswith("委员会") else BodyKind.DEPARTMENT
        ledgers.tell(f"body/{body}", COUNTY, BodyRegistered(name=name, kind=kind))
    for member, name in _MEMBERS.items():
        admitted = MemberAdmitted(
            name=name, level=Level.COUNTY, sector="农业界", admitted_on=date(2021, 12, 1)
        )
        ledgers.tell(f"member/{member}", COUNTY, admitted, role="county-office")
    rules = TopicRulesAdopted(
        version="2026.1",
        programme="政协协商向基层延伸",
        categories={"livelihood": "民生改善事项", "governance": "基层治理难题"},
        origins={"public": "社会征题", "member": "委员荐题"},
        principles={"mass": "群众性"},
        procedures=(),
    )
    ledgers.tell("rules/620123", COUNTY, rules, role="operator")
    for procedure in (YZ7, YZ6, YZS):
        adopted = ProcedureAdopted(version="2026.1", procedure=procedure)
        ledgers.tell("rules/620123", COUNTY, adopted, role="operator")


def proposed(
    ledgers: Ledgers,
    topic: str,
    unit: str,
    title: str,
    description: str,
    scale: t.Scale = t.Scale.GROUP,
) -> None:
    ledgers.tell(
        f"topic/{topic}",
        unit,
        t.TopicProposed(
            title=title,
            description=description,
            origin=t.Origin.PUBLIC,
            scale=scale,
            raised_by=RAISED_BY,
            raised_in=unit,
        ),
    )


def approved(
    ledgers: Ledgers,
    topic: str,
    unit: str,
    title: str,
    procedure: Procedure,
    party: str,
    on: date,
    raised_in: str = "",
) -> None:
    """Screened, consented to, and its consultation begun."""
    weight = t.Weight.GENERAL if procedure.simple else t.Weight.MAJOR
    ledgers.tell(
        f"topic/{topic}",
        unit,
        t.TopicAdmitted(
            answers=ANSWERS,
            category=t.Category.LIVELIHOOD,
            weight=weight,
            weight_reason="涉及面广，投入较大" if weight is t.Weight.MAJOR else "当场能够说清",
        ),
    )
    ledgers.tell(
        f"topic/{topic}",
        unit,
        t.TopicApproved(
            title=title,
            category=t.Category.LIVELIHOOD,
            weight=weight,
            origin=t.Origin.PUBLIC,
            raised_by=RAISED_BY,
            raised_in=raised_in or unit,
            procedure=procedure.code,
            consent=_consent(party, f"党会纪〔{on.year}〕{on.month}号", on),
        ),
        role="party",
    )
    ledgers.tell(
        f"consultation/{topic}",
        unit,
        m.ProcedureStarted(
            title=title,
            weight=weight,
            origin="public",
            raised_by=RAISED_BY,
            raised_in=raised_in or unit,
            procedure=procedure,
        ),
        *(
            _done(step)
            for step in procedure.steps
            if step.completed_by in (Milestone.TOPIC_PROPOSED, Milestone.TOPIC_APPROVED)
        ),
        role="policy",
    )


def _done(step: Step) -> m.StepCompleted:
    return m.StepCompleted(step=step.code, name=step.name, by_milestone=step.completed_by)


def done(ledgers: Ledgers, topic: str, unit: str, procedure: Procedure, code: str) -> None:
    step = next(step for step in procedure.steps if step.code == code)
    ledgers.tell(f"consultation/{topic}", unit, _done(step), role="policy")


def _credited(
    ledgers: Ledgers, topic: str, title: str, kind: DutyKind, occasion: str, *members: str
) -> None:
    for member in members:
        fact = DutyFactCredited(
            member=member,
            year=2026,
            kind=kind,
            on=ledgers.now.date(),
            topic=TopicId(topic),
            title=title,
            source_event="018f",
            occasion=occasion,
            points=2,
        )
        ledgers.tell(f"duty/{member}:2026", COUNTY, fact, role="policy")


def village_market(ledgers: Ledgers) -> None:
    """000-47: two rounds of sessions, one task done and checked, one overdue."""
    title = "新营镇样例一村蔬菜交易市场建设"
    key = f"consultation/{MARKET}"
    ledgers.on(3, 2)
    proposed(
        ledgers,
        MARKET,
        VILLAGE,
        title,
        "村里蔬菜上市集中，菜农在国道边交易，既不安全也压价。建议建一处交易市场，选址、建设内容和"
        "以后由谁管理，请大家商量。",
    )
    ledgers.on(3, 6)
    approved(ledgers, MARKET, VILLAGE, title, YZ6, "中共样例一村支部委员会", date(2026, 3, 6))
    ledgers.on(3, 10)
    plan = PlanId(f"{VILLAGE}:2026")
    ledgers.tell(f"topic/{MARKET}", VILLAGE, t.TopicPlanned(title=title, plan=plan), role="policy")
    ledgers.tell(key, VILLAGE, m.ConsultationPlanned(plan=plan), role="policy")
    ledgers.on(3, 18, 15)
    ledgers.tell(
        key,
        VILLAGE,
        m.ResearchRecorded(
            number=1,
            held_on=date(2026, 3, 17),
            led_by="县政协副主席",
            members=MEMBERS[:2],
            people_met=36,
            place="样例一村三个社、国道沿线",
            facts="全村种菜1,240亩，上市高峰每天约80辆车停在国道两侧；菜农自己找车，价格由客商定。",
            key_problem="没有固定场地，交易不安全，菜农没有议价能力。",
            proposal="利用村东闲置集体建设用地建交易棚，由村合作社管理。",
        ),
        role="member",
    )
    _credited(ledgers, MARKET, title, DutyKind.RESEARCH, "research-1", *MEMBERS[:2])
    done(ledgers, MARKET, VILLAGE, YZ6, "research")
    ledgers.on(3, 20)
    ledgers.tell(
        key,
        VILLAGE,
        m.PartiesFixed(
            parties=(
                m.Party(kind=m.PartyKind.STAKEHOLDER, title="菜农代表", count=12),
                m.Party(kind=m.PartyKind.STAKEHOLDER, title="收购客商", count=3),
                m.Party(kind=m.PartyKind.RESIDENT, title="东社居民代表", count=5),
                m.Party(kind=m.PartyKind.DEPARTMENT, title="县交通运输局", body="yz-transport"),
                m.Party(kind=m.PartyKind.MEMBER, title="下派委员", count=3),
            )
        ),
    )
    _round(
        ledgers,
        number=1,
        on=date(2026, 3, 27),
        questions=("建在哪里", "建什么", "钱从哪里来"),
        results=(m.Result.EXPLAINED,),
        events=(
            m.SpeechRecorded(
                session=1,
                kind=m.PartyKind.STAKEHOLDER,
                speaker="菜农代表甲",
                gist="国道边太险，愿意搬，但要离地近、摊位费不能高。",
            ),
            m.SpeechRecorded(
                session=1,
                kind=m.PartyKind.RESIDENT,
                speaker="东社居民代表",
                gist="担心夜里装车吵，要求出入口朝国道。",
            ),
            m.DissentRecorded(
                number=1,
                session=1,
                held_by="东社居民代表",
                text="市场离住户不足五十米，不同意原选址。",
            ),
        ),
    )
    _round(
        ledgers,
        number=2,
        on=date(2026, 4, 10),
        questions=("调整后的选址", "由谁管理"),
        results=(m.Result.CONSENSUS, m.Result.SOLVED),
        events=(
            m.ConsensusRecorded(
                number=1, session=2, text="市场向东移一百二十米，出入口朝国道，夜间十点后不装车。"
            ),
            m.ConsensusRecorded(number=2, session=2, text="由村合作社管理，摊位费三年不涨。"),
            m.PromiseMade(
                promise=m.Promise(
                    number=1,
                    session=2,
                    department="yz-transport",
                    what="硬化国道至市场连接路320米，设置减速带和警示牌",
                    due=date(2026, 6, 30),
                )
            ),
            m.PromiseMade(
                promise=m.Promise(
                    number=2,
                    session=2,
                    department="yz-agriculture",
                    what="争取产地冷藏保鲜补助，建交易棚两座",
                    due=date(2026, 9, 30),
                )
            ),
            m.PromiseMade(
                promise=m.Promise(
                    number=3,
                    session=2,
                    department="yz-market-supervision",
                    what="市场开业前派驻秤检点",
                    due=date(2026, 8, 31),
                )
            ),
        ),
    )
    ledgers.on(4, 12)
    ledgers.tell(
        key,
        VILLAGE,
        m.PromiseTasked(number=1, lead="yz-transport", co=("yz-natural-resources",)),
        m.PromiseTasked(number=2, lead="yz-agriculture"),
        m.PromiseWithdrawn(number=3, reason="秤检改为每月巡检，列入日常工作，不再单列任务。"),
        m.MinutesConfirmed(
            title=title,
            summary="经两轮协商，各方同意市场东移建设、合作社管理、夜间限时装车。",
            sessions=2,
            consensus=("市场向东移一百二十米", "由村合作社管理，摊位费三年不涨"),
            dissent=("东社居民代表对原选址持不同意见，东移后已解除",),
            tasks=(),
            raised_by=RAISED_BY,
            raised_in=VILLAGE,
            confirmed_by="样例一村议事会召集人",
        ),
        role="convenor",
    )
    done(ledgers, MARKET, VILLAGE, YZ6, "session")
    _market_outcome(ledgers, title)


def _round(
    ledgers: Ledgers,
    number: int,
    on: date,
    questions: tuple[str, ...],
    results: tuple[m.Result, ...],
    events: tuple[m.ConsultationEvent, ...],
) -> None:
    key = f"consultation/{MARKET}"
    ledgers.on(on.month, on.day - 6)
    ledgers.tell(
        key,
        VILLAGE,
        m.SessionCalled(
            number=number,
            form=m.Form.COUNCIL,
            key=True,
            council_class="village",
            on=on,
            place="样例一村协商议事室",
            questions=questions,
        ),
        m.MaterialsSent(session=number, documents=("调研记录", "选址示意图"), on=on),
        role="convenor",
    )
    ledgers.on(on.month, on.day, 14, 30)
    ledgers.tell(
        key,
        VILLAGE,
        m.SessionHeld(session=number, on=on, duration_minutes=95),
        m.AttendanceRecorded(
            session=number,
            on=on,
            form=m.Form.COUNCIL,
            title="样例一村蔬菜交易市场建设",
            present=MEMBERS[:3],
            headcount=(
                m.Headcount(kind=m.PartyKind.STAKEHOLDER, count=14),
                m.Headcount(kind=m.PartyKind.RESIDENT, count=5),
                m.Headcount(kind=m.PartyKind.DEPARTMENT, count=2),
            ),
        ),
        *events,
        m.SessionClosed(session=number, results=results),
        role="convenor",
    )
    _credited(ledgers, MARKET, "市场建设", DutyKind.ATTENDANCE, f"session-{number}", *MEMBERS[:3])


def _market_outcome(ledgers: Ledgers, title: str) -> None:
    key = f"outcome/{MARKET}"
    ledgers.on(4, 13)
    ledgers.tell(
        key,
        VILLAGE,
        o.OutcomeDrafted(
            title=title,
            summary="建议在村东建设蔬菜交易市场，由村合作社管理。",
            consensus=("市场向东移一百二十米", "由村合作社管理"),
            dissent=(),
            tasks=(),
            raised_by=RAISED_BY,
            raised_in=VILLAGE,
        ),
        role="policy",
    )
    ledgers.on(4, 16)
    ledgers.tell(
        key,
        VILLAGE,
        o.OutcomeConsented(
            consent=_consent("中共样例一村支部委员会", "党会纪〔2026〕4号", date(2026, 4, 16))
        ),
        role="party",
    )
    ledgers.tell(
        f"consultation/{MARKET}",
        VILLAGE,
        m.OutcomeNoted(milestone="OutcomeConsented"),
        role="policy",
    )
    ledgers.on(4, 17)
    ledgers.tell(
        f"consultation/{MARKET}",
        VILLAGE,
        m.ResultPublished(place="样例一村村务公开栏", on=date(2026, 4, 17)),
    )
    done(ledgers, MARKET, VILLAGE, YZ6, "publish")
    ledgers.on(4, 20)
    ledgers.tell(
        key,
        VILLAGE,
        o.OutcomeSent(
            number="新营样例一村协〔2026〕1号",
            sent_on=date(2026, 4, 20),
            recipients=("县交通运输局", "县农业农村局"),
            copies=("县目标绩效办", "新营镇人民政府"),
        ),
        o.TaskAssigned(
            number=1,
            lead="yz-transport",
            co=("yz-natural-resources",),
            what="硬化国道至市场连接路320米，设置减速带和警示牌",
            due=date(2026, 6, 30),
            first_progress_due=date(2026, 5, 20),
            promise=1,
        ),
        o.TaskAssigned(
            number=2,
            lead="yz-agriculture",
            co=(),
            what="争取产地冷藏保鲜补助，建交易棚两座",
            due=date(2026, 9, 30),
            first_progress_due=date(2026, 5, 20),
            promise=2,
        ),
    )
    ledgers.on(4, 22)
    for task, body in ((1, "yz-transport"), (2, "yz-agriculture")):
        accepted = o.TaskAccepted(number=task, department=body, officer="承办股室")
        ledgers.tell(key, VILLAGE, accepted, role="department")
    ledgers.on(5, 18, 16, 20)
    ledgers.tell(
        key,
        VILLAGE,
        o.ProgressReported(
            number=1,
            department="yz-transport",
            on=date(2026, 5, 18),
            percent=40,
            text="路基完成，等待水稳层材料。",
        ),
        o.ProgressReported(
            number=2,
            department="yz-agriculture",
            on=date(2026, 5, 18),
            percent=60,
            text="一号棚主体完工。",
        ),
        role="department",
    )
    ledgers.on(6, 26)
    ledgers.tell(
        key,
        VILLAGE,
        o.TaskCompleted(
            number=2,
            department="yz-agriculture",
            on=date(2026, 6, 26),
            result="两座交易棚建成，补助28万元到位。",
            adopted_in=o.AdoptedIn.CONTRACT,
        ),
        role="department",
    )
    ledgers.on(7, 8)
    ledgers.tell(
        key,
        VILLAGE,
        o.LookBackHeld(
            number=2,
            on=date(2026, 7, 8),
            led_by="县政协农业农村委主任",
            members=MEMBERS[:2],
            residents_asked=20,
            residents_confirming=19,
            kept=True,
            finding="两座棚已投入使用，秤位、排水正常。",
        ),
        role="committee",
    )
    _credited(ledgers, MARKET, "市场建设", DutyKind.LOOK_BACK, "look-back-1", *MEMBERS[:2])


def lily_trade(ledgers: Ledgers) -> None:
    """000-52: passed up to the county, joint research, closed with benefit figures."""
    title = "园子岔乡百合产业发展"
    key, out = f"consultation/{LILY}", f"outcome/{LILY}"
    ledgers.on(1, 12)
    proposed(ledgers, LILY, TOWNSHIP, title, "百合品种退化、销路单一，请商量怎样做成支柱产业。")
    ledgers.on(1, 20)
    ledgers.tell(
        f"topic/{LILY}",
        COUNTY,
        t.TopicPassedUp(
            from_unit=TOWNSHIP,
            to_unit=COUNTY,
            reason="涉及全县产业布局，乡镇难以单独解决。",
            consent=_consent("中共园子岔乡委员会", "园党纪〔2026〕2号", date(2026, 1, 19)),
        ),
        role="party",
    )
    approved(
        ledgers, LILY, COUNTY, title, YZ7, "中共榆中县委员会", date(2026, 1, 26), raised_in=TOWNSHIP
    )
    ledgers.on(2, 3)
    ledgers.tell(
        key,
        COUNTY,
        m.SessionPlanned(
            form=m.Form.COUNTERPART,
            place="县政协会议室",
            on=date(2026, 3, 5),
            questions=("品种", "销路", "由谁牵头"),
        ),
    )
    done(ledgers, LILY, COUNTY, YZ7, "plan")
    ledgers.tell(
        key,
        TOWNSHIP,
        m.JointResearchRequested(
            committee="yz-education-culture-health-sports", question="百合深加工有没有条件"
        ),
    )
    ledgers.on(2, 20)
    ledgers.tell(
        key,
        COUNTY,
        m.ResearchRecorded(
            number=1,
            held_on=date(2026, 2, 19),
            led_by="教科文卫体委员会",
            committee="yz-education-culture-health-sports",
            joint=True,
            members=MEMBERS[2:6],
            people_met=58,
            place="园子岔乡五个村",
            facts="全乡种植百合6,300亩，户均收入一半来自百合。",
            key_problem="种球退化，没有加工企业。",
            proposal="作为乡村振兴支柱产业，建种球繁育基地。",
        ),
        role="committee",
    )
    done(ledgers, LILY, COUNTY, YZ7, "research")
    ledgers.on(3, 6)
    ledgers.tell(
        key,
        COUNTY,
        m.MinutesConfirmed(
            title=title,
            summary="建议把百合列为支柱产业。",
            sessions=1,
            consensus=("列为支柱产业",),
            dissent=(),
            tasks=(),
            raised_by=RAISED_BY,
            raised_in=TOWNSHIP,
            confirmed_by="会议主持人",
        ),
        role="committee",
    )
    done(ledgers, LILY, COUNTY, YZ7, "session")
    ledgers.on(3, 16)
    ledgers.tell(
        out,
        COUNTY,
        o.OutcomeDrafted(
            title=title,
            summary="列为支柱产业。",
            consensus=(),
            dissent=(),
            tasks=(),
            raised_by=RAISED_BY,
            raised_in=TOWNSHIP,
        ),
        o.OutcomeSent(
            number="榆政协〔2026〕3号",
            sent_on=date(2026, 3, 16),
            recipients=("县委",),
            copies=("县目标绩效办",),
        ),
        o.TaskAssigned(
            number=1,
            lead="yz-agriculture",
            co=("yz-commerce",),
            what="建百合种球繁育基地500亩",
            due=date(2026, 6, 20),
            first_progress_due=date(2026, 4, 15),
        ),
        role="county-office",
    )
    done(ledgers, LILY, COUNTY, YZ7, "report")
    ledgers.on(6, 10)
    ledgers.tell(
        out,
        COUNTY,
        o.TaskCompleted(
            number=1, department="yz-agriculture", on=date(2026, 6, 10), result="基地建成并移交。"
        ),
        role="department",
    )
    ledgers.on(6, 28, 11)
    ledgers.tell(
        out,
        COUNTY,
        o.LookBackHeld(
            number=1,
            on=date(2026, 6, 24),
            led_by="县政协副主席",
            kept=True,
            finding="种球长势良好，台账齐全。",
        ),
        o.FeedbackGiven(
            raised_by=RAISED_BY, on=date(2026, 6, 28), channel="乡工作站登门", satisfied=True
        ),
        o.OutcomeClosed(
            number="榆政协〔2026〕3号",
            benefit=o.Benefit(people=4100, households=980, area_mu=6300),
            reason="任务完成，回头看属实，已反馈。",
        ),
        role="county-office",
    )
    done(ledgers, LILY, COUNTY, YZ7, "convert")
    ledgers.tell(f"topic/{LILY}", COUNTY, t.TopicClosed(outcome_number="榆政协〔2026〕3号"))


def irrigation_channel(ledgers: Ledgers) -> None:
    """A simple consultation that was promoted to six steps."""
    title = "高崖镇样例二村灌溉渠系维修"
    unit = "620123102201"
    ledgers.on(6, 1)
    proposed(ledgers, CHANNEL, unit, title, "三号支渠渗漏，下游浇不上水。")
    ledgers.on(6, 3)
    approved(ledgers, CHANNEL, unit, title, YZS, "中共样例二村支部委员会", date(2026, 6, 3))
    ledgers.on(6, 9)
    ledgers.tell(
        f"consultation/{CHANNEL}",
        unit,
        m.CaseUpgraded(
            from_procedure="YZS", procedure=YZ6, reason="涉及上下游三个村，现场说不清，需要调研。"
        ),
        *(_done(step) for step in YZ6.steps[:2]),
        role="convenor",
    )


def personal_claim(ledgers: Ledgers) -> None:
    """001-15: one person's claim, transferred out."""
    ledgers.on(5, 6)
    proposed(
        ledgers, CLAIM, VILLAGE, "宅基地界址争议", "与邻居的界址争议。", scale=t.Scale.PERSONAL
    )
    ledgers.tell(
        f"topic/{CLAIM}",
        VILLAGE,
        t.TopicTransferredOut(receiver="镇人民调解委员会", reason="属于个人之间的争议。"),
    )


def in_another_county(ledgers: Ledgers) -> None:
    ledgers.on(5, 7)
    proposed(ledgers, FOREIGN, ELSEWHERE, "城北镇停车难", "街面车位不足。")


def written_with_ill_intent(ledgers: Ledgers) -> None:
    """Markup in every text, and words longer than a telephone is wide; in another county."""
    unit = ELSEWHERE
    ledgers.on(6, 20)
    long = "W" * 110
    proposed(ledgers, OVERLONG, unit, HOSTILE + "长题目" * 10, f"{HOSTILE}\n{long}")
    ledgers.tell(
        f"topic/{OVERLONG}",
        unit,
        t.TopicReturned(answers={}, reason=f"{HOSTILE} {long}"),
    )


def waiting(ledgers: Ledgers) -> None:
    """A few more matters here and there, at different steps."""
    for number, (unit, title, procedure) in enumerate(
        (
            ("620123100001", "兴隆片老旧小区改造后的物业管理", YZ7),
            ("620123101000", "安置房抽签分房办法摸底", YZ7),
            ("620123210000", "洋葱产业冷链与错峰上市", YZ7),
            ("620123205201", "村道路灯由谁维护", YZS),
            ("620123109000", "集镇农贸市场秩序治理", YZ7),
        ),
        start=100,
    ):
        topic = f"01981000-0000-7000-8000-000000000{number}"
        ledgers.on(6, 2 + number % 20)
        proposed(ledgers, topic, unit, title, title + "，请大家商量。")
        if number % 2 == 0:
            approved(ledgers, topic, unit, title, procedure, "同级党组织", date(2026, 6, 15))


def whole_county() -> Ledgers:
    ledgers = Ledgers(datetime(2026, 1, 4, 1, tzinfo=UTC), _names())
    registered(ledgers)
    lily_trade(ledgers)
    village_market(ledgers)
    irrigation_channel(ledgers)
    personal_claim(ledgers)
    in_another_county(ledgers)
    waiting(ledgers)
    written_with_ill_intent(ledgers)
    ledgers.records.sort(key=lambda record: record.time)
    return ledgers


def empty_county() -> Ledgers:
    """The units are registered and nothing has been raised yet."""
    ledgers = Ledgers(datetime(2026, 1, 4, 1, tzinfo=UTC), _names())
    registered(ledgers)
    return ledgers
