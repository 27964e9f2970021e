"""Huaxi over HTTP: a plan that goes through its chain to the Party committee, a document that comes
for comment, four ways in which members see people, and twenty-seven liaison groups."""

from datetime import timedelta

import pytest

from tests.story.conftest import World
from tests.story.people_of_places import HUAXI
from tests.story.places import case_of, concluded, looked_into, profile_of, talked
from yishi.client import Refused
from yishi.development.demo.case import Case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

OFFICE, PARTY = "huaxi-cppcc-office", "huaxi-party"
CENTRE = {"centre": "服务中心工作", "feasible": "可以商量"}


@pytest.fixture(scope="module")
async def huaxi(world: World) -> World:
    return await profile_of(world, "huaxi")


def district(world: World, name: str) -> Case:
    return case_of(world, name, HUAXI, "huaxi", "hx-party", OFFICE)


async def test_twenty_seven_groups_stand_in_towns_and_communities(huaxi: World) -> None:
    # 004-27, domain 4
    covered = await huaxi.client.get("members", f"/coverage/{HUAXI}", as_=OFFICE)
    bodies = [row async for row in huaxi.client.pages("members", "/bodies", as_=OFFICE)]

    kinds = ("sub-district", "township", "community")
    assert sum(covered["kinds"][kind]["complete"] for kind in kinds) == 27
    assert sum(body["kind"] == "liaison-group" for body in bodies) == 27


async def test_the_party_committee_decides_the_plan_after_two_others(huaxi: World) -> None:
    # 004-03, domain 5.5
    river = district(huaxi, "hx-river")
    told = {"title": "河道治理", "description": "河水有异味", "origin": "year-tasks"}
    await river.raise_topic("样例干部", kind="consultation", source="年度工作要点", **told)
    await river.screen("huaxi-convenor", "ecology", "major", "年度重点", CENTRE)
    year = river.today.year
    entry = {
        "topic": river.topic,
        "month": 6,
        "form": "常委会议",
        "responsible": "社会和法制委员会",
    }
    plan = {"unit": HUAXI, "year": year, "kind": "consultation", "title": "年度协商计划"}
    address = f"/plans/{HUAXI}/{year}/consultation"
    await river.ask("topics", f"{address}/draft", as_=OFFICE, entries=[entry], **plan)

    def consent(*bodies: str) -> dict[str, object]:
        return {**river.consent("", "纪要", 3), "bodies": list(bodies)}

    early = {"consent": consent("hx-party")}
    with pytest.raises(Refused):  # the Party committee has not its turn yet
        await huaxi.client.ask("topics", f"{address}/consent", early, as_=PARTY)
    offices = consent("hx-party-office", "hx-government-office")
    await river.ask("topics", f"{address}/consent", as_=OFFICE, consent=offices)
    chairs = consent("hx-chairpersons")
    await river.ask("topics", f"{address}/consent", as_=OFFICE, consent=chairs)
    await river.ask("topics", f"{address}/consent", as_=PARTY, consent=consent("hx-party"))

    await river.begun("meetings", "/consultations", "consultation")
    topic = await huaxi.client.get("topics", f"/topics/{river.topic}", as_=OFFICE)
    assert (topic["stage"], topic["procedure"]["code"]) == ("selected", "LP")


async def test_a_major_document_comes_for_comment(huaxi: World) -> None:  # 004-12
    draft = district(huaxi, "hx-draft")
    due = (huaxi.today + timedelta(days=20)).isoformat()
    told = {"title": "政府工作报告征求意见", "description": "请政协提出意见", "origin": "set"}
    named = {"kind": "comment", "document": "政府工作报告（征求意见稿）", "due": due}
    await draft.raise_topic("样例干部", source="区政府办公室函", **told, **named)
    await draft.screen("huaxi-convenor", "reform", "major", "重要文件", {"draft": "尚未印发"})
    await draft.approve("区委会议纪要第1号", 4)
    await looked_into(draft, 3, "专门委员会", "会议室", "文件缺民生指标", "补充指标")
    pair = [
        {"kind": "committee", "title": "社会和法制委员会", "body": "hx-social-legal"},
        {"kind": "department", "title": "区水务局", "body": "hx-water"},
    ]
    await draft.meet("participants", participants=pair)
    voices = {"department": "介绍起草情况。", "expert": "建议补充指标。"}
    await talked(
        draft, "讨论文件", ["怎样修改？"], voices, days=2, form="counterpart", place="会议室"
    )
    await draft.agree("补充民生指标")
    await draft.end("commented")
    await concluded(draft, "提出修改意见一条。", 2)
    letter = {"recipients": ["区人民政府"], "copies": [], "outcome_number": "花协〔1〕号"}
    await draft.follow("consent", as_=PARTY, consent=draft.consent("hx-party", "纪要第2号", 1))
    await draft.follow("dispatch", sent_on=draft.ago(1), **letter)
    await draft.follow("feedback", on=draft.ago(0), channel="来函", satisfaction="satisfied")
    await draft.finish({"none_because": "文件征求意见"}, "意见已采纳")

    page = await huaxi.client.get("outcomes", "/outcomes", as_=OFFICE, kind="comment")
    topic = await huaxi.client.get("topics", f"/topics/{draft.topic}", as_=OFFICE)
    assert [row["topics"] for row in page["items"]] == [[draft.topic]]
    assert (topic["document"], topic["due"]) == (named["document"], due)


async def test_members_receive_go_out_join_and_come_back(huaxi: World) -> None:  # 004-29
    unit, on = "520111004001", huaxi.today.isoformat()
    for kind in ("receive", "go-out", "joint", "follow-up"):
        done = {"unit": unit, "kind": kind, "title": "委员进社区", "held_on": on}
        there = {
            "led_by": "委员联络组",
            "place": "社区",
            "present": [{"kind": "resident", "count": 5}],
        }
        await huaxi.client.ask("meetings", "/activities", {**done, **there}, as_=OFFICE)

    page = await huaxi.client.get("meetings", "/activities", as_=OFFICE, unit=unit)
    assert {row["kind"] for row in page["items"]} == {"receive", "go-out", "joint", "follow-up"}
