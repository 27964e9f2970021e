"""What the services refuse together: no service alone could let these matters through."""

from datetime import timedelta
from typing import Any

import pytest

from runtime import clock
from tests.story.conftest import World, case
from yishi.client import Refused, eventually

pytestmark = [pytest.mark.servers, pytest.mark.story, pytest.mark.timeout(300)]

VILLAGE = "620123109210"
CLERK, CONVENOR, PARTY = (f"xinying-village-{office}" for office in ("clerk", "convenor", "party"))
ANSWERS = {
    name: {"met": True, "reason": "符合"}
    for name in ("political", "mass", "forward-looking", "democratic", "feasible")
}
LAST_WEEK = (clock.today() - timedelta(days=7)).isoformat()
CONSENT = {"organisation": "样例党支部", "resolution": "1号", "decided_on": LAST_WEEK}
SESSION = {"form": "council", "on": LAST_WEEK, "place": "议事室", "questions": ["怎么办？"]}


async def raised(world: World, scale: str) -> str:
    proposal = {
        "unit": VILLAGE,
        "title": "样例议题",
        "description": "供测试",
        "origin": "public",
        "scale": scale,
        "raised_by": "p-1",
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
    transfer = {"receiver": "新营镇人民政府", "reason": "个人诉求"}
    await world.client.ask("topics", f"{path}/transfer", transfer, as_=CLERK)
    assert await refusal(world, "topics", f"{path}/approval", {"consent": CONSENT}, PARTY) == (
        "out-of-step"
    )
    assert await refusal(world, "meetings", f"/consultations/{topic}/sessions", SESSION, CLERK) == (
        "not-found"
    )


async def test_no_session_is_called_before_consent_parties_and_research(world: World) -> None:
    # 13.3-1 000-24 000-45
    topic = await raised(world, "group")
    path, talk = f"/topics/{topic}", f"/consultations/{topic}"
    assert await refusal(world, "meetings", f"{talk}/sessions", SESSION, CLERK) == "not-found"

    await world.client.ask("topics", f"{path}/screening", screening(), as_=CONVENOR)
    assert await refusal(world, "topics", f"{path}/approval", {"consent": CONSENT}, CLERK) == (
        "no-office"
    )
    assert await refusal(
        world, "topics", f"{path}/approval", {"consent": CONSENT}, "xinying-party"
    ) == ("same-level")
    await world.client.ask("topics", f"{path}/approval", {"consent": CONSENT}, as_=PARTY)
    await eventually(
        "the consultation to begin", lambda: world.client.get("meetings", talk, as_=CLERK)
    )

    assert await refusal(world, "meetings", f"{talk}/sessions", SESSION, CLERK) == "no-research"


async def test_a_member_cannot_write_a_duty_file(world: World) -> None:
    # 000-43
    fact = {"kind": "attendance", "on": LAST_WEEK, "topic": case("market")}
    path = f"/members/m-620123-013/duty/{clock.today().year}"

    assert await refusal(world, "members", path, fact, "m-620123-013") == "no-such-method"
