"""Meetings over HTTP: offices, scopes, what is looked up, and what is read of what took place."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, get_args

import pytest

from contracts.event import Event
from contracts.meetings.activity import ActivityRecorded
from contracts.meetings.participant import Participant, Presence
from contracts.meetings.session import ParticipantsInvited
from contracts.places import prefix
from runtime.decider import Command
from runtime.projection import Put
from runtime.submission import Delivery
from runtime.units import placements
from services.meetings.activity import commands as ac
from services.meetings.activity.api import Reached as OfActivities
from services.meetings.activity.decider import Stage as ActivityStage
from services.meetings.consultation import commands as c
from services.meetings.consultation.api import Reached
from services.meetings.consultation.decider.state import Stage
from services.meetings.session import commands as sc
from services.meetings.session.api import Reached as OfSessions
from services.meetings.session.decider.state import Stage as SessionStage
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.slices.towns import Town, refused, town_of, types
from tests.support.servers import PostgresServer
from tests.support.service import by

NEIGHBOUR = "620123109201"

CLERK = by("wei", f"clerk@{s.VILLAGE}")
OFFICE = by("ou", "cppcc-office@620123")
PARTY = by("liang", f"party@{s.VILLAGE}")
COMMITTEE = by("song", "committee@620123#yz-culture")
FOREIGN = by("zhou", "auditor@511623")


@pytest.fixture(scope="module")
async def here(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with town_of(x.MEETINGS, postgres) as found:
        yield found


async def case(here: Town, *life: Event, unit: str = s.VILLAGE) -> str:
    """The address of a new consultation to which this happened."""
    return f"/consultations/{await here.at('consultation', *life, unit=unit)}"


async def session(here: Town, *life: Event, unit: str = s.VILLAGE) -> str:
    return f"/sessions/{await here.at('session', *life, unit=unit)}"


def key(place: str) -> str:
    return place.rsplit("/", 1)[1]


def serving(place: str, *life: Any) -> tuple[Event, ...]:
    """The life of a session or an activity, serving this consultation instead."""
    texts = [each.model_dump_json().replace(f'"{s.CASE}"', f'"{key(place)}"') for each in life]
    return tuple(
        type(each).model_validate_json(text) for each, text in zip(life, texts, strict=True)
    )


async def listed(here: Town, office: dict[str, str], **query: Any) -> list[str]:
    page = await here.get("/consultations", office, limit=200, **query)
    return [f"/consultations/{row['consultation']}" for row in page["items"]]


async def test_what_is_read_of_a_consultation_from_opening_to_conclusion(here: Town) -> None:
    place = await case(
        here,
        *(*s.six_opened, s.session_planned, x.posted, x.sought, s.researched, s.done(3, s.YZ6)),
        *(s.fixed, s.round_called(), s.round_held(), s.round_minuted(), *s.ending(s.YZ6, 4)),
    )

    found = await here.get(place, CLERK)
    assert (found["stage"], found["steps_done"], found["step"]) == ("concluded", 4, None)
    assert found["summary"] == "各方同意建在村北。"
    assert [each["title"] for each in found["participants"]] == ["菜农代表", "县市场监管局"]
    assert [step["state"] for step in found["steps"]] == ["complete"] * 2
    assert [(one["round"], one["closed"]) for one in found["rounds"]] == [(1, True)]
    assert [one["activity"] for one in found["research"]] == [s.SURVEY]
    notices = await here.get(f"{place}/notices", CLERK)
    assert len(notices["items"]) == len(notices["views"]) == 1


async def test_what_is_read_of_a_session(here: Town) -> None:
    served = await case(here, *s.six_called)
    second = s.withdrawn.model_copy(update={"promise": 2})
    life = (
        *(*s.meeting_called, x.noticed, x.materials_sent, s.sat, s.attended, x.corrected, s.said),
        *(s.promised(), s.promised(2), s.tasked, second, s.agreed, s.differing, s.closed),
        *(s.drafted, s.minutes()),
    )
    place = await session(here, *serving(served, *life))

    found = await here.get(place, CLERK)
    assert (found["stage"], found["results"]) == ("minuted", ["consensus"])
    assert (found["draft"], found["summary"]) == (None, "同意建在村北。")
    assert [item["consultation"] for item in found["agenda"]] == [key(served)]
    assert [each["participant"] for each in found["participants"]] == [1, 2]
    assert [row["member"] for row in found["attendance"]] == ["m-1", "m-3"]
    assert found["sittings"][0]["corrected_because"] == "签到表看错一行"
    assert (found["sittings"][0]["people"], len(found["materials"])) == (8, 1)
    record = await here.get(f"{place}/record", CLERK)
    assert [row["speaker"] for row in record["speeches"]] == ["菜农代表"]
    assert [row["kind"] for row in record["findings"]] == ["consensus", "dissent"]
    for address in (place, served):
        promises = await here.get(f"{address}/promises", CLERK)
        assert [row["state"] for row in promises["items"]] == ["tasked", "withdrawn"]
    of_it = await here.get("/sessions", CLERK, consultation=key(served), stage="minuted")
    assert [row["session"] for row in of_it["items"]] == [key(place)]
    deaf = await here.get(f"{place}/record", PARTY)
    assert [row["speaker"] for row in deaf["speeches"]] == [None]


async def test_what_is_read_of_an_activity(here: Town) -> None:
    served = await case(here, *s.six_researched)
    life = serving(served, s.survey, x.amended)
    activity = await here.at("activity", *life, unit=s.VILLAGE)

    found = await here.get(f"/activities/{activity}", CLERK)
    assert (found["stage"], found["members"]) == ("recorded", ["m-2"])
    assert found["findings"]["key_problem"] == "没有固定场地。"
    query = {"consultation": key(served), "kind": "research", "stage": "recorded"}
    page = await here.get("/activities", CLERK, **query, unit=s.VILLAGE)
    assert [row["activity"] for row in page["items"]] == [activity]


async def test_visits_and_work_meetings_are_found_by_unit_and_kind(here: Town) -> None:
    # 000-11, 000-23
    plain = {"findings": None, "may_find": False, "credited_as": "", "consultations": ()}
    lives = [ActivityRecorded(**s.surveyed(kind=kind, **plain)) for kind in ("visit", "meeting")]
    visit, meeting = [await here.at("activity", each, unit=s.VILLAGE) for each in lives]
    elsewhere = await here.at("activity", lives[0], unit=NEIGHBOUR)

    for query, found in (
        ({"unit": s.VILLAGE, "kind": "visit"}, [visit]),
        ({"unit": s.VILLAGE, "kind": "meeting"}, [meeting]),
        ({"kind": "visit"}, sorted([visit, elsewhere])),
    ):
        page = await here.get("/activities", OFFICE, **query)
        assert [row["activity"] for row in page["items"]] == found


async def test_what_happens_in_a_session_reaches_its_consultations_at_once(here: Town) -> None:
    one, two = await case(here, *s.six_ready), await case(here, *s.six_ready, unit=NEIGHBOUR)
    points = [sc.Point(title=place, consultation=key(place)) for place in (one, two)]
    call = x.CALL.model_copy(update={"agenda": tuple(points)})
    by_both = by("wei", f"clerk@{s.VILLAGE}", f"clerk@{NEIGHBOUR}")

    answer = await here.post("/sessions", call, by_both)
    place = answer.headers["location"]
    assert types(answer) == ["SessionCalled", "ParticipantsInvited"]
    for body, way in ((x.HOLD, "sittings"), (x.ATTEND, "attendance")):
        assert (await here.post(f"{place}/{way}", body, by_both)).is_success
    for consultation in (one, two):
        (found,) = (await here.get(consultation, OFFICE))["rounds"]
        assert (found["session"], found["present"][1]["count"]) == (key(place), 6)


async def test_a_refusal_of_a_consultation_refuses_the_session(here: Town) -> None:
    place = await case(here, *s.six_opened)
    points = (sc.Point(title="市场", consultation=key(place)),)
    call = x.CALL.model_copy(update={"agenda": points})

    status, rule, _ = await here.unrecorded("/sessions", call, CLERK)
    assert (status, rule) == (409, "step-order")
    elsewhere = await case(here, *s.six_ready, unit="511623100000")
    points = (sc.Point(title="市场", consultation=key(elsewhere)),)
    for each in (points, (sc.Point(title="市场", consultation="none"),)):
        status, rule, _ = await here.unrecorded(
            "/sessions", call.model_copy(update={"agenda": each}), CLERK
        )
        assert (status, rule) == (404, "not-found")


async def test_what_serves_a_consultation_is_run_by_offices_that_cover_it(here: Town) -> None:
    # 9.2: a place reads it, and runs it no more than any other village does
    place = await case(here, *s.six_ready)
    there = by("an", f"clerk@{NEIGHBOUR}")
    points = (sc.Point(title="市场", consultation=key(place)),)
    call = x.CALL.model_copy(update={"unit": NEIGHBOUR, "agenda": points})
    about = x.SURVEY.model_copy(update={"unit": NEIGHBOUR, "consultations": (key(place),)})
    for address, deed in (("/sessions", call), ("/activities", about)):
        status, rule, _ = await here.unrecorded(address, deed, there)
        assert (status, rule) == (409, "consultation-outside")

    # Called by the township, in the place: its clerk runs none of it either.
    answer = await here.post("/sessions", call, by("xin", f"clerk@{NEIGHBOUR[:9]}"))
    meeting = answer.headers["location"]
    assert refused(await here.post(f"{meeting}/sittings", x.HOLD, there)) == (
        409,
        "consultation-outside",
    )
    assert (await here.get(meeting, there))["stage"] == "called"


async def test_who_runs_a_session_follows_who_leads_the_unit(postgres: PostgresServer) -> None:
    old, new = "620123109000", "620123212000"
    led = Put(placements, (NEIGHBOUR, date(2026, 1, 1)), {"superior": new, "as_of": 1})
    async with town_of(x.MEETINGS, postgres) as here:
        place = await case(here, *s.six_ready, unit=NEIGHBOUR)
        points = (sc.Point(title="市场", consultation=key(place)),)
        call = x.CALL.model_copy(update={"agenda": points})
        await here.bench.writer.deliver(Delivery("MEMBERS", 0, 1, bytes(32), [led], []))

        given_away = call.model_copy(update={"unit": old})
        status, rule, _ = await here.unrecorded(
            "/sessions", given_away, by("xin", "clerk@620123109")
        )
        taken_on = call.model_copy(update={"unit": new})
        answer = await here.post("/sessions", taken_on, by("yuan", "clerk@620123212"))

    assert (status, rule) == (409, "consultation-outside")
    assert types(answer) == ["SessionCalled", "ParticipantsInvited"]


async def test_a_simple_consultation_is_promoted_and_shows_the_steps_it_has_now(
    here: Town,
) -> None:
    place = await case(here, *s.simple_minuted)

    answer = await here.post(f"{place}/upgrade", x.UPGRADE, CLERK)

    assert types(answer) == ["ConsultationUpgraded"]
    found = await here.get(place, CLERK)
    assert (found["procedure"], found["step"]) == ("YZ6", "research")
    assert len(found["steps"]) == 2


async def test_only_the_party_organisation_of_the_same_level_waives(here: Town) -> None:
    place = await case(here, *s.seven_opened)
    county_party = by("jing", "party@620123")

    answer = await here.post(f"{place}/waiver", x.WAIVE, county_party)
    assert refused(answer) == (409, "same-level")
    assert types(await here.post(f"{place}/waiver", x.WAIVE, PARTY)) == ["StepWaived"]
    assert (await here.get(place, CLERK))["step"] == "research"


async def test_what_follows_by_itself_cannot_be_asked_over_http(here: Town) -> None:
    schemas = set((await here.get("/openapi.json", {}))["components"]["schemas"])

    assert "ConcludeConsultation" in schemas
    by_itself = {"OpenConsultation", "NoteCall", "NoteHolding", "NoteMinutes", "NoteResearch"}
    assert not schemas & by_itself


async def test_a_committee_records_research_and_nothing_else(here: Town) -> None:  # 000-50
    place = await case(here, *s.six_opened)
    joint = survey(bodies=("yz-culture",), joint=True, consultations=(key(place),))

    assert types(await here.post("/activities", joint, COMMITTEE)) == ["ActivityRecorded"]
    fixing = await here.post(f"{place}/participants", x.FIX, COMMITTEE)
    assert refused(fixing) == (403, "no-office")
    asked = x.ASK.model_copy(update={"consultations": (key(place),)})
    answer = await here.post("/activities/asked", asked, CLERK)
    address = answer.headers["location"]
    assert (await here.get(address, CLERK))["stage"] == "asked"
    assert types(await here.post(f"{address}/agreement", x.AGREE, COMMITTEE)) == ["ActivityAgreed"]


async def test_a_county_sees_nothing_of_another_and_a_village_only_its_own(here: Town) -> None:
    # 13.3-17
    mine = await case(here, *s.six_opened)
    county = await case(here, *s.opened(s.YZ7), unit=s.COUNTY)
    # The village raised the county's matter and goes on seeing it (000-52).
    begun = s.six_opened[0].model_copy(update={"raised_in": NEIGHBOUR, "places": ()})
    elsewhere = await case(here, begun, unit=NEIGHBOUR)

    assert {mine, county} <= set(seen := await listed(here, CLERK))
    assert elsewhere not in seen
    assert {mine, county, elsewhere} <= set(await listed(here, OFFICE))
    assert not {mine, county, elsewhere} & set(await listed(here, FOREIGN))
    for more in ("", "/notices", "/promises"):
        answer = await here.client.get(mine + more, headers=FOREIGN)
        assert refused(answer) == (404, "not-found")


async def test_a_place_of_a_consultation_reads_it_like_its_unit(here: Town) -> None:
    place = await case(here, *s.six_called)
    meeting = await session(here, *serving(place, *s.meeting_minuted))
    activity = await here.at("activity", *serving(place, s.survey), unit=s.VILLAGE)
    there, beyond = by("an", f"clerk@{NEIGHBOUR}"), by("ba", "clerk@620123109202")

    for address in (place, meeting, f"{meeting}/record", f"/activities/{activity}"):
        assert await here.status(address, there) == 200
        assert await here.status(address, beyond) == 404
    assert place in await listed(here, there)
    acting = await here.post(f"{place}/conclusion", x.CONCLUDE, there)
    assert refused(acting) == (403, "out-of-scope")


async def test_a_department_sees_title_state_and_unit_of_what_concerns_it(here: Town) -> None:
    # domain 9.2
    place, other = await case(here, *s.six_called), await case(here, *s.six_called)
    promises = [
        s.promised(n).model_copy(
            update={"promise": s.promised(n).promise.model_copy(update={"department": body})}
        )
        for n, body in enumerate(("yz-health", "yz-water"), start=1)
    ]
    meeting = await session(here, *serving(place, *s.meeting_held, *promises))
    department = by("tian", "department@620123#yz-health")

    page = await here.get("/consultations", department)
    assert [row["consultation"] for row in page["items"]] == [key(place)]
    row = await here.get(place, department)
    assert row == page["items"][0]
    outline = {"consultation", "title", "stage", "unit", "unit_name", "step", "step_name", "as_of"}
    assert row.keys() == outline
    row = await here.get(meeting, department)
    assert row.keys() == {"session", "title", "stage", "unit", "unit_name", "as_of"}
    for address in (place, meeting):
        found = await here.get(f"{address}/promises", department)
        assert [each["department"] for each in found["items"]] == ["yz-health"]
    answer = await here.client.get(f"{place}/notices", headers=department)
    assert refused(answer) == (403, "no-office")
    assert (await here.get("/activities", department))["items"] == []
    answer = await here.client.get(f"{meeting}/record", headers=department)
    assert refused(answer) == (404, "not-found")
    for where, body in (
        (other, "620123#yz-health"),
        (place, "620123#yz-law"),
        (meeting, "511623#yz-health"),
    ):
        answer = await here.client.get(where, headers=by("tian", f"department@{body}"))
        assert refused(answer) == (404, "not-found")


async def test_a_department_that_was_invited_sees_the_session_whole(here: Town) -> None:
    # domain 9.2, session parties
    place, number = await case(here, *s.six_called), len(s.invited.participants) + 1
    health = s.MARKET_OFFICE.model_copy(update={"title": "县卫健局", "body": "yz-health"})
    guest = Participant(participant=number, concerned=False, **health.model_dump())
    life = (*s.meeting_called, ParticipantsInvited(participants=(guest,)), s.sat, s.said)
    meeting = await session(here, *serving(place, *life, s.promised()))
    invited = by("tian", "department@620123#yz-health")

    for address in (meeting, f"{meeting}/record", f"{meeting}/promises"):
        assert await here.get(address, invited) == await here.get(address, OFFICE)
    assert (await here.get(f"{meeting}/record", invited))["speeches"][0]["gist"] == s.said.gist
    assert (await here.get(f"{meeting}/promises", invited))["items"]
    assert "steps_done" not in await here.get(place, invited)
    for body in ("620123#yz-water", "511623#yz-health"):
        answer = await here.client.get(meeting, headers=by("tian", f"department@{body}"))
        assert refused(answer) == (404, "not-found")


async def test_consultations_are_listed_page_by_page_with_their_step(here: Town) -> None:
    unit, office = "511623100000", by("ou", "cppcc-office@511623")
    keys = sorted([key(await case(here, *s.six_opened, unit=unit)) for _ in range(3)])
    query: dict[str, Any] = {"limit": 2, "unit": unit[:9], "topic": s.TOPIC}

    first = await here.get("/consultations", office, **query, stage="running")
    second = await here.get("/consultations", office, **query, after=first["next"])

    found = [row["consultation"] for row in (*first["items"], *second["items"])]
    assert set(keys) <= set(found) == set(found[:3] + found[3:])
    assert found == sorted(found)
    assert await listed(here, office, stage="concluded") == []


@pytest.mark.parametrize(
    ("things", "reached", "stages"),
    [
        ("consultations", Reached, Stage),
        ("sessions", OfSessions, SessionStage),
        ("activities", OfActivities, ActivityStage),
    ],
)
async def test_things_are_asked_for_by_any_stage_but_blank(
    here: Town, things: str, reached: Any, stages: Any
) -> None:
    blank = await here.client.get(f"/{things}?stage=blank", headers=OFFICE)

    assert get_args(reached) == tuple(stages)[1:]
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
    assert [each["code"] for each in rules["chapters"]["quotas"]["quotas"]] == [
        "key-session",
        "chairpersons",
    ]
    foreign = await here.client.get(f"/rules/{s.COUNTY}", headers=by("zhou", "clerk@511623"))
    assert refused(foreign) == (404, "not-found")


@pytest.mark.parametrize(
    ("unit", "key_session", "standings"),
    [
        ("620123109000", True, ["overdue", "met", "running"]),
        ("620123212000", False, ["overdue", "overdue", "running"]),
    ],
    ids=["key session", "micro consultation"],
)
async def test_quotas_count_key_sessions_of_the_units_that_owe_them(
    here: Town, unit: str, key_session: bool, standings: list[str]
) -> None:
    # 001-03 13.3-6, 000-40
    held = await session(here, s.called(key=key_session), s.sat, unit=unit)

    found = await here.get("/quotas", by("lin", f"clerk@{prefix(unit)}"), on="2026-06-30")
    everywhere = await here.get("/quotas", OFFICE, on="2026-06-30")
    of_the_county = await here.get("/quotas", OFFICE, on="2026-06-30", quota="chairpersons")

    (one,) = found["items"]
    (owed,) = one["quotas"]
    assert [period["standing"] for period in owed["periods"]] == standings
    assert (one["unit"], owed["overdue"], owed["months"]) == (unit, standings.count("overdue"), 2)
    behind = [each for period in owed["periods"] for each in period["sessions"]]
    assert behind == ([{"session": key(held), "on": "2026-03-02"}] if key_session else [])
    assert [period["count"] for period in owed["periods"]] == [
        len(period["sessions"]) for period in owed["periods"]
    ]
    owing = [row["unit"] for row in everywhere["items"]]
    assert owing == [s.COUNTY, "620123109000", "620123212000"]
    (county,) = of_the_county["items"]
    assert (county["unit"], [each["least"] for each in county["quotas"]]) == (s.COUNTY, [2])
    assert (await here.get("/quotas", by("zhou", "clerk@511623")))["items"] == []


async def test_a_town_run_on_trust_follows_the_zone_in_all_reads(postgres: PostgresServer) -> None:
    # domain 10.2
    town, zone = "620123109000", "620171000000"
    theirs = {"quotas": [{**s.KEY_SESSIONS.model_dump(), "months": 3, "unit_kinds": ["township"]}]}
    rules = {**s.adoption.model_dump(mode="json"), "unit": zone, "version": "z", "quotas": theirs}
    clerk = by("wei", f"clerk@{prefix(town)}")
    async with town_of(x.MEETINGS, postgres) as here:
        await here.post(f"/rules/{zone}/adoption", rules, by("ops", "operator@"))
        before = await here.get(f"/rules/{town}", OFFICE)
        led = Put(placements, (town, date(2026, 1, 1)), {"superior": zone, "as_of": 1})
        await here.bench.writer.deliver(Delivery("MEMBERS", 0, 1, bytes(32), [led], []))

        owed = await here.get("/quotas", by("xin", "cppcc-office@620171"), on="2026-06-30")
        earlier = await here.get("/quotas", by("mei", "auditor@62"), on="2025-12-31")
        left = await here.get("/quotas", OFFICE, on="2026-06-30")
        after = await here.get(f"/rules/{town}", clerk)
        refusal = await here.status(f"/rules/{town}", OFFICE)
        survey = x.SURVEY.model_copy(
            update={"unit": town, "present": x.SURVEY.present[1:], "consultations": ()}
        )
        done = await here.post("/activities", survey, clerk)

    assert (before["jurisdiction"], after["jurisdiction"], refusal) == (s.COUNTY, zone, 404)
    assert [
        (row["unit"], row["jurisdiction"], row["quotas"][0]["months"]) for row in owed["items"]
    ] == [(town, zone, 3)]
    assert {row["unit"]: row["jurisdiction"] for row in earlier["items"]}[town] == s.COUNTY
    assert town not in [row["unit"] for row in left["items"]]
    assert [event["rules"] for event in done.json()] == [f"{zone}/z"]


SLIP, NEAR = "m-620123-07", "m-620123-0007"
STRANGER = "m-511623-0001"


def survey(**changes: Any) -> ac.RecordActivity:
    return x.SURVEY.model_copy(update={"consultations": (), **changes})


def present(*members: str) -> tuple[Presence, ...]:
    return (Presence(kind="member", members=members),)


WRONG_IN_SESSION = [
    ("attendance", sc.RecordAttendance(present=present("m-1", SLIP)), "member", NEAR),
    ("attendance", sc.RecordAttendance(present=present(STRANGER)), "member", STRANGER),
    (
        "attendance/correction",
        sc.CorrectAttendance(present=present(SLIP), reason="漏记"),
        "member",
        NEAR,
    ),
    (
        "participants",
        sc.InviteParticipants(participants=({"kind": "member", "title": "委员", "member": SLIP},)),
        "member",
        NEAR,
    ),
    (
        "promises",
        sc.MakePromise(department="yz-watr", what="清淤", due="2026-06-30"),
        "body",
        "yz-water",
    ),
    ("promises/task", sc.TaskPromise(promise=1, lead="yz-watr"), "body", "yz-water"),
    (
        "promises/task",
        sc.TaskPromise(promise=1, lead="yz-water", co=("xx-water",)),
        "body",
        "xx-water",
    ),
]


@pytest.mark.parametrize(("result", "command", "rule", "said"), WRONG_IN_SESSION)
async def test_a_number_that_nobody_bears_is_refused_before_it_is_recorded(
    here: Town, result: str, command: Command, rule: str, said: str
) -> None:
    place = await session(here, s.called(), s.sat, s.promised())

    *refusal, detail = await here.unrecorded(f"{place}/{result}", command, CLERK)

    assert refusal == [422, f"unknown-{rule}"]
    assert said in detail


@pytest.mark.parametrize(
    ("address", "command", "rule", "said"),
    [
        ("/activities", survey(present=present(SLIP)), "member", NEAR),
        ("/activities", survey(bodies=("yz-cultur",)), "body", "yz-culture"),
        (
            "/activities/asked",
            x.ASK.model_copy(update={"asked": ("yz-cultur",), "consultations": ()}),
            "body",
            "yz-culture",
        ),
    ],
)
async def test_so_is_one_of_whoever_takes_part_in_an_activity(
    here: Town, address: str, command: Command, rule: str, said: str
) -> None:
    *refusal, detail = await here.unrecorded(address, command, CLERK)

    assert refusal == [422, f"unknown-{rule}"]
    assert said in detail


async def test_so_is_one_of_a_participant_in_a_consultation(here: Town) -> None:
    place = await case(here, *s.six_researched)
    slip = c.FixParticipants(participants=({"kind": "member", "title": "委员", "member": SLIP},))

    *refusal, detail = await here.unrecorded(f"{place}/participants", slip, CLERK)

    assert refusal == [422, "unknown-member"]
    assert NEAR in detail


async def test_who_may_not_act_there_learns_no_number(here: Town) -> None:  # 13.3-17
    place = await session(here, s.called(), s.sat)
    wrong = sc.RecordAttendance(present=present(SLIP))

    for office in (by("wu", "clerk@620123212"), by("lin", "clerk@511623")):
        answer = await here.post(f"{place}/attendance", wrong, office)
        assert answer.status_code in (403, 404)
        assert NEAR not in answer.text
