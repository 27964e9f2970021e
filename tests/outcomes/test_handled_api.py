"""Outcomes of proposals and reports, instructions and referrals over HTTP: who sees what."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.outcomes import complained as x
from tests.outcomes import entered as i
from tests.outcomes import handled as h
from tests.outcomes import situations as s
from tests.outcomes.examples import OUTCOMES
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

CLERK, MEMBER = by("wei", "clerk@620123"), by("an", "member@620123")
OFFICE = by("ou", "cppcc-office@620123")
SUPERVISOR = by("meng", "supervisor@620123")
COMMERCE = by("song", f"department@620123#{s.COMMERCE}")
TRANSPORT = by("qian", f"department@620123#{s.TRANSPORT}")
HEALTH = by("he", f"department@620123#{s.HEALTH}")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(OUTCOMES, postgres) as found:
        yield found


async def ids(here: Town, office: dict[str, str]) -> set[str]:
    page: dict[str, Any] = await here.get("/outcomes", office)
    return {row["outcome"] for row in page["items"]}


async def test_what_came_of_a_report_is_seen_by_those_who_read_reports(here: Town) -> None:
    key = await here.at("outcome", h.report_drafted, h.assigned, unit=s.COUNTY)

    seen = {name: key in await ids(here, office) for name, office in OFFICES.items()}
    assert seen == {  # 9.2
        **{"clerk": False, "member": False, "supervisor": False},
        **{"office": True, "commerce": True, "transport": True, "health": False},
    }
    page = await here.get("/tasks", CLERK, outcome=key)
    assert page["items"] == []
    page = await here.get("/tasks", TRANSPORT, outcome=key)
    assert [task["return_by"] for task in page["items"]] == [str(h.assigned.return_by)]
    assert "summary" not in await here.get(f"/outcomes/{key}", TRANSPORT)
    assert "summary" in await here.get(f"/outcomes/{key}", OFFICE)


OFFICES = {
    "clerk": CLERK,
    "member": MEMBER,
    "supervisor": SUPERVISOR,
    "office": OFFICE,
    "commerce": COMMERCE,
    "transport": TRANSPORT,
    "health": HEALTH,
}


async def test_what_is_read_of_a_proposal_that_is_handled(here: Town) -> None:  # 8.1
    key = await here.at("outcome", *h.done, h.noted, h.not_satisfied, h.again, unit=s.COUNTY)

    row = await here.get(f"/outcomes/{key}", CLERK)
    assert [each["proposers"] for each in row["proposers"]] == [[h.FIRST, h.SECOND], [h.THIRD]]
    assert [each["opinion"] for each in row["co_opinions"]] == [h.opinion.opinion]
    (task,) = (await here.get("/tasks", TRANSPORT, outcome=key))["items"]
    assert (task["state"], task["due"], task["reply"]) == ("reopened", str(h.again.due), None)
    assert task["again_reason"] == h.again.reason


async def test_a_reply_that_is_awaited_once_more_is_overdue_after_its_day(here: Town) -> None:
    key = await here.at("outcome", *h.ready, h.planned, unit=s.COUNTY)

    async def overdue(day: str) -> int:
        page = await here.get("/tasks", CLERK, outcome=key, overdue_on=day)
        return len(page["items"])

    assert await overdue("2026-04-02") == 0
    assert await overdue("2026-04-03") == 1


async def test_instructions_are_seen_and_counted_by_those_who_read_them(here: Town) -> None:
    key = await here.at("outcome", *i.with_instruction, unit=s.VILLAGE)
    place = f"/outcomes/{key}/instructions"

    assert len((await here.get(place, OFFICE))["items"]) == 1
    assert len((await here.get(place, COMMERCE))["items"]) == 1  # it is named
    told = await here.get(
        "/figures/instructions", SUPERVISOR, since="2026-01-01", on="2026-12-31", rows=True
    )
    assert (told["all"]["count"], told["all"]["favourable"]) == (1, 1)  # 003-22, 004-16
    county = told["levels"]["county"]
    assert [row["outcome"] for row in county["rows"]] == [key]
    assert county["days"] == {"known": 1, "median": 5}  # 004-04


async def test_a_referral_is_read_by_those_who_govern(here: Town) -> None:  # 001-37
    key = await here.at("outcome", *x.life, x.referred, x.answered, unit=s.VILLAGE)

    told = await here.get(f"/outcomes/{key}/referrals", SUPERVISOR)
    assert [each["residents"] for each in told["complaints"]] == [30]
    assert [each["result"] for each in told["referrals"]] == [x.answered.result]


async def test_rows_follow_what_is_put_right(here: Town) -> None:  # model 12
    gone = await here.at(
        "outcome", *i.told, i.feedback_gone, s.adopted_as_decision, i.adoption_gone
    )
    row = await here.get(f"/outcomes/{gone}", CLERK)
    assert (row["feedback_on"], row["satisfied"], row["adoptions"]) == (None, None, [])

    right = await here.at(
        "outcome", *i.told, i.told_by_telephone, s.adopted_as_decision, i.adopted_in_the_village
    )
    row = await here.get(f"/outcomes/{right}", CLERK)
    assert row["feedback_channel"] == i.told_by_telephone.channel
    assert [each["level"] for each in row["adoptions"]] == ["village"]
