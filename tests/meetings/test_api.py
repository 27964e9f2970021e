"""Meetings over HTTP: offices, scopes, one case of six steps, and what is read of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, get_args
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient, Response

from contracts.places import prefix
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.decider import Command, Rejected
from runtime.submission import Submission
from runtime.web.app import create_app
from services.meetings.consultation import commands as c
from services.meetings.consultation.api import Reached
from services.meetings.consultation.case import Stage
from services.meetings.rules.commands import AdoptProcedures
from services.meetings.wiring import MEETINGS, ROUTERS
from tests.meetings import situations as s
from tests.support.service import Bench, bench, by

POLICY = Actor("policy", (Grant(role=Role.POLICY, scope=""),))
FOREIGN = "511623100000"
NEIGHBOUR = "620123109201"

CLERK = by("wei", f"clerk@{s.VILLAGE}")
OFFICE = by("ou", "county-office@620123")
PARTY = by("liang", f"party@{s.VILLAGE}")
MEMBER = by("zhao", "member@620123")
COMMITTEE = by("song", "committee@620123#yz-culture")

ADOPT = AdoptProcedures(
    unit="620123000000",
    version="2026.1",
    procedures=(s.YZ7, s.YZ6, s.YZS),
    cadence_months=2,
    cadence_unit_kinds=("township", "community"),
    cadence_note="微协商随时开展",
)
PARTIES = c.FixParties(parties=s.parties_fixed.parties)
HOLD = c.HoldSession(session=1, on=s.DAY, duration_minutes=90)
ATTEND = c.RecordAttendance(session=1, present=("m-1", "m-2"), headcount=s.attended().headcount)
CLOSE = c.CloseSession(session=1, results=("explained", "consensus"))
MINUTES = c.ConfirmMinutes(summary="各方同意建在村北。", confirmed_by="召集人")
WAIVE = c.WaiveStep(step="publish", reason="已当场公布", organisation="支部", resolution="1号")


@dataclass
class Desk:
    """The service, and short ways to ask it."""

    bench: Bench
    client: AsyncClient

    async def policy(self, key: str, command: Command) -> None:
        await self.bench.writer.ask(Submission(key, command, POLICY, uuid4()))

    async def started(self, procedure: str = "YZ6", unit: str = s.VILLAGE) -> str:
        key = str(uuid4())
        await self.policy(
            key,
            c.StartProcedure(
                unit=unit,
                title="新建蔬菜市场",
                weight="major",
                origin="public",
                raised_by="p-1",
                raised_in=s.VILLAGE,
                procedure=procedure,
            ),
        )
        return key

    async def post(
        self, key: str, result: str, command: Command, headers: dict[str, str] = CLERK
    ) -> Response:
        return await self.client.post(
            f"/consultations/{key}/{result}",
            json=command.model_dump(mode="json"),
            headers=headers,
        )

    async def done(self, key: str, *deeds: tuple[str, Command]) -> None:
        for result, command in deeds:
            answer = await self.post(key, result, command)
            assert answer.status_code == 200, answer.text

    async def held(self, key: str, call: c.CallSession = s.call) -> None:
        await self.done(
            key,
            ("research", s.research_held),
            ("parties", PARTIES),
            ("sessions", call),
            ("holding", HOLD),
        )

    async def get(self, place: str, headers: dict[str, str] = CLERK, **query: Any) -> Any:
        answer = await self.client.get(place, params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Desk]:
    async with bench(MEETINGS, database) as found:
        app = create_app(MEETINGS, ROUTERS, found, found.tokens)
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://meetings") as client:
            desk = Desk(found, client)
            answer = await adopt(desk)
            assert answer.status_code == 201, answer.text
            yield desk


async def adopt(
    desk: Desk, command: AdoptProcedures = ADOPT, county: str = "620123", **headers: str
) -> Response:
    return await desk.client.post(
        f"/rules/{county}/meetings",
        json=command.model_dump(mode="json"),
        headers=headers or OFFICE,
    )


def types(answer: Response) -> list[str]:
    assert answer.status_code in (200, 201), answer.text
    return [event["type"].rsplit(".", 1)[1] for event in answer.json()]


def refused(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    return answer.status_code, answer.json()["rule"]


async def test_six_steps_from_the_consent_to_the_completed_procedure(desk: Desk) -> None:
    case = await desk.started()
    await desk.policy(case, c.NotePlan(plan="620123109000:2026"))
    materials = c.SendMaterials(session=1, documents=("调研报告",), on="2026-02-25")
    speech = c.RecordSpeech(session=1, kind="resident", speaker="居民代表", gist="要有停车处。")
    promise = c.MakePromise(session=1, department="yz-market", what="平整场地", due="2026-06-30")
    joint = c.RequestJointResearch(committee="yz-culture", question="怎样经营？")
    plan = c.PlanSession(**s.session_planned.model_dump())

    await desk.done(case, ("joint-research", joint), ("session-plan", plan))
    await desk.held(case)
    await desk.done(
        case,
        ("materials", materials),
        ("attendance", ATTEND),
        ("speeches", speech),
        ("promises", promise),
        ("promises", promise),
        ("promises/task", c.TaskPromise(promise=1, lead="yz-market")),
        ("promises/withdrawal", c.WithdrawPromise(promise=2, reason="与第一项相同")),
        ("consensus", c.RecordConsensus(session=1, text="建在村北")),
        ("dissent", c.RecordDissent(session=1, held_by="菜农代表", text="离家太远")),
        ("closing", CLOSE),
    )
    confirmed = await desk.post(case, "minutes", MINUTES)
    await desk.policy(case, c.NoteOutcome(milestone="OutcomeConsented"))
    published = await desk.post(case, "publication", c.PublishResult(place="公开栏", on=s.DAY))
    await desk.policy(case, c.NoteOutcome(milestone="OutcomeSent", outcome_number="5号"))
    await desk.policy(case, c.NoteOutcome(milestone="OutcomeClosed", outcome_number="5号"))

    assert types(confirmed) == ["MinutesConfirmed", "StepCompleted"]
    assert confirmed.json()[0]["rules"] == "2026.1"
    assert confirmed.json()[0]["data"]["tasks"][0]["what"] == "平整场地"
    assert types(published) == ["ResultPublished", "StepCompleted"]
    found = await desk.get(f"/consultations/{case}")
    assert (found["stage"], found["steps_done"], found["step"]) == ("completed", 6, None)
    assert (found["planned"], found["outcome_number"]) == (True, "5号")
    assert [step["state"] for step in found["steps"]] == ["complete"] * 6
    sessions = await desk.get(f"/consultations/{case}/sessions")
    assert sessions["items"][0]["state"] == "closed"
    assert sessions["items"][0]["results"] == ["explained", "consensus"]
    assert [row["member"] for row in sessions["attendance"]] == ["m-1", "m-2"]
    assert len(sessions["speeches"]) == 1
    assert [row["kind"] for row in sessions["findings"]] == ["consensus", "dissent"]
    promises = await desk.get(f"/consultations/{case}/promises")
    assert [row["state"] for row in promises["items"]] == ["tasked", "withdrawn"]
    research = await desk.get(f"/consultations/{case}/research")
    assert len(research["items"]) == len(research["joint_requests"]) == 1


async def test_a_simple_case_is_promoted_and_shows_the_steps_it_has_now(desk: Desk) -> None:
    case = await desk.started("YZS")
    await desk.done(case, ("sessions", s.simple_call), ("holding", HOLD), ("closing", CLOSE))

    answer = await desk.post(case, "upgrade", c.UpgradeCase(procedure="YZ6", reason="涉及全村"))

    assert types(answer) == ["CaseUpgraded", "StepCompleted", "StepCompleted"]
    found = await desk.get(f"/consultations/{case}")
    assert (found["procedure"], found["step"], found["step_name"]) == (
        "YZ6",
        "research",
        "走访调研",
    )
    assert len(found["steps"]) == 6
    assert refused(await desk.post(case, "sessions", s.call)) == (409, "no-research")


async def test_only_the_party_organisation_of_the_same_level_waives(desk: Desk) -> None:
    case = await desk.started()
    await desk.held(case)
    await desk.done(case, ("closing", CLOSE), ("minutes", MINUTES))
    county_party = by("jing", "party@620123")

    assert refused(await desk.post(case, "waiver", WAIVE)) == (403, "no-office")
    assert refused(await desk.post(case, "waiver", WAIVE, county_party)) == (409, "same-level")
    assert types(await desk.post(case, "waiver", WAIVE, PARTY)) == ["StepWaived"]
    assert (await desk.get(f"/consultations/{case}"))["step"] == "convert"


ROUTES: list[tuple[str, Command]] = [
    ("joint-research", c.RequestJointResearch(committee="yz-culture", question="怎样经营？")),
    ("research", s.research_held),
    ("parties", PARTIES),
    ("session-plan", c.PlanSession(**s.session_planned.model_dump())),
    ("sessions", s.call),
    ("materials", c.SendMaterials(session=1, documents=("报告",), on=s.DAY)),
    ("holding", HOLD),
    ("attendance", ATTEND),
    ("speeches", c.RecordSpeech(session=1, kind="resident", speaker="代表", gist="同意")),
    ("promises", c.MakePromise(session=1, department="yz-market", what="平整", due=s.DAY)),
    ("promises/withdrawal", c.WithdrawPromise(promise=1, reason="变更")),
    ("promises/task", c.TaskPromise(promise=1, lead="yz-market")),
    ("consensus", c.RecordConsensus(session=1, text="同意")),
    ("dissent", c.RecordDissent(session=1, held_by="代表", text="不同意")),
    ("closing", CLOSE),
    ("minutes", MINUTES),
    ("publication", c.PublishResult(place="公开栏", on=s.DAY)),
    ("upgrade", c.UpgradeCase(procedure="YZ6", reason="涉及全村")),
]


async def test_every_route_refuses_nobody_the_wrong_office_and_the_wrong_place(
    desk: Desk,
) -> None:
    case = await desk.started()
    before = await desk.bench.pool.fetchval("SELECT count(*) FROM ledger")

    for result, command in (*ROUTES, ("waiver", WAIVE)):
        role = "party" if result == "waiver" else "clerk"
        neighbour, foreign = by("sun", f"{role}@{NEIGHBOUR}"), by("zhou", f"{role}@511623")
        holder = PARTY if result == "waiver" else CLERK
        unknown = await desk.post(str(uuid4()), result, command, holder)
        bad = await desk.client.post(
            f"/consultations/{case}/{result}", json={"sesion": 1}, headers=holder
        )

        assert refused(await desk.post(case, result, command, {})) == (401, "token-missing")
        assert refused(await desk.post(case, result, command, MEMBER)) == (403, "no-office")
        assert refused(await desk.post(case, result, command, neighbour))[0] == 403
        assert refused(await desk.post(case, result, command, foreign)) == (404, "not-found")
        assert refused(unknown) == (404, "not-found")
        assert refused(bad) == (422, "misfit")
    assert await desk.bench.pool.fetchval("SELECT count(*) FROM ledger") == before


async def test_what_other_services_decide_cannot_be_asked_over_http(desk: Desk) -> None:
    described = await desk.get("/openapi.json")

    schemas = set(described["components"]["schemas"])
    assert "ConfirmMinutes" in schemas
    assert not schemas & {"StartProcedure", "NotePlan", "NoteOutcome"}


async def test_a_repeated_click_answers_the_same(desk: Desk) -> None:
    case = await desk.started()
    keyed = {**CLERK, "Idempotency-Key": str(uuid4())}

    first = await desk.post(case, "research", s.research_held, keyed)
    again = await desk.post(case, "research", s.research_held, keyed)

    assert types(first) == ["ResearchRecorded", "StepCompleted"]
    assert again.content == first.content
    assert len((await desk.get(f"/consultations/{case}/research"))["items"]) == 1


async def test_a_committee_records_research_and_nothing_else(desk: Desk) -> None:  # 000-50
    case = await desk.started()
    joint = s.research_held.model_copy(update={"committee": "yz-culture", "joint": True})

    assert types(await desk.post(case, "research", joint, COMMITTEE))[0] == "ResearchRecorded"
    assert refused(await desk.post(case, "parties", PARTIES, COMMITTEE)) == (403, "no-office")


async def test_a_county_sees_nothing_of_another_and_a_village_only_its_own(desk: Desk) -> None:
    # 13.3-17
    here = await desk.started()
    county = await desk.started("YZ7", unit="620123000000")
    elsewhere = await desk.started("YZ6", unit=NEIGHBOUR)
    foreign = by("zhou", "auditor@511623")

    mine = [row["topic_id"] for row in (await desk.get("/consultations"))["items"]]
    all_rows = (await desk.get("/consultations", OFFICE))["items"]
    # The village raised the county's matter and goes on seeing it (000-52).
    assert set(mine) >= {here, county}
    assert {row["topic_id"] for row in all_rows} == {here, county, elsewhere}
    assert (await desk.get("/consultations", foreign))["items"] == []
    for place in ("", "/research", "/sessions", "/promises"):
        answer = await desk.client.get(f"/consultations/{here}{place}", headers=foreign)
        assert refused(answer) == (404, "not-found")


async def test_a_department_sees_title_state_and_unit_of_what_concerns_it(desk: Desk) -> None:
    # domain 9.2
    case, other = await desk.started(), await desk.started()
    await desk.held(case)
    for body in ("yz-market", "yz-water"):
        promise = c.MakePromise(session=1, department=body, what=body, due="2026-06-30")
        await desk.done(case, ("promises", promise))
    department = by("tian", "department@620123#yz-market")

    page = await desk.get("/consultations", department)
    assert [row["topic_id"] for row in page["items"]] == [case]
    row = await desk.get(f"/consultations/{case}", department)
    assert row == page["items"][0]
    outline = {"topic_id", "title", "stage", "unit", "unit_name", "step", "step_name", "as_of"}
    assert row.keys() == outline
    found = await desk.get(f"/consultations/{case}/promises", department)
    assert [each["what"] for each in found["items"]] == ["yz-market"]
    for place in ("research", "sessions"):
        answer = await desk.client.get(f"/consultations/{case}/{place}", headers=department)
        assert refused(answer) == (403, "no-office")
    for key, body in (
        (other, "620123#yz-market"),
        (case, "620123#yz-law"),
        (case, "511623#yz-market"),
    ):
        headers = by("tian", f"department@{body}")
        answer = await desk.client.get(f"/consultations/{key}", headers=headers)
        assert refused(answer) == (404, "not-found")


async def test_consultations_are_listed_page_by_page_with_their_step(desk: Desk) -> None:
    keys = sorted([await desk.started() for _ in range(3)])

    first = await desk.get("/consultations", OFFICE, limit=2, stage="running", unit="620123109")
    second = await desk.get("/consultations", OFFICE, limit=2, after=first["next"])

    assert [row["topic_id"] for row in (*first["items"], *second["items"])] == keys
    assert (first["next"], second["next"]) == (keys[1], None)
    assert {row["step"] for row in first["items"]} == {"research"}
    assert (await desk.get("/consultations", OFFICE, stage="minuted"))["items"] == []


async def test_consultations_are_asked_for_by_any_stage_but_blank(desk: Desk) -> None:
    blank = await desk.client.get("/consultations?stage=blank", headers=OFFICE)

    assert get_args(Reached) == tuple(Stage)[1:]
    assert refused(blank) == (422, "misfit")


async def test_procedures_are_adopted_by_the_county_and_read_by_all_in_it(desk: Desk) -> None:
    again = await adopt(desk)
    other_county = await adopt(desk, county="511623")
    clerk = await adopt(desk, **CLERK)

    assert again.json() == []
    assert refused(other_county) == (422, "county-mismatch")
    assert refused(clerk) == (403, "no-office")
    rules = await desk.get("/rules/620123")
    assert [row["code"] for row in rules["procedures"]] == ["YZ6", "YZ7", "YZS"]
    assert rules["cadence"]["unit_kinds"] == ["community", "township"]
    foreign = by("zhou", "clerk@511623")
    answer = await desk.client.get("/rules/620123", headers=foreign)
    assert refused(answer) == (404, "not-found")


async def test_the_procedure_of_a_county_that_adopted_none_is_unknown(desk: Desk) -> None:
    with pytest.raises(Rejected) as refusal:
        await desk.started(unit=FOREIGN)

    assert refusal.value.rule == "unknown-procedure"


async def test_the_cadence_counts_key_sessions_of_the_units_that_owe_them(desk: Desk) -> None:
    # 13.3-6, 000-40
    township = "620123109000"
    clerk = by("lin", f"clerk@{prefix(township)}")
    case = await desk.started("YZ6", unit=township)
    for result, command in (
        ("research", s.research_held),
        ("parties", PARTIES),
        ("sessions", s.call),
        ("holding", HOLD),
    ):
        assert (await desk.post(case, result, command, clerk)).status_code == 200

    found = await desk.get("/cadence", clerk, on="2026-06-30", unit=township)
    everywhere = await desk.get("/cadence", OFFICE, on="2026-06-30")

    (unit,) = found["items"]
    assert [period["standing"] for period in unit["periods"]] == ["overdue", "met", "running"]
    assert (unit["overdue"], unit["months"]) == (1, 2)
    assert [row["unit"] for row in everywhere["items"]] == [township, "620123212000"]
    assert (await desk.get("/cadence", by("zhou", "clerk@511623")))["items"] == []


async def test_micro_consultation_does_not_satisfy_the_cadence(desk: Desk) -> None:  # 13.3-6
    township = "620123109000"
    clerk = by("lin", f"clerk@{prefix(township)}")
    case = await desk.started("YZ6", unit=township)
    micro = s.call.model_copy(update={"form": c.Form.MICRO, "key": False})
    for result, command in (
        ("research", s.research_held),
        ("parties", PARTIES),
        ("sessions", micro),
        ("holding", HOLD),
    ):
        assert (await desk.post(case, result, command, clerk)).status_code == 200

    found = await desk.get("/cadence", clerk, on="2026-06-30")

    assert found["items"][0]["overdue"] == 2


SLIP, NEAR = "m-620123-07", "m-620123-0007"
STRANGER = "m-511623-0001"


def research(**changes: Any) -> Command:
    return s.research_held.model_copy(update=changes)


@pytest.mark.parametrize(
    ("result", "command", "rule", "told"),
    [
        ("attendance", ATTEND.model_copy(update={"present": ("m-1", SLIP)}), "member", NEAR),
        ("attendance", ATTEND.model_copy(update={"present": (STRANGER,)}), "member", STRANGER),
        ("research", research(members=(SLIP,)), "member", NEAR),
        ("research", research(committee="yz-cultur"), "body", "yz-culture"),
        (
            "joint-research",
            c.RequestJointResearch(committee="yz-cultur", question="怎样经营？"),
            "body",
            "yz-culture",
        ),
        (
            "parties",
            c.FixParties(parties=({"kind": "member", "title": "委员", "member": SLIP},)),
            "member",
            NEAR,
        ),
        (
            "parties",
            c.FixParties(parties=({"kind": "department", "title": "水务局", "body": "yz-watr"},)),
            "body",
            "yz-water",
        ),
        (
            "promises",
            c.MakePromise(session=1, department="yz-watr", what="清淤", due="2026-06-30"),
            "body",
            "yz-water",
        ),
        ("promises/task", c.TaskPromise(promise=1, lead="yz-watr"), "body", "yz-water"),
        (
            "promises/task",
            c.TaskPromise(promise=1, lead="yz-water", co=("xx-water",)),
            "body",
            "xx-water",
        ),
    ],
)
async def test_a_number_that_nobody_bears_is_refused_before_it_is_recorded(
    desk: Desk, result: str, command: Command, rule: str, told: str
) -> None:
    case = await desk.started()
    await desk.held(case)
    promise = c.MakePromise(session=1, department="yz-market", what="平整场地", due="2026-06-30")
    await desk.done(case, ("promises", promise))
    before = await desk.bench.pool.fetchval("SELECT count(*) FROM ledger")

    answer = await desk.post(case, result, command)

    assert refused(answer) == (422, f"unknown-{rule}")
    assert told in answer.json()["detail"]
    assert await desk.bench.pool.fetchval("SELECT count(*) FROM ledger") == before


async def test_who_may_not_act_there_learns_no_number(desk: Desk) -> None:  # 13.3-17
    case = await desk.started()
    wrong = ATTEND.model_copy(update={"present": (SLIP,)})

    for headers in (by("wu", "clerk@620123212"), by("lin", "clerk@511623")):
        answer = await desk.post(case, "attendance", wrong, headers)
        assert answer.status_code in (403, 404)
        assert NEAR not in answer.text


async def test_a_list_with_an_old_slip_is_sent_again_with_the_right_number(desk: Desk) -> None:
    case = await desk.started()
    await desk.held(case)
    command = ATTEND.model_copy(update={"present": ("m-1", SLIP)})
    clerk = Actor("wei", (Grant(role=Role.CLERK, scope=s.VILLAGE),))
    submission = Submission(case, command, clerk, uuid4())  # before members were looked up
    await desk.bench.writer.ask(submission)

    mended = ATTEND.model_copy(update={"present": ("m-1", SLIP, NEAR)})
    assert types(await desk.post(case, "attendance", mended)) == ["AttendanceRecorded"]
    sessions = await desk.get(f"/consultations/{case}/sessions")
    assert [row["member"] for row in sessions["attendance"]] == ["m-1", NEAR, SLIP]
