"""(b) A township's lily trade, passed up to the county (000-52)."""

from datetime import date

from contracts.places import prefix
from yishi.client import Client
from yishi.development.demo.case import COUNTY, OFFICE, Case, Say

YUANZICHA = "620123212000"
COUNTY_PARTY, COMMITTEE = "county-party", "education-committee"


async def lily_trade(client: Client, today: date, say: Say) -> str:
    """(b) A township's topic that the county takes up, with joint research by a committee."""
    case = Case(
        client,
        "lily",
        "(b) 百合产业",
        YUANZICHA,
        today,
        say,
        clerk=OFFICE,
        branch=COUNTY_PARTY,
        organisation="yz-party",
    )
    await case.raise_topic(
        "样例村民乙",
        as_="yuanzicha-clerk",
        title="园子岔乡百合产业发展",
        description="乡里种植百合的农户逐年增加，但种球外购、加工储存不足、销路单一，"
        "群众希望县里帮助谋划，把百合做成支柱产业。",
        origin="public",
        supporters=126,
    )
    await case.screen("yuanzicha-convenor", "reform", "major", "涉及全乡产业方向和多个县级部门")
    await case.ask(
        "topics",
        "/topics/{}/passing-up",
        as_="yuanzicha-party",
        to_unit=COUNTY,
        reason="种球、加工、品牌都超出乡级职责，请县级协商。",
        consent=case.consent("yz-party-212", "园子岔乡党委会议纪要第4号", 235),
    )
    case.done("passed up to the county")
    await case.approve("县委常委会会议纪要第11号", 228)
    await case.plan(
        OFFICE,
        COUNTY_PARTY,
        "榆中县年度协商计划",
        unit=COUNTY,
        days=170,
        form="专题协商",
        responsible="教科文卫体委员会",
        consent=case.consent("yz-party", "县委常委会会议纪要第12号", 226),
    )
    (asked, *_) = await case.ask(
        "meetings",
        "/activities/asked",
        unit=COUNTY,
        kind="research",
        title="园子岔乡百合产业联合调研",
        asked=["yz-education-culture-health-sports"],
        question="百合能否成为园子岔乡的支柱产业，短板在哪里？",
        consultations=await case.served(),
    )
    survey = "/activities/" + asked["subject"].split("/")[1]
    await case.ask("meetings", f"{survey}/agreement", as_=COMMITTEE)
    await case.meet(
        "session-plan",
        form="counterpart",
        place="园子岔乡政府会议室",
        on=case.ago(170),
        questions=["种球从哪里来？", "加工和储存怎样补上？", "品牌和销路怎样打开？"],
    )
    case.done("consented to, in the county's plan: seven steps (YZ7)")
    # 000-52: provincial and municipal members were asked too; they head the roster.
    seniors = ["m-620123-001", "m-620123-002"]
    members = [*seniors, *await case.members(2, prefix(YUANZICHA))]
    await case.research(
        f"{survey}/record",
        as_=COMMITTEE,
        held_on=case.ago(205),
        led_by="教科文卫体委员会",
        members=members,
        people_met=57,
        place="园子岔乡五个村及一处合作社",
        facts="种植户620户、面积1150亩；种球七成外购，鲜百合当年须全部售出，"
        "全乡只有一座容量80吨的冷库；没有统一商标。",
        key_problem="加工储存不足，价格由外来客商说了算",
        proposal="扩大本地种球繁育，建冷藏加工点，申请地理标志，按三年分步实施",
    )
    await case.meet(
        "participants",
        participants=[
            {"kind": "cadre", "title": "园子岔乡党委、政府", "count": 3},
            {"kind": "stakeholder", "title": "种植户和合作社负责人", "count": 8},
            *({"kind": "member", "title": "政协委员", "member": member} for member in members),
            {"kind": "expert", "title": "农技专家", "count": 2},
            {
                "kind": "committee",
                "title": "教科文卫体委员会",
                "body": "yz-education-culture-health-sports",
            },
            {"kind": "department", "title": "县农业农村局", "body": "yz-agriculture"},
            {"kind": "department", "title": "县商务局", "body": "yz-commerce"},
            {
                "kind": "department",
                "title": "县市场监督管理局",
                "body": "yz-market-supervision",
            },
        ],
    )
    await case.hold(
        "园子岔乡百合产业发展协商会",
        days=170,
        form="counterpart",
        place="园子岔乡政府会议室",
        questions=["种球从哪里来？", "加工和储存怎样补上？", "品牌和销路怎样打开？"],
        documents=["联合调研报告", "三年实施设想"],
        minutes=150,
        present=members,
        headcount={"cadre": 3, "stakeholder": 8, "expert": 2, "department": 3},
        speeches=[
            ("stakeholder", "合作社负责人", "最怕丰收没处放，有冷库就不必压价卖。"),
            ("stakeholder", "种植户代表", "外购种球贵而且混杂，愿意试种本地种球。"),
            ("expert", "农技专家", "本地高海拔适合繁育，三年可以自给五成。"),
            ("member", "政协委员", "建议先做商标和标准，再谈规模。"),
            ("cadre", "园子岔乡政府", "乡里可以拿出闲置校舍作加工点。"),
            ("department", "县农业农村局", "繁育基地可以列入今年项目。"),
            ("department", "县商务局", "组织两次产销对接。"),
        ],
    )
    await case.agree(
        "百合作为园子岔乡支柱产业培育，按三年分步实施",
        "利用闲置校舍建冷藏加工点，由合作社经营，收益按股分配",
    )
    await case.sit(
        "dissent",
        held_by="部分种植户",
        text="担心扩种后价格下跌，主张先定收购保底价再扩大面积。",
    )
    await case.promise("yz-agriculture", "建50亩种球繁育基地，提供技术指导", 85)
    await case.promise("yz-commerce", "组织两次产销对接，帮助签订购销合同", 90)
    await case.promise("yz-market-supervision", "指导申请百合地理标志", 80)
    await case.end("explained", "consensus")
    for number, lead, co in (
        (1, "yz-agriculture", ["yz-finance"]),
        (2, "yz-commerce", ["yz-agriculture"]),
        (3, "yz-market-supervision", []),
    ):
        await case.sit("promises/task", promise=number, lead=lead, co=co)
    summary = (
        "县政协与园子岔乡就百合产业开展联合调研和协商，明确了三年分步实施的路子，"
        "三个部门作出承诺并转为任务。部分种植户关于保底价的意见一并报送。"
    )
    await case.minute(summary, "县政协教科文卫体委员会", 168)
    await case.meet("conclusion", summary=summary)
    case.done("joint research, session of the county, minutes confirmed")
    await case.send(
        "县委常委会会议纪要第15号",
        consented=160,
        sent=156,
        outcome_number=f"榆政协发〔{case.today.year}〕9号",
        recipients=["中共榆中县委员会", "榆中县人民政府"],
        copies=["园子岔乡党委"],
    )
    case.done("outcome sent to county Party committee and government")
    await case.work(
        1,
        "yz-agriculture",
        "产业发展股",
        progress=[(135, 30, "选定两处共52亩地块。"), (110, 70, "种球已下种，派驻技术员。")],
        completed=88,
        result="建成繁育基地52亩，培训种植户140人次。",
    )
    await case.work(
        2,
        "yz-commerce",
        "市场流通股",
        progress=[(132, 50, "第一次对接会签意向3份。"), (105, 80, "第二次对接会签合同4份。")],
        completed=92,
        result="签订购销合同4份，约定收购鲜百合320吨。",
    )
    await case.work(
        3,
        "yz-market-supervision",
        "知识产权股",
        progress=[(130, 30, "完成产地范围和品质资料。"), (100, 60, "材料已报市级审核。")],
        completed=84,
        result="地理标志申请已受理，团体标准发布。",
    )
    await case.adopted("budget", "county", "榆中县人民政府", "榆政办发〔样例〕7号", 88)
    await case.adopted("decision", "county", "中共榆中县委员会", "县委常委会会议纪要第21号", 84)
    await case.follow(
        "checks",
        kind="look-back",
        as_=COMMITTEE,
        on=case.ago(18),
        led_by="教科文卫体委员会",
        members=members[:3],
        residents_asked=40,
        residents_confirming=36,
        tasks=[
            {"task": 1, "kept": True, "finding": "基地出苗整齐。"},
            {"task": 2, "kept": True, "finding": "合同履行过半。"},
            {"task": 3, "kept": True, "finding": "受理通知和标准文本在案。"},
        ],
        finding="基地出苗整齐，合同履行过半；冷藏加工点已投用，仍有农户希望增加库容。",
    )
    await case.follow(
        "feedback", on=case.ago(12), channel="乡村两级会议通报并上门告知", satisfaction="satisfied"
    )
    await case.finish(
        {"people": 2400, "households": 620, "area_mu": 1150, "money_yuan": 1_260_000},
        "三项任务办结，核查确认落实，已向提出人和园子岔乡反馈。",
    )
    return case.topic
