"""compose.yaml as compose reads it, with the variables of .env.example filled in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\}")


def variables() -> set[str]:
    """Those that compose.yaml asks for."""
    text = (DEPLOY / "compose.yaml").read_text()
    return {match["name"] for match in _VARIABLE.finditer(text) if match["name"]}


def example() -> dict[str, str]:
    """The settings of .env.example; each secret is its own name in lower case."""
    lines = re.findall(r"^(\w+)=(.*)$", (DEPLOY / ".env.example").read_text(), re.MULTILINE)
    return {name: value or name.lower() for name, value in lines}


def compose(environment: Mapping[str, str]) -> dict[str, Any]:
    """The parsed file. Raises `KeyError` where a needed variable is empty."""

    def value(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        if found := environment.get(match["name"]):
            return found
        if match["kind"] != ":-":
            raise KeyError(match["name"])
        return match["rest"]

    text = (DEPLOY / "compose.yaml").read_text()
    parsed: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(value, text))
    return parsed
