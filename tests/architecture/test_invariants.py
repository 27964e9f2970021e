"""Every invariant is a row of docs/invariants.md, with its tests."""

import re
from pathlib import Path

import pytest

from tests.hostile.test_attacks import names_in

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| ([DM]\d+) \| .* \| (.*) \| (.*) \|$",
    (ROOT / "docs" / "invariants.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_every_invariant_has_a_row() -> None:
    expected = [f"D{n}" for n in range(1, 19)] + [f"M{n}" for n in range(1, 6)]

    assert [row for row, *_ in ROWS] == expected


@pytest.mark.parametrize(("row", "keeper", "named"), ROWS, ids=[row for row, *_ in ROWS])
def test_an_invariant_is_held_by_tests_that_are_there(row: str, keeper: str, named: str) -> None:
    tests = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", named)

    assert bool(tests) != keeper.startswith("not there yet"), row
    for file, function in tests:
        found = names_in(ROOT / file)
        assert function in found if function else found, f"{file}::{function}"
