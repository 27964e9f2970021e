"""What a body that is asked finds and reads, over HTTP (000-50)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from runtime import clock
from services.meetings.activity import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

OFFICE = by("ou", "cppcc-office@620123")
CULTURE = by("song", "committee@620123#yz-culture")
LAW = by("fa", "committee@620123#yz-law")
WATER = by("liu", "department@620123#yz-water")
NEXT_TOWN = by("he", "department@620123212#yz-water")
NOBODY = by("no", "department@620123")
ALONE = {"consultations": (), "findings": None}


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def asked(here: Town, *bodies: str, **more: Any) -> str:
    command = x.ASK.model_copy(update={"asked": bodies, "consultations": (), **more})
    answer = await here.post("/activities/asked", command, OFFICE)
    assert types(answer) == ["ActivityAsked"]
    return answer.headers["location"]


async def found(here: Town, office: dict[str, str], **query: Any) -> list[str]:
    page = await here.get("/requests", office, limit=200, **query)
    return [f"/activities/{row['activity']}" for row in page["items"]]


async def test_each_body_finds_what_it_was_asked_and_nothing_else(here: Town) -> None:  # 000-50
    first = await asked(here, "yz-culture")
    second = await asked(here, "yz-culture", "yz-water")
    third = await asked(here, "yz-law")

    assert {first, second} <= set(await found(here, CULTURE))
    assert third not in await found(here, CULTURE)
    assert third in await found(here, LAW)
    assert set(await found(here, WATER)) >= {second}
    assert not {first, third} & set(await found(here, WATER))
    # The office is held for another town, or for no body at all.
    assert await found(here, NEXT_TOWN) == await found(here, NOBODY) == []
    assert await here.status("/requests", OFFICE) == 403
    for office, seen in ((WATER, 200), (NEXT_TOWN, 404), (NOBODY, 404), (CULTURE, 200)):
        assert await here.status(second, office) == seen
    assert await here.status(first, WATER) == 404


async def test_a_department_reads_the_request_and_all_of_what_it_took_part_in(here: Town) -> None:
    place = await asked(here, "yz-culture", "yz-water")
    request = await here.get(place, WATER)
    assert (request["question"], request["stage"]) == ("建在哪里？", "asked")
    assert [each["body"] for each in request["answers"]] == ["yz-water"]

    agreeing = await here.post(f"{place}/agreement", c.AgreeActivity(), CULTURE)
    assert types(agreeing) == ["ActivityAgreed"]
    await here.post(f"{place}/record", x.TOOK_PLACE.model_copy(update={"present": ()}), OFFICE)
    outline = await here.get(place, WATER)
    assert outline["stage"] == "recorded"
    assert not {"findings", "place", "members", "present"} & set(outline)
    assert [each["answer"] for each in outline["answers"]] == ["let-go"]
    late = await here.post(f"{place}/agreement", c.AgreeActivity(), WATER)
    assert refused(late) == (409, "recorded")

    joint = x.SURVEY.model_copy(update={"bodies": ("yz-water",), "joint": True, "present": ()})
    joint = joint.model_copy(update={"consultations": ()})
    answer = await here.post("/activities", joint, OFFICE)
    whole = await here.get(answer.headers["location"], WATER)
    assert whole["findings"]["key_problem"] == "没有固定场地。"
    listed = await here.get("/activities", WATER, limit=200)
    rows = {f"/activities/{row['activity']}": row for row in listed["items"]}
    assert "findings" in rows[answer.headers["location"]]
    assert "findings" not in rows[place]


async def test_answers_and_what_was_missed_stand_in_the_list(here: Town) -> None:  # 000-50
    today = clock.today()
    life = s.survey_asked.model_copy(
        update={"consultations": (), "answer_by": today - timedelta(days=1)}
    )
    late = f"/activities/{await here.at('activity', life, unit=s.VILLAGE)}"
    due = await asked(here, "yz-culture", answer_by=today)

    overdue = await found(here, CULTURE, overdue_on=str(today))
    assert late in overdue
    assert due not in overdue
    # The miss is on record before the next deed, and the answer counts all the same.
    deed = await here.post(f"{late}/decline", x.DECLINE, CULTURE)
    assert types(deed) == ["ActivityDeclined"]
    (row,) = (await here.get(late, OFFICE))["answers"]
    assert (row["answer"], row["missed"], row["reason"]) == ("declined", True, "人手不足")
    assert late in await found(here, CULTURE, answer="declined")
    assert late not in await found(here, CULTURE, overdue_on=str(today))
    assert (await here.get(late, OFFICE))["stage"] == "declined"


async def test_whoever_was_asked_learns_that_it_was_withdrawn(here: Town) -> None:  # 000-50
    place = await asked(here, "yz-culture", answer_by=clock.today() + timedelta(days=3))
    answer = await here.post(f"{place}/request-withdrawal", {"reason": "不再需要。"}, OFFICE)
    assert types(answer) == ["RequestWithdrawn"]

    assert place in await found(here, CULTURE, answer="withdrawn")
    assert place not in await found(here, CULTURE, answer="open")
    (row,) = (await here.get(place, CULTURE))["answers"]
    assert (row["answer"], row["reason"]) == ("withdrawn", "不再需要。")
    assert (await here.get(place, OFFICE))["stage"] == "withdrawn"


async def test_a_day_that_is_past_and_nobody_to_ask_are_refused(here: Town) -> None:
    alone = x.ASK.model_copy(update={"consultations": ()})
    past = alone.model_copy(update={"answer_by": clock.today() - timedelta(days=1)})
    assert (await here.unrecorded("/activities/asked", past, OFFICE))[:2] == (
        409,
        "answer-day-past",
    )
    nobody = alone.model_copy(update={"asked": ()})
    assert (await here.unrecorded("/activities/asked", nobody, OFFICE))[:2] == (422, "misfit")
    twice = alone.model_copy(update={"asked": ("yz-water", "yz-water")})
    assert (await here.unrecorded("/activities/asked", twice, OFFICE))[1] == "listed-twice"


async def test_a_department_sees_in_outline_the_consultation_that_a_request_serves(
    here: Town,
) -> None:
    case = await here.at("consultation", *s.six_opened)
    assert await here.status(f"/consultations/{case}", WATER) == 404
    await asked(here, "yz-water", consultations=(case,))

    outline = await here.get(f"/consultations/{case}", WATER)
    assert outline["title"] == "新建蔬菜市场"
    assert "steps" not in outline
    assert await here.status(f"/consultations/{case}", NEXT_TOWN) == 404
