"""Seats, vacancies and shares (000-05, 004-06, 004-07), without a database."""

from datetime import date
from typing import Any

import pytest

from services.members.composition.seats import by_kind, seated, shares, staffed

DAY = date(2022, 1, 1)


def right(member: str, by: str = "post", **more: Any) -> dict[str, Any]:
    facts = {"body": "b", "member": member, "person": None, "post": "deputy", "capacity": None}
    return {**facts, "leads": False, "since": DAY, "by": by, **more}


def test_somebody_sits_once_by_whatever_right() -> None:  # 000-05
    earlier = date(2021, 1, 1)
    rights = [right("m-1"), right("m-2", leads=True), right("m-1", "posting", since=earlier)]
    seats = seated(rights)
    assert [(each["member"], each["by"]) for each in seats] == [
        ("m-2", ["post"]),
        ("m-1", ["post", "posting"]),
    ]
    assert seats[1]["since"] == earlier
    assert seats[1]["posts"] == [{"post": "deputy", "capacity": None, "since": DAY}]


@pytest.mark.parametrize(
    ("post", "posts", "held", "vacant", "beyond"),
    [("", 5, 2, 3, 0), ("deputy", 1, 1, 0, 0), ("head", 1, 1, 0, 0), ("", 1, 2, 0, 1)],
)
def test_posts_that_nobody_holds_are_vacant(
    post: str, posts: int, held: int, vacant: int, beyond: int
) -> None:  # 004-06
    seats = seated([right("m-1"), right("m-2", post="head"), right("m-3", "posting")])
    (told,) = staffed([{"post": post, "posts": posts, "since": DAY, "basis": None}], seats)
    assert (told["held"], told["vacant"], told["beyond"]) == (held, vacant, beyond)


def test_shares_are_of_those_of_whom_it_is_known() -> None:  # 004-07
    outside = {f"m-{n}": n <= 3 for n in range(1, 9)}
    told = shares([*outside, "m-9", "m-1", None], outside)
    assert told == {"persons": 10, "unknown": 2, "outside": 3, "inside": 5, "percent": 37.5}


def test_a_share_of_two_is_not_told() -> None:
    told = shares(["m-1", "m-2", "m-9"], {"m-1": True, "m-2": False})
    assert told == {
        "persons": 3,
        "unknown": 1,
        "outside": None,
        "inside": None,
        "percent": None,
    }


def test_bodies_of_a_kind_are_counted_together_and_each_member_once() -> None:  # 004-07
    bodies = [{"body": each, "name": each.upper(), "kind": "committee"} for each in "bc"]
    rights = [right("m-1", leads=True), right("m-2"), right("m-1", body="c"), right("m-3")]
    allotted = [
        {"body": "b", "post": "", "posts": 5, "since": DAY, "basis": None},
        {"body": "b", "post": "head", "posts": 1, "since": DAY, "basis": None},
    ]
    outside = {"m-1": True, "m-2": False, "m-3": False}
    (told,) = by_kind(bodies, seated(rights), allotted, outside)
    rows = [{"body": "b", "name": "B"}, {"body": "c", "name": "C"}]
    assert (told["bodies"], told["rows"]) == (2, rows)
    assert (told["posts"], told["vacant"]) == (5, 2)
    assert (told["seats"]["persons"], told["seats"]["percent"]) == (3, 33.3)
    assert told["leading"]["persons"] == 1
