"""Score sheets over HTTP: each owner writes in its own, and who reads what was published
(001-35)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.members import assessed as x
from tests.members import situations as s
from tests.members.examples import MEMBERS
from tests.members.sheets import PERFORMANCE
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

THEIRS = by("meng", f"supervisor@620123#{PERFORMANCE}")
ANOTHER = by("qi", "supervisor@620123#yz-supervision")
OFFICE, CLERK = by("ou", "cppcc-office@620123"), by("wei", "clerk@620123")
MEMBER, ELSEWHERE = by("an", "member@620123"), by("xu", "cppcc-office@620104")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(MEMBERS, postgres) as found:
        yield found


async def listed(here: Town, who: dict[str, str]) -> set[str]:
    page: dict[str, Any] = await here.get("/assessments", who)
    return {row["assessment"] for row in page["items"]}


async def asked(here: Town, path: str, command: Any, who: dict[str, str]) -> Any:
    return await here.client.post(path, json=command.model_dump(mode="json"), headers=who)


async def test_a_second_owner_writes_in_none_but_its_own(here: Town) -> None:  # 001-35
    command = x.open_towns.model_copy(update={"year": 2024})
    for who in (OFFICE, ANOTHER):
        refused = await asked(here, "/assessments", command, who)
        assert (refused.status_code, refused.json()["rule"]) == (409, "not-the-owner")
    assert (await asked(here, "/assessments", command, CLERK)).status_code == 403
    assert (await asked(here, "/assessments", command, THEIRS)).status_code == 201
    ours = command.model_copy(update={"sheet": "bodies"})
    assert (await asked(here, "/assessments", ours, OFFICE)).status_code == 201
    score = x.enter.model_copy(update={"subject": "yz-culture", "criterion": "duty"})
    place = f"/assessments/{s.COUNTY}/2024/bodies/scores"
    assert (await asked(here, place, score, THEIRS)).status_code in (404, 409)


async def test_points_of_a_unit_are_entered_put_right_and_published(here: Town) -> None:  # 001-35
    town = await here.at("unit", s.township)
    command = x.open_towns.model_copy(update={"year": 2025})
    assert types(await here.post("/assessments", command, THEIRS)) == ["AssessmentOpened"]
    place = f"/assessments/{s.COUNTY}/2025/towns"

    def of_town(command: Any, **changed: Any) -> Any:
        return command.model_copy(update={"subject": town, **changed})

    entered = of_town(x.enter)
    for who in (OFFICE, ANOTHER):
        refusal = await here.unrecorded(f"{place}/scores", entered, who)
        assert refusal[:2] == (409, "not-the-owner")
    assert types(await here.post(f"{place}/scores", entered, THEIRS)) == ["ScoreEntered"]
    assert types(await here.post(f"{place}/scores", entered, THEIRS)) == []
    twice = await here.post(f"{place}/scores", of_town(x.enter, points=1), THEIRS)
    assert refused(twice) == (409, "already-scored")
    nowhere = await here.post(f"{place}/scores", of_town(x.enter, subject="620123999000"), THEIRS)
    assert refused(nowhere) == (404, "not-found")
    early = await here.post(f"{place}/publication", x.publish, THEIRS)
    assert refused(early) == (409, "not-all-scored")

    activity = of_town(x.enter, criterion="activity", points=50)
    assert types(await here.post(f"{place}/scores", activity, THEIRS)) == ["ScoreEntered"]
    right = await here.post(f"{place}/score-correction", of_town(x.correct), THEIRS)
    assert types(right) == ["ScoreCorrected"]
    told = await here.post(f"{place}/publication", x.publish, THEIRS)
    assert types(told) == ["AssessmentPublished"]
    row = await here.get(place, CLERK)
    assert row["totals"] == [{"subject": town, "points": 80, "bonus": 0}]
    assert row["scores"] == []


async def test_what_is_not_published_is_read_by_its_owner(here: Town) -> None:  # 9.2
    key = await here.at("assessment", *x.whole, unit=s.COUNTY)
    unit, year, sheet = key.split(":")
    place = f"/assessments/{unit}/{year}/{sheet}"

    assert key in await listed(here, THEIRS)
    for who in (OFFICE, ANOTHER, CLERK, MEMBER, ELSEWHERE):
        assert key not in await listed(here, who)
        assert (await here.client.get(place, headers=who)).status_code == 404
    own = await here.get(place, THEIRS)
    assert [each["points"] for each in own["scores"]] == [50, 35, 4]
    assert all(each["entered"] and each["ground"] for each in own["scores"])


async def test_totals_are_published_and_grounds_are_not(here: Town) -> None:  # 001-35, 6.5
    key = await here.at("assessment", *x.whole, x.published, unit=s.COUNTY)
    place = "/assessments/" + key.replace(":", "/")

    for who in (OFFICE, CLERK, MEMBER):
        row = await here.get(place, who)
        assert row["totals"] == [{"subject": x.TOWN, "points": 85, "bonus": 4}]
        assert row["scores"] == []
    assert (await here.client.get(place, headers=ELSEWHERE)).status_code == 404
    page = await here.get("/assessments", CLERK, of="unit", year=x.YEAR)
    assert key in {row["assessment"] for row in page["items"]}


async def test_points_of_talents_are_read_by_those_who_read_about_them(here: Town) -> None:
    chair = x.chair.model_copy(update={"subject": x.PERSON})
    told = x.published.model_copy(
        update={
            "sheet": "talents",
            "totals": (x.e.Total(subject=x.PERSON, points=65, bonus=0),),
        }
    )
    life = (x.of_talents, x.accepted, x.attended, chair, told)
    key = await here.at("assessment", *life, unit=s.COUNTY)

    assert key in await listed(here, CLERK)
    assert key not in await listed(here, MEMBER)
    row = await here.get("/assessments/" + key.replace(":", "/"), OFFICE)
    counted = {each["criterion"]: each["whole"] for each in row["scores"] if not each["entered"]}
    assert counted == {"accepted": 3, "attended": 2}
