"""What bodies, members and holders of posts owe, and which plans are decided: counted from rows,
and a miss is on record once."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest

from contracts.meetings import session as m
from contracts.meetings.activity import ActivityRecorded, Met
from contracts.meetings.participant import Participant, Presence
from contracts.meetings.rules import Quota, Quotas
from runtime.known import known_bodies
from runtime.projection import Change, Patch, Put
from runtime.submission import Delivery
from services.meetings.people import posts_held, ranked_members
from services.meetings.plans import plans_decided
from services.meetings.quota.missed import overdue
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, town_of
from tests.support.servers import PostgresServer
from tests.support.service import by

pytestmark = pytest.mark.servers

TOWN = "620123109000"
OFFICE = by("ou", "cppcc-office@620123")
CULTURE = by("song", "committee@620123#yz-culture")
DAY, YEAR_END, NEW_YEAR = date(2025, 3, 2), date(2025, 12, 31), date(2026, 1, 1)


def quota(code: str, **more: Any) -> Quota:
    facts = {"least": 1, "months": 12, **more}
    return Quota(code=code, chinese=code, english=code, **facts)


@asynccontextmanager
async def town(postgres: PostgresServer, *quotas: Quota) -> AsyncIterator[Town]:
    """A county in which these are owed."""
    rules = s.adoption.model_copy(update={"quotas": Quotas(quotas=quotas), "version": "owed"})
    async with town_of(x.MEETINGS, postgres) as here:
        adopted = await here.post(f"/rules/{s.COUNTY}/adoption", rules, OFFICE)
        assert adopted.is_success, adopted.text
        yield here


async def bring(here: Town, *changes: Change, source: str = "MEMBERS", position: int = 1) -> None:
    """Rows as the reader of another service would write them."""
    delivery = Delivery(source, position - 1, position, bytes(32), list(changes), [])
    await here.bench.writer.deliver(delivery)


def body(name: str, kind: str = "committee", **more: Any) -> Put:
    facts = {"name": name, "kind": kind, "consents": False, "unit": s.COUNTY, "as_of": 1}
    return Put(known_bodies, (name,), {**facts, "since": date(2020, 1, 1), **more})


def member(number: str, **more: Any) -> Put:
    facts = {"name": f"样{number}", "level": "county", "unit": s.COUNTY, "as_of": 1}
    return Put(ranked_members, (number,), {**facts, "since": date(2020, 1, 1), **more})


def post(holder: str, name: str = "chair", since: date = date(2020, 1, 1), **more: Any) -> Put:
    facts = {"post": name, "member": holder, "since": since, "unit": s.COUNTY, "as_of": 1}
    return Put(posts_held, ("yz-culture", more.pop("held", 1)), {**facts, **more})


def invited(*bodies: str) -> m.ParticipantsInvited:
    return m.ParticipantsInvited(
        participants=tuple(
            Participant(
                participant=number,
                kind="department",
                title=each,
                body=each,
                concerned=False,
                body_kind="committee",
            )
            for number, each in enumerate(bodies, start=1)
        )
    )


def counterpart(*bodies: str, on: date) -> tuple[Any, ...]:
    sat = s.sat.model_copy(update={"on": on})
    return s.called(form="chairpersons"), invited(*bodies), sat


def training(on: date, *members: str, **more: Any) -> ActivityRecorded:
    present = (Presence(kind="member", count=len(members), members=members),) if members else ()
    facts = s.surveyed(findings=None, consultations=(), held_on=on, present=present, **more)
    return ActivityRecorded(**{**facts, "kind": "training", "quota": "training"})


def told(page: dict[str, Any], who: str) -> dict[str, list[tuple[str, str, int, bool]]]:
    """By whom and which quota: its periods with standing, count and whether the miss is noted."""
    return {
        f"{row[who]} {owed['quota']}": [
            (each["start"], each["standing"], each["count"], each["missed"])
            for each in owed["periods"]
        ]
        for row in page["items"]
        for owed in row["quotas"]
    }


async def noted(here: Town, since: date, today: date) -> list[tuple[str, str, int]]:
    async with here.bench.engine.connect() as connection:
        asked = await overdue(connection, since, today)
    for each in asked:
        await here.bench.writer.note(each)
    return sorted((each.key, each.command.what, each.command.count) for each in asked)


async def recorded(here: Town, kinds: Iterable[str]) -> list[str]:
    found = await here.bench.pool.fetch(
        "SELECT convert_from(body, 'UTF8')::jsonb->>'type' AS type FROM ledger"
        " WHERE stream LIKE 'quota/%' ORDER BY position"
    )
    return [row["type"].rsplit(".", 1)[1] for row in found if any(k in row["type"] for k in kinds)]


async def test_each_committee_owes_so_many_counterpart_consultations_a_year(
    postgres: PostgresServer,
) -> None:  # 001-07
    owed = quota("counterpart", least=2, body_kinds=("committee",), group="chairpersons")
    async with town(postgres, owed) as here:
        await bring(
            here,
            body("yz-culture"),
            body("yz-law", since=date(2025, 1, 2)),  # owes from the next year on
            body("yz-social"),
            body("yz-gone", until=date(2025, 6, 1)),
            body("yz-water", "department"),
        )
        first = await here.at("session", *counterpart("yz-culture", "yz-water", on=DAY))
        second = await here.at(
            "session", *counterpart("yz-culture", "yz-social", on=YEAR_END), unit=s.COUNTY
        )
        answered = m.InvitationAnswered(
            participant=2, answer=m.Answer.DECLINES, stand_in=None, body="yz-social", member=None
        )
        await here.at("session", *counterpart("yz-law", "yz-social", on=DAY), answered)
        await here.at("session", s.called(form="chairpersons"), invited("yz-social"))  # not held
        running = await here.get("/quotas/bodies", OFFICE, on="2025-12-30")
        over = await here.get("/quotas/bodies", OFFICE, on="2026-01-01", since="2025-01-01")
        missed = await noted(here, YEAR_END, NEW_YEAR)
        again = await noted(here, YEAR_END, NEW_YEAR)
        after = await here.get("/quotas/bodies", OFFICE, on="2026-01-01", since="2025-01-01")
        one = await here.get("/quotas/bodies", CULTURE, on="2026-01-01", body="yz-culture")
        kinds = await recorded(here, ["Missed"])
        units = await here.get("/quotas", OFFICE, on="2026-01-01")
        town_only = await here.get("/quotas/bodies", by("wei", f"clerk@{s.VILLAGE}"))
        foreign = await here.get("/quotas/bodies", by("zhou", "clerk@511623"))

    assert told(running, "body") == {
        "yz-culture counterpart": [("2025-01-01", "running", 1, False)],
        "yz-law counterpart": [],
        "yz-social counterpart": [("2025-01-01", "running", 0, False)],
    }
    behind = [each["session"] for each in over["items"][0]["quotas"][0]["periods"][0]["sessions"]]
    assert behind == [first, second]
    assert told(over, "body") == {
        "yz-culture counterpart": [
            ("2025-01-01", "met", 2, False),
            ("2026-01-01", "running", 0, False),
        ],
        "yz-law counterpart": [("2026-01-01", "running", 0, False)],
        "yz-social counterpart": [
            ("2025-01-01", "overdue", 1, False),
            ("2026-01-01", "running", 0, False),
        ],
    }
    assert missed == again == [("body:yz-social", "counterpart", 1)]
    assert kinds == ["QuotaMissed"]
    assert told(after, "body")["yz-social counterpart"][0] == ("2025-01-01", "overdue", 1, True)
    assert [row["body"] for row in one["items"]] == ["yz-culture"]
    assert units["items"] == town_only["items"] == foreign["items"] == []


async def test_what_a_committee_held_or_took_part_in_counts_for_it(
    postgres: PostgresServer,
) -> None:  # 001-07
    owed = quota("courses", least=2, body_kinds=("committee",), group="training")
    async with town(postgres, owed) as here:
        await bring(here, body("yz-culture"), body("yz-law"))
        await here.at("activity", training(DAY, bodies=("yz-culture", "yz-law")))
        await here.at("activity", training(DAY, held_by="yz-culture"))
        await here.at("activity", training(DAY, held_by="yz-culture", bodies=("yz-culture",)))
        page = await here.get("/quotas/bodies", OFFICE, on="2025-12-31")

    assert told(page, "body") == {
        "yz-culture courses": [("2025-01-01", "met", 3, False)],
        "yz-law courses": [("2025-01-01", "running", 1, False)],
    }


async def test_members_owe_by_their_level_or_the_post_that_they_hold(
    postgres: PostgresServer,
) -> None:  # 003-09
    quotas = (
        quota("study", least=2, levels=("county",), group="training"),
        quota("lead", least=1, posts=("chair", "vice-chair"), group="training"),
    )
    left = date(2025, 7, 1)
    async with town(postgres, *quotas) as here:
        await bring(
            here,
            *(member("m-1"), member("m-2"), member("m-3", level="province")),
            *(member("m-620123-0001", until=left), member("m-620123-0002", since=date(2025, 3, 1))),
            *(body("yz-culture"), body("yz-law", until=date(2025, 2, 1))),
            post("m-2"),
            post("m-3", "vice-chair", since=date(2025, 5, 1), held=2),
            post("m-1", held=3, until=date(2025, 2, 1)),
            Put(
                posts_held,
                ("yz-law", 1),
                {"post": "chair", "member": "m-1", "since": date(2020, 1, 1)}
                | {"unit": s.COUNTY, "as_of": 1},
            ),
        )
        await here.at("activity", training(date(2025, 4, 1), "m-1", "m-2"))
        await here.at("activity", training(date(2025, 5, 1), "m-1"))
        june = await here.get("/quotas/members", OFFICE, on="2025-06-30")
        july = await here.get("/quotas/members", OFFICE, on="2025-07-01", quota="study")
        missed = await noted(here, YEAR_END, NEW_YEAR)
        kinds = await recorded(here, ["Missed"])
        after = await here.get("/quotas/members", OFFICE, on="2026-01-01", since="2025-01-01")

    spring = "2025-01-01"
    assert told(june, "member") == {
        "m-1 study": [(spring, "met", 2, False)],
        "m-2 study": [(spring, "running", 1, False)],
        "m-2 lead": [(spring, "met", 1, False)],
        "m-3 lead": [],  # since May: the first whole period is the next
        "m-620123-0001 study": [(spring, "running", 0, False)],
        "m-620123-0002 study": [],
    }
    assert [row["member"] for row in july["items"]] == ["m-1", "m-2", "m-620123-0002"]
    assert missed == [("member:m-2", "study", 1)]
    assert kinds == ["MemberQuotaMissed"]
    assert told(after, "member")["m-2 study"][0] == (spring, "overdue", 1, True)


async def test_talks_and_visits_of_leaders_and_members_count_those_whom_they_met(
    postgres: PostgresServer,
) -> None:  # 003-10, 003-11, 003-12
    quotas = (
        quota("talk", least=5, posts=("chair",), group="training", people=True),
        quota("visit", least=2, each=2, levels=("county",), group="training"),
    )
    async with town(postgres, *quotas) as here:
        await bring(here, member("m-1"), member("m-2"), body("yz-culture"), post("m-2"))
        for on, met in (
            (date(2025, 2, 1), Met(members=("m-3",), contacts=("c-1",), people=2)),
            (date(2025, 3, 1), Met(members=("m-3",), people=3)),
            (date(2025, 4, 1), Met(contacts=("c-1",), people=1)),
        ):
            await here.at("activity", training(on, "m-2", met=met))
        await here.at("activity", training(DAY, "m-1", met=Met(contacts=("c-9",), people=1)))
        page = await here.get("/quotas/members", OFFICE, on="2025-12-31")
        missed = await noted(here, YEAR_END, NEW_YEAR)

    assert told(page, "member") == {
        "m-1 visit": [("2025-01-01", "running", 0, False)],
        "m-2 talk": [("2025-01-01", "met", 6, False)],
        "m-2 visit": [("2025-01-01", "met", 2, False)],
    }
    assert missed == [("member:m-1", "visit", 0)]


async def test_a_session_counts_for_members_who_were_there_often_enough(
    postgres: PostgresServer,
) -> None:  # 003-09, domain 7.1
    owed = quota("sessions", levels=("county",), group=None)
    async with town(postgres, owed) as here:
        await bring(here, member("m-1"), member("m-2"), member("m-3"))
        sat = s.sat.model_copy(update={"on": DAY})
        life = (s.called(key=True), sat, s.attended, s.absent("m-2"))
        await here.at("session", *life)
        page = await here.get("/quotas/members", OFFICE, on="2025-12-31")

    assert {who: periods[0][2] for who, periods in told(page, "member").items()} == {
        "m-1 sessions": 1,
        "m-2 sessions": 0,
        "m-3 sessions": 0,
    }


async def test_members_see_their_own_and_a_committee_those_of_its_members(
    postgres: PostgresServer,
) -> None:  # 9.2, 13.3-17
    owed = quota("study", levels=("county",), group="training")
    async with town(postgres, owed) as here:
        await bring(here, member("m-1", committee="yz-culture"), member("m-2"))

        async def seen(office: dict[str, str]) -> list[str]:
            page = await here.get("/quotas/members", office)
            return [row["member"] for row in page["items"]]

        assert await seen(OFFICE) == ["m-1", "m-2"]
        assert await seen(CULTURE) == ["m-1"]
        assert await seen(by("m-2", "member@620123109")) == ["m-2"]
        assert await seen(by("zhou", "cppcc-office@511623")) == []
        for office in ("clerk@620123", "party@620123", "department@620123#yz-water"):
            assert await here.status("/quotas/members", by("wu", office)) == 403
        alone = await here.get("/quotas/members", OFFICE, member="m-2", unit="620123")
        assert [row["member"] for row in alone["items"]] == ["m-2"]


async def test_a_plan_of_the_year_is_decided_in_time_or_missed(
    postgres: PostgresServer,
) -> None:  # 000-32
    owed = quota("plan", unit_kinds=("township",), plan="consultation", within=3)
    second = "620123212000"
    async with town(postgres, owed) as here:

        def plan(unit: str, year: int, on: date, kind: str = "consultation") -> Put:
            facts = {"kind": kind, "year": year, "decided_on": on, "unit": unit, "as_of": 1}
            return Put(plans_decided, (f"{unit}:{year}:{kind}",), facts)

        await bring(
            here,
            plan(TOWN, 2025, date(2024, 12, 20)),  # before its year began
            plan(TOWN, 2026, date(2026, 3, 31)),
            plan(second, 2025, date(2025, 4, 1)),  # too late
            plan(second, 2026, date(2026, 2, 1), "supervision"),
            source="TOPICS",
        )
        page = await here.get("/quotas", OFFICE, on="2026-04-01", since="2025-01-01")
        missed = await noted(here, date(2025, 3, 31), date(2025, 4, 1))
        of_next = await noted(here, date(2026, 3, 31), date(2026, 4, 1))

    assert told(page, "unit") == {
        f"{TOWN} plan": [("2025-01-01", "met", 1, False), ("2026-01-01", "met", 1, False)],
        f"{second} plan": [
            ("2025-01-01", "overdue", 0, False),
            ("2026-01-01", "overdue", 0, False),
        ],
    }
    (first,) = page["items"][0]["quotas"]
    assert first["periods"][0]["end"] == "2025-03-31"
    assert first["periods"][0]["plans"] == [
        {"plan": f"{TOWN}:2025:consultation", "on": "2025-01-01"}
    ]
    assert missed == of_next == [(second, "plan", 0)]


async def test_a_member_who_is_corrected_owes_by_what_is_true(postgres: PostgresServer) -> None:
    # model.md 12
    owed = quota("study", levels=("county",), group="training")
    async with town(postgres, owed) as here:
        await bring(here, member("m-1"), member("m-2", level="city"))
        changed = Patch(ranked_members, ("m-2",), {"level": "county", "as_of": 2})
        await bring(here, changed, position=2)
        page = await here.get("/quotas/members", OFFICE)

    assert [row["member"] for row in page["items"]] == ["m-1", "m-2"]
