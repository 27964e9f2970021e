"""What several services test before they record a fact."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from contracts.roles import Role
from runtime.decider import Circumstances, Rejected

T = TypeVar("T")


def once(named: tuple[T, ...]) -> tuple[T, ...]:
    """Every one once, in the order given."""
    return tuple(dict.fromkeys(named))


def listed_once(what: Iterable[str], rule: str = "listed-twice") -> None:
    """Refuse a list that names something more than once."""
    if twice := sorted(str(each) for each, times in Counter(what).items() if times > 1):
        raise Rejected(
            rule,
            f"重复列出：{'、'.join(twice)}。请每项只列一次。",
            f"Listed more than once: {', '.join(twice)}. List each only once.",
        )


def at_the_units_level(given: Circumstances[Any]) -> None:
    """Refuse everybody but the Party organisation at the unit's own level (000-24)."""
    if given.role != Role.PARTY or not given.at_its_level:
        raise Rejected(
            "same-level",
            f"须由{given.unit_name}的同级党组织决定。请转请同级党组织办理。",
            f"Only the Party organisation at the level of {given.unit_name} may decide this. "
            "Bring it to that organisation.",
        )


def answered(decided_on: date, given: Circumstances[Any]) -> None:
    """Refuse an answer that another level gave, or that is dated ahead."""
    at_the_units_level(given)
    given.has_come(decided_on)
