"""(c) A simple consultation that turns out to be a major matter (domain 5.2)."""

from datetime import date

from yishi.client import Client
from yishi.development.demo.case import Case, Say

XIAGUANYING, CHANNEL = "620123101", "620123101209"


async def irrigation_channel(client: Client, today: date, say: Say) -> str:
    """(c) Taken for a general matter, talked over on the spot, and promoted to six steps."""
    case = Case(
        client,
        "channel",
        "(c) 灌溉渠",
        CHANNEL,
        today,
        say,
        clerk="xiaguanying-village-clerk",
        branch="xiaguanying-village-party",
        organisation="yz-party-101209",
    )
    await case.raise_topic(
        "样例村民丙",
        title="夏官营镇样例十村二社灌溉渠清淤",
        description="二社一段灌溉渠淤积，浇水时渠水漫到路上。群众希望尽快清淤。",
        origin="public",
        supporters=17,
    )
    await case.screen(
        "xiaguanying-village-convenor",
        "livelihood",
        "general",
        "一个社的日常维护，现场商量即可",
    )
    await case.approve("样例十村党支部会议纪要第2号", 182)
    await case.hold(
        "二社渠道清淤",
        days=178,
        form="simple",
        place="二社渠边",
        questions=["怎样清淤，谁出工？"],
        minutes=40,
        present=[],
        headcount={"cadre": 2, "resident": 9},
        speeches=[
            ("resident", "二社村民", "清了也没用，上游三社关闸，水来得又急又少。"),
            ("cadre", "村委会", "渠闸归三个社共用，要三个社一起定。"),
        ],
    )
    await case.sit(
        "dissent",
        held_by="二社村民",
        text="只清淤不解决轮灌次序，要求三个社一起商量。",
    )
    await case.end("explained")
    await case.minute("只清淤解决不了问题，须三个社一起商量。", "二社社长", 177)
    await case.meet(
        "upgrade",
        procedure="YZ6",
        reason="问题涉及三个社的轮灌次序和渠闸维修，须调研后开会协商。",
    )
    case.done("talked over simply, then promoted to six steps (YZ6)")
    members = await case.members(2, CHANNEL, XIAGUANYING)
    await case.surveyed(
        held_on=case.ago(172),
        led_by="村议事会召集人",
        members=members,
        people_met=26,
        place="二社、三社、五社渠段",
        facts="渠长2.3公里，淤积段600米；渠闸两处，一处锈死；三个社共灌溉410亩，没有成文的轮灌次序。",
        key_problem="轮灌次序没有约定，渠闸损坏",
        proposal="先定轮灌次序，再修闸清淤，费用由受益户和县级补助分担",
    )
    await case.meet(
        "participants",
        participants=[
            {"kind": "cadre", "title": "村“两委”成员", "count": 4},
            {"kind": "stakeholder", "title": "三个社的灌溉户代表", "count": 12},
            *({"kind": "member", "title": "下派委员", "member": member} for member in members),
            {"kind": "department", "title": "县水务局", "body": "yz-water"},
        ],
    )
    await case.hold(
        "三个社轮灌和修闸",
        days=165,
        form="council",
        place="样例十村协商议事室",
        questions=["三个社怎样轮灌？", "修闸清淤的钱从哪里来？"],
        documents=["渠段示意图", "调研情况"],
        minutes=85,
        present=members,
        headcount={"cadre": 4, "stakeholder": 12, "department": 1},
        speeches=[
            ("cadre", "村“两委”成员", "先定次序再修闸，村里组织出工。"),
            ("stakeholder", "三社代表", "上游可以让水，但要按天数写清楚。"),
            ("stakeholder", "五社代表", "渠尾水小，应当先浇。"),
            ("member", "下派委员", "建议用一季试行，再定下来。"),
            ("department", "县水务局", "渠闸更换可以列入小型水利维修。"),
        ],
    )
    await case.agree(
        "轮灌按五社、二社、三社的次序，每轮各三天，写入村规民约",
        "清淤由受益户出工，渠闸更换由县水务局列入维修",
    )
    await case.promise("yz-water", "更换两处渠闸并指导清淤", 100)
    await case.end("consensus", "solved")
    await case.sit("promises/task", promise=1, lead="yz-water")
    summary = "三个社就轮灌次序达成一致，渠闸更换由县水务局承担，清淤由受益户出工。"
    await case.minute(summary, "样例十村协商议事会召集人", 163)
    await case.meet("conclusion", summary=summary)
    case.done("session held under the six steps, minutes confirmed")
    await case.send(
        "样例十村党支部会议纪要第4号",
        consented=158,
        sent=155,
        outcome_number=f"夏官营样例十村协字〔{case.today.year}〕1号",
        recipients=["夏官营镇党委", "夏官营镇人民政府"],
    )
    await case.follow(
        "publication",
        place="样例十村村务公开栏",
        on=case.ago(154),
    )
    await case.work(
        1,
        "yz-water",
        "农村水利股",
        progress=[(135, 50, "渠闸已订购，清淤完成400米。")],
        completed=105,
        result="更换渠闸两处，清淤600米，轮灌次序写入村规民约。",
    )
    await case.adopted("village-rules", "village", "样例十村村民会议", "村规民约第12条", 105)
    await case.follow(
        "checks",
        kind="look-back",
        on=case.ago(30),
        led_by="村议事会召集人",
        members=members,
        residents_asked=18,
        residents_confirming=17,
        tasks=[{"task": 1, "kept": True, "finding": "渠闸启闭正常，轮灌次序已上墙。"}],
        finding="秋灌按约定次序进行，渠水不再上路；渠尾水量仍偏小，继续观察。",
    )
    await case.follow(
        "feedback",
        on=case.ago(28),
        channel="社员会议当面告知",
        satisfaction="satisfied",
    )
    await case.finish(
        {"people": 640, "households": 158, "area_mu": 410},
        "任务办结，轮灌次序执行一季，已向提出人反馈。",
    )
    return case.topic
