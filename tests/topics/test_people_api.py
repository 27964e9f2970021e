"""The routes of the directory of residents."""

from typing import Any

import pytest

from tests.slices.towns import Town
from tests.support.service import by
from tests.topics.commands import CLERK, DEPARTMENT, MEMBER, VILLAGE_PARTY
from tests.topics.situations import VILLAGE

resident = {
    "unit": VILLAGE,
    "name": "样例村民甲",
    "phone": "0931-0000001",
    "address": "样例一村三社",
}


async def test_a_resident_is_entered_corrected_and_erased(here: Town):  # 13.3-18
    entered = await here.post("/people", resident, CLERK)
    assert entered.status_code == 201
    person = entered.json()["id"]

    read = await here.client.get(f"/people/{person}", headers=CLERK)
    assert read.json() == {"person_id": person, **resident}

    new = {"name": "样例村民甲", "phone": None, "address": "样例一村四社"}
    corrected = await here.client.put(f"/people/{person}", json=new, headers=CLERK)
    assert corrected.status_code == 204
    read = await here.client.get(f"/people/{person}", headers=CLERK)
    assert read.json() == {"person_id": person, "unit": VILLAGE, **new}

    assert (await here.client.delete(f"/people/{person}", headers=CLERK)).status_code == 204
    assert await here.status(f"/people/{person}", CLERK) == 404
    assert (await here.client.delete(f"/people/{person}", headers=CLERK)).status_code == 404


@pytest.mark.parametrize("headers", [MEMBER, DEPARTMENT, VILLAGE_PARTY])
async def test_the_directory_is_closed_to_other_offices(here: Town, headers: dict[str, str]):
    person = (await here.post("/people", resident, CLERK)).json()["id"]

    assert await here.status(f"/people/{person}", headers) == 403
    assert (await here.post("/people", resident, headers)).status_code == 403


async def test_the_directory_of_another_unit_is_out_of_reach(here: Town):  # 13.3-17
    person = (await here.post("/people", resident, CLERK)).json()["id"]
    details = {"name": "他人"}
    neighbour = by("zheng", "clerk@620123212")

    assert (await here.post("/people", resident, neighbour)).status_code == 403
    assert await here.status(f"/people/{person}", neighbour) == 404
    changed = await here.client.put(f"/people/{person}", json=details, headers=neighbour)
    assert changed.status_code == 404
    assert (await here.client.delete(f"/people/{person}", headers=neighbour)).status_code == 404
    read = await here.client.get(f"/people/{person}", headers=CLERK)
    assert read.json()["name"] == resident["name"]


@pytest.mark.parametrize("wrong", [{"phone": "电话"}, {"name": ""}, {"id": "x"}, {"unit": "62"}])
async def test_details_that_do_not_fit_are_refused(here: Town, wrong: dict[str, Any]):
    answer = await here.post("/people", {**resident, **wrong}, CLERK)

    assert answer.status_code == 422


async def test_a_resident_belongs_to_a_unit_that_there_is(here: Town):
    unknown = {**resident, "unit": "620123109399"}
    answer = await here.post("/people", unknown, CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (422, "unknown-unit")
