"""The routes of plans and of the county's rules."""

from typing import Any

from contracts.ids import PlanId, TopicId
from contracts.topics import plan as e
from tests.slices.towns import Town, refused, types
from tests.topics import situations as s
from tests.topics.commands import CLERK, ELSEWHERE, MEMBER, OFFICE, VILLAGE_PARTY
from tests.topics.situations import COUNTY, VILLAGE, adoption


def draft(*topics: str, year: int = 2026) -> dict[str, Any]:
    rows = [
        {"topic": topic, "form": "议事室协商", "month": n, "responsible": "样例一村议事会"}
        for n, topic in enumerate(topics, start=4)
    ]
    return {
        "unit": VILLAGE,
        "year": year,
        "kind": "consultation",
        "title": f"样例一村{year}年度协商计划",
        "entries": rows,
    }


async def raised(here: Town, *keys: str, admitted: bool = True) -> None:
    life = (s.proposed, s.admitted) if admitted else (s.proposed,)
    for key in keys:
        await here.tell("topic", key, VILLAGE, *life)


async def offered(here: Town, plan: str) -> dict[str, str | None]:
    """Which rule closes what this clerk could do, if any."""
    offers = (await here.get(f"{plan}/offers", CLERK))["offers"]
    return {each["deed"]: each.get("rule") for each in offers}


async def test_a_plan_is_drafted_anew_decided_and_amended(here: Town):  # 5.5
    plan, one, two = f"/plans/{VILLAGE}/2026/consultation", "topic-1", "topic-2"
    await raised(here, one, two)
    consent = s.consent.model_dump(mode="json")
    late = {"added": draft(two)["entries"], "reason": "汛期急需。", "consent": consent}

    for body in (draft(two), draft(one)):
        assert types(await here.post(f"{plan}/draft", body, CLERK)) == ["PlanDrafted"]
    offers = await offered(here, plan)
    assert (offers["DraftPlan"], offers["AmendPlan"]) == (None, "plan-out-of-step")
    found = await here.get(plan, CLERK)
    assert (found["stage"], [row["topic"] for row in found["entries"]]) == ("drafted", [one])
    revised = {"consent": s.revised.consent.model_dump(mode="json")}
    assert refused(await here.post(f"{plan}/consent", revised, VILLAGE_PARTY))[1] == "same-level"
    assert types(await here.post(f"{plan}/consent", revised, OFFICE)) == ["PlanConsented"]
    unknown = {"consent": {**consent, "bodies": ["party-of-nobody"]}}
    assert (
        refused(await here.post(f"{plan}/consent", unknown, VILLAGE_PARTY))[1] == "not-consenting"
    )
    decided = await here.post(f"{plan}/consent", {"consent": consent}, VILLAGE_PARTY)
    assert types(decided) == ["PlanDecided"]
    again = await here.post(f"{plan}/draft", draft(two), CLERK)
    assert refused(again) == (409, "plan-in-force")
    assert (await offered(here, plan))["DraftPlan"] == "plan-in-force"
    await here.post(f"{plan}/amendment", late, VILLAGE_PARTY)

    found = await here.get(plan, MEMBER)
    assert found["stage"] == "decided"
    assert {row["topic"]: row["amended_because"] for row in found["entries"]} == {
        one: None,
        two: "汛期急需。",
    }
    listed = (await here.get("/plans", MEMBER, year=2026, kind="consultation"))["items"]
    assert [row["plan_id"] for row in listed] == [f"{VILLAGE}:2026:consultation"]
    assert (await here.get("/plans", MEMBER, kind="supervision"))["items"] == []
    assert await here.status(plan, ELSEWHERE) == 404


async def test_rows_name_topics_that_there_are(here: Town):
    place, key = f"/plans/{VILLAGE}/2031/consultation/draft", here.new("topic")
    elsewhere = here.new("topic")
    await raised(here, key)
    await here.tell("topic", elsewhere, "511623100000", s.proposed)

    for unknown in (here.new("topic"), elsewhere):
        answer = await here.post(place, draft(key, unknown, year=2031), CLERK)
        assert refused(answer) == (404, "not-found")
        assert unknown in answer.json()["detail"]
    assert types(await here.post(place, draft(key, year=2031), CLERK)) == ["PlanDrafted"]


async def test_a_plan_waits_for_its_topics(here: Town):  # 000-32
    plan, key = f"/plans/{VILLAGE}/2032/consultation", here.new("topic")
    await raised(here, key, admitted=False)
    revised = {"consent": s.revised.consent.model_dump(mode="json")}
    decided = {"consent": s.consent.model_dump(mode="json")}
    await here.post(f"{plan}/draft", draft(key, year=2032), CLERK)
    await here.post(f"{plan}/consent", revised, OFFICE)

    answer = await here.post(f"{plan}/consent", decided, VILLAGE_PARTY)
    assert refused(answer) == (409, "not-admitted")
    assert s.proposed.title in answer.json()["detail"]
    assert (await offered(here, plan))["ConsentToPlan"] == "not-admitted"

    await here.tell("topic", key, VILLAGE, s.admitted)
    assert types(await here.post(f"{plan}/consent", decided, VILLAGE_PARTY)) == ["PlanDecided"]


async def test_address_and_plan_agree(here: Town):
    answer = await here.post(
        f"/plans/{VILLAGE}/2027/consultation/draft", draft("x", year=2028), CLERK
    )

    assert refused(answer) == (422, "address-differs")
    assert await here.status(f"/plans/{VILLAGE}/2028/consultation", CLERK) == 404


async def test_a_row_without_a_month_of_the_year_is_refused(here: Town):
    body = draft("x")
    body["entries"][0]["month"] = 13

    answer = await here.post(f"/plans/{VILLAGE}/2026/consultation/draft", body, CLERK)
    assert refused(answer) == (422, "misfit")


async def test_everybody_in_the_county_reads_its_words(here: Town):
    found = await here.get(f"/rules/{VILLAGE}", CLERK)

    assert (found["jurisdiction"], found["version"]) == (COUNTY, "2026-1")
    principles = found["chapters"]["checklists"]["checklists"][0]["questions"]
    assert {"mass": "群众性"}.items() <= {row["code"]: row["chinese"] for row in principles}.items()
    assert await here.status(f"/rules/{COUNTY}", ELSEWHERE) == 404
    assert await here.status("/rules/511623000000", ELSEWHERE) == 404


async def test_rules_are_adopted_by_the_county_office_for_its_own_county(here: Town):
    words = adoption.words.model_copy(update={"programme": "另一名称"})
    other = adoption.model_copy(update={"words": words})

    assert (await here.post(f"/rules/{COUNTY}/adoption", adoption, OFFICE)).json() == []
    answer = await here.post(f"/rules/{COUNTY}/adoption", other, OFFICE)
    assert refused(answer) == (409, "version-in-use")
    answer = await here.post("/rules/511623000000/adoption", adoption, OFFICE)
    assert refused(answer) == (422, "address-differs")


async def test_the_state_of_each_row_and_what_is_left_for_next_year(here: Town):  # 002-09, 5.5
    plan = f"/plans/{VILLAGE}/2030/supervision"
    done, open_one = "topic-done", "topic-open"
    await here.tell("topic", done, VILLAGE, s.proposed, s.admitted, *s.in_consultation, s.closed)
    await raised(here, open_one)
    entries = [
        e.PlanEntry(topic=TopicId(each), form="议事室", month=4, responsible="议事会")
        for each in (done, open_one)
    ]
    decided = {"year": 2030, "kind": "supervision", "entries": entries}
    key = f"{VILLAGE}:2030:supervision"
    drafted = e.PlanDrafted(unit=VILLAGE, title="2030年监督计划", **decided)
    await here.tell("plan", key, VILLAGE, drafted, e.PlanDecided(**decided, consent=s.consent))

    found = await here.get(plan, CLERK)
    assert {row["topic"]: row["stage"] for row in found["entries"]} == {
        done: "closed",
        open_one: "admitted",
    }
    left = await here.get(f"{plan}/unfinished", CLERK)
    assert [row["topic"] for row in left["items"]] == [open_one]
    published = {"where": "村务公开栏", "on": "2026-03-01"}
    answer = await here.post(f"{plan}/publication", published, CLERK)
    assert types(answer) == ["PlanPublished"]
    assert (await here.get(plan, CLERK))["published_where"] == "村务公开栏"
    carried = e.PlanCarriedOver(
        topics=(TopicId(open_one),), into=PlanId(f"{VILLAGE}:2031:supervision")
    )
    await here.tell("plan", key, VILLAGE, carried)
    assert (await here.get(f"{plan}/unfinished", CLERK))["items"] == []
