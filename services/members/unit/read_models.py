"""The register of units as this service shows it, and how far councils and rooms have spread."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from contracts.event import Recorded
from contracts.members import unit as e
from contracts.members.body import Part
from runtime.jurisdictions import Jurisdictions
from runtime.projection import Change
from runtime.service import ReadModel
from runtime.units import project_unit, units

ROOM = "room"
PARTS = (Part.WORKSTATION, Part.COUNCIL, ROOM)


@dataclass(frozen=True)
class Standing:
    """What stands at a unit: a body that is a part of it, or a room."""

    unit: str
    what: str
    since: date | None
    until: date | None

    def stands(self, on: date) -> bool:
        return self.since is not None and self.since <= on and (not self.until or on < self.until)


def of_kind(ruling: Jurisdictions) -> sa.Label[Any]:
    """The kind of each unit as the rules in force there have it; none where they do not."""
    return sa.func.jsonb_path_query_first(
        ruling.in_force("words", units.c.unit),
        sa.cast("$.unit_kinds[*] ? (@.code == $kind)", JSONPATH),
        sa.func.jsonb_build_object("kind", units.c.kind),
        type_=JSONB,
    ).label("of_kind")


def project(record: Recorded[e.UnitEvent]) -> list[Change]:
    """The table every service keeps; here it follows the facts in their own transaction."""
    return project_unit(record)


def three_in_one(row: Mapping[str, Any], parts: Iterable[Standing], on: date) -> dict[str, Any]:
    """The unit with the class of its hall, and whether all that completes one of its kind exists,
    such as workstation, council and room (000-15)."""
    there = {part.what for part in parts if part.unit == row["unit"] and part.stands(on)}
    shown = {name: value for name, value in row.items() if name != "of_kind"}
    hall = (row["of_kind"] or {}).get("hall")
    return {**shown, "hall": hall, "complete": _complete(row, there)}


def _needed(row: Mapping[str, Any]) -> set[str]:
    return set((row["of_kind"] or {}).get("parts", ()))


def _complete(row: Mapping[str, Any], there: set[str]) -> bool:
    needed = _needed(row)
    return bool(needed) and there >= needed


def coverage(
    rows: Iterable[Mapping[str, Any]],
    parts: Iterable[Standing],
    on: date,
    below: Callable[[str], str | None],
) -> dict[str, Any]:
    """Units with a council and a room of all that are valid on that day and of a kind that parts
    complete: for each unit directly below the one that is asked for, and together. `below` says
    under which of these a unit is, if any.

    Counted by kind, as the county reports it (000-03): "all 238 villages".
    """
    there: dict[str, set[str]] = {}
    for part in parts:
        if part.stands(on):
            there.setdefault(part.unit, set()).add(part.what)
    valid = [
        {**row, "parts": there.get(row["unit"], set()), "under": below(row["unit"])}
        for row in rows
        if below(row["unit"]) is not None
        and _needed(row)
        and row["valid_from"] <= on
        and (row["valid_to"] is None or on < row["valid_to"])
    ]
    names = {row["unit"]: row["name"] for row in valid}
    return {
        "on": on,
        "kinds": _by_kind(valid),
        "below": [
            {
                "unit": unit,
                "name": names.get(unit),
                "kinds": _by_kind([row for row in valid if row["under"] == unit]),
            }
            for unit in sorted({row["under"] for row in valid})
        ],
    }


def _by_kind(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    kinds = sorted({(row["tier"], row["kind"]) for row in rows})
    return {kind: _count([row for row in rows if row["kind"] == kind]) for _, kind in kinds}


def _count(rows: list[dict[str, Any]]) -> dict[str, int]:
    def have(*wanted: str) -> int:
        return sum(row["parts"].issuperset(wanted) for row in rows)

    return {
        "units": len(rows),
        **{f"with_{part}": have(part) for part in PARTS},
        "with_council_and_room": have(Part.COUNCIL, ROOM),
        "complete": sum(_complete(row, row["parts"]) for row in rows),
    }


READ_MODEL = ReadModel(project, units.metadata)
