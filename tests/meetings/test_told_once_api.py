"""Over HTTP: an activity whose form was sent twice, each time under another key (issue 10)."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from services.meetings.activity import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

OFFICE = by("ou", "cppcc-office@620123")
FOREIGN = by("zhou", "clerk@511623")
ON_RECORD = (409, "activity-on-record")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


def training(title: str, **more: Any) -> c.RecordActivity:
    """The form of an activity at which m-1 and m-2 were, for no consultation."""
    plain = x.SURVEY.model_copy(update={"consultations": (), "bodies": (), "joint": False})
    told = {**plain.model_dump(mode="json"), "title": title, "findings": None, **more}
    return c.RecordActivity.model_validate(told)


def came(*members: str) -> list[dict[str, Any]]:
    return [{"kind": "member", "members": list(members)}]


async def recorded(here: Town, body: c.RecordActivity, **keyed: str) -> str:
    answer = await here.post("/activities", body, {**OFFICE, **keyed})
    assert types(answer) == ["ActivityRecorded"], answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[1]


async def test_a_form_that_was_sent_twice_is_on_record_once(here: Town) -> None:  # 004-33
    key = {"Idempotency-Key": str(uuid4())}
    first = await recorded(here, training("走访"), **key)

    again = training("走访", amounts=[{"kind": "aid", "value": 20}])
    for body in (training("走访"), again):
        status, rule, detail = await here.unrecorded("/activities", body, OFFICE)
        assert (status, rule) == ON_RECORD
        assert first in detail
    assert await recorded(here, training("走访"), **key) == first, "asked again under its key"
    assert refused(await here.post("/activities", training("走访"), FOREIGN))[0] == 403


@pytest.mark.parametrize(
    "other",
    [
        {"held_on": "2026-02-11"},
        {"place": "另一个村"},
        {"bodies": ["yz-culture"]},
        {"kind": "training"},
        {"unit": s.NEXT},
        {"present": came("m-1")},
        {"present": []},
        {"follows_up": {"thing": "outcome", "id": "o-1", "check": 1}},
    ],
    ids=str,
)
async def test_what_differs_is_another_activity(here: Town, other: dict[str, Any]) -> None:
    title = f"下乡{next(iter(other))}{len(str(other))}"
    await recorded(here, training(title))
    if "follows_up" in other:
        status, rule, _ = await here.unrecorded("/activities", training(title, **other), OFFICE)
        assert (status, rule) != ON_RECORD  # there is no such outcome
        return
    await recorded(here, training(title, **other))


async def test_the_same_is_meant_once_more_where_its_number_says_so(here: Town) -> None:
    first = await recorded(here, training("宣讲"))
    key = {"Idempotency-Key": str(uuid4())}
    second = await recorded(here, training("宣讲", occurrence=2), **key)

    for number, named in ((None, first), (1, first), (2, second)):
        body = training("宣讲", occurrence=number)
        status, rule, detail = await here.unrecorded("/activities", body, OFFICE)
        assert (status, rule) == ON_RECORD
        assert named in detail
    far = await here.unrecorded("/activities", training("宣讲", occurrence=4), OFFICE)
    assert far[:2] == (409, "other-number")
    assert await recorded(here, training("宣讲", occurrence=2), **key) == second
    await recorded(here, training("宣讲", occurrence=3))


async def test_what_was_corrected_into_something_else_is_no_longer_the_same(here: Town) -> None:
    first = await recorded(here, training("入户"))
    mend = c.CorrectActivity(
        **{
            name: value
            for name, value in training("入户二组")
            if name in c.CorrectActivity.model_fields
        },
        reason="写错组别",
    )
    answer = await here.post(f"/activities/{first}/correction", mend, OFFICE)
    assert types(answer) == ["ActivityCorrected"], answer.text

    await recorded(here, training("入户"))
    again = await here.unrecorded("/activities", training("入户二组"), OFFICE)
    assert again[:2] == ON_RECORD
