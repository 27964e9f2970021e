"""Who reads about whose leave (domain 9.2, "absence case")."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.members import leave_examples as x
from tests.members import situations as s
from tests.members.examples import MEMBERS
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

MEMBER, OTHER = "m-620123-001", "m-620123-002"
OFFICE = by("ou", "cppcc-office@620123")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(MEMBERS, postgres) as found:
        admitted = s.admitted.model_copy(update={"committee": "yz-culture"})
        await found.tell("member", MEMBER, s.COUNTY, admitted)
        yield found


async def test_leave_is_seen_by_the_office_its_member_and_their_committee(here: Town) -> None:
    themselves = by(MEMBER, "member@620123")
    answer = await here.post("/leaves", x.ASK, themselves)
    assert types(answer) == ["LeaveAsked"]
    leave = answer.json()[0]["subject"].split("/")[1]
    assert types(await here.post(f"/leaves/{leave}/grant", x.GRANT, OFFICE)) == ["LeaveGranted"]

    async def seen(whom: dict[str, str], **query: Any) -> list[str]:
        page = await here.get("/leaves", whom, **query)
        return [row["stage"] for row in page["items"]]

    assert await seen(OFFICE, session="s-1", member=MEMBER) == ["granted"]
    assert await seen(OFFICE, stage="asked") == []
    assert await seen(themselves) == ["granted"]
    assert await seen(by("song", "committee@620123#yz-culture")) == ["granted"]
    assert await seen(by("sun", "committee@620123#yz-law")) == []
    assert await seen(by(OTHER, "member@620123")) == []
    assert await seen(by("lin", "cppcc-office@511623")) == []
    assert await here.status("/leaves", by("wei", "clerk@620123109")) == 403


async def test_nobody_asks_for_leave_of_a_member_that_there_is_not(here: Town) -> None:
    ghost = x.ASK.model_copy(update={"member": "m-620123-999"})

    assert refused(await here.post("/leaves", ghost, OFFICE)) == (404, "not-found")
