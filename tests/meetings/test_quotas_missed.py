"""Quotas that were missed are on record, once, counted from the rows (000-40, 13.3-6)."""

from datetime import date

import pytest

from contracts.meetings.activity import ActivityRecorded, Purpose
from contracts.meetings.rules import Quotas
from services.meetings.quota.missed import overdue
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

OFFICE = by("ou", "cppcc-office@620123")
FIRST, SECOND = "620123109000", "620123212000"
ENDED, AFTER = date(2026, 4, 30), date(2026, 5, 1)


async def noted(here: Town, since: date, today: date) -> list[tuple[str, str, int]]:
    async with here.bench.engine.connect() as connection:
        asked = await overdue(connection, since, today)
    for each in asked:
        await here.bench.writer.note(each)
    return sorted((each.key, each.command.what, len(each.command.sessions)) for each in asked)


async def test_activities_count_for_their_group_and_are_named_in_a_miss(
    postgres: PostgresServer,
) -> None:
    # 000-32, 003-05
    courses = s.CHAIRPERSONS.model_copy(
        update={"code": "courses", "group": "training", "unit_kinds": ("township",), "months": 4}
    )
    rules = s.adoption.model_copy(update={"quotas": Quotas(quotas=(courses,)), "version": "c"})
    async with town_of(x.MEETINGS, postgres) as here:
        office = by("ou", "cppcc-office@620123")
        adopted = await here.post(f"/rules/{s.COUNTY}/adoption", rules, office)
        assert adopted.is_success, adopted.text
        facts = s.surveyed(findings=None, consultations=(), held_on=date(2026, 3, 4))
        first = ActivityRecorded(**{**facts, "kind": "training", "quota": "training"})
        purposes = (Purpose(kind="training", quota="training"),)
        keys = [
            await here.at("activity", event, unit=unit)
            for event, unit in (
                (first, FIRST),
                (ActivityRecorded(**{**facts, "purposes": purposes}), FIRST),
                (first, SECOND),
            )
        ]
        async with here.bench.engine.connect() as connection:
            (missed,) = await overdue(connection, ENDED, AFTER)
        page = await here.get("/quotas", OFFICE, on="2026-05-01", quota="courses")

    assert (missed.key, missed.command.activities, missed.command.sessions) == (
        SECOND,
        (keys[2],),
        (),
    )
    stand = {
        row["unit"]: [(each["standing"], each["count"]) for each in row["quotas"][0]["periods"]]
        for row in page["items"]
    }
    assert stand == {
        FIRST: [("met", 2), ("running", 0)],
        SECOND: [("overdue", 1), ("running", 0)],
    }
    assert [
        each["activity"] for each in page["items"][1]["quotas"][0]["periods"][0]["activities"]
    ] == [keys[2]]


async def test_a_period_that_ended_unmet_is_noted_once_for_each_unit_that_owes(
    postgres: PostgresServer,
) -> None:
    async with town_of(x.MEETINGS, postgres) as here:
        held = (s.called(key=True), s.sat.model_copy(update={"on": date(2026, 4, 30)}))
        await here.at("session", *held, unit=FIRST)

        missed = await noted(here, ENDED, AFTER)
        again = await noted(here, ENDED, AFTER)
        before, later = await noted(here, date(2026, 4, 1), ENDED), await noted(here, AFTER, AFTER)
        page = await here.get("/quotas", OFFICE, on="2026-05-01", quota="key-session")
        told = await here.bench.pool.fetchval(
            "SELECT count(*) FROM ledger WHERE stream LIKE 'quota/%'"
        )
        late = await here.at(
            "session", s.called(key=True), s.sat.model_copy(update={"on": ENDED}), unit=SECOND
        )
        afterwards = await here.get("/quotas", OFFICE, on="2026-05-01", quota="key-session")

    assert missed == again == [(SECOND, "key-session", 0)]
    assert (before, later, told) == ([], [], 1)
    stand = {
        row["unit"]: [(each["standing"], each["missed"]) for each in row["quotas"][0]["periods"]]
        for row in page["items"]
    }
    assert stand == {
        FIRST: [("overdue", False), ("met", False), ("running", False)],
        SECOND: [("overdue", False), ("overdue", True), ("running", False)],
    }
    assert late
    (_, second) = afterwards["items"]  # what is entered later stands beside the miss
    assert [(each["standing"], each["missed"]) for each in second["quotas"][0]["periods"]][1] == (
        "met",
        True,
    )
