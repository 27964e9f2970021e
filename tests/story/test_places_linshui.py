"""Linshui over HTTP: posts and their rooms, 1+2+4+X, a slope above three villages, a road that is
talked over where it is built, a firm and departments in the business room."""

from datetime import timedelta
from typing import Any

import pytest

from common.draws import Opening, commitment
from tests.story.conftest import World
from tests.story.people_of_places import FIRMS, LINSHUI, ROAD, SLOPES
from tests.story.places import (
    case_of,
    concluded,
    converted,
    looked_into,
    outcome_of,
    profile_of,
    promised,
    talked,
)
from yishi.client import Refused, eventually
from yishi.development.demo.case import Case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

OFFICE = "linshui-cppcc-office"
VILLAGES = [f"{SLOPES}20{number}" for number in range(3)]


@pytest.fixture(scope="module")
async def linshui(world: World) -> World:
    return await profile_of(world, "linshui")


async def test_eleven_posts_have_a_room_in_one_or_two_villages_each(linshui: World) -> None:
    # 001-10, domain 4: 11 posts, 11 to 22 rooms
    asked = linshui.client
    units = [row async for row in asked.pages("members", "/units", as_=OFFICE, prefix=LINSHUI[:6])]
    rooms = [row async for row in asked.pages("members", "/rooms", as_=OFFICE)]
    covered = await asked.get("members", f"/coverage/{LINSHUI}", as_=OFFICE)
    towns = {row["parent"] for row in units if row["kind"] == "post"}
    in_villages = [
        row["unit"] for row in rooms if any(row["unit"].startswith(t[:9]) for t in towns)
    ]

    assert covered["kinds"]["post"] == {**covered["kinds"]["post"], "units": 11, "complete": 11}
    assert len(towns) == 11
    assert 11 <= len(in_villages) <= 22
    assert covered["kinds"]["business-room"]["complete"] == 1  # 001-09


async def test_a_road_is_talked_over_where_it_is_built_in_less_than_an_hour(
    linshui: World,
) -> None:  # 001-26
    road = case_of(linshui, "ls-road", ROAD, "linshui-road", "ls-party-103200", OFFICE)
    told = {"title": "村道路面质量", "description": "新修路段有裂缝", "origin": "public"}
    await road.raise_topic("样例村民", channel="area-group", supporters=40, **told)
    await road.screen("linshui-road-convenor", "livelihood", "general", "现场商量即可")
    await road.approve("支部会议纪要第1号", 9)
    voices = {"resident": "裂缝要返工。", "cadre": "村里派人盯施工。", "department": "同意返修。"}
    await talked(
        road, "村道质量", ["怎样修？"], voices, days=6, minutes=50, form="micro", place="施工现场"
    )
    await road.agree("有裂缝的路段限期返修", "村民代表参加施工监督")
    await road.end("consensus", "solved")
    await concluded(road, "限期返修，村民监督。", 6)
    told_on = {"on": road.ago(4), "channel": "现场告知", "satisfaction": "satisfied"}
    await road.follow("feedback", **told_on)
    await road.finish({"people": 1200}, "已返修")

    met = await linshui.client.get("meetings", road.session, as_=OFFICE)
    agreed = await linshui.client.get("meetings", f"{road.session}/record", as_=OFFICE)
    assert [each["duration_minutes"] < 60 for each in met["sittings"]] == [True]
    assert (met["place"], met["form"], met["key_session"]) == ("施工现场", "micro", False)
    assert len(agreed["findings"]) == 2


async def drawn(world: World, consultation: str) -> str:
    """A talent who was drawn for the consultation and accepted (001-32)."""
    today = world.today.isoformat()

    async def ask(path: str, as_: str = OFFICE, **body: Any) -> Any:
        return await world.client.ask("members", path, body, as_=as_)

    for talent in ("ls-t-1", "ls-t-2"):
        nominee = {"unit": LINSHUI, "talent": talent, "fields": ["construction"], "tier": "county"}
        why = {"way": "committee", "body": "ls-economy", "on": today, "reason": "熟悉地质工程"}
        await ask("/talents", "ls-economy", **nominee, **why)
        await ask(f"/talents/{talent}/check", on=today, finding="符合条件")
        consent = {"bodies": ["ls-chairpersons"], "resolution": "主席会议纪要", "decided_on": today}
        await ask(f"/talents/{talent}/approval", consent=consent)
        until = world.today.replace(year=world.today.year + 1, day=1).isoformat()
        await ask(f"/talents/{talent}/appointment", since=today, until=until, certificate=talent)
    place, key = f"/draws/{consultation}/session", f"{consultation}:session"
    await eventually(
        "the draw that the procedure asks for",
        lambda: world.client.get("members", place, as_=OFFICE),
    )
    await ask(f"{place}/pool", choose=1)
    openings = (
        Opening("ls-economy", "314159", "a" * 64),
        Opening("ls-finance", "271828", "b" * 64),
    )
    for each in openings:
        body = {"body": each.body, "commitment": commitment(key, 1, each)}
        await ask(f"{place}/commitments", each.body, **body)
    await ask(f"{place}/call")
    events = [await ask(f"{place}/numbers", each.body, **each._asdict()) for each in openings]
    talent: str = events[-1][-1]["data"]["order"][0]
    await ask(f"{place}/acceptances", talent=talent, on=today)
    return talent


async def participants_fixed(case: Case, member: str) -> None:
    kinds = {"cadre": "三村干部", "resident": "三村村民代表", "stakeholder": "受威胁农户"}
    fixed: list[dict[str, Any]] = [
        *({"kind": kind, "title": title, "count": 6} for kind, title in kinds.items()),
        {"kind": "member", "title": "政协委员", "member": member},
        {"kind": "committee", "title": "经济和农业农村委员会", "body": "ls-economy"},
        {"kind": "department", "title": "县财政局", "body": "ls-finance"},
    ]
    await case.meet("participants", participants=fixed)


async def test_a_slope_above_three_villages_is_made_safe(linshui: World) -> None:
    # 001-07 001-19 001-21 001-32
    slope = case_of(linshui, "ls-slope", LINSHUI, "linshui", "ls-party", OFFICE)
    told = {"title": "桅子村地质灾害隐患", "description": "滑坡威胁三个村", "origin": "plan"}
    came = {"channel": "area-group", "source": "片区委员活动小组报告", "places": VILLAGES}
    await slope.raise_topic("样例片区小组", supporters=130, **told, **came)
    await slope.screen("linshui-convenor", "livelihood", "major", "涉及三个村近四千人")
    await slope.plan(
        OFFICE,
        "linshui-party",
        "年度协商计划",
        unit=LINSHUI,
        days=2,
        form="专委会对口协商",
        responsible="经济和农业农村委员会",
        consent=slope.consent("ls-party", "县委常委会会议纪要第3号", 5),
    )
    (consultation,) = await slope.served()
    member = {"unit": LINSHUI, "member": "m-511623-001", "name": "样例委员", "level": "county"}
    known = {**member, "sector": "农业", "admitted_on": slope.ago(400)}
    await linshui.client.ask("members", "/members", known, as_=OFFICE)
    talent = await drawn(linshui, consultation)
    await eventually(
        "the participants",
        lambda: participants_fixed(slope, "m-511623-001"),
        unsettled=("unknown-member",),
    )
    await looked_into(slope, 0, "县政协主席", "滑坡体", "三个村三千九百余人受威胁", "分段治理")
    questions = ["怎样治理？", "钱从哪里来？", "怎样组织实施？"]
    voices = {
        "resident": "雨季前要治好。",
        "stakeholder": "愿意出工。",
        "department": "分头落实资金和道路。",
    }
    await talked(
        slope,
        "现场协商",
        questions,
        voices,
        days=0,
        members=["m-511623-001"],
        silent=["cadre", "talent"],  # every kind that was invited is there (001-23)
        form="counterpart",
        place="滑坡现场",
    )
    leads = dict.fromkeys(("ls-finance", "ls-transport", "ls-poverty-relief", "ls-emergency"), "")
    await promised(slope, *((body, "分工落实") for body in leads))
    await concluded(slope, "分段治理，四个部门分头落实。", 0)
    await converted(
        slope, {body: body for body in leads}, {"people": 3980}, days=0, reason="隐患治理完成"
    )

    topic = await linshui.client.get("topics", f"/topics/{slope.topic}", as_=OFFICE)
    met = await linshui.client.get("meetings", slope.session, as_=OFFICE)
    outcome = await outcome_of(linshui, slope)
    tasks = await linshui.client.get("outcomes", "/tasks", as_=OFFICE, outcome=outcome["outcome"])
    pair = {each["body_kind"] for each in met["participants"] if each["body"]}
    assert pair == {"committee", "department"}  # 001-07
    assert (topic["places"], topic["stage"]) == (VILLAGES, "closed")
    assert topic["procedure"]["code"] == "LS5"
    assert met["agenda"][0]["questions"] == questions
    assert {"kind": "talent", "title": talent}.items() <= next(
        each for each in met["participants"] if each["kind"] == "talent"
    ).items()
    assert [each["lead"] for each in tasks["items"]] == [*leads]
    assert outcome["benefit"]["people"] == 3980
    (sent,) = [
        event["data"]
        for event in await linshui.ledger("outcomes")
        if event["correlationid"] == slope.topic and event["type"].endswith(".OutcomeSent")
    ]
    assert "县目标绩效办" in sent["copies"]


async def test_a_firm_meets_departments_in_the_business_room(linshui: World) -> None:
    # 001-09 001-40
    firm = case_of(
        linshui, "ls-firm", FIRMS, "linshui-firms", "ls-party", OFFICE, branch="linshui-party"
    )
    told = {"title": "制造企业复工和出口", "description": "物流和用工受阻", "origin": "firm"}
    await firm.raise_topic("样例企业", channel="federation", supporters=1, **told)
    await firm.screen("linshui-firms-convenor", "business", "major", "关系全县出口")
    await firm.approve("县委会议纪要第4号", 20)
    parties = [
        {"kind": "firm", "title": "样例制造企业", "count": 2},
        {"kind": "department", "title": "县商务局", "body": "ls-commerce"},
    ]
    await firm.meet("participants", participants=parties)
    await looked_into(firm, 17, "县工商联", "企业厂区", "缺工缺车", "部门协调用工和物流")
    voices = {"firm": "订单有了，缺工也缺车。", "department": "协调用工和物流。"}
    await talked(
        firm, "商事协商", ["怎样复工？"], voices, days=15, form="business", place="商事协商室"
    )
    await promised(firm, ("ls-commerce", "协调用工和出口物流"))
    await concluded(firm, "县商务局协调用工和物流。", 15)
    await converted(
        firm,
        {"ls-commerce": "ls-commerce"},
        {"people": 300, "money_yuan": 100_000_000},
        days=14,
        reason="1至9月出口1500万美元，约合1亿元",
    )

    outcome = await outcome_of(linshui, firm)
    assert (outcome["stage"], outcome["benefit"]["money_yuan"]) == ("closed", 100_000_000)
    place = await firm.begun("meetings", "/consultations", "consultation")
    consultation = await linshui.client.get("meetings", place, as_=OFFICE)
    assert (consultation["unit"], consultation["procedure"]) == (FIRMS, "LSB")


async def test_one_plenary_two_of_the_chairpersons_four_of_the_standing_committee(
    linshui: World,
) -> None:  # 001-03 001-05
    on = linshui.today.isoformat()
    call = {"unit": LINSHUI, "title": "优化营商环境", "form": "chairpersons", "on": on}
    (called, *_) = await linshui.client.ask(
        "meetings", "/sessions", {**call, "place": "县政协会议室"}, as_=OFFICE
    )
    place = f"/sessions/{called['subject'].split('/')[1]}"
    leaders = {"participants": [{"kind": "leader", "title": "县委、县政府领导", "count": 2}]}
    await linshui.client.ask("meetings", f"{place}/participants", leaders, as_=OFFICE)
    earlier = (linshui.today - timedelta(days=14)).isoformat()
    notice = {"on": earlier, "how": "书面通知"}
    await linshui.client.ask("meetings", f"{place}/notice", notice, as_=OFFICE)
    materials = {"on": earlier, "documents": ["营商环境调研报告"]}
    await linshui.client.ask("meetings", f"{place}/materials", materials, as_=OFFICE)
    sitting = {"on": on, "duration_minutes": 90}
    await linshui.client.ask("meetings", f"{place}/sittings", sitting, as_=OFFICE)

    async def figures() -> dict[str, tuple[int, int]]:
        page = await linshui.client.get("meetings", "/quotas", as_=OFFICE, unit=LINSHUI)
        (row,) = [each for each in page["items"] if each["unit"] == LINSHUI]
        return {
            each["quota"]: (each["least"], len(each["periods"][-1]["sessions"]))
            for each in row["quotas"]
        }

    assert await figures() == {"one": (1, 0), "two": (2, 0), "four": (4, 0)}
    there = {"present": [{"kind": "leader", "count": 2}]}
    await linshui.client.ask("meetings", f"{place}/attendance", there, as_=OFFICE)
    assert await figures() == {"one": (1, 0), "two": (2, 1), "four": (4, 0)}


async def test_a_plenary_brings_forth_bulletins_an_opinion_and_the_proposals_that_came_in(
    linshui: World,
) -> None:  # 001-04
    asked, member = linshui.client, "m-511623-004"
    on = linshui.today.isoformat()
    known = {"unit": LINSHUI, "member": member, "name": "样例委员", "level": "county"}
    known |= {"sector": "教育", "admitted_on": "2025-01-01"}
    await asked.ask("members", "/members", known, as_=OFFICE)
    said = {"title": "农村道路管护", "facts": "无人管护", "analysis": "责任不清", "advice": "定责"}
    draft = {"unit": LINSHUI, "kind": "individual", "first": member, **said}
    (drafted, *_) = await eventually(
        "the member",
        lambda: asked.ask("topics", "/proposals", draft, as_=OFFICE),
        unsettled=("unknown-member",),
    )
    proposal = drafted["subject"].split("/")[1]
    submitted = {"submitted_on": "2026-01-10"}
    await asked.ask("topics", f"/proposals/{proposal}/submission", submitted, as_=OFFICE)

    call = {"unit": LINSHUI, "title": "县政协全体会议", "form": "plenary", "on": on}
    (called, *_) = await asked.ask("meetings", "/sessions", {**call, "place": "会堂"}, as_=OFFICE)
    place = f"/sessions/{called['subject'].split('/')[1]}"

    async def sit(path: str, **body: Any) -> None:
        await asked.ask("meetings", f"{place}/{path}", body, as_=OFFICE)

    earlier = (linshui.today - timedelta(days=14)).isoformat()
    await sit("notice", on=earlier, how="书面通知")
    await sit("materials", on=earlier, documents=["常委会工作报告"])
    leaders = {"kind": "leader", "title": "县委、县政府领导", "count": 4}
    await sit("participants", participants=[leaders])
    await sit("sittings", on=on, duration_minutes=120)
    collection = {"kind": "collection", "title": "提案汇编", "on": on}
    await sit("papers", **collection, proposals_of="plenary-2026")
    with pytest.raises(Refused) as refused:
        await sit("papers", kind="bulletin", title="会议简报第1期", on=on)
    assert refused.value.rule == "paper-needed"

    async def found(**query: str) -> list[dict[str, Any]]:
        page = await asked.get("meetings", "/session-papers", as_=OFFICE, unit=LINSHUI, **query)
        rows: list[dict[str, Any]] = page["items"]
        return rows

    (paper,) = await found(kind="collection", form="plenary")
    assert (paper["title"], paper["session_title"]) == ("提案汇编", "县政协全体会议")
    assert await found(kind="opinion") == []
    collected = await asked.get(
        "topics", "/proposals", as_=OFFICE, unit=LINSHUI, session=paper["proposals_of"]
    )
    assert [row["proposal_id"] for row in collected["items"]] == [proposal]
    await sit("papers/withdrawal", filed=paper["filed"], reason="尚未审定")
    (paper,) = await found(kind="collection")
    assert paper["withdrawn_because"] == "尚未审定"
