"""The glossary names only what exists."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from contracts.roles import OFFICES, Role

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROW = re.compile(
    r"^\| (?P<chinese>[^|]+) \| (?P<english>[^|]+) \| (?P<names>`[^|]+) \| `(?P<module>[\w.]+)` \|$"
)
ROWS = [
    found.groupdict() for line in GLOSSARY.read_text().splitlines() if (found := ROW.match(line))
]


def bears(thing: object, field: str) -> bool:
    return hasattr(thing, field) or field in getattr(thing, "model_fields", {})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["chinese"])
def test_every_class_and_field_of_the_glossary_exists(row):
    module = import_module(row["module"])

    for name in re.findall(r"`([\w.]+)`", row["names"]):
        owner, _, field = name.partition(".")
        assert hasattr(module, owner), name
        assert not field or bears(getattr(module, owner), field), name


def test_no_row_of_the_glossary_is_overlooked():
    lines = [line for line in GLOSSARY.read_text().splitlines() if line.startswith("|")]
    heads = [line for line in lines if line.startswith(("| 中文", "|---"))]

    assert len(ROWS) == len(lines) - len(heads) > 80


def test_every_office_is_called_as_the_glossary_calls_it():
    for role in Role:
        if role not in (Role.SERVICE, Role.POLICY):  # not offices of people
            (row,) = [row for row in ROWS if f"`Role.{role.name}`" in row["names"]]
            assert row["chinese"].strip() == OFFICES[role]


def test_the_glossary_looks_only_at_contracts_and_services():
    assert {row["module"].split(".")[0] for row in ROWS} == {"contracts", "services"}
