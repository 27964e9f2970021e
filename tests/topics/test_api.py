"""The routes of topics: who may, at which stage, and what a repeated click does."""

from typing import Any, get_args
from uuid import uuid4

import pytest
from httpx import AsyncClient

from services.topics.topic.api import Reached
from services.topics.topic.decider import Stage
from tests.support.service import by
from tests.topics.clicks import (
    CLERK,
    COUNTY_PARTY,
    DEPARTMENT,
    ELSEWHERE,
    MEMBER,
    VILLAGE_PARTY,
    again,
    at,
    consented,
    met,
    passing,
    proposal,
    raised,
    refusal,
    transfer,
    types,
)
from tests.topics.situations import COUNTY, RESIDENT, VILLAGE

ROUTES = [
    ("proposal", again, "returned", "approved", CLERK, VILLAGE_PARTY, "TopicProposed"),
    ("screening", met, "proposed", "approved", CLERK, MEMBER, "TopicAdmitted"),
    ("transfer", transfer, "proposed", "approved", CLERK, MEMBER, "TopicTransferredOut"),
    ("passing-up", passing, "admitted", "proposed", VILLAGE_PARTY, CLERK, "TopicPassedUp"),
    ("approval", consented, "admitted", "proposed", VILLAGE_PARTY, CLERK, "TopicApproved"),
    ("refusal", refusal, "admitted", "proposed", VILLAGE_PARTY, CLERK, "TopicConsentRefused"),
]
each_route = pytest.mark.parametrize(
    ("route", "body", "stage", "wrong_stage", "who", "wrong_office", "fact"),
    ROUTES,
    ids=[route[0] for route in ROUTES],
)


@each_route
async def test_a_route_answers_with_what_was_recorded_and_repeats_its_answer(
    topics_api: AsyncClient,
    route: str,
    body: dict[str, Any],
    stage: str,
    wrong_stage: str,
    who: dict[str, str],
    wrong_office: dict[str, str],
    fact: str,
):
    topic = await at(topics_api, stage)
    keyed = {**who, "Idempotency-Key": str(uuid4())}

    first = await topics_api.post(f"/topics/{topic}/{route}", json=body, headers=keyed)
    second = await topics_api.post(f"/topics/{topic}/{route}", json=body, headers=keyed)

    assert (first.status_code, types(first)) == (200, [fact])
    assert (second.status_code, second.content) == (200, first.content)


@each_route
async def test_a_route_refuses_the_wrong_office_the_wrong_stage_and_the_wrong_place(
    topics_api: AsyncClient,
    route: str,
    body: dict[str, Any],
    stage: str,
    wrong_stage: str,
    who: dict[str, str],
    wrong_office: dict[str, str],
    fact: str,
):
    topic = await at(topics_api, wrong_stage)
    role = "clerk" if who is CLERK else "party"
    asks = [({}, 401), (wrong_office, 403), (who, 409), (by("zhou", f"{role}@511623"), 404)]

    for headers, status in asks:
        answer = await topics_api.post(f"/topics/{topic}/{route}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    missing = await topics_api.post(f"/topics/{uuid4()}/{route}", json=body, headers=who)
    assert missing.status_code == 404


async def test_raising_a_topic_answers_once_with_its_address(topics_api: AsyncClient):
    keyed = {**CLERK, "Idempotency-Key": str(uuid4())}

    first = await topics_api.post("/topics", json=proposal, headers=keyed)
    second = await topics_api.post("/topics", json=proposal, headers=keyed)

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first.headers["location"] == f"/topics/{keyed['Idempotency-Key']}"
    assert first.headers["etag"] == '"1"'


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
    topics_api: AsyncClient, headers: dict[str, str], changes: dict[str, Any], status: int
):
    answer = await topics_api.post("/topics", json={**proposal, **changes}, headers=headers)

    assert answer.status_code == status, answer.text


async def test_a_stale_screen_is_refused(topics_api: AsyncClient):
    topic = await at(topics_api, "admitted")

    answer = await topics_api.post(
        f"/topics/{topic}/approval", json=consented, headers={**VILLAGE_PARTY, "If-Match": '"1"'}
    )

    assert answer.status_code == 412


async def test_another_level_of_the_party_does_not_consent(topics_api: AsyncClient):  # 000-24
    topic = await at(topics_api, "admitted")

    answer = await topics_api.post(
        f"/topics/{topic}/approval", json=consented, headers=COUNTY_PARTY
    )

    assert (answer.status_code, answer.json()["rule"]) == (409, "same-level")


async def test_a_topic_passed_up_is_consented_to_by_the_county(topics_api: AsyncClient):  # 000-52
    topic = await at(topics_api, "admitted")
    await topics_api.post(f"/topics/{topic}/passing-up", json=passing, headers=VILLAGE_PARTY)

    answer = await topics_api.post(
        f"/topics/{topic}/approval", json=consented, headers=COUNTY_PARTY
    )

    assert answer.json()[0]["unit"] == COUNTY
    assert answer.json()[0]["data"]["procedure"] == "YZ7"
    page = (await topics_api.get(f"/topics/{topic}", headers=CLERK)).json()
    assert (page["unit"], page["unit_name"], page["raised_in"]) == (COUNTY, "榆中县", VILLAGE)


async def test_a_topic_page_shows_what_is_recorded(topics_api: AsyncClient):
    topic = await at(topics_api, "approved")

    page = (await topics_api.get(f"/topics/{topic}", headers=CLERK)).json()

    assert page["stage"] == "approved"
    assert page["procedure"] == "YZ6"
    assert page["raised_by"] == RESIDENT
    assert page["answers"]["mass"]["met"] is True
    assert page["consent_on"] == "2026-02-20"


async def test_lists_go_on_where_the_page_ended_and_do_not_say_who_raised_it(
    topics_api: AsyncClient,
):  # 9.2
    topic = await at(topics_api, "returned")
    query: dict[str, Any] = {"unit": VILLAGE, "stage": "returned", "limit": 1}
    found = []
    after = ""
    while after is not None:
        page = await topics_api.get("/topics", params={**query, "after": after}, headers=MEMBER)
        found += page.json()["items"]
        after = page.json()["next"]

    assert topic in [row["topic_id"] for row in found]
    assert {row["stage"] for row in found} == {"returned"}
    assert not any("raised_by" in row for row in found)


async def test_a_unit_without_topics_has_an_empty_list(topics_api: AsyncClient):
    answer = await topics_api.get(
        "/topics", params={"unit": "620123212000"}, headers=by("li", "county-office@620123")
    )

    assert answer.json() == {"items": [], "next": None}


async def test_another_county_sees_nothing_of_it(topics_api: AsyncClient):  # 13.3-17
    topic = await at(topics_api, "approved")

    assert (await topics_api.get(f"/topics/{topic}", headers=ELSEWHERE)).status_code == 404
    assert (await topics_api.get("/topics", headers=ELSEWHERE)).json()["items"] == []


async def test_personal_claims_are_for_those_who_handle_them(topics_api: AsyncClient):  # 9.2
    claim = await raised(topics_api, scale="personal", title="本户宅基地边界")
    late = await raised(topics_api)
    await topics_api.post(f"/topics/{late}/transfer", json=transfer, headers=CLERK)

    for topic in (claim, late):
        for unseeing in (MEMBER, by("wu", "committee@620123")):
            assert (await topics_api.get(f"/topics/{topic}", headers=unseeing)).status_code == 404
            listed = (await topics_api.get("/topics?limit=200", headers=unseeing)).json()
            assert topic not in [row["topic_id"] for row in listed["items"]]
        assert (await topics_api.get(f"/topics/{topic}", headers=CLERK)).status_code == 200


@pytest.mark.parametrize("stage", get_args(Reached))
async def test_topics_are_listed_by_stage(topics_api: AsyncClient, stage: str):
    listed = (await topics_api.get(f"/topics?stage={stage}", headers=CLERK)).json()

    assert {row["stage"] for row in listed["items"]} <= {stage}


def test_topics_are_asked_for_by_any_stage_but_blank():
    assert get_args(Reached) == tuple(Stage)[1:]


async def test_departments_do_not_read_topics(topics_api: AsyncClient):  # 9.2
    assert (await topics_api.get("/topics", headers=DEPARTMENT)).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/topics/王", "/topics/%00", "/topics?stage=x", "/topics?stage=blank", "/topics?unit=6"],
)
async def test_odd_addresses_are_answered_with_a_problem(topics_api: AsyncClient, address: str):
    answer = await topics_api.get(address, headers=CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (422, "misfit")


async def test_a_topic_is_raised_for_a_member_that_there_is(topics_api: AsyncClient):
    wrong = {**proposal, "origin": "member", "raised_by": "m-620123-07"}
    answer = await topics_api.post("/topics", json=wrong, headers=CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (422, "unknown-member")
    assert "m-620123-0007" in answer.json()["detail"]
    assert await raised(topics_api, origin="member", raised_by="m-620123-0007")
