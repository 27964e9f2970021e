"""Outcomes over HTTP: who sees what of them, what is looked up, and what is read."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest

from contracts.event import Event
from contracts.outcomes.rules import TaskList
from contracts.roles import Role
from runtime import clock
from runtime.actor import Actor, Grant
from runtime.decider import Rejected
from services.outcomes.outcome.api import Reached
from services.outcomes.outcome.decider.state import Stage
from services.outcomes.rules.decider import RULES
from tests.outcomes import situations as s
from tests.outcomes.examples import OUTCOMES
from tests.slices.towns import Town, refused, town_of
from tests.support.scenario import adopted
from tests.support.servers import PostgresServer
from tests.support.service import by, closed_with_its_council

NEIGHBOUR = "620123109201"
FOREIGN = "511623100000"

CLERK = by("wei", "clerk@620123109")
OFFICIAL = Actor("wei", (Grant(role=Role.CLERK, scope="620123109"),))
CPPCC_OFFICE = by("ou", "cppcc-office@620123")
COMMERCE = by("song", f"department@620123#{s.COMMERCE}")
HEALTH = by("he", f"department@620123#{s.HEALTH}")
STRANGER = by("an", "cppcc-office@511623")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(OUTCOMES, postgres) as found:
        yield found


async def outcome(here: Town, *life: Event, unit: str = s.VILLAGE, raised_in: str = "") -> str:
    """The id of a new outcome that was drafted there, and to which the rest happened."""
    drafted = s.drafted.model_copy(update={"raised_in": raised_in or unit})
    return await here.at("outcome", drafted, *life[1:], unit=unit)


async def tasks(here: Town, key: str, *offices: str, **query: Any) -> list[int]:
    page = await here.get("/tasks", by("an", *offices), outcome=key, **query)
    return [row["task"] for row in page["items"]]


async def test_what_is_read_of_an_outcome_that_was_opened_again(here: Town) -> None:
    key = await outcome(here, *s.all_closed, s.reopened)

    row = await here.get(f"/outcomes/{key}", CLERK)
    assert (row["stage"], row["copies"]) == ("sent", ["县目标绩效办", "县委督查室"])
    assert [held["check"] for held in row["held_checks"]] == [1]
    found = await here.get("/tasks", CLERK, outcome=key)
    assert [(task["task"], task["state"]) for task in found["items"]] == [
        (1, "completed"),
        (2, "completed"),
    ]


async def test_what_is_read_of_those_who_were_told(here: Town) -> None:
    again = s.told_in_public.model_copy(update={"channel": "公开栏"})
    key = await outcome(here, *s.done, s.fed_back, s.told_in_public, again)

    row = await here.get(f"/outcomes/{key}", CLERK)
    assert row["feedback_channel"] == s.fed_back.channel
    assert [(each["whom"], each["channel"]) for each in row["told"]] == [("present", "公开栏")]
    closed = (*s.done, s.checked, s.fed_back, s.told_in_public, s.converted, s.closed)
    by_hand = await outcome(here, *closed, s.reopened)
    row = await here.get(f"/outcomes/{by_hand}", CLERK)
    assert (row["told"], row["feedback_channel"]) == ([], None)
    told_again = await outcome(here, *closed, s.reopened, again)
    row = await here.get(f"/outcomes/{told_again}", CLERK)
    assert [(each["whom"], each["channel"]) for each in row["told"]] == [("present", "公开栏")]
    by_check = await outcome(here, *closed, s.not_kept, s.road_reopened, s.reopened_by_check)
    row = await here.get(f"/outcomes/{by_check}", CLERK)
    assert [each["whom"] for each in row["told"]] == ["present"]
    opened = await outcome(here, *s.all_closed, s.not_kept, s.road_reopened, s.reopened_by_check)
    row = await here.get(f"/outcomes/{opened}", CLERK)
    assert (row["stage"], row["feedback_channel"]) == ("sent", s.fed_back.channel)


async def test_outcomes_are_asked_for_by_any_stage_but_blank(here: Town) -> None:
    sent, drafted = await outcome(here, *s.on_its_way), await outcome(here, s.drafted)

    found = await here.get("/outcomes", CPPCC_OFFICE, stage="sent", limit=200)
    blank = await here.client.get("/outcomes?stage=blank", headers=CPPCC_OFFICE)

    assert sent in (keys := [row["outcome"] for row in found["items"]])
    assert drafted not in keys
    assert get_args(Reached) == tuple(Stage)[1:]
    assert refused(blank) == (422, "misfit")


async def test_another_county_does_not_learn_that_the_outcome_exists(here: Town) -> None:
    # 13.3-17
    key = await outcome(here, *s.on_its_way)

    there = await here.post(f"/outcomes/{key}/feedback", s.give_feedback, STRANGER)
    not_there = await here.post("/outcomes/t-48/feedback", s.give_feedback, STRANGER)

    assert refused(there) == refused(not_there) == (404, "not-found")
    assert there.json()["detail"].replace(key, "t-48") == not_there.json()["detail"]


async def test_everybody_reads_their_own_scope_and_no_other(here: Town) -> None:  # 13.3-17
    own, neighbours, foreign, passed_up = [
        await outcome(here, s.drafted),
        await outcome(here, s.drafted, unit=NEIGHBOUR),
        await outcome(here, s.drafted, unit=FOREIGN),
        # A unit that passed its topic up goes on seeing what becomes of it (000-52).
        await outcome(here, s.drafted, unit=s.COUNTY, raised_in=s.VILLAGE),
    ]
    everything = {own, neighbours, foreign, passed_up}

    async def seen(office: str) -> set[str]:
        page = await here.get("/outcomes", by("an", office), limit=200)
        return everything & {row["outcome"] for row in page["items"]}

    assert await seen("cppcc-office@620123") == {own, neighbours, passed_up}
    assert await seen(f"clerk@{s.VILLAGE}") == {own, passed_up}
    assert await seen(f"clerk@{NEIGHBOUR}") == {neighbours}
    assert await seen("cppcc-office@511623") == {foreign}
    assert await seen("auditor@62") == {own, neighbours, passed_up}
    for place in (f"/outcomes/{own}", f"/outcomes/{own}/lists"):
        answer = await here.client.get(place, headers=STRANGER)
        assert refused(answer) == (404, "not-found")


async def test_a_department_sees_its_own_rows_only(here: Town) -> None:  # 9.2
    key, commerce = await outcome(here, *s.on_its_way), f"department@620123#{s.COMMERCE}"

    assert await tasks(here, key, commerce) == [1]
    assert await tasks(here, key, f"department@620123#{s.TRANSPORT}") == [1, 2]
    assert await tasks(here, key, f"department@620123#{s.HEALTH}") == []
    assert await tasks(here, key, "department@620123") == []
    assert await tasks(here, key, f"department@511623#{s.COMMERCE}") == []
    assert await tasks(here, key, commerce, f"clerk@{NEIGHBOUR}") == [1]
    assert await tasks(here, key, commerce, "supervisor@620123") == [1, 2]


async def test_a_department_sees_title_state_and_unit_of_what_concerns_it(here: Town) -> None:
    # 9.2
    key, other = await outcome(here, *s.on_its_way), await outcome(here, s.drafted)

    row = await here.get(f"/outcomes/{key}", COMMERCE)
    page = await here.get("/outcomes", COMMERCE, limit=200)
    assert row in page["items"]
    assert other not in [each["outcome"] for each in page["items"]]
    assert row.keys() == {"outcome", "title", "stage", "unit", "unit_name", "as_of"}
    lists = await here.get(f"/outcomes/{key}/lists", COMMERCE)
    assert [task["task"] for task in lists["lists"][1]["rows"]] == [1]
    for place, headers in (
        (key, HEALTH),
        (other, COMMERCE),
        (f"{key}/lists", by("song", f"department@511623#{s.COMMERCE}")),
    ):
        answer = await here.client.get(f"/outcomes/{place}", headers=headers)
        assert refused(answer) == (404, "not-found")


async def test_overdue_is_a_question_to_the_calendar(here: Town) -> None:  # 9.3
    key, clerk = await outcome(here, *s.on_its_way, s.market_half_done), "clerk@620123109"
    done = await outcome(here, *s.on_its_way, s.market_half_done, s.market_done)

    assert await tasks(here, key, clerk, overdue_on="2026-01-15") == []
    assert await tasks(here, key, clerk, overdue_on="2026-01-16") == [2]
    assert await tasks(here, key, clerk, overdue_on="2026-06-01") == [1, 2]
    assert await tasks(here, key, clerk, silent_on="2026-06-01") == [2]
    assert await tasks(here, done, clerk, overdue_on="2026-06-01") == [2]
    assert await tasks(here, done, clerk, state="completed") == [1]
    assert await tasks(here, done, clerk, lead=s.TRANSPORT) == [2]


async def test_the_lists_are_views_of_the_tasks_with_the_countys_columns(here: Town) -> None:
    # 001-34
    found = await here.get(f"/outcomes/{await outcome(here, *s.on_its_way)}/lists", CLERK)
    task, responsibility, implementation = found["lists"]

    assert [each["name"] for each in found["lists"]] == ["任务清单", "责任清单", "落实清单"]
    assert task["rows"] == [
        {"task": 1, "what": s.market.what},
        {"task": 2, "what": s.road.what},
    ]
    assert responsibility["rows"][0] == {"task": 1, "lead": s.COMMERCE, "co": [s.TRANSPORT]}
    assert implementation["rows"][1]["due"] == "2026-01-15"


async def test_the_lists_are_those_of_the_county(here: Town) -> None:  # 9.1
    research = TaskList(code="research", chinese="调研清单", english="x", columns=("lead", "reply"))
    words = s.adoption.words.model_copy(update={"lists": (research,)})
    weinan = s.adoption.model_copy(update={"unit": "511623000000", "words": words})
    await here.tell("rules", weinan.unit, weinan.unit, *adopted(RULES, weinan))
    key = await outcome(here, *s.on_its_way, unit=FOREIGN)

    found = await here.get(f"/outcomes/{key}/lists", STRANGER)

    assert [(each["code"], each["name"]) for each in found["lists"]] == [("research", "调研清单")]
    assert found["lists"][0]["rows"][1] == {"lead": s.TRANSPORT, "reply": None}


async def test_a_county_does_not_rule_in_another_countys_name(here: Town) -> None:
    answer = await here.post("/rules/511623000000/adoption", s.adoption, CPPCC_OFFICE)

    assert refused(answer) == (422, "address-differs")


async def test_checks_that_are_due_are_listed_until_they_are_held(here: Town) -> None:  # 004-19
    waiting, held = await outcome(here, *s.done), await outcome(here, *s.done, s.checked)

    async def due(key: str, reader: dict[str, str] = CLERK, **query: str) -> list[str]:
        page = await here.get("/checks-due", reader, limit=200, **query)
        return [row["due"] for row in page["items"] if row["outcome"] == key]

    assert await due(waiting) == ["2026-04-22", "2026-08-20"]
    assert await due(held) == ["2026-08-20"]
    assert await due(waiting, by="2026-04-22") == ["2026-04-22"]
    assert await due(waiting, by="2026-04-21") == []
    assert await due(waiting, kind="special") == []
    assert await here.status("/checks-due", COMMERCE) == 403
    assert await due(waiting, STRANGER) == []


async def test_outcomes_are_found_by_what_became_of_them(here: Town) -> None:  # 004-14, 8.3
    adopted_one = await outcome(here, *s.done, s.adopted_as_decision)
    liked = await outcome(here, *s.done, s.fed_back)

    async def found(reader: dict[str, str] = CPPCC_OFFICE, **query: str) -> set[str]:
        page = await here.get("/outcomes", reader, limit=200, **query)
        return {adopted_one, liked} & {row["outcome"] for row in page["items"]}

    assert await found(adopted="decision") == {adopted_one}
    assert await found(satisfied="true") == {liked}
    assert await found(kind="opinion") == {adopted_one, liked}
    assert await found(kind="record") == set()
    assert await found(COMMERCE) == {adopted_one, liked}
    assert await found(COMMERCE, satisfied="true") == set()
    row = await here.get(f"/outcomes/{adopted_one}", CPPCC_OFFICE)
    assert [(each["place"], each["adopted_on"]) for each in row["adoptions"]] == [
        ("decision", "2026-02-24")
    ]


async def test_a_department_reads_what_a_check_found_of_its_own_task(here: Town) -> None:  # 9.2
    key = await outcome(here, *s.done, s.checked)
    page = await here.get("/tasks", COMMERCE, outcome=key)

    assert [(row["kept"], row["finding"]) for row in page["items"]] == [(True, "市场正常营业")]


async def test_the_rules_are_open_to_the_county_and_closed_to_others(here: Town) -> None:
    rules = await here.get(f"/rules/{s.VILLAGE}", by("wei", f"clerk@{s.VILLAGE}"))
    assert (rules["version"], rules["jurisdiction"]) == ("2026-1", s.COUNTY)
    assert rules["chapters"]["words"]["copies"] == ["县目标绩效办"]
    stranger = await here.client.get(f"/rules/{s.COUNTY}", headers=by("an", "clerk@511623100"))
    assert refused(stranger) == (404, "not-found")


@pytest.mark.parametrize(
    ("result", "body"),
    [
        ("progress", {"task": 1, "on": "2026-02-10", "percent": 101, "text": "进展"}),
        ("progress", {"task": 1, "on": "2026-02-10", "percent": 10, "text": "进\u0000展"}),
        ("progress", {"task": 1, "on": "昨天", "percent": 10, "text": "进展"}),
        ("task-acceptance", {"task": 1, "officer": "市" * 121}),
        ("task-acceptance", {"task": 1, "officer": "市场股", "phone": "13900000000"}),
    ],
)
async def test_content_that_does_not_fit_is_named(here: Town, result: str, body: Any) -> None:
    key = await outcome(here, *s.on_its_way)
    before = await here.get("/tasks", COMMERCE, outcome=key)

    answer = await here.post(f"/outcomes/{key}/{result}", body, COMMERCE)

    assert refused(answer) == (422, "misfit")
    assert await here.get("/tasks", COMMERCE, outcome=key) == before


async def test_an_id_that_nothing_can_bear_is_refused_without_a_fault(here: Town) -> None:
    assert await here.status("/outcomes/%00", CLERK) in (404, 422)


async def test_a_draft_cannot_be_asked_for_over_http(here: Town) -> None:
    for place in ("/outcomes", "/outcomes/t-47"):
        assert (await here.post(place, s.draft, CPPCC_OFFICE)).status_code == 405


@pytest.mark.parametrize(
    ("result", "command", "rule", "said"),
    [
        ("tasks", s.assign.model_copy(update={"lead": "yz-watr"}), "body", "yz-water"),
        ("tasks", s.assign.model_copy(update={"co": ("yz-watr",)}), "body", "yz-water"),
        ("reassignment", s.reassign.model_copy(update={"lead": "yz-watr"}), "body", "yz-water"),
        (
            "checks",
            s.check.model_copy(update={"members": ("m-620123-07", "m-511623-0001")}),
            "member",
            "m-620123-0007",
        ),
    ],
)
async def test_a_number_that_nobody_bears_is_refused_before_it_is_recorded(
    here: Town, result: str, command: Any, rule: str, said: str
) -> None:
    place = f"/outcomes/{await outcome(here, *s.on_its_way)}/{result}"

    status, code, detail = await here.unrecorded(place, command, CLERK)

    assert (status, code) == (422, f"unknown-{rule}")
    assert said in detail


async def test_nothing_is_sent_to_a_department_that_nobody_registered(here: Town) -> None:
    unknown = s.drafted.model_copy(
        update={"tasks": (s.market.model_copy(update={"lead": "yz-watr"}),)}
    )
    drafted = await here.at("outcome", unknown, unit=s.VILLAGE)
    ready = await here.at("outcome", unknown, s.consented, unit=s.VILLAGE)
    party = by("liang", f"party@{s.VILLAGE}")

    for place, command, who in (
        (f"/outcomes/{drafted}/consent", s.consent_to, party),
        (f"/outcomes/{ready}/dispatch", s.send, CLERK),
    ):
        status, code, detail = await here.unrecorded(place, command, who)
        assert (status, code) == (422, "unknown-body")
        assert "yz-water" in detail


async def test_the_council_of_a_closed_village_is_given_no_task(here: Town) -> None:  # model 2
    key = await outcome(here, *s.on_its_way)
    council = await closed(here, in_days=0)
    assign = s.assign.model_copy(update={"lead": council})

    found = await here.unrecorded(f"/outcomes/{key}/tasks", assign, CLERK)
    assert found[:2] == (422, "unknown-body")
    with pytest.raises(Rejected) as refused:
        await here.policy(key, assign, uuid4(), OFFICIAL)
    assert refused.value.rule == "department-ended"


async def test_it_is_given_tasks_until_its_village_closes(here: Town) -> None:
    key = await outcome(here, *s.on_its_way)
    assign = s.assign.model_copy(update={"lead": await closed(here, in_days=1)})

    assert (await here.post(f"/outcomes/{key}/tasks", assign, CLERK)).status_code == 200


async def closed(here: Town, in_days: int) -> str:
    async with here.bench.pool.acquire() as connection:
        return await closed_with_its_council(connection, clock.today() + timedelta(in_days))
