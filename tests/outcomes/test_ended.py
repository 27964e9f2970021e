"""A department of the draft that has ended holds nothing up, over HTTP (0021)."""

from collections.abc import AsyncIterator

import pytest

from runtime.decider import Command
from tests.outcomes import situations as s
from tests.outcomes.examples import OUTCOMES
from tests.slices.towns import Town, refused, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

CLERK, PARTY = by("wei", "clerk@620123109"), by("liang", f"party@{s.VILLAGE}")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(OUTCOMES, postgres) as found:
        yield found


async def test_what_a_department_was_to_do_goes_on_after_its_end(here: Town) -> None:  # model 5
    outcome = f"/outcomes/{await here.at('outcome', s.drafted, unit=s.VILLAGE)}"
    early = s.reassign.model_copy(update={"task": 1})
    await here.tell("series", s.OPINIONS, s.VILLAGE, s.opened)
    ended = "UPDATE known_bodies SET until = '2026-01-02' WHERE number = $1"
    await here.bench.pool.execute(ended, s.TRANSPORT)

    async def recorded(deed: str, command: Command, office: dict[str, str]) -> None:
        answer = await here.post(f"{outcome}/{deed}", command, office)
        assert answer.status_code < 300, answer.text

    await recorded("consent", s.consent_to, PARTY)
    await recorded("dispatch", s.send, CLERK)
    found = await here.post(f"{outcome}/reassignment", early, CLERK)
    assert refused(found) == (409, "task-not-returned")
    to_the_ended = s.reassign.model_copy(update={"lead": s.TRANSPORT})
    found = await here.post(f"{outcome}/reassignment", to_the_ended, CLERK)
    assert refused(found) == (422, "unknown-body")
    await recorded("reassignment", s.reassign, CLERK)

    page = await here.get("/tasks", CLERK, outcome=outcome.removeprefix("/outcomes/"))
    assert [each["lead"] for each in page["items"]] == [s.COMMERCE, s.HEALTH]
