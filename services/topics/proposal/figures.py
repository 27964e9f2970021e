"""How many proposals there were as of a day, each figure with the ids of those behind it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def by_then(column: str, on: date) -> Callable[[Row], bool]:
    """Whether it had become that by the end of a day."""
    return lambda row: row[column] is not None and row[column] <= on


def figures(
    rows: Iterable[Row], signers: Iterable[Row], grades: Iterable[Row], on: date
) -> list[dict[str, Any]]:
    """Of proposals that were submitted, as they stood at the end of the day `on`; what was
    withdrawn by then counts nowhere else. `signers` and `grades` are theirs."""
    withdrawn = by_then("withdrawn_on", on)
    rows = list(rows)
    there = [row for row in rows if not withdrawn(row)]
    filed = [*filter(by_then("filed_on", on), there)]
    not_filed = [*filter(by_then("not_filed_on", on), there)]
    converted = [*filter(by_then("converted_on", on), there)]
    named = {row["proposal_id"] for row in there}
    of = [each for each in signers if each["proposal_id"] in named]
    parts: dict[str, set[str]] = {}
    for each in of:
        parts.setdefault(each["part"], set()).add(each["proposal_id"])
    people = sorted({each["signer"] for each in of if each["part"] != "body"})
    graded = [each for each in grades if each["proposal_id"] in named and each["graded_on"] <= on]

    def having(*some: str) -> list[Row]:
        wanted = set[str]().union(*(parts.get(part, set()) for part in some))
        return [row for row in there if row["proposal_id"] in wanted]

    return [
        _figure("submitted", there),
        _figure("in-session", [row for row in there if row["session"]]),
        _figure("between-sessions", [row for row in there if not row["session"]]),
        _figure("filed", filed),
        *_each("filed", "kind", filed),
        _figure("not-filed", not_filed),
        *_each("not-filed", "ground", not_filed),
        _figure("merged", [*filter(by_then("merged_on", on), there)]),
        _figure("converted", converted),
        *_each("converted", "converted_into", converted),
        _figure("withdrawn", [*filter(withdrawn, rows)]),
        _figure("joint", having("co")),
        _figure("collective", having("body")),
        *(
            _figure(f"grade:{grade}", [row for row in graded if row["grade"] == grade])
            for grade in sorted({row["grade"] for row in graded})
        ),
        {"figure": "members", "count": len(people), "members": people},
    ]


def _figure(name: str, rows: Iterable[Row]) -> dict[str, Any]:
    found = sorted(row["proposal_id"] for row in rows)
    return {"figure": name, "count": len(found), "proposals": found}


def _each(name: str, column: str, rows: list[Row]) -> list[dict[str, Any]]:
    """The same for each value of the column."""
    values = sorted({row[column] for row in rows})
    return [
        _figure(f"{name}:{value}", [row for row in rows if row[column] == value])
        for value in values
    ]
