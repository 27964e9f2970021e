"""Every office × every route × own and foreign scope: exactly what is declared, and no more."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import Response

from common.visibility import What, by_scope
from contracts.roles import Role
from tests.hostile import matrix
from tests.hostile.bodies import example
from tests.hostile.house import (
    ADDRESSEE,
    CLAIM,
    COMMITTEE,
    COUNTY,
    ENTRY,
    FOREIGN,
    LEAD,
    LEAVE,
    MATTER,
    MEETING,
    MEMBER,
    NEIGHBOUR,
    OFFICE,
    OWN,
    PROPOSAL,
    REGISTERED,
    ROOM,
    SECRET,
    SERVICES,
    SURVEY,
    TALENT,
    TOPIC_CALL,
    VILLAGE,
    House,
    leaks,
)
from tests.hostile.matrix import Line
from tests.hostile.town import houses_of, issued
from tests.hostile.town_people import CONTACT, LINK
from tests.support.servers import PostgresServer
from tests.support.service import by

REVIEWED = matrix.as_reviewed()
BODIES = {
    Role.DEPARTMENT: LEAD,
    Role.COMMITTEE: COMMITTEE,
    Role.PARTY: ADDRESSEE,
    Role.SUPERVISOR: ADDRESSEE,
}
READS_PAPERS = {
    Line("topics", "GET", "/papers/{digest}"): What.TEXT,
    Line("meetings", "GET", "/papers/{digest}"): What.MATTER,
    Line("outcomes", "GET", "/papers/{digest}"): What.TASK,
}
"""A paper is read by those whom its use names: the text of a claim, a material of a session."""


PLAN = f"{VILLAGE}:2026:x-1"
PLANNED = "01990000-0000-7000-8000-0000000091a7"
DOCUMENT = {
    "meetings": f"{MEETING}:notice",
    "outcomes": f"{MATTER}:reply:1",
    "topics": f"{PLAN}:plan",
}


async def plan_issued(here: House) -> None:
    """The plan with a topic of its own, decided and issued as a document."""
    keyed = {**by("zhao", f"clerk@{OWN}"), "Idempotency-Key": PLANNED}
    await here.given("/topics", PROPOSAL, keyed)
    screening = {
        "answers": {"mass": {"met": True, "reason": SECRET}},
        "category": "livelihood",
        "weight": "major",
    }
    await here.given(f"/topics/{PLANNED}/screening", screening)
    place = f"/plans/{PLAN.replace(':', '/')}"
    plan = {"unit": VILLAGE, "year": 2026, "kind": "x-1", "title": f"{SECRET}计划"}
    rows = [{**ENTRY, "topic": PLANNED}]
    await here.given(f"{place}/draft", {**plan, "entries": rows})
    consent = {"bodies": [f"party-{VILLAGE}"], "resolution": "1号", "decided_on": "2026-01-20"}
    party = by("liang", f"party@{VILLAGE}")
    await here.given(f"{place}/consent", {"consent": consent}, party)
    await issued(here, {"unit": VILLAGE, "plan": PLAN, "on": "2026-03-01"})


def uploads(line: Line) -> bool:
    """What is uploaded is nobody's and nowhere until a command uses it."""
    return (line.method, line.path) == ("POST", "/papers")


def may(line: Line) -> frozenset[Role]:
    """Who may ask for what `ask` asks for."""
    what = READS_PAPERS.get(line)
    return frozenset(by_scope(what)) if what else REVIEWED[line]


LISTS = (
    "/topics",
    "/calls",
    "/candidates",
    "/topic-figures",
    "/room-figures",
    "/plans",
    "/transfers",
    "/proposals",
    "/proposals/figures",
    "/proposals/untold",
    "/reports",
    "/reports/figures",
    "/bulletins",
    "/consultations",
    "/sessions",
    "/session-papers",
    "/activities",
    "/activity-figures",
    "/figures",
    "/figures/instructions",
    "/idle-units",
    "/requests",
    "/quotas",
    "/quotas/bodies",
    "/quotas/members",
    "/units",
    "/bodies",
    "/rooms",
    "/members",
    "/programme",
    "/assessments",
    "/postings",
    "/links",
    "/contact-figures",
    "/leaves",
    "/absence-cases",
    "/duty/{year}",
    "/talents",
    "/draws",
    "/outcomes",
    "/tasks",
    "/checks-due",
    "/ratings",
    "/ledger",
    "/unanswered",
)


COUNTED = ("/coverage/{unit}", "/programme-figures/{unit}", "/composition-figures/{unit}")
"""What is counted below a unit: nothing, for whoever has nothing to see there."""

OF_THE_COUNTY = ("/rules/{unit}", "/bodies/{body}", "/composition/{body}")

ASKED_WITH = {
    "/contact-figures": "?year=2026",
    "/activity-figures": "?since=2026-01-01",
    "/figures": "?rows=true&since=2026-01-01",
    "/figures/instructions": "?rows=true&since=2026-01-01",
    "/idle-units": "?since=2021-01-01&on=2021-02-01",
}
"""Lists that tell nothing of their own county unless they are asked for it."""


@pytest.fixture(scope="module")
async def houses(postgres: PostgresServer) -> AsyncIterator[dict[str, House]]:
    """Services of these tests' own, because here every command is carried out that may be."""
    async with houses_of(postgres) as found:
        invited = {"kind": "stakeholder", "title": "承办单位", "body": BODIES[Role.DEPARTMENT]}
        place = f"/sessions/{MEETING}/participants"
        await found["meetings"].given(place, {"participants": [invited]})
        await plan_issued(found["topics"])
        here, department = found["outcomes"], holder(Role.DEPARTMENT, OWN)
        completed = {"task": 1, "on": "2026-02-20", "result": f"{SECRET}修好"}
        await here.given(f"/outcomes/{MATTER}/task-completion", completed, department)
        instruction = {
            "level": "county",
            "given_by": f"{SECRET}书记",
            "on": "2026-02-20",
            "departments": [BODIES[Role.DEPARTMENT]],
            "committee": BODIES[Role.COMMITTEE],
        }
        supervisor = holder(Role.SUPERVISOR, OWN)
        await here.given(f"/outcomes/{MATTER}/instructions", instruction, supervisor)
        said = {"task": 1, "kind": "plain", "on": "2026-02-20", "residents": 3, "gist": SECRET}
        await here.given(f"/outcomes/{MATTER}/complaints", said, supervisor)
        reply = {"unit": VILLAGE, "outcome": MATTER, "task": 1, "on": "2026-02-20"}
        await issued(here, reply)
        yield found


def holder(role: Role, scope: str, name: str = "wei") -> dict[str, str]:
    body = f"#{BODIES[role]}" if role in BODIES else ""
    return by(name, f"{role}@{scope}{body}")


async def ask(here: House, line: Line, headers: dict[str, str] | None) -> Response:
    """Ask for something that there is, with a body of the right shape."""
    person = ""
    if "{person_id}" in line.path:
        resident = {"unit": VILLAGE, "name": "暗号某"}
        person = (await here.given("/people", resident)).json()["id"]
    if line.path.endswith("/contact"):
        place = line.path.format(member=MEMBER, talent=TALENT)
        person_ = {"name": "暗号某"} if "{talent}" in line.path else {"address": "暗号路"}
        await here.client.put(place, json=person_, headers=OFFICE)
    path = line.path.format(
        proposal=MATTER,
        topic_id=CLAIM if line.path.startswith("/transfers/") else MATTER,
        call_id=TOPIC_CALL,
        report_id=MATTER,
        issue=1,
        form="html",
        task=1,
        consultation=MATTER,
        session=MEETING,
        activity=SURVEY,
        outcome=MATTER,
        rating=MATTER,
        unit=of_units(line.path, here.service.name),
        sheet="x-1",
        year=2026,
        kind="x-1",
        jurisdiction=COUNTY,
        member=MEMBER,
        body=COMMITTEE,
        room=ROOM,
        talent=TALENT,
        leave=LEAVE,
        link=LINK,
        contact=CONTACT,
        occasion="x-1",
        pool="x-1",
        person_id=person,
        stream=next(iter(here.service.sources), "topics").upper(),
        digest=here.paper,
        document=DOCUMENT.get(here.service.name),
    )
    if uploads(line):
        content = SECRET.encode()
        return await here.client.request(line.method, path, content=content, headers=headers)
    body = example(here.app.openapi(), line.path, line.method)
    path += ASKED_WITH.get(line.path, "")
    if "{member}" in line.path and isinstance(body, dict) and "member" in body:
        body |= {"member": MEMBER, "year": 2026, "unit": COUNTY}  # of the file in the address
    if line.path == "/leaves" and isinstance(body, dict):
        body |= {"member": MEMBER, "unit": COUNTY}
    return await here.client.request(line.method, path, json=body, headers=headers)


def of_units(path: str, service: str) -> str:
    """The unit of what is asked for: only a county numbers bulletins and has score sheets."""
    if path.startswith(("/bulletins/", "/assessments/")):
        return COUNTY
    return REGISTERED if service == "members" else VILLAGE


def lines(service: str) -> list[Line]:
    """Those that only read come first, before commands change what there is to read."""
    found = [line for line in REVIEWED if line.service == service]
    return sorted(found, key=lambda line: line.method != "GET")


def test_the_reviewed_table_is_what_the_services_declare() -> None:  # 000-08
    assert not matrix.differences(), (
        "tests/hostile/matrix.md: `python -m tests.architecture.slices` writes it; review each."
    )


@pytest.mark.parametrize("service", SERVICES)
async def test_nobody_without_a_token_gets_past_the_door(
    houses: dict[str, House], service: str
) -> None:
    for line in lines(service):
        for headers in ({}, {"Authorization": "Basic d2VpOjE="}, {"Authorization": "Bearer x"}):
            answer = await ask(houses[service], line, headers)
            assert answer.status_code == 401, (line, answer.text)
            assert not leaks(answer)


@pytest.mark.parametrize("service", SERVICES)
async def test_whoever_may_read_does_get_what_is_kept_from_others(
    houses: dict[str, House], service: str
) -> None:
    """The control of all that follows: what nobody gets, nobody can leak."""
    empty = []
    for line in lines(service):
        if line.method == "GET":
            for role in sorted(may(line)):
                answer = await ask(houses[service], line, holder(role, OWN, MEMBER))
                kept = "deed" if line.path.endswith("/offers") else SECRET
                if answer.status_code != 200 or kept not in answer.text:
                    empty.append((str(line), role, answer.status_code, answer.text[:200]))
    assert empty == []


@pytest.mark.parametrize("service", SERVICES)
async def test_no_office_of_another_county_changes_or_sees_anything(
    houses: dict[str, House], service: str
) -> None:
    # 13.3-17
    here = houses[service]
    wrong = []
    for line in (each for each in lines(service) if not uploads(each)):
        for role in sorted(REVIEWED[line]):
            before = await here.events()
            answer = await ask(here, line, holder(role, FOREIGN))
            told = leaks(answer) or "etag" in answer.headers or "location" in answer.headers
            allowed = (200,) if line.path in LISTS else (403, 404)
            if line.path in COUNTED:
                allowed = (200, 404)
            if line.method != "GET":
                allowed = (403, 404)
            if told or answer.status_code not in allowed or await here.events() != before:
                wrong.append((str(line), role, answer.status_code, answer.text[:200]))
    assert wrong == []


@pytest.mark.parametrize("service", SERVICES)
async def test_a_township_does_not_see_the_matters_of_its_neighbour(
    houses: dict[str, House], service: str
) -> None:
    # 13.3-17; what is the county's own (bodies, rules) every office in it may read
    here = houses[service]
    wrong = []
    for line in (each for each in lines(service) if not uploads(each)):
        for role in sorted(REVIEWED[line]):
            answer = await ask(here, line, holder(role, NEIGHBOUR))
            if line.path in OF_THE_COUNTY and line.method == "GET":
                fits = answer.status_code == 200
            elif line.path.endswith("/duty/{year}") and role is Role.COMMITTEE:
                fits = answer.status_code == 200  # of its own member, wherever it sits (9.2)
            elif line.path in (*LISTS, *COUNTED) and line.method == "GET":
                named = (VILLAGE, MATTER, MEMBER)
                fits = answer.status_code == 200 and not any(name in answer.text for name in named)
            else:
                fits = answer.status_code in (403, 404) and not leaks(answer)
            if not fits:
                wrong.append((str(line), role, answer.status_code, answer.text[:300]))
    assert wrong == []


@pytest.mark.parametrize("service", SERVICES)
async def test_what_does_not_exist_and_what_is_foreign_answer_alike(
    houses: dict[str, House], service: str
) -> None:
    # 13.3-17
    here = houses[service]
    for line in lines(service):
        if "{topic_id}" in line.path or "{outcome}" in line.path:
            role = sorted(REVIEWED[line])[0]
            stranger = holder(role, FOREIGN)
            body = example(here.app.openapi(), line.path, line.method)
            answers = []
            for key in (MATTER, "01990000-0000-7000-8000-00000000beef"):
                path = line.path.format(topic_id=key, outcome=key, form="docx", task=1)
                answer = await here.client.request(line.method, path, json=body, headers=stranger)
                answers.append((answer.status_code, answer.text.replace(key, "…")))
            assert answers[0] == answers[1], line


@pytest.mark.parametrize("service", SERVICES)
async def test_each_office_may_what_the_table_says_in_its_own_scope(
    houses: dict[str, House], service: str
) -> None:
    # 000-08
    """Comes last, for it changes what there is to read."""
    here = houses[service]
    wrong = []
    for line in lines(service):
        for role in Role:
            scope = "" if line.path.endswith(("/passing", "/setting-back", "/clock/day")) else OWN
            before = await here.events()
            answer = await ask(here, line, holder(role, scope, MEMBER))
            did = answer.status_code not in (401, 403, 404)
            if did != (role in may(line)) or answer.status_code >= 500:
                wrong.append((str(line), role, answer.status_code, answer.text[:200]))
            if role not in REVIEWED[line]:
                refused = (answer.status_code, answer.json()["rule"]) == (403, "no-office")
                if not refused or leaks(answer) or await here.events() != before:
                    wrong.append((str(line), role, "not refused cleanly", answer.text[:200]))
    assert wrong == []
