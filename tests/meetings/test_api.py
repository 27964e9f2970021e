"""Meetings over HTTP: offices, scopes, what is looked up, and what is read of a case."""

from collections.abc import AsyncIterator
from typing import Any, get_args
from uuid import uuid4

import pytest

from contracts.event import Event
from contracts.places import prefix
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.decider import Command
from runtime.submission import Submission
from services.meetings.consultation import commands as c
from services.meetings.consultation.api import Reached
from services.meetings.consultation.decider.case import Stage
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

NEIGHBOUR = "620123109201"

CLERK = by("wei", f"clerk@{s.VILLAGE}")
OFFICE = by("ou", "county-office@620123")
PARTY = by("liang", f"party@{s.VILLAGE}")
COMMITTEE = by("song", "committee@620123#yz-culture")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def case(here: Town, *life: Event, unit: str = s.VILLAGE) -> str:
    """The address of a new case to which this happened."""
    return f"/consultations/{await here.at('consultation', *life, unit=unit)}"


def key(place: str) -> str:
    return place.rsplit("/", 1)[1]


async def listed(here: Town, office: dict[str, str], **query: Any) -> list[str]:
    page = await here.get("/consultations", office, limit=200, **query)
    return [f"/consultations/{row['consultation']}" for row in page["items"]]


async def test_what_is_read_of_a_case_from_its_opening_to_its_conclusion(here: Town) -> None:
    second = x.withdrawn.model_copy(update={"promise": 2})
    place = await case(
        here,
        *(*s.six_opened, x.requested, s.session_planned, x.posted, x.sought, s.researched),
        *(s.done(3, s.YZ6), s.parties_fixed, s.called(), x.materials_sent, s.held()),
        *(s.attended(), x.said, s.promised(), s.promised(2), s.tasked, second),
        *(x.agreed, x.differing, s.closed(), *s.ending(s.YZ6, 4)),
    )

    found = await here.get(place, CLERK)
    assert (found["stage"], found["steps_done"], found["step"]) == ("concluded", 4, None)
    assert [step["state"] for step in found["steps"]] == ["complete"] * 2
    assert [step["step_number"] for step in found["steps"]] == [3, 4]
    notices = await here.get(f"{place}/notices", CLERK)
    assert [row["what"] for row in notices["items"]] == ["topic"]
    assert [row["people"] for row in notices["views"]] == [40]
    assert place in await listed(here, CLERK, topic=s.TOPIC)
    assert await listed(here, CLERK, topic="another") == []
    sessions = await here.get(f"{place}/sessions", CLERK)
    assert sessions["items"][0]["state"] == "closed"
    assert sessions["items"][0]["results"] == ["consensus"]
    assert [row["member"] for row in sessions["attendance"]] == ["m-1", "m-2"]
    assert len(sessions["speeches"]) == 1
    assert [row["kind"] for row in sessions["findings"]] == ["consensus", "dissent"]
    promises = await here.get(f"{place}/promises", CLERK)
    assert [row["state"] for row in promises["items"]] == ["tasked", "withdrawn"]
    research = await here.get(f"{place}/research", CLERK)
    assert len(research["items"]) == len(research["joint_requests"]) == 1


async def test_a_simple_case_is_promoted_and_shows_the_steps_it_has_now(here: Town) -> None:
    place = await case(here, *s.simple_closed)

    answer = await here.post(f"{place}/upgrade", x.UPGRADE, CLERK)

    assert types(answer) == ["CaseUpgraded"]
    found = await here.get(place, CLERK)
    step = (found["procedure"], found["step"], found["step_name"])
    assert step == ("YZ6", "research", "走访调研")
    assert [step["code"] for step in found["steps"]] == ["research", "session"]
    call = await here.post(f"{place}/sessions", s.call, CLERK)
    assert refused(call) == (409, "step-order")


async def test_only_the_party_organisation_of_the_same_level_waives(here: Town) -> None:
    place = await case(here, *s.seven_opened)
    county_party = by("jing", "party@620123")

    answer = await here.post(f"{place}/waiver", x.WAIVE, county_party)
    assert refused(answer) == (409, "same-level")
    assert types(await here.post(f"{place}/waiver", x.WAIVE, PARTY)) == ["StepWaived"]
    assert (await here.get(place, CLERK))["step"] == "research"


async def test_what_other_services_decide_cannot_be_asked_over_http(here: Town) -> None:
    schemas = set((await here.get("/openapi.json", {}))["components"]["schemas"])

    assert "ConfirmMinutes" in schemas
    assert "OpenConsultation" not in schemas


async def test_a_committee_records_research_and_nothing_else(here: Town) -> None:  # 000-50
    place = await case(here, *s.six_opened)
    joint = research(committee="yz-culture", joint=True)

    assert types(await here.post(f"{place}/research", joint, COMMITTEE))[0] == "ResearchRecorded"
    parties = await here.post(f"{place}/parties", x.PARTIES, COMMITTEE)
    assert refused(parties) == (403, "no-office")


async def test_a_county_sees_nothing_of_another_and_a_village_only_its_own(here: Town) -> None:
    # 13.3-17
    mine = await case(here, *s.six_opened)
    county = await case(here, *s.opened(s.YZ7), unit=s.COUNTY)
    elsewhere = await case(here, *s.six_opened, unit=NEIGHBOUR)
    foreign = by("zhou", "auditor@511623")

    # The village raised the county's matter and goes on seeing it (000-52).
    begun = s.six_opened[0].model_copy(update={"raised_in": NEIGHBOUR})
    raised_elsewhere = await case(here, begun, unit=NEIGHBOUR)
    assert {mine, county, elsewhere} <= set(seen := await listed(here, CLERK))
    assert raised_elsewhere not in seen
    assert {mine, county, elsewhere, raised_elsewhere} <= set(await listed(here, OFFICE))
    assert not {mine, county, elsewhere} & set(await listed(here, foreign))
    for more in ("", "/research", "/sessions", "/promises"):
        answer = await here.client.get(mine + more, headers=foreign)
        assert refused(answer) == (404, "not-found")


async def test_a_department_sees_title_state_and_unit_of_what_concerns_it(here: Town) -> None:
    # domain 9.2
    promises = [
        s.promised(n).model_copy(
            update={"promise": s.promised(n).promise.model_copy(update={"department": body})}
        )
        for n, body in enumerate(("yz-health", "yz-water"), start=1)
    ]
    place, other = await case(here, *s.six_held, *promises), await case(here, *s.six_opened)
    department = by("tian", "department@620123#yz-health")

    page = await here.get("/consultations", department)
    assert [row["consultation"] for row in page["items"]] == [key(place)]
    row = await here.get(place, department)
    assert row == page["items"][0]
    outline = {"consultation", "title", "stage", "unit", "unit_name", "step", "step_name", "as_of"}
    assert row.keys() == outline
    found = await here.get(f"{place}/promises", department)
    assert [each["department"] for each in found["items"]] == ["yz-health"]
    for more in ("research", "sessions"):
        answer = await here.client.get(f"{place}/{more}", headers=department)
        assert refused(answer) == (403, "no-office")
    for where, body in (
        (other, "620123#yz-health"),
        (place, "620123#yz-law"),
        (place, "511623#yz-health"),
    ):
        answer = await here.client.get(where, headers=by("tian", f"department@{body}"))
        assert refused(answer) == (404, "not-found")


async def test_consultations_are_listed_page_by_page_with_their_step(here: Town) -> None:
    unit, office = "511623100000", by("ou", "county-office@511623")
    keys = sorted([key(await case(here, *s.six_opened, unit=unit)) for _ in range(3)])
    query: dict[str, Any] = {"limit": 2, "unit": unit[:9]}

    first = await here.get("/consultations", office, **query, stage="running")
    second = await here.get("/consultations", office, **query, after=first["next"])

    assert [row["consultation"] for row in (*first["items"], *second["items"])] == keys
    assert (first["next"], second["next"]) == (keys[1], None)
    assert {row["step"] for row in first["items"]} == {"research"}
    assert await listed(here, office, stage="concluded") == []


async def test_consultations_are_asked_for_by_any_stage_but_blank(here: Town) -> None:
    blank = await here.client.get("/consultations?stage=blank", headers=OFFICE)

    assert get_args(Reached) == tuple(Stage)[1:]
    assert refused(blank) == (422, "misfit")


async def test_procedures_are_adopted_by_the_county_and_read_by_all_in_it(here: Town) -> None:
    again = await here.post(f"/rules/{s.COUNTY}/adoption", s.adoption, OFFICE)
    other_county = await here.post("/rules/511623000000/adoption", s.adoption, OFFICE)

    assert again.json() == []
    assert refused(other_county) == (422, "address-differs")
    rules = await here.get(f"/rules/{s.VILLAGE}", CLERK)
    assert (rules["jurisdiction"], rules["version"]) == (s.COUNTY, "2026.1")
    adopted = rules["chapters"]["procedures"]["procedures"]
    assert [row["code"] for row in adopted] == list(s.RULES.by_code)
    assert rules["chapters"]["cadence"]["unit_kinds"] == ["community", "township"]
    foreign = await here.client.get(f"/rules/{s.COUNTY}", headers=by("zhou", "clerk@511623"))
    assert refused(foreign) == (404, "not-found")


@pytest.mark.parametrize(
    ("unit", "call", "standings"),
    [
        ("620123109000", s.call, ["overdue", "met", "running"]),
        (
            "620123212000",
            s.call.model_copy(update={"form": c.Form.MICRO, "key": False}),
            ["overdue", "overdue", "running"],
        ),
    ],
    ids=["key session", "micro consultation"],
)
async def test_the_cadence_counts_key_sessions_of_the_units_that_owe_them(
    here: Town, unit: str, call: c.CallSession, standings: list[str]
) -> None:
    # 13.3-6, 000-40
    await case(here, *s.six_ready, s.called(by=call), s.held(), unit=unit)

    found = await here.get("/cadence", by("lin", f"clerk@{prefix(unit)}"), on="2026-06-30")
    everywhere = await here.get("/cadence", OFFICE, on="2026-06-30")

    (one,) = found["items"]
    assert [period["standing"] for period in one["periods"]] == standings
    assert (one["unit"], one["overdue"], one["months"]) == (unit, standings.count("overdue"), 2)
    assert [row["unit"] for row in everywhere["items"]] == ["620123109000", "620123212000"]
    assert (await here.get("/cadence", by("zhou", "clerk@511623")))["items"] == []


SLIP, NEAR = "m-620123-07", "m-620123-0007"
STRANGER = "m-511623-0001"


def research(**changes: Any) -> Command:
    return s.research_held.model_copy(update=changes)


@pytest.mark.parametrize(
    ("result", "command", "rule", "said"),
    [
        ("attendance", x.ATTEND.model_copy(update={"present": ("m-1", SLIP)}), "member", NEAR),
        ("attendance", x.ATTEND.model_copy(update={"present": (STRANGER,)}), "member", STRANGER),
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
    here: Town, result: str, command: Command, rule: str, said: str
) -> None:
    place = await case(here, *x.promised)

    *refusal, detail = await here.unrecorded(f"{place}/{result}", command, CLERK)

    assert refusal == [422, f"unknown-{rule}"]
    assert said in detail


async def test_who_may_not_act_there_learns_no_number(here: Town) -> None:  # 13.3-17
    place = await case(here, *s.six_opened)
    wrong = x.ATTEND.model_copy(update={"present": (SLIP,)})

    for office in (by("wu", "clerk@620123212"), by("lin", "clerk@511623")):
        answer = await here.post(f"{place}/attendance", wrong, office)
        assert answer.status_code in (403, 404)
        assert NEAR not in answer.text


async def test_a_list_with_an_old_slip_is_sent_again_with_the_right_number(here: Town) -> None:
    place = await case(here, *s.six_held)
    command = x.ATTEND.model_copy(update={"present": ("m-1", SLIP)})
    clerk = Actor("wei", (Grant(role=Role.CLERK, scope=s.VILLAGE),))
    submission = Submission(key(place), command, clerk, uuid4())  # before members were looked up
    await here.bench.writer.ask(submission)

    mended = x.ATTEND.model_copy(update={"present": ("m-1", SLIP, NEAR)})
    answer = await here.post(f"{place}/attendance", mended, CLERK)
    assert types(answer) == ["AttendanceRecorded"]
    sessions = await here.get(f"{place}/sessions", CLERK)
    assert [row["member"] for row in sessions["attendance"]] == ["m-1", NEAR, SLIP]
