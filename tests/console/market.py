"""000-47, a village market: two rounds of sessions, one task done and checked, one overdue."""

from datetime import date

from contracts.ids import PlanId
from contracts.meetings import consultation as m
from contracts.members.duty import DutyKind
from contracts.outcomes import outcome as o
from contracts.topics import topic as t
from tests.console.deeds import RAISED_BY, approved, consent, credited, done, proposed
from tests.console.ledgers import Ledgers
from tests.console.register import MEMBERS, VILLAGE, YZ6

MARKET = "01981000-0000-7000-8000-000000000047"


def village_market(ledgers: Ledgers) -> None:
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
    credited(ledgers, MARKET, title, DutyKind.RESEARCH, "research-1", *MEMBERS[:2])
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
    credited(ledgers, MARKET, "市场建设", DutyKind.ATTENDANCE, f"session-{number}", *MEMBERS[:3])


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
            consent=consent("中共样例一村支部委员会", "党会纪〔2026〕4号", date(2026, 4, 16))
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
    credited(ledgers, MARKET, "市场建设", DutyKind.LOOK_BACK, "look-back-1", *MEMBERS[:2])
