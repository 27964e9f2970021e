"""Every kind of attack and trouble that was reported is a row of attacks.md, with its tests."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| ([A-Z]\d*[a-z]?(?:, [A-Z]\d+)*) \| .* \| (.+) \|$",
    Path(__file__).with_name("attacks.md").read_text("utf-8"),
    re.MULTILINE,
)
REPORTED = {
    *(f"S{number}" for number in range(1, 14)),
    *(f"R{number}" for number in range(1, 21)),
    *(f"H{number}" for number in range(1, 8)),
    *(f"O{number}" for number in range(1, 7)),
    *(f"E{number}" for number in range(1, 8)),
    *(f"P{number}" for number in range(1, 13)),
    *("D1", "D2"),
}
"""The severe attacks of the first report, and the cases of the second."""


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def test_every_reported_kind_has_a_row() -> None:
    rows = {kind for kinds, _ in ROWS for kind in kinds.split(", ")}

    assert REPORTED - rows == set()


@pytest.mark.parametrize(("kinds", "named"), ROWS, ids=[kinds for kinds, _ in ROWS])
def test_the_tests_of_a_row_are_there(kinds: str, named: str) -> None:
    tests = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", named)

    assert tests or "read" in named, f"{kinds} names no test"
    for file, function in tests:
        assert (ROOT / file).exists(), file
        if function:
            assert function in names_in(ROOT / file), f"{file}::{function}"
        else:
            assert names_in(ROOT / file), file
