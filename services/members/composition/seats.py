"""Who sits in which body on a day, by which right, and of which party they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

FEWEST = 3
"""Shares of fewer persons would tell of each of which party they are."""


def seated(taken: Iterable[Row]) -> list[dict[str, Any]]:
    """One row for each person in a body, however many posts they hold and by whatever right they
    sit there: `by` post, posting (000-05) or committee. Whoever leads comes first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in taken:
        who = each["member"] or each["person"]
        seat = found.setdefault(
            (each["body"], who),
            {
                "body": each["body"],
                "member": each["member"],
                "person": each["person"],
                "leads": False,
                "since": each["since"],
                "by": [],
                "posts": [],
            },
        )
        seat["leads"] = seat["leads"] or each["leads"]
        seat["since"] = min(seat["since"], each["since"])
        if each["by"] not in seat["by"]:
            seat["by"].append(each["by"])
        if each["by"] == "post":
            seat["posts"].append({name: each[name] for name in ("post", "capacity", "since")})
    return sorted(
        found.values(),
        key=lambda one: (one["body"], not one["leads"], one["since"], one["member"] or "~"),
    )


def staffed(allotted: Iterable[Row], seats: Sequence[Row]) -> list[dict[str, Any]]:
    """How many posts a body has, by kind of post and all together (`post` is none), how many
    persons hold them, and how many are vacant or held beyond that number (004-06)."""
    return [
        {
            "post": each["post"] or None,
            "posts": each["posts"],
            "held": (held := _holding(each["post"], seats)),
            "vacant": max(each["posts"] - held, 0),
            "beyond": max(held - each["posts"], 0),
            "since": each["since"],
            "basis": each["basis"],
        }
        for each in allotted
    ]


def _holding(post: str, seats: Sequence[Row]) -> int:
    """Persons who hold such a post; any post, where none is named."""
    return sum(any(not post or one["post"] == post for one in seat["posts"]) for seat in seats)


def shares(members: Iterable[str | None], outside: Mapping[str, bool]) -> dict[str, Any]:
    """How many of these persons are outside the Party, and their share in percent of those of whom
    it is known, each counted once (004-07). Of fewer than `FEWEST` it is not told."""
    those = list(members)
    named = {each for each in those if each is not None}
    known = [outside[each] for each in named if each in outside]
    persons = len(named) + those.count(None)
    told: dict[str, Any] = {"persons": persons, "unknown": persons - len(known)}
    if len(known) < FEWEST:
        return {**told, "outside": None, "inside": None, "percent": None}
    there = sum(known)
    return {
        **told,
        "outside": there,
        "inside": len(known) - there,
        "percent": round(100 * there / len(known), 1),
    }


def by_kind(
    bodies: Sequence[Row],
    seats: Sequence[Row],
    allotted: Sequence[Row],
    outside: Mapping[str, bool],
) -> list[dict[str, Any]]:
    """The bodies of each kind with their posts and shares, of all seats and of those that lead;
    somebody in two bodies is counted once. The bodies behind each figure are listed."""
    found = []
    for kind in sorted({each["kind"] for each in bodies}):
        those = [each["body"] for each in bodies if each["kind"] == kind]
        sitting = [each for each in seats if each["body"] in those]
        leading = [each for each in sitting if each["leads"]]
        totals = [
            row
            for body in those
            for row in staffed(
                [each for each in allotted if each["body"] == body and not each["post"]],
                [each for each in sitting if each["body"] == body],
            )
        ]
        found.append(
            {
                "kind": kind,
                "bodies": len(those),
                "rows": [
                    {"body": each["body"], "name": each["name"]}
                    for each in bodies
                    if each["kind"] == kind
                ],
                "posts": sum(each["posts"] for each in totals),
                "vacant": sum(each["vacant"] for each in totals),
                "seats": shares(_persons(sitting), outside),
                "leading": shares(_persons(leading), outside),
            }
        )
    return found


def _persons(seats: Iterable[Row]) -> list[str | None]:
    """The members, each as often as there are seats, and for each other person none."""
    others = {each["person"] for each in seats if each["member"] is None}
    return [each["member"] for each in seats if each["member"] is not None] + [None] * len(others)
