"""The routes of plans and of the county's rules."""

from typing import Any

from httpx import AsyncClient, Response

from tests.support.service import by
from tests.topics.clicks import (
    CLERK,
    ELSEWHERE,
    MEMBER,
    VILLAGE_PARTY,
    at,
    consented,
    types,
)
from tests.topics.situations import VILLAGE


def draft(*topics: str, year: int = 2026) -> dict[str, Any]:
    rows = [
        {"topic": topic, "form": "议事室协商", "month": n, "responsible": "样例一村议事会"}
        for n, topic in enumerate(topics, start=4)
    ]
    return {"unit": VILLAGE, "year": year, "title": f"样例一村{year}年度协商计划", "entries": rows}


async def test_a_plan_is_drafted_consented_to_and_amended(topics_api: AsyncClient):  # 5.5
    plan = f"/plans/{VILLAGE}/2026"
    one, two = await at(topics_api, "approved"), await at(topics_api, "approved")

    for body in (draft(two), draft(one)):
        drafted = await topics_api.post(f"{plan}/draft", json=body, headers=CLERK)
        assert (drafted.status_code, types(drafted)) == (201, ["PlanDrafted"])
    found = (await topics_api.get(plan, headers=CLERK)).json()
    assert (found["stage"], [row["topic"] for row in found["entries"]]) == ("drafted", [one])

    early = await topics_api.post(
        f"{plan}/amendment",
        json={"added": draft(two)["entries"], "reason": "补充。", **consented},
        headers=VILLAGE_PARTY,
    )
    assert early.json()["rule"] == "plan-out-of-step"
    assert (
        await topics_api.post(f"{plan}/approval", json=consented, headers=CLERK)
    ).status_code == 403
    approved = await topics_api.post(f"{plan}/approval", json=consented, headers=VILLAGE_PARTY)
    assert types(approved) == ["PlanApproved"]

    late = await topics_api.post(f"{plan}/draft", json=draft(two), headers=CLERK)
    assert late.json()["rule"] == "plan-in-force"
    amended = await topics_api.post(
        f"{plan}/amendment",
        json={"added": draft(two)["entries"], "reason": "汛期急需。", **consented},
        headers=VILLAGE_PARTY,
    )
    assert types(amended) == ["PlanAmended"]

    found = (await topics_api.get(plan, headers=MEMBER)).json()
    assert found["stage"] == "approved"
    assert {row["topic"]: row["amended_because"] for row in found["entries"]} == {
        one: None,
        two: "汛期急需。",
    }
    listed = (await topics_api.get("/plans?year=2026", headers=MEMBER)).json()["items"]
    assert [row["plan_id"] for row in listed] == [f"{VILLAGE}:2026"]
    assert (await topics_api.get(plan, headers=ELSEWHERE)).status_code == 404


async def test_address_and_plan_agree(topics_api: AsyncClient):
    answer = await topics_api.post(
        f"/plans/{VILLAGE}/2027/draft", json=draft("x", year=2028), headers=CLERK
    )

    assert (answer.status_code, answer.json()["rule"]) == (422, "address-differs")
    assert (await topics_api.get(f"/plans/{VILLAGE}/2028", headers=CLERK)).status_code == 404


async def test_a_row_without_a_month_of_the_year_is_refused(topics_api: AsyncClient):
    body = draft("x")
    body["entries"][0]["month"] = 13

    answer = await topics_api.post(f"/plans/{VILLAGE}/2026/draft", json=body, headers=CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (422, "misfit")


async def test_there_is_no_consent_to_a_plan_that_nobody_drafted(topics_api: AsyncClient):
    answer = await topics_api.post(
        f"/plans/{VILLAGE}/2031/approval", json=consented, headers=VILLAGE_PARTY
    )

    assert answer.status_code == 404


async def test_everybody_in_the_county_reads_its_words(topics_api: AsyncClient):
    found = (await topics_api.get("/rules/620123", headers=CLERK)).json()

    assert found["version"] == "2026-1"
    assert found["principles"]["mass"] == "群众性"
    assert (await topics_api.get("/rules/620123", headers=ELSEWHERE)).status_code == 404
    assert (await topics_api.get("/rules/511623", headers=ELSEWHERE)).status_code == 404


async def test_rules_are_adopted_by_the_county_office_for_its_own_county(topics_api: AsyncClient):
    found = (await topics_api.get("/rules/620123", headers=CLERK)).json()
    names = ("unit", "version", "programme", "categories", "origins", "principles", "procedures")
    same = {name: found[name] for name in names}
    office = by("li", "county-office@620123")

    async def adopt(county: str, body: dict[str, Any], headers: dict[str, str]) -> Response:
        return await topics_api.post(f"/rules/{county}/topics", json=body, headers=headers)

    assert (await adopt("620123", same, office)).json() == []
    other = await adopt("620123", {**same, "programme": "另一名称"}, office)
    assert (other.status_code, other.json()["rule"]) == (409, "version-in-use")
    assert (await adopt("620123", same, CLERK)).status_code == 403
    assert (await adopt("511623", same, office)).json()["rule"] == "address-differs"
