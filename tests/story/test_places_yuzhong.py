"""Yuzhong's county town renews old housing of four communities, and three townships enter what
took place long ago."""

import pytest

from tests.story.conftest import World
from tests.story.people_of_places import TOWN
from tests.story.places import (
    case_of,
    concluded,
    converted,
    looked_into,
    outcome_of,
    promised,
    talked,
)

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

COMMUNITIES = [f"{TOWN[:9]}00{number}" for number in range(1, 5)]


async def test_four_communities_agree_on_renewal_and_upkeep(world: World) -> None:  # 000-46
    case = case_of(world, "yz-housing", TOWN, "yz-town", "yz-party-100", "cppcc-office")
    told = {"title": "老旧小区改造和后续管理", "description": "管网老化", "origin": "public"}
    await case.raise_topic("样例居民", places=COMMUNITIES, supporters=210, **told)
    await case.screen("yz-town-convenor", "livelihood", "major", "涉及四个社区")
    await case.approve("城关镇党委会议纪要第1号", 30)
    await case.plan(
        "yz-town-clerk",
        "yz-town-party",
        "城关镇年度协商计划",
        unit=TOWN,
        days=15,
        form="协商议事会",
        responsible="城关镇委员工作站",
        consent=case.consent("yz-party-100", "城关镇党委会议纪要第2号", 28),
    )
    questions = ["改什么？", "改后由谁管？"]
    planned = {"form": "council", "place": "城关镇协商议事室", "on": case.ago(15)}
    await case.meet("session-plan", questions=questions, **planned)
    await looked_into(case, 20, "下派委员", "四个社区", "管网老化、停车难", "先管网后停车")
    parties = [
        {"kind": "resident", "title": "四个社区居民代表", "count": 12},
        {"kind": "department", "title": "县住房和城乡建设局", "body": "yz-housing"},
    ]
    await case.meet("participants", participants=parties)
    voices = {"resident": "先修管网。", "department": "按小区排期。", "expert": "留出停车位。"}
    await talked(
        case, "老旧小区改造", questions, voices, days=15, form="council", place="城关镇协商议事室"
    )
    await case.agree("先改管网，再划车位", "改后由业主委员会管理")
    await promised(case, ("yz-housing", "更换四个社区管网"))
    await concluded(case, "先改管网，再划车位，业主委员会管理。", 14)
    benefit = {"people": 5200, "households": 1600}
    await converted(case, {"yz-housing": "yz-housing"}, benefit, days=13, reason="管网更换完成")

    topic = await world.client.get("topics", f"/topics/{case.topic}", as_="cppcc-office")
    met = await world.client.get("meetings", case.session, as_="cppcc-office")
    outcome = await outcome_of(world, case)
    assert (topic["places"], topic["procedure"]["code"]) == (COMMUNITIES, "YZ7")
    assert (met["key_session"], met["agenda"][0]["questions"]) == (True, questions)
    assert outcome["benefit"]["households"] == 1600


TOWNSHIPS = {
    "620123205000": ("work-meeting", "2020-12-07", "马坡乡委员工作站工作会议"),
    "620123102000": ("inspection", "2020-12-02", "高崖镇灌溉渠系视察"),
    "620123210000": ("research", "2021-07-06", "中连川乡洋葱产业调研"),
}
"""Of three townships what took place, on which day."""


async def test_three_dated_events_of_townships_are_entered_late_and_counted(
    world: World,
) -> None:  # 000-54
    office = "cppcc-office"
    entered = {}
    for unit, (kind, on, title) in TOWNSHIPS.items():
        done = await world.client.ask(
            "meetings",
            "/activities",
            {
                "unit": unit,
                "kind": kind,
                "title": title,
                "held_on": on,
                "led_by": "乡镇委员工作站",
                "place": "乡镇政府",
                "present": [{"kind": "cadre", "count": 12}],
            },
            as_=office,
        )
        entered[unit] = done[0]["data"]["held_on"]
    span = {"since": "2020-12-01", "on": "2021-07-31"}

    assert entered == {unit: on for unit, (_, on, _) in TOWNSHIPS.items()}
    asked = world.client
    by_unit = await asked.get("meetings", "/activity-figures", as_=office, by="unit", **span)
    assert {
        each["value"]: (each["activities"], each["attendances"], each["rows"][0]["held_on"])
        for each in by_unit["figures"]
        if each["value"] in TOWNSHIPS
    } == {unit: (1, 12, on) for unit, (_, on, _) in TOWNSHIPS.items()}
    for unit, (kind, on, title) in TOWNSHIPS.items():
        month = await asked.get(
            "meetings", "/figures", as_=office, unit=unit[:9], by="month", rows="true", **span
        )
        (row,) = month["figures"]["activities"]["rows"]
        assert (row["title"], row["kind"], row["on"]) == (title, kind, on)
        assert month["figures"]["activities"]["by"] == [{"value": on[:7], "count": 1}]
        idle = await asked.get("meetings", "/idle-units", as_=office, unit=unit[:9], **span)
        assert unit not in {each["unit"] for each in idle["items"]}
