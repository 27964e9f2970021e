"""Who answers for units that were closed (domain 10.1): their successors; the successors of those,
where they were closed too; or the unit above, where there are none.

An office for a unit reaches all that was merged into it, and all below that. Existing matters keep
the code they began with, and the people who answer now handle them. A closed unit's own offices end
with its last day.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from contracts.places import covers, prefix

SELECTED = (
    "unit, name, valid_to, parent,"
    " ARRAY(SELECT jsonb_array_elements_text(successors)) AS successors"
)
CLOSED = f"SELECT {SELECTED} FROM units WHERE valid_to IS NOT NULL"
"""The rows of the register of which a `Succession` is made."""


@dataclass(frozen=True)
class Closed:
    """A unit that is closed from the day `valid_to` on, and the units that answer for it."""

    unit: str
    name: str
    valid_to: date
    heirs: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Who answers for a unit on a day. `answering`: the unit itself, or since it was closed those
    that decide its matters. `covering`: an office that covers one of these covers the unit.
    `ended`: the closed units among these and above, itself first, whose own offices are over."""

    answering: tuple[str, ...]
    covering: tuple[str, ...]
    ended: tuple[Closed, ...] = ()

    @cached_property
    def closed(self) -> bool:
        return self.covering[0] not in self.answering

    @cached_property
    def ended_scopes(self) -> tuple[str, ...]:
        return tuple(prefix(each.unit) for each in self.ended)


class Succession:
    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._closed = {
            row["unit"]: Closed(
                row["unit"],
                row["name"],
                row["valid_to"],
                tuple(row["successors"]) or _above(row["unit"], row["parent"]),
            )
            for row in rows
        }
        # This is asked with every command; the answer stays as long as the register and the day.
        self.standing: Callable[[str, date], Standing] = lru_cache(20_000)(self._standing)

    def _standing(self, unit: str, today: date) -> Standing:
        covering, ended = [unit], []
        for each in covering:  # grows
            for code in _upwards(each):
                if (closed := self._on(code, today)) and closed not in ended:
                    ended.append(closed)
                    covering += [heir for heir in closed.heirs if heir not in covering]
        return Standing(self._answering(unit, today), tuple(covering), tuple(ended))

    def reach(self, scope: str, today: date) -> tuple[str, ...]:
        """The scope, and those of all that was merged into what it covers."""
        reached = [scope]
        for each in reached:  # grows
            for closed in self._closed.values():
                merged = prefix(closed.unit)
                inherited = any(covers(each, heir) for heir in closed.heirs)
                known = any(covers(one, merged) for one in reached)
                if inherited and not known and closed.valid_to <= today:
                    reached.append(merged)
        return tuple(reached)

    def _on(self, unit: str, today: date) -> Closed | None:
        closed = self._closed.get(unit)
        return closed if closed and closed.valid_to <= today else None

    def _answering(self, unit: str, today: date) -> tuple[str, ...]:
        asked, answering = [unit], []
        for each in asked:  # grows
            if closed := self._on(each, today):
                asked += [heir for heir in closed.heirs if heir not in asked]
            else:
                answering.append(each)
        return tuple(answering)


def _upwards(unit: str) -> tuple[str, ...]:
    """The unit and those it lies in, by its code."""
    return tuple(dict.fromkeys((unit, *(unit[:n].ljust(12, "0") for n in (9, 6, 4, 2)))))


def _above(unit: str, parent: str | None) -> tuple[str, ...]:
    return (parent or _upwards(unit)[1],) if len(prefix(unit)) > 2 else ()
