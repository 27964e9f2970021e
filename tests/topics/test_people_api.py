"""The routes of the directory of residents."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.service import by
from tests.topics.clicks import (
    CLERK,
    DEPARTMENT,
    MEMBER,
    VILLAGE_PARTY,
)
from tests.topics.situations import VILLAGE

resident = {
    "unit": VILLAGE,
    "name": "样例村民甲",
    "phone": "0931-0000001",
    "address": "样例一村三社",
}


async def test_a_resident_is_entered_corrected_and_erased(topics_api: AsyncClient):  # 13.3-18
    entered = await topics_api.post("/people", json=resident, headers=CLERK)
    assert entered.status_code == 201
    person = entered.json()["id"]

    read = await topics_api.get(f"/people/{person}", headers=CLERK)
    assert read.json() == {"person_id": person, **resident}

    new = {"name": "样例村民甲", "phone": None, "address": "样例一村四社"}
    corrected = await topics_api.put(f"/people/{person}", json=new, headers=CLERK)
    assert corrected.status_code == 204
    read = await topics_api.get(f"/people/{person}", headers=CLERK)
    assert read.json() == {"person_id": person, "unit": VILLAGE, **new}

    assert (await topics_api.delete(f"/people/{person}", headers=CLERK)).status_code == 204
    assert (await topics_api.get(f"/people/{person}", headers=CLERK)).status_code == 404
    assert (await topics_api.delete(f"/people/{person}", headers=CLERK)).status_code == 404


@pytest.mark.parametrize("headers", [MEMBER, DEPARTMENT, VILLAGE_PARTY])
async def test_the_directory_is_closed_to_other_offices(
    topics_api: AsyncClient, headers: dict[str, str]
):
    person = (await topics_api.post("/people", json=resident, headers=CLERK)).json()["id"]

    assert (await topics_api.get(f"/people/{person}", headers=headers)).status_code == 403
    assert (await topics_api.post("/people", json=resident, headers=headers)).status_code == 403


async def test_the_directory_of_another_unit_is_out_of_reach(topics_api: AsyncClient):  # 13.3-17
    person = (await topics_api.post("/people", json=resident, headers=CLERK)).json()["id"]
    details = {"name": "他人"}
    neighbour = by("zheng", "clerk@620123212")

    assert (await topics_api.post("/people", json=resident, headers=neighbour)).status_code == 403
    assert (await topics_api.get(f"/people/{person}", headers=neighbour)).status_code == 404
    changed = await topics_api.put(f"/people/{person}", json=details, headers=neighbour)
    assert changed.status_code == 404
    assert (await topics_api.delete(f"/people/{person}", headers=neighbour)).status_code == 404
    read = await topics_api.get(f"/people/{person}", headers=CLERK)
    assert read.json()["name"] == resident["name"]


@pytest.mark.parametrize("wrong", [{"phone": "电话"}, {"name": ""}, {"id": "x"}, {"unit": "62"}])
async def test_details_that_do_not_fit_are_refused(topics_api: AsyncClient, wrong: dict[str, Any]):
    answer = await topics_api.post("/people", json={**resident, **wrong}, headers=CLERK)

    assert answer.status_code == 422


async def test_a_resident_belongs_to_a_unit_that_there_is(topics_api: AsyncClient):
    unknown = {**resident, "unit": "620123109399"}
    answer = await topics_api.post("/people", json=unknown, headers=CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (422, "unknown-unit")
