"""What a place calls its stations, councils and rooms, and its own name, are data: they stand in
profiles, never in code or on a page."""

import ast
import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

PROFILES = Path("deploy/profiles")
FOLDERS = ("services", "runtime", "common", "contracts", "yishi")
DEMONSTRATION = Path("yishi/development")
"""It plays in one place, and is in no image for production."""
LATER = Path("services/topics/report/decider/submitting.py")
"""Others are at work there; its refusal names a workstation, and should say 联络员 alone."""
FILES = [
    path
    for folder in FOLDERS
    for path in sorted(Path(folder).rglob("*"))
    if path.suffix in (".py", ".html") and DEMONSTRATION not in path.parents and path != LATER
]


def words_of_places() -> set[str]:
    """What the shipped profiles call parts of a unit and rooms, and the places themselves."""
    found: set[str] = set()
    for path in PROFILES.glob("*.toml"):
        profile = tomllib.loads(path.read_text("utf-8"))
        words = profile.get("members", {}).get("words")
        if words:
            found.add(words["room"])
            for kind in (each for each in words["body_kinds"] if "part" in each):
                found |= {kind["chinese"], *kind.get("also", ())}
        if "units" in profile:
            rows = csv.DictReader((PROFILES / profile["units"]).read_text("utf-8").splitlines())
            found |= {row["名称"] for row in rows}
    return found


def said(path: Path) -> Iterator[str]:
    """All that a file says to people: of a module its texts, docstrings left out."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        yield text
        return
    tree = ast.parse(text)
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_the_words_are_there_to_be_looked_for() -> None:
    assert {"委员工作站", "协商议事室", "榆中县", "工作站"} <= words_of_places()
    assert len(FILES) > 300


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_word_of_a_place_stands_in_code(path: Path) -> None:
    words = WORDS
    found = sorted(word for text in said(path) for word in words if word in text)

    assert not found, f"{path} says {', '.join(found)}: that is a word of one place"


WORDS = words_of_places()
