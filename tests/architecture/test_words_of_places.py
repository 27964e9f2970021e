"""What a place calls its stations, councils and rooms, and its own name, are data: they stand in
profiles, never in code or on a page. So do the tiers of one county: what people are told names the
unit by its own name, or speaks of a unit."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

PROFILES = Path("deploy/profiles")
FOLDERS = ("services", "runtime", "common", "contracts", "yishi")
DEMONSTRATION = Path("yishi/development")
"""It plays in one place, and is in no image for production."""
FILES = [
    path
    for folder in FOLDERS
    for path in sorted(Path(folder).rglob("*"))
    if path.suffix in (".py", ".html") and DEMONSTRATION not in path.parents
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


TIERS = re.compile(
    "工作站|驿站|联络站|议事厅|议事室|协商室|活动室|村|乡|镇|街道|社区|县|片区|地市|自治州"
    r"|\b([Vv]illage|[Tt]own|[Tt]ownship|[Cc]ounty|[Ss]ub-district|[Ww]orkstation|[Ss]tation)('?s)?\b"
)
"""Words for tiers and for what stands there, of which another place has others."""
TOLD = [
    path
    for path in FILES
    if path.suffix == ".py" and path.parts[0] in ("services", "contracts", "common", "runtime")
] + sorted(Path("yishi/roster").rglob("*.py"))
"""Where people are told something. (The contract documents say what the digits of a code are.)"""


def sentences(path: Path) -> Iterator[str]:
    """What a module tells people, codes and keys left out: a Chinese text, or one of words."""
    for text in said(path):
        if re.search("[\u4e00-\u9fff]", text) or len(text.split()) > 3:
            yield text


@pytest.mark.parametrize("path", TOLD, ids=str)
def test_no_tier_of_one_place_stands_in_what_people_are_told(path: Path) -> None:
    found = [text for text in sentences(path) if TIERS.search(text)]

    assert not found, f"{path}: name the unit, or say 单位: {found}"


@pytest.mark.parametrize(
    "text",
    [
        "如代他人报送，请交由工作站联络员登记。",
        "请转交有关部门或乡镇办理。",
        "委员应下沉到下面的单位（如乡镇、社区、村、企业）。",
        "请在议事厅召开。",
        "For somebody else, ask the station's clerk to record it.",
        "It lies in another county.",
    ],
)
def test_a_tier_would_be_found(text: str) -> None:
    assert TIERS.search(text)


WORDS = words_of_places()
