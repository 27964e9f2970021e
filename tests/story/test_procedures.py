"""Two ways that are not Yuzhong's seven and six steps: eight of another county, with its own words,
and three for a simple matter (domain 5.2)."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.story import north
from tests.story.conftest import NORTH, World
from yishi.client import Refused
from yishi.development.demo.case import Case

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

LAMP = "620123109210"
Deed = Callable[[], Awaitable[Any]]


def case(world: World, name: str, unit: str, people: str, branch: str, office: str) -> Case:
    return Case(
        world.client,
        name,
        name,
        unit,
        world.today,
        lambda _: None,
        clerk=f"{people}-clerk",
        branch=f"{people}-party",
        organisation=branch,
        office=office,
    )


async def refusal(deed: Deed) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        await deed()
    return refused.value.rule, refused.value.sentence


async def walked(world: World, case: Case) -> list[tuple[int, str]]:
    """Every step that was completed for the topic, in the order of the procedure."""
    found = [
        (event["data"]["step_number"], event["data"]["step"])
        for service in ("topics", "meetings", "outcomes")
        for event in await world.ledger(service)
        if event["correlationid"] == case.topic and event["type"].endswith(".StepCompleted")
    ]
    return sorted(found)


async def raised_and_screened(world: World, told: dict[str, str], law: str) -> Any:
    """Another topic of the county of the north, of which the checklist finds that it ends here."""
    proposal = {"unit": NORTH, **told, "origin": "villagers", "raised_by": "p-1", "supporters": 3}
    (event,) = await world.client.ask("topics", "/topics", proposal, as_="north-clerk")
    place = f"/{event['subject'].replace('topic/', 'topics/')}"
    answers = {"law": {"met": False, "reason": law}, "can": {"met": True, "reason": "能办"}}
    body = {"answers": answers}
    await world.client.ask("topics", f"{place}/screening", body, as_="north-convenor")
    return await world.client.get("topics", place, as_="north-clerk")


async def test_another_county_walks_its_eight_steps_in_its_own_words(
    world: World, tmp_path: Path
) -> None:
    applied = world.command("apply", str(north.profile(tmp_path)))
    assert applied.returncode == 0, applied.stdout + applied.stderr
    orchard = case(world, "orchard", NORTH, "north", "north-branch", "north-auditor")
    told = {"title": "果园用水次序", "description": "天旱争水", "scale": "many"}
    rule, said = await refusal(
        lambda: orchard.raise_topic("样例村民甲", **told, origin="public", supporters=46)
    )
    assert rule == "unknown-code"
    assert "There is no origin public. Codes in force: villagers, town." in said
    await orchard.raise_topic("样例村民甲", **told, origin="villagers", supporters=46)
    looks = {"law": "不违反法律法规", "can": "村里可以商定"}
    await orchard.screen("north-convenor", "order", "big", "关系全村", looks)
    await orchard.approve("支部会议纪要第1号", 20)

    place = await orchard.begun("meetings", "/consultations", "consultation")
    residents = [{"kind": "resident", "title": "村民代表", "count": 12}]
    rule, said = await refusal(
        lambda: world.client.ask(
            "meetings", f"{place}/participants", {"participants": residents}, as_="north-clerk"
        )
    )
    assert rule == "step-order"
    assert "Steps go in order: complete 征求意见 before 协商准备" in said
    await orchard.meet("notices", what="topic", place="村务公开栏", on=orchard.ago(18))
    sought = {"since": orchard.ago(18), "until": orchard.ago(14), "how": "入户征求", "people": 46}
    views = {**sought, "gist": "多数要求按地块轮灌。"}
    await world.client.ask("meetings", f"{place}/views", views, as_="north-clerk")
    await orchard.meet("participants", participants=residents, not_concerned=["expert"])
    await orchard.hold(
        "果园用水次序",
        days=10,
        form="council",
        place="村议事室",
        questions=["怎样轮灌？"],
        minutes=70,
        present=[],
        headcount={"resident": 12},
        speeches=[("resident", "二社代表", "按地块轮，写进村规。")],
    )
    await orchard.agree("按地块轮灌，写入村规民约")
    await orchard.promise("north-agriculture", "指导修订村规民约", -20)
    await orchard.end("consensus")
    await orchard.sit("promises/task", promise=1, lead="north-agriculture")
    await orchard.minute("同意按地块轮灌。", "村民代表会议", 9)
    await orchard.meet("conclusion", summary="同意按地块轮灌。")

    await orchard.follow("publication", place="村务公开栏", on=orchard.ago(8))
    await orchard.send(
        "支部会议纪要第2号",
        consented=8,
        sent=8,
        outcome_number="北镇一村〔1〕号",
        recipients=["镇人民政府"],
        copies=[],
    )
    await orchard.follow(
        "task-acceptance", as_="north-agriculture", task=1, officer="农村经营指导站"
    )
    await orchard.follow(
        "task-completion",
        as_="north-agriculture",
        task=1,
        on=orchard.ago(2),
        result="轮灌次序写入村规民约",
    )
    await orchard.adopted("village-rules", "village", "北镇一村村民会议", "村规民约第3条", 2)
    await orchard.follow(
        "feedback", on=orchard.ago(1), channel="上门告知", satisfaction="satisfied"
    )
    await orchard.finish({"people": 410}, "写入村规民约")

    wall = await raised_and_screened(world, told, law="堵占公路，不合法")
    assert (wall["stage"], wall["reason"]) == ("rejected", "堵占公路，不合法")
    topic = await world.client.get("topics", f"/topics/{orchard.topic}", as_="north-clerk")
    assert (topic["stage"], topic["procedure"]["code"]) == ("closed", "FZ8")
    assert await walked(world, orchard) == list(
        enumerate(
            ["collect", "topic", "views", "prepare", "discuss", "confirm", "post", "use"], start=1
        )
    )


async def test_a_simple_matter_closes_with_half_a_page_and_feedback(world: World) -> None:
    # 000-31, domain 5.2 YZS
    lamp = case(world, "lamp", LAMP, "xinying-village", "yz-party-109210", "cppcc-office")
    await lamp.raise_topic("样例村民乙", title="村口路灯", description="灯坏了", origin="public")
    await lamp.screen("xinying-village-convenor", "livelihood", "general", "现场商量即可")
    await lamp.approve("支部会议纪要第3号", 9)
    await lamp.hold(
        "村口路灯",
        days=6,
        form="simple",
        place="村口",
        questions=["谁来修？"],
        minutes=15,
        present=[],
        headcount={"resident": 4},
        speeches=[("resident", "三户村民", "换一盏就行。")],
    )
    await lamp.end("explained")
    await lamp.minute("村委会当天换灯。", "议事会召集人", 6)
    await lamp.meet("conclusion", summary="村委会当天换灯。")

    place = await lamp.begun("outcomes", "/outcomes", "outcome")
    closing = {"benefit": {"none_because": "换一盏灯"}, "reason": "当场办结"}
    rule, _ = await refusal(
        lambda: world.client.ask(
            "outcomes", f"{place}/closure", closing, as_="xinying-village-clerk"
        )
    )
    assert rule == "no-feedback"
    await lamp.follow("feedback", on=lamp.ago(5), channel="当面告知", satisfaction="satisfied")
    await lamp.finish({"none_because": "换一盏灯"}, "当场办结")

    assert [step for _, step in await walked(world, lamp)] == ["receive", "talk", "feedback"]
    told = [
        event["type"].split(".")[-1]
        for event in await world.ledger("outcomes")
        if event["correlationid"] == lamp.topic
    ]
    assert (told[0], told[-1]) == ("OutcomeDrafted", "OutcomeClosed")
    assert "FeedbackGiven" in told
    assert not {"OutcomeConsented", "OutcomeSent", "TaskAssigned", "CheckHeld"} & set(told)
