"""The route of a command answers as FastAPI's general way does, whatever is sent."""

from importlib import import_module
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, Path, Response

from contracts.roles import Role
from runtime.web.http import Submitting, submitting
from runtime.web.routes import CommandRoute, Router
from tests.counting import COUNTING, Begin, Raise
from tests.support.servers import empty_database
from tests.support.service import by, serving

Clerk = Annotated[Submitting, Depends(submitting(Role.CLERK))]
Counter = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]

GOOD = b'{"unit": "620123109200", "label": "\xe9\x9b\x86\xe5\xb8\x82"}'
KEY = "7f1c1f0e-58a5-4b4c-9c8f-0d9f3f3f3a11"
JSON = {"Content-Type": "application/json"}
SENT = {
    "a good one": (GOOD, {}),
    "a key": (GOOD, {"Idempotency-Key": KEY}),
    "a key in quotes": (GOOD, {"Idempotency-Key": f'"{KEY}"'}),
    "no key": (GOOD, {"Idempotency-Key": "x"}),
    "an empty key": (GOOD, {"Idempotency-Key": ""}),
    "a version": (GOOD, {"If-Match": '"0"'}),
    "no version": (GOOD, {"If-Match": "x"}),
    "a version without end": (GOOD, {"If-Match": "1" * 50}),
    "a character set": (GOOD, {"Content-Type": "application/json; charset=utf-8"}),
    "another kind of JSON": (GOOD, {"Content-Type": "application/merge-patch+json"}),
    "no JSON": (GOOD, {"Content-Type": "text/plain"}),
    "capitals": (GOOD, {"Content-Type": "Application/JSON"}),
    "no token": (GOOD, {"Authorization": ""}),
    "a token of nobody": (GOOD, {"Authorization": "Bearer x"}),
    "no token and no body": (b"", {"Authorization": ""}),
    "nothing": (b"", {}),
    "half a body": (GOOD[:-9], {}),
    "no UTF-8": (b'{"unit": "\xff"}', {}),
    "a lone surrogate": (b'{"unit": "620123109200", "label": "\\ud800"}', {}),
    "NUL": (b'{"unit": "620123109200", "label": "a\\u0000b"}', {}),
    "null": (b"null", {}),
    "a list": (b"[" + GOOD + b"]", {}),
    "a text": (b'"x"', {}),
    "a number": (b"1", {}),
    "no number": (b'{"unit": "620123109200", "label": NaN}', {}),
    "a field twice": (b'{"label": "x", "unit": "620123109200", "label": "y"}', {}),
    "a field too many": (GOOD[:-1] + b', "colour": "red"}', {}),
    "a field too few": (b'{"unit": "620123109200"}', {}),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, {}),
    "very deep": (b'{"label": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", {}),
    "very many fields": (
        b"{" + b",".join(b'"%d": 1' % number for number in range(10_001)) + b"}",
        {},
    ),
    "very many": (b'{"label": [' + b"1," * 20_000 + b"1]}", {}),
}


def routes(router):
    @router.post("/counters", status_code=201)
    async def begin(command: Begin, submit: Clerk) -> Response:
        return await submit.create(command)

    @router.post("/counters/{counter}/raising")
    async def raise_(counter: Counter, command: Raise, submit: Clerk) -> Response:
        return await submit(counter, command)

    return router


@pytest.fixture
async def general(database):
    async with serving(COUNTING, [routes(APIRouter())], database) as client:
        yield client


@pytest.fixture
async def own(postgres):
    async with (
        empty_database(postgres) as database,
        serving(COUNTING, [routes(Router())], database) as client,
    ):
        yield client


def told(answer):
    """What does not differ from one moment to the next."""
    same = {name: value for name, value in answer.headers.items() if name not in ("date", "etag")}
    if answer.status_code < 300:
        (event,) = answer.json()
        same = {name: value for name, value in same.items() if name.startswith("content-type")}
        return answer.status_code, same, event["data"], event["actor"], event["unit"]
    same.pop("idempotency-key", None)
    return answer.status_code, same, answer.content


@pytest.mark.parametrize("where", ["/counters", "/counters/nobody/raising", "/counters/NO/raising"])
async def test_both_ways_answer_the_same(general, own, where):
    differing = []
    for name, (body, headers) in SENT.items():
        asked = {"content": body, "headers": {**by("wei", "clerk@620123109"), **JSON, **headers}}
        one, other = [told(await client.post(where, **asked)) for client in (general, own)]
        if one != other:
            differing.append((name, one, other))

    assert not differing


async def test_whoever_holds_no_such_office_is_told_so_both_ways(general, own):
    asked = {"content": GOOD, "headers": {**by("an", "party@620123109"), **JSON}}
    one, other = [told(await client.post("/counters", **asked)) for client in (general, own)]

    assert one == other
    assert one[0] == 403


def read_by_themselves(routers):
    return {
        route.path: route.get_route_handler().__qualname__.startswith(CommandRoute.__name__)
        for router in routers
        for route in router.routes
        if "POST" in route.methods
    }


@pytest.mark.parametrize("service", ["topics", "meetings", "members", "outcomes"])
def test_the_commands_of_every_service_are_read_so(service):
    found = read_by_themselves(import_module(f"services.{service}.wiring").ROUTERS)
    of_several_keys = (
        *("/plans/", "/duty/", "/absences/", "/contacts/", "/draws/", "/bulletins/"),
        "/assessments/",
    )
    others = (*of_several_keys, *GUARDED_FOR_READING)
    wanted = {path for path in found if not any(each in path for each in others)}
    wanted.discard("/documents")  # whatever is issued names its thing in the body

    assert wanted
    assert {path for path in wanted if found[path]} == wanted


GUARDED_FOR_READING = ("/people",)
"""Their guard takes the answer, to set its headers, and FastAPI makes that answer."""


@pytest.mark.parametrize("path", GUARDED_FOR_READING)
def test_what_is_guarded_for_reading_goes_the_general_way(path):
    assert read_by_themselves(import_module("services.topics.wiring").ROUTERS)[path] is False


async def test_a_command_of_very_many_fields_is_refused_unread(own):
    """Naming each of them would keep everybody waiting, whether they stand flat or nested."""
    body, _ = SENT["very many fields"]
    answer = await own.post(
        "/counters", content=body, headers={**by("wei", "clerk@620123109"), **JSON}
    )

    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1
