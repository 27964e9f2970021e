"""Outcomes over HTTP: offices, scopes, the whole loop, and what is read of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, get_args
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient, Response

from contracts.places import prefix
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.submission import Submission
from runtime.web.app import create_app
from services.outcomes.outcome.api import Reached
from services.outcomes.outcome.commands import DraftOutcome
from services.outcomes.outcome.decider.state import Stage
from services.outcomes.wiring import OUTCOMES, ROUTERS
from tests.outcomes import situations as s
from tests.support.service import Bench, bench, by

POLICY = Actor("policy", (Grant(role=Role.POLICY, scope=""),))
NEIGHBOUR = "620123109201"
FOREIGN = "511623100000"

CLERK = by("wei", "clerk@620123109")
VILLAGE_PARTY = by("liang", f"party@{s.VILLAGE}")
COUNTY_OFFICE = by("ou", "county-office@620123")
COMMERCE = by("song", f"department@620123#{s.COMMERCE}")
TRANSPORT = by("qian", f"department@620123#{s.TRANSPORT}")
HEALTH = by("he", f"department@620123#{s.HEALTH}")


@dataclass
class Desk:
    """The service, and short ways to ask it."""

    bench: Bench
    client: AsyncClient

    async def drafted(self, key: str, unit: str = s.VILLAGE, raised_in: str = "") -> str:
        command = s.draft.model_copy(update={"unit": unit, "raised_in": raised_in or unit})
        await self.bench.writer.ask(Submission(key, command, POLICY, uuid4()))
        return f"/outcomes/{key}"

    async def sent(self, key: str, unit: str = s.VILLAGE) -> str:
        place = await self.drafted(key, unit)
        await self.post(f"{place}/consent", s.consent_to, by("liang", f"party@{prefix(unit)}"))
        answer = await self.post(f"{place}/dispatch", s.send, by("ou", f"county-office@{unit[:6]}"))
        assert answer.status_code == 200, answer.text
        return place

    async def post(self, place: str, command: Any, headers: dict[str, str]) -> Response:
        return await self.client.post(place, json=command.model_dump(mode="json"), headers=headers)

    async def get(self, place: str, headers: dict[str, str], **query: str) -> Any:
        answer = await self.client.get(place, params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


@asynccontextmanager
async def at_the_desk(database: str) -> AsyncIterator[Desk]:
    async with bench(OUTCOMES, database) as found:
        app = create_app(OUTCOMES, ROUTERS, found, found.tokens)
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://outcomes") as client:
            yield Desk(found, client)


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Desk]:
    async with at_the_desk(database) as found:
        yield found


def types(answer: Response) -> list[str]:
    assert answer.status_code in (200, 201), answer.text
    return [event["type"].rsplit(".", 1)[1] for event in answer.json()]


def refused(answer: Response) -> tuple[int, str]:
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["detail"]
    return answer.status_code, body["rule"]


async def test_the_whole_loop_from_the_draft_to_the_closure(desk):
    answer = await desk.client.post(
        "/rules/620123/outcomes",
        json={"unit": "620123000000", **s.rules_adopted.model_dump(mode="json")},
        headers=COUNTY_OFFICE,
    )
    assert (answer.status_code, types(answer)) == (201, ["OutcomeRulesAdopted"])
    place = await desk.drafted("t-47")

    deeds = [
        ("consent", s.consent_to, VILLAGE_PARTY, ["OutcomeConsented"]),
        ("dispatch", s.send, CLERK, ["OutcomeSent", "TaskAssigned", "TaskAssigned"]),
        ("task-acceptance", s.accept, COMMERCE, ["TaskAccepted"]),
        ("progress", s.report, TRANSPORT, ["ProgressReported"]),
        ("task-completion", s.complete, COMMERCE, ["TaskCompleted"]),
        ("back-supervision", s.back_supervise, COUNTY_OFFICE, ["BackSupervised"]),
        ("task-return", s.give_back, TRANSPORT, ["TaskReturned"]),
        ("reassignment", s.reassign, CLERK, ["TaskAssigned"]),
        (
            "task-completion",
            s.complete.model_copy(update={"task": 2}),
            HEALTH,
            ["TaskCompleted"],
        ),
        ("look-backs", s.look_back, by("zhen", "committee@620123"), ["LookBackHeld"]),
        ("feedback", s.give_feedback, CLERK, ["FeedbackGiven"]),
        ("closure", s.close, CLERK, ["OutcomeClosed"]),
        ("reopening", s.reopen, CLERK, ["OutcomeReopened"]),
        ("tasks", s.assign, CLERK, ["TaskAssigned"]),
    ]
    for result, command, headers, expected in deeds:
        answer = await desk.post(f"{place}/{result}", command, headers)
        assert types(answer) == expected, result
        [*_, last] = answer.json()
        assert (last["unit"], last["unitname"]) == (s.VILLAGE, "新营镇样例一村")  # 13.3-16
        assert last["rules"] == "2026-1"

    row = await desk.get(place, CLERK)
    assert (row["stage"], row["copies"]) == ("sent", ["县目标绩效办", "县委督查室"])
    assert [held["look_back"] for held in row["held_look_backs"]] == [1]
    found = await desk.get("/tasks", CLERK, outcome="t-47")
    assert [(task["task"], task["state"]) for task in found["items"]] == [
        (1, "completed"),
        (2, "completed"),
        (3, "assigned"),
    ]


async def test_the_party_organisation_refuses_over_http_too(desk):
    place = await desk.drafted("t-47")

    answer = await desk.post(f"{place}/refusal", s.refuse, VILLAGE_PARTY)

    assert types(answer) == ["OutcomeConsentRefused"]
    assert (await desk.get(place, CLERK))["refusal_reason"] == "资金来源还不清楚"


async def test_nothing_is_sent_without_consent(desk):  # 000-24
    place = await desk.drafted("t-47")

    answer = await desk.post(f"{place}/dispatch", s.send, CLERK)

    assert refused(answer) == (409, "no-consent")
    assert (await desk.get(place, CLERK))["stage"] == "drafted"


async def test_the_township_party_committee_does_not_consent_for_the_village(desk):  # 000-24
    place = await desk.drafted("t-47")

    answer = await desk.post(f"{place}/consent", s.consent_to, by("zhao", "party@620123109"))

    assert refused(answer) == (409, "same-level")


@pytest.mark.parametrize(
    ("result", "command", "office"),
    [
        ("consent", s.consent_to, "clerk@620123109"),
        ("refusal", s.refuse, "county-office@620123"),
        ("dispatch", s.send, f"party@{s.VILLAGE}"),
        ("tasks", s.assign, f"department@620123#{s.COMMERCE}"),
        ("reassignment", s.reassign, "member@620123"),
        ("task-acceptance", s.accept, "clerk@620123109"),
        ("task-return", s.give_back, "supervisor@620123"),
        ("progress", s.report, "county-office@620123"),
        ("task-completion", s.complete, "committee@620123"),
        ("back-supervision", s.back_supervise, f"department@620123#{s.COMMERCE}"),
        ("look-backs", s.look_back, "member@620123"),
        ("feedback", s.give_feedback, f"department@620123#{s.COMMERCE}"),
        ("closure", s.close, "auditor@620123"),
        ("reopening", s.reopen, "operator@"),
    ],
)
async def test_another_office_may_not_do_it(desk, result, command, office):
    answer = await desk.post(f"/outcomes/t-47/{result}", command, by("wei", office))

    assert refused(answer) == (403, "no-office")


async def test_an_office_of_another_village_does_not_reach_here(desk):  # 13.3-17
    place = await desk.sent("t-47")

    answer = await desk.post(f"{place}/feedback", s.give_feedback, by("an", f"clerk@{NEIGHBOUR}"))

    assert refused(answer) == (403, "out-of-scope")


async def test_outcomes_are_asked_for_by_any_stage_but_blank(desk):
    await desk.sent("t-47")
    await desk.drafted("t-48")

    sent = await desk.get("/outcomes", COUNTY_OFFICE, stage="sent")
    blank = await desk.client.get("/outcomes?stage=blank", headers=COUNTY_OFFICE)

    assert [row["outcome"] for row in sent["items"]] == ["t-47"]
    assert get_args(Reached) == tuple(Stage)[1:]
    assert refused(blank) == (422, "misfit")


async def test_another_county_does_not_learn_that_the_outcome_exists(desk):  # 13.3-17
    place = await desk.sent("t-47")
    stranger = by("an", "county-office@511623")

    there = await desk.post(f"{place}/feedback", s.give_feedback, stranger)
    not_there = await desk.post("/outcomes/t-48/feedback", s.give_feedback, stranger)

    assert refused(there) == refused(not_there) == (404, "not-found")
    assert there.json()["detail"].replace("t-47", "t-48") == not_there.json()["detail"]


async def test_everybody_reads_their_own_scope_and_no_other(desk):  # 13.3-17
    await desk.sent("t-47")
    await desk.drafted("t-48", NEIGHBOUR)
    await desk.drafted("t-49", FOREIGN)

    async def seen(office: str) -> list[str]:
        page = await desk.get("/outcomes", by("an", office))
        return [row["outcome"] for row in page["items"]]

    assert await seen("county-office@620123") == ["t-47", "t-48"]
    assert await seen(f"clerk@{s.VILLAGE}") == ["t-47"]
    assert await seen(f"clerk@{NEIGHBOUR}") == ["t-48"]
    assert await seen("county-office@511623") == ["t-49"]
    assert await seen("auditor@62") == ["t-47", "t-48"]
    # A unit that passed its topic up goes on seeing what becomes of it (000-52).
    await desk.drafted("t-50", "620123000000", raised_in=s.VILLAGE)
    assert await seen(f"clerk@{s.VILLAGE}") == ["t-47", "t-50"]
    assert await seen(f"clerk@{NEIGHBOUR}") == ["t-48"]
    for place in ("/outcomes/t-47", "/outcomes/t-47/lists"):
        answer = await desk.client.get(place, headers=by("an", "county-office@511623"))
        assert refused(answer) == (404, "not-found")


async def test_a_department_sees_its_own_rows_only(desk):  # 9.2
    await desk.sent("t-47")

    async def seen(*offices: str) -> list[int]:
        page = await desk.get("/tasks", by("an", *offices))
        return [row["task"] for row in page["items"]]

    assert await seen(f"department@620123#{s.COMMERCE}") == [1]
    assert await seen(f"department@620123#{s.TRANSPORT}") == [1, 2]
    assert await seen(f"department@620123#{s.HEALTH}") == []
    assert await seen("department@620123") == []
    assert await seen(f"department@511623#{s.COMMERCE}") == []
    assert await seen(f"department@620123#{s.COMMERCE}", f"clerk@{NEIGHBOUR}") == [1]
    assert await seen(f"department@620123#{s.COMMERCE}", "supervisor@620123") == [1, 2]


async def test_a_department_sees_title_state_and_unit_of_what_concerns_it(desk):  # 9.2
    await desk.sent("t-47")
    await desk.drafted("t-48")

    page = await desk.get("/outcomes", COMMERCE)
    assert [row["outcome"] for row in page["items"]] == ["t-47"]
    row = await desk.get("/outcomes/t-47", COMMERCE)
    assert row == page["items"][0]
    assert row.keys() == {"outcome", "title", "stage", "unit", "unit_name", "as_of"}
    lists = await desk.get("/outcomes/t-47/lists", COMMERCE)
    assert [task["task"] for task in lists["responsibility"]] == [1]
    for place, headers in (
        ("/outcomes/t-47", HEALTH),
        ("/outcomes/t-48", COMMERCE),
        ("/outcomes/t-47/lists", by("song", f"department@511623#{s.COMMERCE}")),
    ):
        answer = await desk.client.get(place, headers=headers)
        assert refused(answer) == (404, "not-found")


async def test_another_department_does_not_accept_the_task(desk):
    place = await desk.sent("t-47")

    answer = await desk.post(f"{place}/task-acceptance", s.accept, HEALTH)

    assert refused(answer) == (409, "not-your-task")


async def test_overdue_is_a_question_to_the_calendar(desk):  # 9.3
    place = await desk.sent("t-47")
    await desk.post(f"{place}/progress", s.report, COMMERCE)

    async def found(**query: str) -> list[int]:
        return [row["task"] for row in (await desk.get("/tasks", CLERK, **query))["items"]]

    assert await found(overdue_on="2026-01-22") == []
    assert await found(overdue_on="2026-01-23") == [2]
    assert await found(overdue_on="2026-06-01") == [1, 2]
    assert await found(silent_on="2026-06-01") == [2]
    await desk.post(f"{place}/task-completion", s.complete, COMMERCE)
    assert await found(overdue_on="2026-06-01") == [2]
    assert await found(state="completed") == [1]
    assert await found(lead=s.TRANSPORT) == [2]


async def test_the_three_lists_are_three_views_of_the_tasks(desk):  # 001-34
    place = await desk.sent("t-47")

    lists = await desk.get(f"{place}/lists", CLERK)

    assert lists["names"]["implementation"] == "落实清单"
    assert [row["what"] for row in lists["task"]] == [s.market.what, s.road.what]
    assert lists["responsibility"][0]["lead"] == s.COMMERCE
    assert lists["responsibility"][0]["co"] == [s.TRANSPORT]
    assert lists["implementation"][1]["due"] == "2026-01-22"


async def test_the_lists_bear_the_countys_own_names(desk):  # 9.1
    weinan = {**s.rules_adopted.model_dump(mode="json"), "lists": ["任务", "调研", "督办"]}
    await desk.client.post(
        "/rules/620123/outcomes", json={"unit": "620123000000", **weinan}, headers=COUNTY_OFFICE
    )
    place = await desk.sent("t-47")

    lists = await desk.get(f"{place}/lists", by("wei", f"clerk@{s.VILLAGE}"))

    assert lists["names"] == {"task": "任务", "responsibility": "调研", "implementation": "督办"}


async def test_a_county_does_not_rule_in_another_countys_name(desk):
    answer = await desk.client.post(
        "/rules/511623/outcomes",
        json={"unit": "620123000000", **s.rules_adopted.model_dump(mode="json")},
        headers=COUNTY_OFFICE,
    )

    assert refused(answer) == (422, "county-mismatch")


async def test_the_rules_are_open_to_the_county_and_closed_to_others(desk):
    body = {"unit": "620123000000", **s.rules_adopted.model_dump(mode="json")}
    await desk.client.post("/rules/620123/outcomes", json=body, headers=COUNTY_OFFICE)

    rules = await desk.get("/rules/620123", by("wei", f"clerk@{s.VILLAGE}"))
    assert (rules["version"], rules["copies"]) == ("2026-1", ["县目标绩效办"])
    stranger = await desk.client.get("/rules/620123", headers=by("an", "clerk@511623100"))
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
async def test_content_that_does_not_fit_is_named(desk, result, body):
    place = await desk.sent("t-47")
    before = await desk.get("/tasks", COMMERCE)

    answer = await desk.client.post(f"{place}/{result}", json=body, headers=COMMERCE)

    assert refused(answer) == (422, "misfit")
    assert await desk.get("/tasks", COMMERCE) == before


async def test_an_id_that_nothing_can_bear_is_refused_without_a_fault(desk):
    answer = await desk.client.get("/outcomes/%00", headers=CLERK)

    assert answer.status_code in (404, 422)


async def test_the_same_key_is_recorded_once(desk):
    place = await desk.sent("t-47")
    key = {"Idempotency-Key": str(uuid4())}

    first = await desk.post(f"{place}/feedback", s.give_feedback, {**CLERK, **key})
    again = await desk.post(f"{place}/feedback", s.give_feedback, {**CLERK, **key})

    assert first.content == again.content


async def test_a_stale_screen_is_told_so(desk):
    place = await desk.sent("t-47")

    answer = await desk.post(f"{place}/feedback", s.give_feedback, {**CLERK, "If-Match": '"1"'})

    assert refused(answer) == (412, "stale")


async def test_a_draft_cannot_be_asked_for_over_http(desk):
    body = s.draft.model_dump(mode="json")

    for place in ("/outcomes", "/outcomes/t-47"):
        answer = await desk.client.post(place, json=body, headers=COUNTY_OFFICE)
        assert answer.status_code == 405
    assert DraftOutcome in OUTCOMES.by_command


@pytest.mark.parametrize(
    ("result", "command", "rule", "told"),
    [
        ("tasks", s.assign.model_copy(update={"lead": "yz-watr"}), "body", "yz-water"),
        ("tasks", s.assign.model_copy(update={"co": ("yz-watr",)}), "body", "yz-water"),
        ("reassignment", s.reassign.model_copy(update={"lead": "yz-watr"}), "body", "yz-water"),
        (
            "look-backs",
            s.look_back.model_copy(update={"members": ("m-620123-07", "m-511623-0001")}),
            "member",
            "m-620123-0007",
        ),
    ],
)
async def test_a_number_that_nobody_bears_is_refused_before_it_is_recorded(
    desk: Desk, result: str, command: Any, rule: str, told: str
) -> None:
    place = await desk.sent("t-1")
    before = await desk.bench.pool.fetchval("SELECT count(*) FROM ledger")

    answer = await desk.post(f"{place}/{result}", command, CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (422, f"unknown-{rule}")
    assert told in answer.json()["detail"]
    assert await desk.bench.pool.fetchval("SELECT count(*) FROM ledger") == before
