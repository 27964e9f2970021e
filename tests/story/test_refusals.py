"""What the services refuse together: no service alone could let these matters through."""

from datetime import timedelta
from typing import Any

import pytest

from tests.story.conftest import World, case
from yishi.client import Refused

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

VILLAGE = "620123109210"
CLERK, CONVENOR, PARTY = (f"xinying-village-{office}" for office in ("clerk", "convenor", "party"))
ANSWERS = {
    name: {"met": True, "reason": "符合"}
    for name in ("political", "mass", "forward-looking", "democratic", "feasible")
}


def last_week(world: World) -> str:
    return (world.today - timedelta(days=7)).isoformat()


def consent(world: World) -> dict[str, Any]:
    return {
        "consent": {
            "bodies": ["yz-party-109210"],
            "resolution": "1号",
            "decided_on": last_week(world),
        }
    }


def session(world: World, consultation: str) -> dict[str, Any]:
    item = {"title": "样例议题", "questions": ["怎么办？"], "consultation": consultation}
    place = {"unit": VILLAGE, "title": "样例会议", "form": "council", "place": "议事室"}
    return {"on": last_week(world), "agenda": [item], **place}


async def raised(world: World, scale: str) -> str:
    proposal = {
        "unit": VILLAGE,
        "title": "样例议题",
        "description": "供测试",
        "origin": "public",
        "scale": scale,
        "raised_by": "01990000-0000-7000-8000-00000000a001",
    }
    (event,) = await world.client.ask("topics", "/topics", proposal, as_=CLERK)
    topic: str = event["subject"].removeprefix("topic/")
    return topic


async def refusal(world: World, service: str, path: str, body: Any, as_: str) -> str:
    with pytest.raises(Refused) as refused:
        await world.client.ask(service, path, body, as_=as_)
    return refused.value.rule


def screening(weight: str = "major") -> dict[str, Any]:
    return {
        "answers": ANSWERS,
        "category": "livelihood",
        "weight": weight,
        "weight_reason": "涉及全村",
    }


async def test_a_personal_claim_never_reaches_a_session(world: World) -> None:
    # 13.3-2 001-15
    topic = await raised(world, "personal")
    path = f"/topics/{topic}"

    assert await refusal(world, "topics", f"{path}/screening", screening(), CONVENOR) == (
        "personal-claim"
    )
    transfer = {"receiver": "yz-transport", "reason": "个人诉求"}
    await world.client.ask("topics", f"{path}/transfer", transfer, as_=CLERK)
    assert await refusal(world, "topics", f"{path}/approval", consent(world), PARTY) == (
        "out-of-step"
    )
    page = await world.client.get("meetings", "/consultations", as_=CLERK, topic=topic)
    assert page["items"] == []


async def test_no_session_is_called_before_consent_parties_and_research(world: World) -> None:
    # 13.3-1 000-24 000-45
    topic = await raised(world, "group")
    path = f"/topics/{topic}"
    await world.client.ask("topics", f"{path}/screening", screening(), as_=CONVENOR)
    assert await refusal(world, "topics", f"{path}/approval", consent(world), CLERK) == (
        "same-level"
    )
    assert await refusal(world, "topics", f"{path}/approval", consent(world), "xinying-party") == (
        "same-level"
    )
    await world.client.ask("topics", f"{path}/approval", consent(world), as_=PARTY)
    begun = await world.begun("consultation", topic)
    call = session(world, begun["consultation"])

    assert await refusal(world, "meetings", "/sessions", call, CLERK) == "step-order"


async def test_a_member_cannot_write_a_duty_file(world: World) -> None:
    # 000-43
    fact = {"kind": "attendance", "on": last_week(world), "topic": case("market")}
    path = f"/members/m-620123-013/duty/{world.today.year}"

    assert await refusal(world, "members", path, fact, "m-620123-013") == "no-such-method"
