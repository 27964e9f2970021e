"""Who answers for units that were closed (domain 10.1): their successors; the successors of those,
where they were closed too; or the unit above, where there are none. And who is above a unit that
was placed under another superior than its code says.

An office for a unit reaches all that was merged into it, and all below that. Existing matters keep
the code they began with, and the people who answer now handle them. A closed unit's own offices end
with its last day.

An office also reaches the units placed under a unit in its scope, and no longer those placed under
one that is not: only their own people still do.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from contracts.places import Placed, Reach, covers, prefix, upward

SELECTED = (
    "unit, name, valid_to, parent,"
    " ARRAY(SELECT jsonb_array_elements_text(successors)) AS successors"
)
CLOSED = f"SELECT {SELECTED} FROM units WHERE valid_to IS NOT NULL"
PLACED = "SELECT unit, superior, since FROM unit_placements"
DEALT = "SELECT unit, matter, successor FROM unit_dealings"
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

    def beside(self, other: "Standing") -> "Standing":
        """The same, where the offices of another unit count as well."""
        covering, ended = (*self.covering, *other.covering), (*self.ended, *other.ended)
        return Standing(self.answering, covering, ended)

    @cached_property
    def closed(self) -> bool:
        return self.covering[0] not in self.answering

    @cached_property
    def ended_scopes(self) -> tuple[str, ...]:
        return tuple(prefix(each.unit) for each in self.ended)


class Succession:
    def __init__(
        self,
        closed: Iterable[Mapping[str, Any]],
        placed: Iterable[Mapping[str, Any]] = (),
        dealt: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self._dealt = {(row["unit"], row["matter"]): (row["successor"],) for row in dealt}
        self._matters = {matter for _, matter in self._dealt}
        self._placed: dict[str, list[tuple[date, str]]] = {}
        for row in placed:
            self._placed.setdefault(row["unit"], []).append((row["since"], row["superior"]))
        self._closed = {
            row["unit"]: Closed(
                row["unit"],
                row["name"],
                row["valid_to"],
                tuple(row["successors"]) or self._above(row),
            )
            for row in closed
        }
        # This is asked with every command; the answer stays as long as the register and the day.
        self._stands: Callable[[str, date, str], Standing] = lru_cache(20_000)(self._standing)
        self.upwards: Callable[[str, date], tuple[str, ...]] = lru_cache(20_000)(self._upwards)

    def _upwards(self, unit: str, today: date) -> tuple[str, ...]:
        """The unit and those above it, nearest first: by its superior of that day, or by its code
        where nobody placed it."""
        path = [unit]
        for each in path:  # grows
            superior = self._superior(each, today)
            above = (superior,) if superior else upward(each)[1:2]
            path += [code for code in above if code not in path]
        return tuple(path)

    def _superior(self, unit: str, today: date) -> str | None:
        """The superior of that day, where it is another than the code says."""
        known = [each for each in self._placed.get(unit, ()) if each[0] <= today]
        superior = max(known)[1] if known else None
        return None if superior in upward(unit)[1:2] else superior

    def led(self, today: date) -> dict[str, str]:
        """The units that have another superior on that day than their codes say, and which."""
        return {
            unit: superior for unit in self._placed if (superior := self._superior(unit, today))
        }

    def standing(self, unit: str, today: date, matter: str = "") -> Standing:
        """Who answers for the unit; for this matter of it, where it lies with one of several
        successors."""
        return self._stands(unit, today, matter if matter in self._matters else "")

    def _standing(self, unit: str, today: date, matter: str) -> Standing:
        covering, ended, floors = [unit], [], []
        for each in covering:  # grows
            floor = 0
            for code in upward(each):
                led_by: tuple[str, ...] = ()
                if (closed := self._on(code, today)) and closed not in ended:
                    ended.append(closed)
                    led_by = self._heirs(closed, matter)
                if superior := self._superior(code, today):
                    floor, led_by = len(prefix(code)), (*led_by, superior)
                covering += [heir for heir in led_by if heir not in covering]
                if superior:
                    break
            floors.append(floor)
        placed = tuple(map(Placed, covering, floors))
        return Standing(self._answering(unit, today, matter), placed, tuple(ended))

    def reach(self, scope: str, today: date) -> tuple[str, ...]:
        """The scope, and those of all that was merged into what it covers or placed under it;
        without what was placed elsewhere."""
        led = {prefix(unit): superior for unit, superior in self.led(today).items()}
        followed = [
            *(
                (prefix(each.unit), each.heirs)
                for each in self._closed.values()
                if each.valid_to <= today
            ),
            *((unit, (superior,)) for unit, superior in led.items()),
        ]

        def reaching(scope: str) -> Reach:
            return Reach(scope, [each for each in led if each != scope and each.startswith(scope)])

        reached = [reaching(scope)]
        for each in reached:  # grows
            for unit, leaders in followed:
                known = any(covers(one, unit) for one in reached)
                if not known and any(covers(each, leader) for leader in leaders):
                    reached.append(reaching(unit))
        return tuple(reached)

    def _on(self, unit: str, today: date) -> Closed | None:
        closed = self._closed.get(unit)
        return closed if closed and closed.valid_to <= today else None

    def _heirs(self, closed: Closed, matter: str) -> tuple[str, ...]:
        return self._dealt.get((closed.unit, matter), closed.heirs)

    def _answering(self, unit: str, today: date, matter: str) -> tuple[str, ...]:
        asked, answering = [unit], []
        for each in asked:  # grows
            if closed := self._on(each, today):
                asked += [heir for heir in self._heirs(closed, matter) if heir not in asked]
            else:
                answering.append(each)
        return tuple(answering)

    def _above(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """The unit above one that is closed without a successor."""
        unit, parent = row["unit"], row["parent"]
        superior = self._superior(unit, row["valid_to"])
        return tuple((superior or parent or above) for above in upward(unit)[1:2])
