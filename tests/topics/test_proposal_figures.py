"""How many proposals there were as of a day, each figure with its rows (004-22)."""

from datetime import date
from typing import Any

import pytest

from services.topics.proposal.figures import figures

DAYS = ("filed_on", "not_filed_on", "merged_on", "converted_on", "withdrawn_on")


def row(key: str, **facts: Any) -> dict[str, Any]:
    blank = dict.fromkeys((*DAYS, "session", "ground", "converted_into"))
    return {"proposal_id": key, "kind": "joint", **blank, **facts}


def signer(key: str, signer: str, part: str) -> dict[str, Any]:
    return {"proposal_id": key, "signer": signer, "part": part}


FEBRUARY, MARCH = date(2024, 2, 29), date(2024, 3, 1)
ROWS = [
    row("a", session="10-3", filed_on=FEBRUARY),
    row("b", filed_on=MARCH, kind="committee"),
    row("c", not_filed_on=FEBRUARY, ground="empty"),
    row("d", merged_on=FEBRUARY),
    row("e", converted_on=MARCH, converted_into="report"),
    row("f", withdrawn_on=MARCH),
]
SIGNERS = [
    signer("a", "m-1", "first"),
    signer("a", "m-2", "co"),
    signer("b", "yz-culture", "body"),
    signer("b", "m-3", "main"),
    signer("c", "m-1", "first"),
    signer("d", "m-4", "first"),
    signer("e", "m-5", "first"),
    signer("f", "m-6", "first"),
]
GRADES = [{"proposal_id": "a", "grade": "key", "graded_on": MARCH}]


def counted(on: date) -> dict[str, Any]:
    found = figures(ROWS, SIGNERS, GRADES, on)
    for each in found:
        listed = each.get("proposals", each.get("members"))
        assert listed is not None
        assert len(listed) == each["count"]
    return {each["figure"]: each.get("proposals", each.get("members")) for each in found}


@pytest.mark.parametrize(
    ("figure", "on_the_leap_day", "a_day_later"),
    [
        ("submitted", ["a", "b", "c", "d", "e", "f"], ["a", "b", "c", "d", "e"]),
        ("in-session", ["a"], ["a"]),
        ("filed", ["a"], ["a", "b"]),
        ("filed:committee", None, ["b"]),
        ("not-filed:empty", ["c"], ["c"]),
        ("merged", ["d"], ["d"]),
        ("converted", [], ["e"]),
        ("converted:report", None, ["e"]),
        ("withdrawn", [], ["f"]),
        ("joint", ["a"], ["a"]),
        ("collective", ["b"], ["b"]),
        ("grade:key", None, ["a"]),
        (
            "members",
            ["m-1", "m-2", "m-3", "m-4", "m-5", "m-6"],
            ["m-1", "m-2", "m-3", "m-4", "m-5"],
        ),
    ],
)
def test_figures_are_those_of_the_day(
    figure: str, on_the_leap_day: list[str] | None, a_day_later: list[str] | None
):  # 004-22
    assert counted(FEBRUARY).get(figure) == on_the_leap_day
    assert counted(MARCH).get(figure) == a_day_later
