"""What every service's web face promises: answers, headers, problems in two languages."""

import json
from typing import Annotated, Any

import pytest
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Response

from contracts.audience import Audience
from contracts.roles import Role
from runtime.web.http import Reading, Submitting, _location, reading, submitting
from tests.counting import COUNTING, Begin, Raise, Raised, counters
from tests.support.service import by, serving

VILLAGE = "620123109200"
CLERK = by("wei", "clerk@620123109")
ENGLISH = {"Accept-Language": "en"}
Clerk = Annotated[Submitting, Depends(submitting(Role.CLERK))]
Screen = Annotated[Reading, Depends(reading(Role.CLERK))]


def routes():
    router = APIRouter()

    @router.post("/counters", status_code=201)
    async def begin(command: Begin, submit: Clerk) -> Response:
        return await submit.create(command)

    @router.post("/counters/{counter}/raising")
    async def raise_(counter: str, command: Raise, submit: Clerk) -> Response:
        return await submit(counter, command)

    @router.get("/counters/{counter}")
    async def one(counter: str, read: Screen) -> dict[str, Any]:
        await read.etag("counter", counter)
        seen = (counters.c.counter == counter, read.visible(counters.c.unit))
        return await read.one(sa.select(counters).where(*seen))

    return router


@pytest.fixture
async def client(database):
    async with serving(COUNTING, [routes()], database) as client:
        yield client


async def begun(client, **headers):
    body = {"unit": VILLAGE, "label": "集市"}
    return await client.post("/counters", json=body, headers={**CLERK, **headers})


async def test_an_answer_is_what_was_recorded(client):
    answer = await begun(client)

    assert answer.status_code == 201
    [event] = answer.json()
    assert event["type"] == "yishi.counting.Begun"
    assert event["unitname"] == "新营镇样例一村"
    assert event["sequence"] == "0000000000000001"
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/counters/{event['subject'].split('/')[1]}"


async def test_a_stale_screen_is_412_and_names_both_versions(client):
    where = (await begun(client)).headers["location"]
    raising = {"json": {"by": 1}, "headers": {**CLERK, "If-Match": '"1"', **ENGLISH}}
    await client.post(f"{where}/raising", **raising)

    answer = await client.post(f"{where}/raising", **raising)

    assert answer.status_code == 412
    assert answer.json()["rule"] == "stale"
    assert "version 1, now it is 2" in answer.json()["detail"]


@pytest.mark.parametrize(
    "written",
    ['"1"', "1", 'W/"1"', '"1-gzip"', 'W/"1-br"', '"1-zstd"', ' "1" ', "*"],
)
async def test_a_version_is_known_also_behind_a_proxy_that_compresses(client, written):
    where = (await begun(client)).headers["location"]
    headers = {**CLERK, "If-Match": written}

    answer = await client.post(f"{where}/raising", json={"by": 1}, headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize("written", ['"x"', '"1-2"', '"1", "2"', "", '"-1"', '"١"', "1-gzip-br"])
async def test_what_is_no_version_is_told(client, written):
    where = (await begun(client)).headers["location"]
    headers = {**CLERK, "If-Match": written.encode()}

    answer = await client.post(f"{where}/raising", json={"by": 1}, headers=headers)

    assert (answer.status_code, answer.json()["rule"]) == (422, "if-match")


async def test_a_screen_tells_its_version(client):
    where = (await begun(client)).headers["location"]
    await client.post(f"{where}/raising", json={"by": 2}, headers=CLERK)

    assert (await client.get(where, headers=CLERK)).headers["etag"] == '"3"'


async def test_a_repeated_key_answers_the_same_and_another_body_is_422(client):
    key = {"Idempotency-Key": "7f1c1f0e-58a5-4b4c-9c8f-0d9f3f3f3a11"}
    first, again = await begun(client, **key), await begun(client, **key)
    other = await client.post(
        "/counters", json={"unit": VILLAGE, "label": "B"}, headers={**CLERK, **key}
    )

    assert first.content == again.content
    assert (other.status_code, other.json()["rule"]) == (422, "key-reused")


@pytest.mark.parametrize(
    ("body", "headers", "status", "rule"),
    [
        ("{", CLERK, 400, "malformed-json"),
        ('{"unit": 5, "label": "x"}', CLERK, 422, "misfit"),
        ('{"unit": "620123109200", "label": "x", "extra": 1}', CLERK, 422, "misfit"),
        ('{"unit": "620123109299", "label": "x"}', CLERK, 422, "unknown-unit"),
        ('{"unit": "511623100000", "label": "x"}', CLERK, 403, "out-of-scope"),
        ('{"unit": "620123109200", "label": "x"}', {}, 401, "token-missing"),
        ('{"unit": "620123109200", "label": "x"}', by("li", "member@620123"), 403, "no-office"),
    ],
)
async def test_bad_input_gets_the_right_status_and_a_sentence(client, body, headers, status, rule):
    for language, wanted in (("zh-CN", "zh-CN"), ("en;q=0.9, zh;q=0.1", "en")):
        sent = {**headers, "Accept-Language": language, "Content-Type": "application/json"}
        answer = await client.post("/counters", content=body, headers=sent)

        problem = answer.json()
        assert (answer.status_code, problem["status"], problem["rule"]) == (status, status, rule)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == wanted
        assert problem["type"] == f"/rules/{rule}"
        assert problem["detail"].isascii() == (wanted == "en")
    assert (await client.get("/ledger", headers=by("a", "auditor@"))).text == ""


async def test_a_missing_office_is_named_as_people_call_it(client):
    answer = await begun(client, **by("li", "member@620123"))

    assert answer.json()["detail"] == "办理此事需要以下身份之一：联络员。请联系本单位管理员。"


async def test_a_body_above_one_megabyte_is_413(client):
    answer = await client.post("/counters", content=b"x" * 1_100_000, headers=CLERK)

    assert (answer.status_code, answer.json()["rule"]) == (413, "too-large")


async def test_the_ledger_shows_each_auditor_their_part(client):
    await begun(client)

    there, elsewhere = [
        (await client.get("/ledger", headers=by("a", f"auditor@{scope}"))).text
        for scope in ("620123", "511623")
    ]

    assert json.loads(there).keys() == {"position", "hash", "subject", "body", "signature"}
    told = ("position", "hash", "signature")
    assert json.loads(elsewhere) == {name: json.loads(there)[name] for name in told}


@pytest.mark.parametrize(
    ("office", "seen"),
    [
        ("auditor@620123", [True, True]),
        ("service@", [True, True]),
        ("operator@620123", [True, False]),
        ("operator@;auditor@511623", [True, False]),
    ],
)
async def test_what_is_personal_is_in_no_ledger_that_an_operator_reads(
    client, monkeypatch, office, seen
):
    monkeypatch.setattr(Raised, "audience", Audience.PERSONAL)
    key = (await begun(client)).json()[0]["subject"].split("/")[1]
    await client.post(f"/counters/{key}/raising", json={"by": 1}, headers=CLERK)

    answer = await client.get("/ledger", headers=by("a", *office.split(";")))

    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert ["body" in row for row in rows] == ["subject" in row for row in rows] == seen
    assert [row["position"] for row in rows] == [1, 2]
    assert all(row["hash"] for row in rows)


async def test_the_ledger_shows_one_matter_and_hides_what_an_auditor_may_not_see(client):
    one, other = [(await begun(client)).json()[0]["subject"].split("/")[1] for _ in range(2)]
    for key in (other, one, other):
        await client.post(f"/counters/{key}/raising", json={"by": 1}, headers=CLERK)

    async def rows(scope, **which):
        office = by("a", f"auditor@{scope}")
        lines = (await client.get("/ledger", params=which, headers=office)).text.splitlines()
        return [json.loads(line) for line in lines]

    assert [row["position"] for row in await rows("620123", matter=other)] == [2, 3, 5]
    assert [row["position"] for row in await rows("620123", matter=other, after=2, limit=1)] == [3]
    assert [row.get("body") for row in await rows("511623", matter=one)] == [None, None]
    assert await rows("620123", matter="nothing") == []


@pytest.mark.parametrize(
    ("path", "key", "location"),
    [
        ("/units", "620123109200", "/units/620123109200"),
        ("/plans/620123109000/2026/x/draft", "620123109000:2026:x", "/plans/620123109000/2026/x"),
        ("/rules/620123000000/adoption", "620123000000", "/rules/620123000000"),
    ],
)
def test_location_is_where_the_new_thing_is_read(path, key, location):
    assert _location(path, key) == location
