"""The routes of topics, beyond what every slice has in common."""

from typing import Any, get_args

import pytest

from services.topics.topic.api import Reached
from services.topics.topic.commands import ApproveTopic
from services.topics.topic.decider.state import Stage
from tests.slices.towns import Town, refused, types
from tests.support.service import by
from tests.topics import situations as s
from tests.topics import splitting_examples
from tests.topics.commands import (
    CLERK,
    COUNTY_PARTY,
    DEPARTMENT,
    ELSEWHERE,
    MEMBER,
    OFFICE,
    VILLAGE_PARTY,
    again,
    answer,
    approval,
    passing,
    proposal,
    transfer,
)
from tests.topics.situations import COUNTY, RESIDENT, VILLAGE, consent_of

SCREENER = by("chen", "convenor@620123109")
PROPOSAL: dict[str, Any] = proposal.model_dump(mode="json")
ADMITTED = (s.proposed, s.admitted, s.raised)
LIVES = {
    "proposed": (s.proposed,),
    "returned": (s.proposed, s.returned),
    "admitted": ADMITTED,
    "rejected": (s.proposed, s.rejected),
    "split": (s.proposed, splitting_examples.split),
    "transferred-out": (s.claimed, s.transferred_out),
    "transfer-returned": (s.claimed, s.transferred_out, s.transfer_returned),
    "answered": (s.claimed, s.transferred_out, s.transfer_answered),
    "refused": (*ADMITTED, s.consent_refused),
    "merged": (s.proposed, s.merged),
    "selected": (*ADMITTED, *s.in_consultation),
    "closed": (*ADMITTED, *s.in_consultation, s.planned, s.closed),
}


async def test_a_raised_topic_has_an_address(here: Town):
    answer = await here.post("/topics", PROPOSAL, {**CLERK, "Idempotency-Key": s.MARKET})

    assert answer.headers["location"] == f"/topics/{s.MARKET}"
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("headers", "changes", "status"),
    [
        (VILLAGE_PARTY, {}, 403),
        (DEPARTMENT, {}, 403),
        (CLERK, {"unit": "620123212000"}, 403),
        (CLERK, {"unit": "620123109999"}, 422),
        (CLERK, {"raised_by": "王样例"}, 422),
        (CLERK, {"title": "题" * 121}, 422),
        (CLERK, {"title": "市\u202e场"}, 422),
        (CLERK, {"scale": "huge"}, 422),
        (MEMBER, {}, 409),
    ],
)
async def test_a_topic_that_does_not_fit_is_not_raised(
    here: Town, headers: dict[str, str], changes: dict[str, Any], status: int
):
    answer = await here.post("/topics", {**PROPOSAL, **changes}, headers)

    assert answer.status_code == status, answer.text


async def test_the_places_of_a_topic_read_it_as_its_own_unit_does(here: Town):
    other = "620123109210"
    topic = await here.at("topic", s.proposed.model_copy(update={"places": (other,)}))
    own, unrelated = by("he", f"convenor@{other}"), by("he", "convenor@620123212")

    assert await here.status(f"/topics/{topic}", own) == 200
    assert topic in [row["topic_id"] for row in (await here.get("/topics", own))["items"]]
    assert await here.status(f"/topics/{topic}", unrelated) == 404


async def test_a_place_is_a_unit_that_there_is(here: Town):
    answer = await here.post("/topics", {**PROPOSAL, "places": ["620123109999"]}, CLERK)

    assert refused(answer) == (422, "unknown-unit")


async def test_another_level_of_the_party_does_not_consent(here: Town):  # 000-24
    topic = await here.at("topic", *ADMITTED)
    answer = await here.post(f"/topics/{topic}/approval", approval, COUNTY_PARTY)

    assert refused(answer) == (409, "same-level")


async def test_a_topic_passed_up_is_consented_to_by_the_county(here: Town):  # 000-52
    topic = await here.at("topic", *ADMITTED)
    await here.post(f"/topics/{topic}/passing-up", passing, VILLAGE_PARTY)
    by_the_county = ApproveTopic(consent=consent_of(COUNTY))
    answer = await here.post(f"/topics/{topic}/approval", by_the_county, COUNTY_PARTY)

    assert answer.json()[0]["unit"] == COUNTY
    assert answer.json()[0]["data"]["procedure"]["code"] == "YZ7"
    page = await here.get(f"/topics/{topic}", CLERK)
    assert (page["unit"], page["unit_name"], page["raised_in"]) == (COUNTY, "榆中县", VILLAGE)


@pytest.mark.parametrize("who", [by("wei", f"clerk@{VILLAGE}"), CLERK], ids=["village", "township"])
async def test_what_the_county_refuses_goes_back_to_its_drafter(here: Town, who: dict[str, str]):
    """Those of the unit where it was raised raise it again, and do nothing else with it (0020)."""
    refused_above = s.consent_refused.model_copy(update={"bodies": ("party-620123",)})
    topic = await here.at("topic", *ADMITTED, s.passed_up, refused_above)
    neighbour = by("gu", "clerk@620123109201" if who is not CLERK else "clerk@620123110")
    body = again.model_dump(mode="json")

    offers = (await here.get(f"/topics/{topic}/offers", who))["offers"]
    assert [each["deed"] for each in offers if each["open"]] == ["RaiseAgain"]
    assert await here.status(f"/topics/{topic}/offers", neighbour) == 404
    answer = await here.post(f"/topics/{topic}/proposal", body, neighbour)
    assert refused(answer) == (403, "out-of-scope")

    answer = await here.post(f"/topics/{topic}/proposal", body, who)
    assert types(answer) == ["TopicProposed"]
    event = answer.json()[0]
    assert (event["unit"], event["data"]["raised_in"]) == (COUNTY, VILLAGE)
    screening = s.screening.model_dump(mode="json")
    answer = await here.post(f"/topics/{topic}/screening", screening, by("xu", f"clerk@{VILLAGE}"))
    assert refused(answer) == (403, "out-of-scope"), "the unit above screens it"


async def test_a_topic_page_shows_what_is_recorded(here: Town):
    topic = await here.at("topic", *LIVES["selected"])
    page = await here.get(f"/topics/{topic}", CLERK)

    assert (page["stage"], page["procedure"]["code"], page["steps_done"]) == ("selected", "YZ6", 2)
    assert page["raised_by"] == RESIDENT
    assert page["answers"]["mass"]["met"] is True
    assert page["consent_on"] == "2026-02-20"


async def test_lists_go_on_where_the_page_ended_and_do_not_say_who_raised_it(here: Town):  # 9.2
    topic, other = [await here.at("topic", *LIVES["returned"]) for _ in range(2)]
    query: dict[str, Any] = {"unit": VILLAGE, "stage": "returned", "limit": 1}
    found, after = [], ""
    while after is not None:
        page = await here.get("/topics", MEMBER, **query, after=after)
        found += page["items"]
        after = page["next"]

    assert {topic, other} <= {row["topic_id"] for row in found}
    assert not any("raised_by" in row for row in found)


async def test_a_unit_without_topics_has_an_empty_list(here: Town):
    assert await here.get("/topics", OFFICE, unit="620123212000") == {"items": [], "next": None}


async def test_another_county_sees_nothing_of_it(here: Town):  # 13.3-17
    topic = await here.at("topic", *LIVES["selected"])

    assert await here.status(f"/topics/{topic}", ELSEWHERE) == 404
    assert (await here.get("/topics", ELSEWHERE))["items"] == []


async def test_personal_claims_are_for_those_who_handle_them(here: Town):  # 9.2
    for life in ((s.claimed,), (s.proposed, s.transferred_out)):
        topic = await here.at("topic", *life)
        for unseeing in (MEMBER, by("wu", "committee@620123")):
            assert await here.status(f"/topics/{topic}", unseeing) == 404
            listed = await here.get("/topics", unseeing, limit=200)
            assert topic not in [row["topic_id"] for row in listed["items"]]
        assert await here.status(f"/topics/{topic}", CLERK) == 200


@pytest.mark.parametrize("stage", get_args(Reached))
async def test_topics_are_listed_by_stage(here: Town, stage: str):
    topic = await here.at("topic", *LIVES[stage])
    listed = await here.get("/topics", CLERK, stage=stage, limit=200)

    assert topic in [row["topic_id"] for row in listed["items"]]
    assert {row["stage"] for row in listed["items"]} == {stage}


def test_topics_are_asked_for_by_any_stage_but_blank():
    assert get_args(Reached) == tuple(Stage)[1:]


async def test_a_department_sees_the_claims_it_received_and_answers_them(here: Town):  # 001-15
    topic = await here.at("topic", s.claimed, s.transferred_out)
    place, its_own = f"/topics/{topic}", by("sun", "department@620123#yz-transport")
    for unseeing in (by("sun", "department@620123#yz-water"), ELSEWHERE):
        listed = await here.get("/transfers", unseeing, limit=200)
        assert topic not in [row["topic_id"] for row in listed["items"]]
    (open_one,) = [
        row
        for row in (await here.get("/transfers", its_own, unanswered=True, limit=200))["items"]
        if row["topic_id"] == topic
    ]
    assert (open_one["title"], open_one["answered_on"]) == (s.claimed.title, None)
    assert "raised_by" not in open_one
    await here.post(f"{place}/answer", answer, its_own)

    for reader in (its_own, CLERK):
        listed = await here.get("/transfers", reader, limit=200)
        assert topic in [row["topic_id"] for row in listed["items"]]
    listed = await here.get("/transfers", its_own, unanswered=True, limit=200)
    assert topic not in [row["topic_id"] for row in listed["items"]]


async def test_a_claim_is_transferred_to_a_body_that_there_is(here: Town):  # 001-15
    topic = await here.at("topic", s.claimed)
    unknown = transfer.model_copy(update={"receiver": "yz-transprt"})
    found = await here.post(f"/topics/{topic}/transfer", unknown, CLERK)

    assert refused(found) == (422, "unknown-body")


async def test_a_site_that_is_a_unit_is_one_that_there_is(here: Town):  # 004-31
    topic = await here.at("topic", s.proposed, s.admitted, s.raised)
    unknown = await here.post(f"/topics/{topic}/sites", {"sites": ["620123109999"]}, CLERK)
    assert refused(unknown) == (422, "unknown-unit")
    sites = {"sites": [s.VILLAGE, "大营河样例河段"]}
    assert types(await here.post(f"/topics/{topic}/sites", sites, CLERK)) == ["SitesAdded"]


async def test_no_claim_is_transferred_to_a_body_that_has_ended(here: Town):  # 001-15
    topic = await here.at("topic", s.claimed)
    ended = "UPDATE known_bodies SET until = '2026-01-01' WHERE number = 'yz-law'"
    await here.bench.pool.execute(ended)
    found = await here.post(
        f"/topics/{topic}/transfer", transfer.model_copy(update={"receiver": "yz-law"}), CLERK
    )

    assert refused(found) == (422, "unknown-body")


async def test_departments_do_not_read_topics(here: Town):  # 9.2
    assert await here.status("/topics", DEPARTMENT) == 403


@pytest.mark.parametrize(
    "address",
    ["/topics/王", "/topics/%00", "/topics?stage=x", "/topics?stage=blank", "/topics?unit=6"],
)
async def test_odd_addresses_are_answered_with_a_problem(here: Town, address: str):
    assert refused(await here.client.get(address, headers=CLERK)) == (422, "misfit")


async def test_a_topic_is_raised_for_a_member_that_there_is(here: Town):
    right = {**PROPOSAL, "origin": "member", "raised_by": "m-620123-0007"}
    answer = await here.post("/topics", {**right, "raised_by": "m-620123-07"}, CLERK)

    assert refused(answer) == (422, "unknown-member")
    assert "m-620123-0007" in answer.json()["detail"]
    assert (await here.post("/topics", right, CLERK)).status_code == 201


@pytest.mark.parametrize("number", ["m-5206-0007", "m-62-7", "m-620123109-0007"])
async def test_a_member_of_a_place_of_any_tier_is_looked_up(here: Town, number: str):
    """Their numbers begin with the digits of their jurisdiction: a city's has four."""
    body = {**PROPOSAL, "origin": "member", "raised_by": number}

    assert refused(await here.post("/topics", body, CLERK)) == (422, "unknown-member")


async def test_two_topics_become_one_and_each_page_says_so(here: Town):  # model 3
    market, road = [await here.at("topic", s.proposed) for _ in range(2)]
    why = {"reason": "两件事须一起商量。"}

    itself = await here.post(f"/topics/{market}/merger", {**why, "into": market}, SCREENER)
    assert refused(itself) == (422, "into-itself")
    answer = await here.post(f"/topics/{market}/merger", {**why, "into": road}, SCREENER)
    assert types(answer) == ["TopicMerged"]

    ended, goes_on = [await here.get(f"/topics/{each}", CLERK) for each in (market, road)]
    assert (ended["stage"], ended["merged_into"], ended["joined"]) == ("merged", road, [])
    assert (goes_on["stage"], goes_on["supporters"]) == ("proposed", 92)
    assert [each["topic_id"] for each in goes_on["joined"]] == [market]
    nowhere = {**why, "into": "01990000-0000-7000-8000-0000000000aa"}
    assert refused(await here.post(f"/topics/{road}/merger", nowhere, SCREENER))[0] == 404
