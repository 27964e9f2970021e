"""000-47, a village market: two rounds of sessions, one task done and checked, one overdue."""

from datetime import date

from contracts.ids import PlanId
from contracts.meetings import consultation as m
from contracts.outcomes import outcome as o
from runtime.decider import Command
from services.meetings.consultation import commands as meetings
from services.outcomes.outcome import commands as outcomes
from services.topics.topic.commands import PlanTopic
from tests.console.deeds import admitted, approved, consent, proposed
from tests.console.ledgers import Ledgers
from tests.console.register import MEMBERS, VILLAGE

MARKET = "01981000-0000-7000-8000-000000000047"
PARTY = "中共样例一村支部委员会"


def village_market(ledgers: Ledgers) -> None:
    ledgers.on(3, 2)
    proposed(
        ledgers,
        MARKET,
        VILLAGE,
        "新营镇样例一村蔬菜交易市场建设",
        "村里蔬菜上市集中，菜农在国道边交易，既不安全也压价。建议建一处交易市场，选址、建设内容和"
        "以后由谁管理，请大家商量。",
    )
    ledgers.on(3, 6)
    admitted(ledgers, MARKET)
    approved(ledgers, MARKET, PARTY, date(2026, 3, 6))
    ledgers.on(3, 10)
    ledgers.ask(MARKET, PlanTopic(plan=PlanId(f"{VILLAGE}:2026")), role="policy")
    ledgers.on(3, 18, 15)
    research = meetings.RecordResearch(
        held_on=date(2026, 3, 17),
        led_by="县政协副主席",
        members=MEMBERS[:2],
        people_met=36,
        place="样例一村三个社、国道沿线",
        facts="全村种菜1,240亩，上市高峰每天约80辆车停在国道两侧；菜农自己找车，价格由客商定。",
        key_problem="没有固定场地，交易不安全，菜农没有议价能力。",
        proposal="利用村东闲置集体建设用地建交易棚，由村合作社管理。",
    )
    ledgers.ask(MARKET, research, role="member")
    ledgers.on(3, 20)
    parties = (
        m.Party(kind=m.PartyKind.STAKEHOLDER, title="菜农代表", count=12),
        m.Party(kind=m.PartyKind.STAKEHOLDER, title="收购客商", count=3),
        m.Party(kind=m.PartyKind.RESIDENT, title="东社居民代表", count=5),
        m.Party(kind=m.PartyKind.DEPARTMENT, title="县交通运输局", body="yz-transport"),
        m.Party(kind=m.PartyKind.MEMBER, title="下派委员", count=3),
    )
    ledgers.ask(MARKET, meetings.FixParties(parties=parties))
    _round(
        ledgers,
        1,
        date(2026, 3, 27),
        ("建在哪里", "建什么", "钱从哪里来"),
        (m.Result.EXPLAINED,),
        meetings.RecordSpeech(
            session=1,
            kind=m.PartyKind.STAKEHOLDER,
            speaker="菜农代表甲",
            gist="国道边太险，愿意搬，但要离地近、摊位费不能高。",
        ),
        meetings.RecordSpeech(
            session=1,
            kind=m.PartyKind.RESIDENT,
            speaker="东社居民代表",
            gist="担心夜里装车吵，要求出入口朝国道。",
        ),
        meetings.RecordDissent(
            session=1,
            held_by="东社居民代表",
            text="市场离住户不足五十米，不同意原选址。",
        ),
    )
    _round(
        ledgers,
        2,
        date(2026, 4, 10),
        ("调整后的选址", "由谁管理"),
        (m.Result.CONSENSUS, m.Result.SOLVED),
        meetings.RecordConsensus(
            session=2, text="市场向东移一百二十米，出入口朝国道，夜间十点后不装车。"
        ),
        meetings.RecordConsensus(session=2, text="由村合作社管理，摊位费三年不涨。"),
        meetings.MakePromise(
            session=2,
            department="yz-transport",
            what="硬化国道至市场连接路320米，设置减速带和警示牌",
            due=date(2026, 6, 30),
        ),
        meetings.MakePromise(
            session=2,
            department="yz-agriculture",
            what="争取产地冷藏保鲜补助，建交易棚两座",
            due=date(2026, 9, 30),
        ),
        meetings.MakePromise(
            session=2,
            department="yz-market-supervision",
            what="市场开业前派驻秤检点",
            due=date(2026, 8, 31),
        ),
    )
    ledgers.on(4, 12)
    ledgers.ask(
        MARKET,
        meetings.TaskPromise(promise=1, lead="yz-transport", co=("yz-natural-resources",)),
        meetings.TaskPromise(promise=2, lead="yz-agriculture"),
        meetings.WithdrawPromise(
            promise=3, reason="秤检改为每月巡检，列入日常工作，不再单列任务。"
        ),
        meetings.ConfirmMinutes(
            summary="经两轮协商，各方同意市场东移建设、合作社管理、夜间限时装车。",
            confirmed_by="样例一村议事会召集人",
        ),
        role="convenor",
    )
    _outcome(ledgers)


def _round(
    ledgers: Ledgers,
    number: int,
    on: date,
    questions: tuple[str, ...],
    results: tuple[m.Result, ...],
    *said: Command,
) -> None:
    before = on.replace(day=on.day - 6)
    ledgers.on(before.month, before.day)
    ledgers.ask(
        MARKET,
        meetings.CallSession(
            form=m.Form.COUNCIL,
            key=True,
            on=on,
            place="样例一村协商议事室",
            questions=questions,
        ),
        meetings.SendMaterials(session=number, documents=("调研记录", "选址示意图"), on=before),
        role="convenor",
    )
    ledgers.on(on.month, on.day, 14, 30)
    ledgers.ask(
        MARKET,
        meetings.HoldSession(session=number, on=on, duration_minutes=95),
        meetings.RecordAttendance(
            session=number,
            present=MEMBERS[:3],
            headcount=(
                m.Headcount(kind=m.PartyKind.STAKEHOLDER, count=14),
                m.Headcount(kind=m.PartyKind.RESIDENT, count=5),
                m.Headcount(kind=m.PartyKind.DEPARTMENT, count=2),
            ),
        ),
        *said,
        meetings.CloseSession(session=number, results=results),
        role="convenor",
    )


def _outcome(ledgers: Ledgers) -> None:
    ledgers.on(4, 16)
    agreed = consent(PARTY, "党会纪〔2026〕4号", date(2026, 4, 16))
    ledgers.ask(MARKET, outcomes.ConsentToOutcome(consent=agreed), role="party")
    ledgers.on(4, 17)
    published = meetings.PublishResult(place="样例一村村务公开栏", on=date(2026, 4, 17))
    ledgers.ask(MARKET, published)
    ledgers.on(4, 20)
    sent = outcomes.SendOutcome(
        outcome_number="新营样例一村协〔2026〕1号",
        sent_on=date(2026, 4, 20),
        recipients=("县交通运输局", "县农业农村局"),
        copies=("县目标绩效办", "新营镇人民政府"),
    )
    ledgers.ask(MARKET, sent)
    ledgers.on(4, 22)
    for number, body in ((1, "yz-transport"), (2, "yz-agriculture")):
        accepting = outcomes.AcceptTask(task=number, officer="承办股室")
        ledgers.ask(MARKET, accepting, role="department", body=body)
    ledgers.on(5, 18, 16, 20)
    for number, body, percent, text in (
        (1, "yz-transport", 40, "路基完成，等待水稳层材料。"),
        (2, "yz-agriculture", 60, "一号棚主体完工。"),
    ):
        progress = outcomes.ReportProgress(
            task=number, on=date(2026, 5, 18), percent=percent, text=text
        )
        ledgers.ask(MARKET, progress, role="department", body=body)
    ledgers.on(6, 26)
    done = outcomes.CompleteTask(
        task=2,
        on=date(2026, 6, 26),
        result="两座交易棚建成，补助28万元到位。",
        adopted_in=o.AdoptedIn.CONTRACT,
    )
    ledgers.ask(MARKET, done, role="department", body="yz-agriculture")
    ledgers.on(7, 8)
    look_back = outcomes.HoldLookBack(
        on=date(2026, 7, 8),
        led_by="县政协农业农村委主任",
        members=MEMBERS[:2],
        residents_asked=20,
        residents_confirming=19,
        tasks=(o.TaskChecked(task=2, kept=True),),
        finding="两座棚已投入使用，秤位、排水正常。",
    )
    ledgers.ask(MARKET, look_back, role="committee")
