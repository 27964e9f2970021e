"""Console and services show the same to the same person: every office × every kind of thing.

The four services hold a case; their ledgers are what the console reads. Each kind of thing bears a
word of its own, which stands in an answer or does not.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import product

import asyncpg
import pytest
from httpx2 import ASGITransport, AsyncClient

from common.visibility import MATRIX, Relation, What, by_scope
from contracts.roles import Role
from runtime import clock
from runtime.carrying.effects import Effects
from runtime.proving.rebuild import replay
from runtime.settings import Settings
from runtime.web.app import create_app
from runtime.writing import ledger
from services.console import cookies
from services.console.wiring import CONSOLE, ROUTERS
from tests.hostile.house import (
    FOREIGN,
    KNOWN,
    LEAD,
    MATTER,
    MEETING,
    OFFICE,
    OWN,
    PROPOSAL,
    SERVICES,
    SURVEY,
    VILLAGE,
    House,
)
from tests.hostile.town import house
from tests.meetings.situations import DAY
from tests.support import servers
from tests.support.servers import PostgresServer
from tests.support.service import bench, by

pytestmark = pytest.mark.servers

CLAIM = "01990000-0000-7000-8000-00000000c1a2"
TALK, TRAINING, REQUEST, JOINT, CASE_REQUEST = (
    f"01990000-0000-7000-8000-00000000c1{n}" for n in ("b1", "b2", "b3", "b4", "b5")
)
"""A session and activities that belong to no topic: a training, one for which OTHER was asked, one
in which it took part. And one for the topic, for which ASKED was asked."""
OTHER, IDLE = "yz-transport", "yz-health"
"""A department with a task and a promise of its own in the case, and one with none."""
ASKED = "yz-commerce"
"""One that was asked to take part in research for the case, and did not answer."""
PARTY, GUEST = "yz-market", "m-2"
"""A department and a member that took part in the session."""
KINDS = {
    "title": "暗号市场",
    "description": "菜摊沿路摆放",
    "claim": "界址",
    "research": "没有固定场地",
    "speech": "暗号无处摆卖",
    "own promise": "平整",
    "another's promise": "停靠",
    "consensus": "建在东侧",
    "own task": "修路",
    "another's task": "公交",
    "talk": "集镇议事",
    "talk's place": "镇文化站",
    "talk's speech": "摊位太窄",
    "talk's promise": "迁移候车亭",
    "training": "规则轮训",
    "request": "联合摸排",
    "joint": "路基塌方",
    "case's request": "摊位意愿",
}
WHAT = {
    "title": What.OUTLINE,
    "description": What.MATTER,
    "claim": What.CLAIM,
    "research": What.MATTER,
    "speech": What.SPEECH,
    "own promise": What.PROMISE,
    "another's promise": What.PROMISE,
    "consensus": What.MATTER,
    "own task": What.TASK,
    "another's task": What.TASK,
    "talk": What.OUTLINE,
    "talk's place": What.MATTER,
    "talk's speech": What.SPEECH,
    "talk's promise": What.PROMISE,
    "training": What.MATTER,
    "request": What.REQUEST,
    "joint": What.REQUEST,
    "case's request": What.REQUEST,
}
"""Whose rows of the table these words stand in."""
HEARD = {
    *("title", "speech", "own promise", "another's promise", "consensus"),
    *("talk", "talk's place", "talk's speech", "talk's promise"),
}
"""What stands in the records of the sessions."""
THEIRS = ("title", "own promise", "own task")
"""What is assigned to the department LEAD."""
OFFICES = [
    *(
        (role, body)
        for role in Role
        for body in ((LEAD, OTHER, IDLE, PARTY, ASKED) if role == "department" else ("",))
    ),
    (Role.DEPARTMENT, None),
]
SCOPES = ("", OWN, "620123109", "620123109200", "620123109201", "620123212", FOREIGN)


@dataclass
class Town:
    services: dict[str, AsyncClient]
    console: AsyncClient
    settings: Settings
    pools: list[asyncpg.Pool]
    paper: str
    """The digest of a material of the session."""

    async def served(self, offices: tuple[str, ...], who: str = "wei") -> str:
        """All that the services say of the two matters."""
        answers = [
            await self.services[service].get(path, headers=by(who, *offices))
            for service, path in (
                ("topics", "/topics"),
                ("topics", f"/topics/{MATTER}"),
                ("topics", f"/topics/{CLAIM}"),
                ("meetings", "/consultations"),
                ("meetings", f"/consultations/{MATTER}"),
                ("meetings", f"/consultations/{MATTER}/promises"),
                ("meetings", "/sessions"),
                ("meetings", f"/sessions/{MEETING}"),
                ("meetings", f"/sessions/{MEETING}/record"),
                ("meetings", f"/sessions/{MEETING}/promises"),
                ("meetings", f"/sessions/{TALK}"),
                ("meetings", f"/sessions/{TALK}/record"),
                ("meetings", f"/sessions/{TALK}/promises"),
                ("meetings", "/activities"),
                ("meetings", f"/activities/{TRAINING}"),
                ("meetings", f"/activities/{SURVEY}"),
                ("meetings", f"/activities/{REQUEST}"),
                ("meetings", f"/activities/{JOINT}"),
                ("meetings", f"/activities/{CASE_REQUEST}"),
                ("meetings", "/requests"),
                ("outcomes", "/outcomes"),
                ("outcomes", f"/outcomes/{MATTER}"),
                ("outcomes", f"/outcomes/{MATTER}/lists"),
                ("outcomes", "/tasks"),
            )
        ]
        assert {answer.status_code for answer in answers} <= {200, 403, 404}
        return "\n".join(answer.text for answer in answers if answer.status_code == 200)

    async def paged(self, offices: tuple[str, ...], who: str = "wei") -> str:
        """All that the console shows of them."""
        token = by(who, *offices)["Authorization"].removeprefix("Bearer ")
        name, value = cookies.seal(self.settings, cookies.SESSION, {"token": token})
        pages = [
            await self.console.get(path, headers={"Cookie": f"{name}={value}"})
            for path in (
                f"/cases/{MATTER}",
                f"/cases/{CLAIM}",
                f"/cases/{TALK}",
                f"/cases/{TRAINING}",
                f"/cases/{REQUEST}",
                f"/cases/{JOINT}",
                f"/jurisdictions/{OWN}000000",
                f"/jurisdictions/{OWN}000000/gatherings",
                f"/jurisdictions/{OWN}000000/cases?state=all",
            )
        ]
        assert {page.status_code for page in pages} <= {200, 403, 404}
        return "\n".join(page.text for page in pages if page.status_code == 200)


@pytest.fixture(scope="module")
async def town(postgres: PostgresServer) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(servers.empty_database(postgres))
        console = await stack.enter_async_context(bench(CONSOLE, database, KNOWN))
        clients, pools, paper = {}, [console.pool], ""
        for name in SERVICES:
            own = await stack.enter_async_context(servers.empty_database(postgres))
            here = await stack.enter_async_context(house(name, own))
            if name == "topics":
                claim = {**PROPOSAL, "title": "界址争议", "scale": "personal"}
                await here.given("/topics", claim, {**OFFICE, "Idempotency-Key": CLAIM})
            if name == "meetings":
                promised = {"department": OTHER, "what": "增设停靠点"}
                place = f"/sessions/{MEETING}"
                await here.given(f"{place}/promises", {**promised, "due": "2027-05-31"})
                await here.given(f"{place}/consensus", {"text": "建在东侧"})
                parties = [{"body": PARTY}, {"member": GUEST}]
                invited = [{"kind": "stakeholder", "title": "参加方", **each} for each in parties]
                await here.given(f"{place}/participants", {"participants": invited})
                await _apart(here, invited)
                paper = here.paper
            if name == "outcomes":
                task = {"lead": OTHER, "what": "开通公交", "due": "2027-05-31"}
                await here.given(f"/outcomes/{MATTER}/tasks", task)
            clients[name] = here.client
            pools.append(here.bench.pool)
            async with (
                here.bench.pool.acquire() as theirs,
                console.pool.acquire() as mine,
                theirs.transaction(),
            ):
                changes = Effects(CONSOLE, name).changes
                async for _ in replay(mine, changes, ledger.pages(theirs)):
                    pass
        app = create_app(CONSOLE, ROUTERS, console, console.tokens)
        web = AsyncClient(transport=ASGITransport(app), base_url="http://console")
        await stack.enter_async_context(web)
        yield Town(clients, web, console.settings, pools, paper)


async def _apart(here: House, invited: list[dict[str, str]]) -> None:
    """A session with a speech and a promise, and a training, for no topic."""
    called = {"unit": VILLAGE, "title": "集镇议事", "form": "council", "place": "镇文化站"}
    key = {**OFFICE, "Idempotency-Key": TALK}
    await here.given("/sessions", {**called, "on": str(DAY)}, key)
    place = f"/sessions/{TALK}"
    await here.given(f"{place}/participants", {"participants": invited})
    await here.given(f"{place}/sittings", {"on": str(DAY), "duration_minutes": 90})
    await here.given(f"{place}/speeches", {"participant": 1, "gist": "摊位太窄"})
    promise = {"department": OTHER, "what": "迁移候车亭", "due": "2027-05-31"}
    await here.given(f"{place}/promises", promise)
    training = {"unit": VILLAGE, "kind": "training", "title": "规则轮训", "held_on": str(DAY)}
    where = {"led_by": "镇政协", "place": "镇上"}
    await here.given("/activities", {**training, **where}, {**key, "Idempotency-Key": TRAINING})
    request = {"unit": VILLAGE, "kind": "research", "title": "联合摸排", "question": "险在何处？"}
    asked = {**request, "asked": [OTHER]}
    await here.given("/activities/asked", asked, {**key, "Idempotency-Key": REQUEST})
    found = {"facts": "路基塌方", "key_problem": "无护坡", "proposal": "加固"}
    joint = {**training, **where, "kind": "research", "title": "联合踏勘", "findings": found}
    joint |= {"bodies": [OTHER], "joint": True}
    await here.given("/activities", joint, {**key, "Idempotency-Key": JOINT})
    served = {"title": "摊位意愿", "asked": [ASKED], "consultations": [MATTER]}
    served = {**request, **served}
    await here.given("/activities/asked", served, {**key, "Idempotency-Key": CASE_REQUEST})


def of(role: Role, scope: str, body: str | None) -> str:
    return f"{role}@{scope}#{body}" if body else f"{role}@{scope}"


def words(text: str) -> set[str]:
    return {kind for kind, word in KINDS.items() if word in text}


async def test_the_county_office_sees_every_kind_of_thing(town: Town) -> None:
    """The control of what follows: what nobody gets, nobody can leak."""
    everything = set(KINDS)

    assert words(await town.served((f"cppcc-office@{OWN}",))) == everything
    assert words(await town.paged((f"cppcc-office@{OWN}",))) == everything


@pytest.mark.parametrize("scope", SCOPES)
async def test_every_office_sees_the_same_on_pages_and_in_services(town: Town, scope: str) -> None:
    differing = []
    for role, body in OFFICES:
        office = (of(role, scope, body),)
        served, paged = words(await town.served(office)), words(await town.paged(office))
        if served != paged:
            differing.append((office, served ^ paged))
    assert differing == []


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (LEAD, {"title", "own promise", "own task"}),
        (
            OTHER,
            {
                *("title", "another's promise", "another's task", "talk", "talk's promise"),
                *("request", "joint"),
            },
        ),
        (ASKED, {"title", "case's request"}),
        (PARTY, HEARD),
        (IDLE, set()),
        (None, set()),
    ],
)
async def test_a_department_sees_what_concerns_it(
    town: Town, body: str | None, seen: set[str]
) -> None:
    # domain 9.2
    office = (of(Role.DEPARTMENT, OWN, body),)

    assert words(await town.served(office)) == words(await town.paged(office)) == seen


@pytest.mark.parametrize("who", [GUEST, "m-3"])
async def test_a_member_of_another_town_sees_the_session_in_which_they_took_part(
    town: Town, who: str
) -> None:
    # domain 9.2, "session parties"
    office = ("member@620123212",)
    seen = words(await town.served(office, who))

    assert seen == words(await town.paged(office, who)) == (HEARD if who == GUEST else set())


@pytest.mark.parametrize("scope", SCOPES)
async def test_whoever_reads_all_of_a_session_reads_its_papers_and_nobody_else(
    town: Town, scope: str
) -> None:
    # 004-10, 13.3-17
    asked, wrong = town.services["meetings"], []
    for (role, body), who in product(OFFICES, ("wei", GUEST)):
        headers = by(who, of(role, scope, body))
        session = await asked.get(f"/sessions/{MEETING}", headers=headers)
        text = await asked.get(f"/sessions/{MEETING}/texts/{town.paper}", headers=headers)
        in_full = session.status_code == 200 and "materials" in session.json()
        if (text.status_code == 200) != in_full or town.paper in session.text and not in_full:
            wrong.append((role, body, who, session.status_code, text.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", Role)
async def test_an_office_sees_what_the_table_gives_it(town: Town, role: Role) -> None:
    # domain 9.2; the table itself is held against the domain in tests/common/test_visibility.py
    office = (f"{role}@{OWN}#{LEAD}",)
    expected = {kind for kind, what in WHAT.items() if role in by_scope(what)}
    expected |= {kind for kind in THEIRS if role in MATRIX[WHAT[kind]].by(Relation.ASSIGNED)}

    assert words(await town.served(office)) == words(await town.paged(office)) == expected


@pytest.mark.parametrize("role", Role)
async def test_who_raised_it_is_told_to_those_whom_the_table_names(town: Town, role: Role) -> None:
    seen = '"raised_by":"p-1"' in await town.served((f"{role}@{OWN}#{LEAD}",))

    assert seen == (role in by_scope(What.SUBMITTER))


async def test_several_offices_together_show_no_more_than_each(town: Town) -> None:
    pairs = product(("clerk@620123212", "member@620123109", f"clerk@{FOREIGN}"), (LEAD, OTHER))
    for other, body in pairs:
        offices = (other, of(Role.DEPARTMENT, OWN, body))
        alone = [words(await town.served((office,))) for office in offices]

        assert words(await town.served(offices)) == words(await town.paged(offices))
        assert words(await town.paged(offices)) == alone[0] | alone[1]


async def test_whoever_took_the_village_over_sees_its_case_in_both(town: Town) -> None:
    """Comes last: the village is closed then."""
    office = ("clerk@620123212",)
    assert words(await town.served(office)) == words(await town.paged(office)) == set()

    for pool in town.pools:
        await pool.execute(
            "UPDATE units SET valid_to = $1, successors = $2 WHERE unit = $3",
            clock.today(),
            '["620123212200"]',
            VILLAGE,
        )

    for office in (("clerk@620123212",), ("clerk@620123212200",), (f"clerk@{VILLAGE}",)):
        assert words(await town.served(office)) == words(await town.paged(office)) == set(KINDS)
    for office in (("clerk@620123212201",), (f"clerk@{FOREIGN}",)):
        assert words(await town.served(office)) == words(await town.paged(office)) == set()
