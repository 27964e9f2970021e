"""What people send to the routes of topics, and how a test brings a topic to a stage."""

from typing import Any

from httpx import AsyncClient, Response

from tests.support.service import by
from tests.topics.situations import COUNTY, RESIDENT, VILLAGE, consent, screening, too_big

CLERK = by("wei", "clerk@620123109")
VILLAGE_PARTY = by("zhao", f"party@{VILLAGE}")
COUNTY_PARTY = by("qian", "party@620123")
MEMBER = by("m-620123-0007", "member@620123109")
DEPARTMENT = by("sun", "department@620123#yz-transport")
ELSEWHERE = by("zhou", "clerk@511623")

proposal: dict[str, Any] = {
    "unit": VILLAGE,
    "title": "村蔬菜市场选址与管理",
    "description": "现有菜摊沿路摆放，雨天积水。",
    "origin": "public",
    "scale": "group",
    "raised_by": RESIDENT,
    "supporters": 46,
}
consented = {"consent": consent.model_dump(mode="json")}
met = screening.model_dump(mode="json")
unmet = {"answers": {p: a.model_dump() for p, a in too_big.items()}}
refusal = {
    "organisation": "样例一村党支部",
    "reason": "明年再议。",
    "decided_on": "2026-02-20",
}
passing = {"to_unit": COUNTY, "reason": "村里难以解决。", **consented}
transfer = {"receiver": "新营镇自然资源所", "reason": "属个人诉求。"}
again = {"title": "市场选址", "description": "只议选址。", "scale": "group"}


async def raised(api: AsyncClient, **changes: Any) -> str:
    """The id of a topic that was just raised."""
    answer = await api.post("/topics", json={**proposal, **changes}, headers=CLERK)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].rsplit("/", 1)[1]


STEPS = {
    "proposed": (),
    "returned": (("screening", unmet, CLERK),),
    "admitted": (("screening", met, CLERK),),
    "approved": (("screening", met, CLERK), ("approval", consented, VILLAGE_PARTY)),
}


async def at(api: AsyncClient, stage: str) -> str:
    """The id of a topic that has come to this stage."""
    topic = await raised(api)
    for route, body, headers in STEPS[stage]:
        answer = await api.post(f"/topics/{topic}/{route}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    return topic


def types(answer: Response) -> list[str]:
    return [event["type"].rsplit(".", 1)[1] for event in answer.json()]
