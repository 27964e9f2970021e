"""How far contacts were visited, and what the lists of many members add up to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def held_against(contacts: Sequence[str], visits: Iterable[Row], each: int) -> dict[str, Any]:
    """How often each contact of a list was met, and whether `each` visits a year are reached;
    `beside`: those who were met and are not on the list (003-12)."""
    times = Counter(contact for visit in visits for contact in visit["contacts"])
    return {
        "contacts": [
            {"contact": one, "visits": times[one], "met": times[one] >= each} for one in contacts
        ],
        "beside": [
            {"contact": one, "visits": times[one]} for one in sorted(times.keys() - set(contacts))
        ],
    }


def added_up(
    roster: Sequence[Row], lists: Mapping[str, Row], visits: Mapping[str, Sequence[Row]]
) -> list[dict[str, Any]]:
    """Of the members of each committee: how many filed their list, how many contacts stand in these
    lists and how many of them were visited often enough; who has not filed is named (003-13)."""
    found = []
    for committee in sorted({row["committee"] or "" for row in roster}):
        those = [row for row in roster if (row["committee"] or "") == committee]
        filed = [row for row in those if row["member"] in lists]
        contacts = [
            one
            for row in filed
            for one in held_against(
                lists[row["member"]]["contacts"], visits.get(row["member"], ()), row["visits"]
            )["contacts"]
        ]
        found.append(
            {
                "committee": committee or None,
                "members": len(those),
                "filed": len(filed),
                "contacts": len(contacts),
                "visited": sum(one["met"] for one in contacts),
                "not_filed": sorted(row["member"] for row in those if row not in filed),
            }
        )
    return found
