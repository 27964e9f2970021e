"""How units stand on a day, and how many of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def stands_there(found: Iterable[tuple[str, str]], unit: str) -> set[str]:
    """What the system knows to be at one unit."""
    return {what for at, what in found if at == unit}


def on_the_day(said: Sequence[Row], rules: Row, known: set[str], day: date) -> dict[str, Any]:
    """What was entered of one unit, as it holds on that day. `ready` says whether it has all that
    it should have; of a unit of which the rules ask nothing it is not said."""
    held = [row for row in said if holds(row, day)]
    phases = [row for row in held if row["what"] == "phase"]
    roles = [row for row in held if row["what"] == "role"]
    grants = [row for row in held if row["what"] == "grant"]
    known = known | ({"guided"} if roles else set()) | ({"granted"} if grants else set())
    haves = [_have(each, held, known) for each in rules.get("haves", ())]
    return {
        "phase": phases[-1]["word"] if phases else None,
        "roles": roles,
        "milestones": [row for row in held if row["what"] == "milestone"],
        "grants": grants,
        "haves": haves,
        "ready": all(each["there"] for each in haves) if haves else None,
    }


def holds(row: Row, day: date) -> bool:
    begun = row["since"] <= day and (row["until"] is None or day < row["until"])
    return begun and row["withdrawn_because"] is None


def _have(have: Row, held: Sequence[Row], known: set[str]) -> dict[str, Any]:
    named = {"have": have["code"], "chinese": have["chinese"], "english": have["english"]}
    if computed := have.get("computed"):
        return {**named, "there": computed in known, "computed": True, "shown_by": None}
    stated = [row for row in held if (row["what"], row["word"]) == ("have", have["code"])]
    last = max(stated, key=lambda row: (row["since"], row["entry"]), default=None)
    shown_by = last and last["shown_by"]
    there = bool(last and last["there"])
    return {**named, "there": there, "computed": False, "shown_by": shown_by}


def counted(
    units: Sequence[Row],
    said: Sequence[Row],
    rules: Row,
    found: Sequence[tuple[str, str]],
    day: date,
) -> dict[str, Any]:
    """Units by phase and by what they have, grants by source, milestones by kind; with the rows
    behind each. Units of a kind that nothing completes are no units of the programme."""
    those = [row for row in units if (row["of_kind"] or {}).get("parts")]
    of = {row["unit"]: [each for each in said if each["unit"] == row["unit"]] for row in those}
    there: dict[str, set[str]] = {}
    for at, what in found:
        there.setdefault(at, set()).add(what)
    states = {at: on_the_day(rows, rules, there.get(at, set()), day) for at, rows in of.items()}
    ready = sorted(at for at, state in states.items() if state["ready"])
    held = [row for row in said if holds(row, day)]
    return {
        "units": len(those),
        "phases": [
            _figure(each, (at for at, state in states.items() if state["phase"] == each["code"]))
            for each in rules.get("phases", ())
        ],
        "haves": [
            _figure(each, (at for at, state in states.items() if _has(state, each["code"])))
            for each in rules.get("haves", ())
        ],
        "ready": {"units": len(ready), "rows": ready},
        "grants": _by(held, "grant", "source"),
        "milestones": _by(held, "milestone", "word"),
    }


def _has(state: Row, code: str) -> bool:
    return any(each["have"] == code and each["there"] for each in state["haves"])


def _figure(entry: Row, units: Iterable[str]) -> dict[str, Any]:
    rows = sorted(units)
    return {
        **{name: entry[name] for name in ("code", "chinese", "english")},
        "units": len(rows),
    } | {"rows": rows}


def _by(held: Sequence[Row], what: str, column: str) -> list[dict[str, Any]]:
    rows = [row for row in held if row["what"] == what]
    return [
        {
            "value": value,
            "count": len(those),
            "fen": sum(row["fen"] or 0 for row in those) if what == "grant" else None,
            "rows": those,
        }
        for value in sorted({row[column] for row in rows})
        for those in [[row for row in rows if row[column] == value]]
    ]
