"""schemathesis against each service's own description: no fault, no answer it does not describe.

The cases come from schemathesis, fitting and unfitting ones alike; the asking is our own, in the
loop in which the services run. `YISHI_HOSTILE_CASES` asks for more of them for each route.
"""

import json
import os
import warnings
from collections.abc import Iterator
from itertools import chain, cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation

from contracts.roles import Role
from tests.hostile import matrix
from tests.hostile.matrix import Line
from tests.hostile.town import COMMITTEE, LEAD, MATTER, MEMBER, OWN, REGISTERED, SERVICES, House
from tests.support.service import by

EACH = int(os.environ.get("YISHI_HOSTILE_CASES", "3"))
"""Cases for each route, fitting and unfitting ones each."""
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


def holders(service: str, operation: APIOperation[Any, Any, Any, Any]) -> Iterator[dict[str, str]]:
    """Those who may ask, most of the time; then everybody else, and nobody."""
    entitled = sorted(REVIEWED[Line(service, operation.method.upper(), operation.path)])
    scopes = ("", OWN, "511623")
    bodies = {Role.DEPARTMENT: f"#{LEAD}", Role.COMMITTEE: f"#{COMMITTEE}"}
    may = [by("wei", f"{role}@{s}{bodies.get(role, '')}") for s in scopes for role in entitled]
    others = [by("wei", f"{role}@{OWN}") for role in Role if role not in entitled]
    for one, other in zip(cycle(may), cycle([*others, {}]), strict=False):
        yield from (one, one, one, other)


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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("service", SERVICES)
async def test_every_answer_is_one_that_is_described(
    town: dict[str, House], service: str, mode: GenerationMode
) -> None:
    here = town[service]
    schema = schemathesis.openapi.from_dict(here.app.openapi())
    wrong, asked = [], 0
    for found in schema.get_all_operations():
        operation = found.ok()
        described = here.app.openapi()["paths"][operation.path][operation.method.lower()]
        for number, (case, holder) in enumerate(
            zip(cases(operation, mode), holders(service, operation), strict=False)
        ):
            if number % 2:
                there = {name: THERE[name] for name in case.path_parameters if name in THERE}
                case.path_parameters.update(there)
            request = content(case)
            tokens = {name.encode(): value.encode() for name, value in holder.items()}
            answer = await here.client.request(
                operation.method.upper(),
                case.formatted_path,
                **{**request, "headers": {**request["headers"], **tokens}},
            )
            asked += 1
            said = described["responses"].get(str(answer.status_code))
            if said is None or answer.status_code >= 500:
                # An address that stands for another route is described there.
                if answer.status_code in (404, 405) and "rule" in answer.json():
                    continue
                wrong.append((operation.label, answer.status_code, answer.text[:200], case))
            elif answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json"
                assert set(answer.json()) >= {"type", "title", "status", "detail", "rule"}
    assert wrong == []
    assert asked > len(list(chain(schema.get_all_operations()))) * 2
