"""schemathesis against each service's own description: no fault, no answer it does not describe.

The cases come from schemathesis, fitting and unfitting ones alike; the asking is our own, in the
loop in which the services run. `YISHI_HOSTILE_CASES` asks for more of them for each route.
"""

import json
import os
import warnings
from collections import Counter
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation

from contracts.roles import Role
from tests.hostile import matrix
from tests.hostile.house import (
    COMMITTEE,
    FOREIGN,
    LEAD,
    MATTER,
    MEMBER,
    OWN,
    REGISTERED,
    SERVICES,
    House,
)
from tests.hostile.matrix import OFFICES, Line
from tests.support.service import by

EACH = int(os.environ.get("YISHI_HOSTILE_CASES", "2"))
"""Cases for each route, fitting and unfitting ones each; `make soak` asks for more."""
THERE = {
    "topic_id": MATTER,
    "outcome": MATTER,
    "member": MEMBER,
    "body": COMMITTEE,
    "unit": REGISTERED,
    "county": OWN,
    "year": 2026,
}
"""What there is, for every other case: behind a 404 nothing else is ever tried."""
REVIEWED = matrix.as_reviewed()


def cases(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> list[Case]:
    """The same ones at every run."""
    found: list[Case] = []

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EACH,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    def collect(case: Case) -> None:
        found.append(case)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        collect()
    return found


KINDS = ("own", "root", "foreign", "own", "wrong", "own", "nobody")
"""Who asks, in turns: the right office of the county or of all, of another county, a wrong office,
and nobody. Seven, so that they meet each route with ever other cases."""
BODIES = {Role.DEPARTMENT: f"#{LEAD}", Role.COMMITTEE: f"#{COMMITTEE}"}
SCOPES = {"own": OWN, "root": "", "foreign": FOREIGN, "wrong": OWN}


def holder(line: Line, turn: int) -> tuple[str, dict[str, str]]:
    """The kind of whoever has this turn, and what they bring along."""
    kind = KINDS[turn % len(KINDS)]
    if kind == "wrong" and len(REVIEWED[line]) == len(OFFICES):
        kind = "own"  # no office is wrong here
    if kind == "nobody":
        return kind, {}
    offices = [role for role in OFFICES if (role in REVIEWED[line]) == (kind != "wrong")]
    role = offices[turn // len(KINDS) % len(offices)]
    return kind, by("wei", f"{role}@{SCOPES[kind]}{BODIES.get(role, '')}")


def content(case: Case) -> dict[str, Any]:
    sent = case.as_transport_kwargs(base_url="http://service")
    request: dict[str, Any] = {"params": sent.get("params")}
    if "json" in sent:
        request["content"] = json.dumps(sent["json"]).encode()
        request["headers"] = {"Content-Type": "application/json"}
    elif isinstance(sent.get("data"), bytes | str):
        request["content"] = sent["data"]
    given = {
        name.encode("latin-1", "replace"): str(value).encode("latin-1", "replace")
        for name, value in {**case.headers, **request.get("headers", {})}.items()
        if name.lower() not in ("authorization", "content-length", "transfer-encoding", "host")
    }
    return {**request, "headers": given}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("service", SERVICES)
async def test_every_answer_is_one_that_is_described(
    town: dict[str, House], service: str, mode: GenerationMode
) -> None:
    here = town[service]
    document = here.app.openapi()
    wrong = []
    seen = {kind: Counter[int]() for kind in KINDS}
    turns = count()
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()
        line = Line(service, operation.method.upper(), operation.path)
        described = document["paths"][operation.path][operation.method.lower()]
        for number, case in enumerate(cases(operation, mode)):
            kind, tokens = holder(line, next(turns))
            if number % 2:
                there = {name: THERE[name] for name in case.path_parameters if name in THERE}
                case.path_parameters.update(there)
            request = content(case)
            headers = {name.encode(): value.encode() for name, value in tokens.items()}
            answer = await here.client.request(
                line.method,
                case.formatted_path,
                **{**request, "headers": {**request["headers"], **headers}},
            )
            seen[kind][answer.status_code] += 1
            said = described["responses"].get(str(answer.status_code))
            if said is None or answer.status_code >= 500:
                # An address that stands for another route is described there.
                if answer.status_code in (404, 405) and "rule" in answer.json():
                    continue
                wrong.append((operation.label, answer.status_code, answer.text[:200], case))
            elif answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json"
                assert set(answer.json()) >= {"type", "title", "status", "detail", "rule"}
            elif kind in ("wrong", "nobody"):
                wrong.append((operation.label, kind, answer.status_code, case))
    assert wrong == []
    # The control: everybody came, and was kept out or let in, as befits them.
    assert seen["nobody"][401], seen
    assert seen["wrong"][403], seen
    assert seen["foreign"].keys() & {403, 404}, seen
    assert seen["own"].keys() & {200, 201, 204}, seen
    assert (seen["own"] + seen["root"]).keys() & {404, 409, 412, 422}, seen
