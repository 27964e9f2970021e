"""Division codes: who lies where, whose scope covers whom (domain 10; GB/T 2260, GB/T 10114)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, Self

from pydantic import Field, StringConstraints

UnitId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
"""A 12-digit division code, zero-filled for higher tiers. Enterprises and parks have no code of
their own: they take one with a village part of 900 to 999 below their township, a range that no
statistical code uses (docs/decisions/0007)."""
Scope = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$")
]
"""A code prefix: `62`, `6201`, `620123`, `620123101`, a whole village code; empty for everything
(only services and those who run the deployment)."""

CHINA = timezone(timedelta(hours=8))
"""Days are days at the place. All of China keeps one time, without summer time since 1991."""


@lru_cache(maxsize=1)
def china_day(moment: datetime) -> date:
    """The day in China on which a moment falls. All events of a batch have one moment."""
    return moment.astimezone(CHINA).date()


TIERS = (12, 9, 6, 4, 2)
"""How many digits name a village, a township, a county, a prefecture and a province."""
Tier = Annotated[int, Field(ge=1, le=5)]
"""1 for a province, 2 for a prefecture, 3 for a county, 4 for a township, 5 for a village, and for
whatever else has a code of so many digits."""
COUNTY: Tier = 3


def upward(unit: str) -> tuple[str, ...]:
    """The unit's code and the codes above it, the nearest first, filled up with zeros."""
    return tuple(dict.fromkeys(unit[:digits].ljust(12, "0") for digits in TIERS))


def whole(scope: str) -> str:
    """The code of the unit whose scope this is."""
    return scope.ljust(TIERS[0], "0")


def prefix(unit: str) -> str:
    """The code without the zeros that fill it up: the scope of an office of this unit."""
    for length in (2, 4, 6, 9):
        if set(unit[length:]) == {"0"}:
            return unit[:length]
    return unit


def tier(unit: str) -> Tier:
    return len(TIERS) - TIERS.index(len(prefix(unit)))


def number(unit: str) -> int:
    """The digits of the unit's own tier: 109 of the township 620123109000."""
    return int(prefix(unit)[-3 if tier(unit) > COUNTY else -2 :])


def skips(unit: str) -> bool:
    """Whether the code names no unit of a tier above its own: a village of no township."""
    return not all(map(int, subject_tail(prefix(unit)).split(".")))


class Reach(str):
    """A scope as far as it reaches on a day: without those below it that another unit leads now."""

    without: tuple[str, ...]

    def __new__(cls, scope: str, without: Iterable[str] = ()) -> Self:
        new = super().__new__(cls, scope)
        new.without = tuple(without)
        return new


class Placed(str):
    """A unit that, or above which one, has another superior than its code says: scopes shorter than
    `floor` do not cover it by its code."""

    floor: int

    def __new__(cls, unit: str, floor: int = 0) -> Self:
        new = super().__new__(cls, unit)
        new.floor = floor
        return new


def covers(scope: str, unit: str) -> bool:
    """Whether an actor with this scope may see and act for this unit."""
    if not unit.startswith(scope):
        return False
    if isinstance(unit, Placed) and len(scope) < unit.floor:
        return False
    return not (isinstance(scope, Reach) and any(map(unit.startswith, scope.without)))


def subject_tail(unit: str) -> str:
    """The last five tokens of a NATS subject, so that a province or a prefecture can be followed
    too: `620123101002` becomes `62.01.23.101.002`, and a scope as many tokens as it has tiers."""
    parts = (unit[:2], unit[2:4], unit[4:6], unit[6:9], unit[9:])
    return ".".join(part for part in parts if part)
