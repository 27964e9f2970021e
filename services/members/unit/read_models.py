"""The register of units as this service shows it, and how far councils and rooms have spread."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from contracts.event import Recorded
from contracts.members import unit as e
from runtime.projection import Change
from runtime.service import ReadModel
from runtime.units import project_unit, units

FOUNDED = ("workstation_since", "council_since", "room_since")


def project(record: Recorded[e.UnitEvent]) -> list[Change]:
    """The table every service keeps; here it follows the facts in their own transaction."""
    return project_unit(record)


def three_in_one(row: Mapping[str, Any]) -> dict[str, Any]:
    """A unit is complete only when workstation, council and room all exist (000-15)."""
    return {**row, "complete": all(row[name] for name in FOUNDED)}


def coverage(rows: Iterable[Mapping[str, Any]], on: date) -> dict[str, Any]:
    """Units with a council and a room of all units valid on that day: per township, and together.

    Counted by kind, as the county reports it (000-03): "all 238 villages".
    """
    valid = [
        row
        for row in rows
        if row["kind"] != e.UnitKind.COUNTY
        and row["valid_from"] <= on
        and (row["valid_to"] is None or on < row["valid_to"])
    ]
    names = {row["unit"]: row["name"] for row in valid}
    townships = sorted({row["unit"][:9] for row in valid})
    return {
        "on": on,
        "kinds": _by_kind(valid, on),
        "townships": [
            {
                "unit": f"{township}000",
                "name": names.get(f"{township}000"),
                "kinds": _by_kind([row for row in valid if row["unit"][:9] == township], on),
            }
            for township in townships
        ],
    }


def _by_kind(rows: list[Mapping[str, Any]], on: date) -> dict[str, dict[str, int]]:
    kinds = [kind for kind in e.UnitKind if any(row["kind"] == kind for row in rows)]
    return {kind: _count([row for row in rows if row["kind"] == kind], on) for kind in kinds}


def _count(rows: list[Mapping[str, Any]], on: date) -> dict[str, int]:
    def since(row: Mapping[str, Any], name: str) -> bool:
        return row[name] is not None and row[name] <= on

    return {
        "units": len(rows),
        "with_workstation": sum(since(row, "workstation_since") for row in rows),
        "with_council": sum(since(row, "council_since") for row in rows),
        "with_room": sum(since(row, "room_since") for row in rows),
        "with_council_and_room": sum(
            since(row, "council_since") and since(row, "room_since") for row in rows
        ),
        "complete": sum(all(since(row, name) for name in FOUNDED) for row in rows),
    }


READ_MODEL = ReadModel(project, units.metadata)
