"""(a) A village's vegetable market, six steps and two rounds (000-47)."""

from datetime import date

from contracts.places import prefix
from yishi.client import Client
from yishi.development.demo.case import Case, Say

XINYING, MARKET = "620123109000", "620123109210"


async def village_market(client: Client, today: date, say: Say) -> str:
    """(a) Where the market stands, what is built, who runs it: agreed after repeated talks."""
    case = Case(
        client,
        "market",
        "(a) 菜市场",
        MARKET,
        today,
        say,
        clerk="xinying-village-clerk",
        branch="xinying-village-party",
        organisation="yz-party-109210",
    )
    await case.raise_topic(
        "样例村民甲",
        title="新营镇样例十一村便民菜市场建设",
        description="村里没有固定的菜市场，摊贩沿村道摆卖，下雨天买卖都不便，逢集堵车。"
        "群众希望建一处固定的便民菜市场，地点、规模和以后由谁管理都需要商量。",
        origin="public",
        supporters=43,
    )
    await case.screen(
        "xinying-village-convenor",
        "livelihood",
        "major",
        "涉及全村用地和村集体投入，须会议协商",
    )
    await case.approve("样例十一村党支部会议纪要第3号", 205)
    case.done("admitted, consented to: six steps (YZ6)")
    await case.plan(
        "xinying-clerk",
        "xinying-party",
        "新营镇年度协商计划",
        unit=XINYING,
        days=180,
        form="协商议事会",
        responsible="新营镇委员工作站",
        consent=case.consent("yz-party-109", "新营镇党委会议纪要第7号", 200),
    )
    members = await case.members(3, MARKET, prefix(XINYING))
    await case.surveyed(
        held_on=case.ago(192),
        led_by="村议事会召集人",
        members=members,
        people_met=38,
        place="样例十一村村道两侧及三处备选地块",
        facts="逢集日沿路摊位约45个，本村摊贩27户；备选地块三处，面积在4至8亩之间；"
        "受访的38人中31人赞成固定经营，12人担心摊位费。",
        key_problem="选址涉及三户承包地，摊位费和管理主体没有共识",
        proposal="先就选址和补偿协商，再就建设内容和运营协商，分两次进行",
    )
    await case.meet(
        "participants",
        participants=[
            {"kind": "cadre", "title": "村“两委”成员", "count": 5},
            {"kind": "resident", "title": "各社村民代表", "count": 16},
            {"kind": "stakeholder", "title": "备选地块承包户、现有菜贩", "count": 9},
            *({"kind": "member", "title": "下派委员", "member": member} for member in members),
            {"kind": "department", "title": "县自然资源局", "body": "yz-natural-resources"},
            {"kind": "department", "title": "县市场监督管理局", "body": "yz-market-supervision"},
            {"kind": "department", "title": "县交通运输局", "body": "yz-transport"},
        ],
    )
    await case.hold(
        "菜市场选址协商会",
        days=180,
        form="council",
        place="样例十一村协商议事室",
        questions=["菜市场建在哪里？", "占用的承包地怎样补偿？"],
        documents=["三处备选地块比较表", "调研情况"],
        minutes=110,
        present=members[:2],
        headcount={"cadre": 5, "resident": 14, "stakeholder": 8, "department": 2},
        speeches=[
            ("cadre", "村委会", "介绍三处备选地块的面积、权属和通行情况。"),
            ("stakeholder", "承包户代表", "愿意流转，但补偿要按同一标准，一次付清。"),
            ("resident", "村民代表", "村口地块离学校近，担心上下学时段堵车，主张建在村道东侧。"),
            ("member", "下派委员", "建议同步考虑停车和排水，不要只看地价。"),
            ("department", "县自然资源局", "东侧地块性质符合村庄规划，可按设施用地办理。"),
        ],
    )
    await case.agree(
        "菜市场建在村道东侧地块，占地6亩",
        "承包地按统一标准流转，一次付清当年流转费",
    )
    await case.sit(
        "dissent",
        held_by="个别村民代表",
        text="仍主张建在村口，理由是离公路近、外来客商方便。",
    )
    what = "办理村道东侧6亩地块的设施用地手续"
    await case.promise("yz-natural-resources", what, 115)
    what = "在菜市场门口增设公交停靠点"
    await case.promise("yz-transport", what, 100)
    await case.end("explained", "consensus")
    await case.sit(
        "promises/withdrawal",
        promise=2,
        reason="县级公交线路本年度不作调整，各方同意改由乡镇另行申报。",
    )
    await case.sit("promises/task", promise=1, lead="yz-natural-resources")
    await case.minute("菜市场建在村道东侧地块。", "样例十一村协商议事会召集人", 178)
    case.done("first round: where to build")
    await case.surveyed(
        held_on=case.ago(170),
        led_by="下派委员",
        members=members,
        people_met=11,
        place="邻近乡镇两处便民市场",
        facts="两处市场摊位费每月30至50元，均由村集体管理；一处因无排水整改过。",
        key_problem="运营费用能否由摊位费负担",
        proposal="由村集体管理，首年摊位费减半，排水与地面硬化同步完成",
    )
    await case.hold(
        "菜市场建设和管理协商会",
        days=160,
        form="council",
        place="样例十一村协商议事室",
        questions=["建什么、花多少钱？", "建成后由谁管理、怎样收费？"],
        documents=["建设内容与概算", "两处市场走访情况"],
        minutes=95,
        present=members,
        headcount={"cadre": 5, "resident": 15, "stakeholder": 9, "department": 3},
        speeches=[
            ("cadre", "村委会", "概算38万元，村集体出12万元，其余申请补助。"),
            ("stakeholder", "菜贩代表", "每月40元可以接受，希望固定摊位抽签分配。"),
            ("resident", "村民代表", "收费标准要公示，自产自销的老人不收费。"),
            ("member", "下派委员", "管理办法写进村规民约，账目按季公布。"),
            ("department", "县市场监督管理局", "开业前上门办理登记，培训食品安全。"),
        ],
    )
    await case.agree(
        "建棚位48个、公厕1处，地面硬化和排水同步完成，概算38万元",
        "由村集体管理，固定摊位每月40元，自产自销的老人免费，账目按季公布",
    )
    what = "开业前上门办理摊贩登记，开展一次食品安全培训"
    await case.promise("yz-market-supervision", what, 95)
    await case.end("consensus", "solved")
    await case.sit("promises/task", promise=1, lead="yz-market-supervision")
    await case.minute("建设内容和管理办法一致通过。", "样例十一村协商议事会召集人", 158)
    await case.meet(
        "conclusion",
        summary="经两次协商，确定了菜市场的地点、建设内容和管理办法。两项承诺转为任务，"
        "一项由承诺单位说明理由撤回。个别村民代表对选址保留意见，已记录。",
    )
    case.done("second round: what to build and who runs it; minutes confirmed")
    await case.send(
        "样例十一村党支部会议纪要第5号",
        consented=150,
        sent=148,
        outcome_number=f"新营样例十一村协字〔{case.today.year}〕1号",
        recipients=["新营镇党委", "新营镇人民政府"],
        copies=["县政协办公室"],
    )
    await case.follow(
        "publication",
        place="样例十一村村务公开栏",
        on=case.ago(146),
    )
    await case.work(
        1,
        "yz-natural-resources",
        "用地管理股",
        progress=[(130, 40, "现场勘界完成，材料已受理。"), (118, 80, "公示期满，无异议。")],
        completed=112,
        result="设施用地备案办结，面积6亩。",
    )
    await case.work(
        2,
        "yz-market-supervision",
        "城关市场监管所",
        progress=[(125, 20, "已摸清27户摊贩底数。"), (96, 90, "培训已办，登记办结25户。")],
        completed=90,
        result="27户摊贩全部登记，食品安全培训一次，管理办法写入村规民约。",
    )
    await case.adopted("village-rules", "village", "样例十一村村民会议", "村规民约第9条", 90)
    await case.follow(
        "checks",
        kind="look-back",
        on=case.ago(20),
        led_by="村议事会召集人、下派委员",
        members=members,
        residents_asked=30,
        residents_confirming=28,
        tasks=[
            {"task": 1, "kept": True, "finding": "棚位48个已投入使用，排水在雨季正常。"},
            {"task": 2, "kept": True, "finding": "收费与公示一致，账目公布两次。"},
        ],
        finding="棚位48个已投入使用，收费与公示一致，账目公布两次；排水在雨季正常。",
    )
    await case.follow(
        "feedback", on=case.ago(15), channel="上门告知并在村务公开栏张贴", satisfaction="satisfied"
    )
    await case.finish(
        {"people": 1860, "households": 486, "area_mu": 6, "money_yuan": 380_000},
        "任务全部办结，核查确认落实，已向提出人反馈。",
    )
    return case.topic
