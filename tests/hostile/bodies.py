"""A body of the right shape for a route, made from its OpenAPI description."""

import re
from typing import Any

from tests.hostile.house import COUNTY, MATTER, MEETING, MEMBER, VILLAGE

KNOWN = {"topic": MATTER, "month": 3, "year": 2026, "member": MEMBER, "into": MATTER}
KNOWN |= {"session": MEETING, "outcome": MATTER}
KNOWN |= {"plan": f"{VILLAGE}:2026:x-1"}
KNOWN |= {"items": [MATTER]}  # of a bulletin
KNOWN |= {"proposal": MATTER, "digest": "5e" * 32, "media_type": "text/plain"}
"""What the description leaves open, or what must agree with the address."""


def example(document: dict[str, Any], path: str, method: str) -> Any:
    """The smallest body that fits the description; None for a route without one,
    and for one that takes files."""
    operation = document["paths"][path][method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return _of(content["application/json"]["schema"], document, path)


def _of(schema: dict[str, Any], document: dict[str, Any], path: str) -> Any:
    if "$ref" in schema:
        return _of(document["components"]["schemas"][schema["$ref"].split("/")[-1]], document, path)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return _of(schema["anyOf"][0], document, path)
    if "oneOf" in schema:
        by_kind = schema["discriminator"]
        kind, reference = next(iter(by_kind["mapping"].items()))
        return {by_kind["propertyName"]: kind} | _of({"$ref": reference}, document, path)
    match schema.get("type"):
        case "object":
            return {
                name: KNOWN.get(name) or _of(schema["properties"][name], document, path)
                for name in schema.get("required", ())
            }
        case "array":
            return [_of(schema["items"], document, path)] * schema.get("minItems", 0)
        case "integer":
            return max(int(schema.get("minimum", 1)), 1)
        case "boolean":
            return True
        case "string":
            return _text(schema, path)
    return None


def _text(schema: dict[str, Any], path: str) -> str:
    if schema.get("format") == "date":
        return "2026-03-02"
    pattern = schema.get("pattern", "")
    if pattern == r"^[0-9]{12}$":
        # Registers, rules and bulletins are the county's, everything else is the village's.
        county = path.startswith(("/rules", "/members", "/bodies", "/bulletins"))
        return COUNTY if county else VILLAGE
    if digits := re.fullmatch(r"\^\[0-9(?:a-f|A-Z)?\]\{(\d+)(?:,\d+)?\}\$", pattern):
        return "0" * int(digits.group(1))
    return "x-1" if pattern else "样例"
