"""Yuzhong's county town: old housing of four communities is renewed, and kept up afterwards."""

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
