"""What no text can hold, at every place of every body: refused, and nothing is written."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hostile import matrix
from tests.hostile.house import COUNTY, LEAD, MATTER, MEMBER, OWN, REGISTERED, VILLAGE, House
from tests.hostile.matrix import Line
from tests.hostile.town import TOPIC_RULES
from tests.support.service import by

PLACES = {
    "topic": MATTER, "topic_id": MATTER, "consultation": MATTER,
    "outcome": MATTER, "member": MEMBER, "body": LEAD,
    "unit": VILLAGE, "county": OWN, "year": "2026", "kind": "x-1", "stream": "MEMBERS",
    "unit_id": REGISTERED,
}  # fmt: skip
COMMANDS = [
    (line, route)
    for name in ("topics", "meetings", "members", "outcomes")
    for line, route in matrix.routes(name)
    if line.method in ("POST", "PUT", "PATCH") and route.body_field
]


def filled(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """A body with something at every place that its description knows."""
    if "$ref" in schema:
        return filled(document["components"]["schemas"][schema["$ref"].split("/")[-1]], document)
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], document)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            known = {k: filled(v, document) for k, v in schema.get("properties", {}).items()}
            more = schema.get("additionalProperties")
            return known or ({"a": filled(more, document)} if isinstance(more, dict) else {})
        case "array":
            return [filled(schema["items"], document)]
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    if schema.get("pattern") == r"^[0-9]{12}$":
        return COUNTY
    return "2026-03-02" if schema.get("format") == "date" else "x-1"


def spoilt(body: Any, by_what: str) -> Iterator[Any]:
    """The body with each of its texts, in turn, made bad."""
    for path in _texts(body):
        made = copy.deepcopy(body)
        inside = made
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] += by_what
        yield made


def _texts(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in inside:
        if isinstance(value, str):
            yield (*path, key)
        elif isinstance(value, dict | list):
            yield from _texts(value, (*path, key))


@pytest.mark.parametrize(("line", "route"), COMMANDS, ids=lambda each: str(each))
async def test_what_no_text_can_hold_is_refused_wherever_it_stands(
    town: dict[str, House], line: Line, route: Any
) -> None:
    here = town[line.service]
    document = here.app.openapi()
    content = document["paths"][line.path][line.method.lower()]["requestBody"]["content"]
    if "application/json" not in content:
        pytest.skip("a form")
    body = filled(content["application/json"]["schema"], document)
    role = sorted(matrix.declared(route))[0]
    place = line.path
    for name in route.param_convertors:
        place = place.replace(f"{{{name}}}", PLACES.get(name, "x-1"))
    before, tried = await here.events(), 0
    for bad in ("\0", "\ud800"):
        for each in spoilt(body, bad):
            answer = await here.client.request(
                line.method,
                place,
                content=json.dumps(each),
                headers={**by("x", f"{role}@{OWN}"), "Content-Type": "application/json"},
            )
            assert answer.status_code == 422, (each, answer.text)
            errors = {one["en"]: one["field"] for one in answer.json()["errors"]}
            named = errors.get("holds a character that cannot be kept; type it again", "x")
            assert named.split(".")[0] in {*body, "x"}, answer.text
            tried += 1
    assert tried or not list(_texts(body))
    assert await here.events() == before


@pytest.mark.parametrize("code", ["YZ\u202e6", "YZ 6", "Y" * 41, ""])
async def test_a_procedure_is_named_by_a_code_that_meetings_could_have(
    town: dict[str, House], code: str
) -> None:
    body = {**TOPIC_RULES, "version": "codes", "choices": {"choices": [{"procedure": code}]}}
    office = by("ou", f"cppcc-office@{OWN}")

    answer = await town["topics"].client.post(
        f"/rules/{COUNTY}/adoption", json=body, headers=office
    )

    assert (answer.status_code, answer.json()["rule"]) == (422, "misfit")
    assert answer.json()["errors"][0]["field"] == "choices.choices.0.procedure"
