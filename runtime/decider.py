"""The shape every aggregate's rules take: two pure functions and a blank start."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, model_validator
from pydantic_core import PydanticCustomError

from contracts.places import covers, prefix


class State(Protocol):
    """What an aggregate knows of itself. `unit` is empty until the first event."""

    @property
    def unit(self) -> str: ...


S = TypeVar("S", bound=State)
C = TypeVar("C")
E = TypeVar("E")
R = TypeVar("R", covariant=True)

MOST_VALUES = 10_000
"""The most values in one command. The largest, a profile's procedures, has about 3,000."""


class Command(BaseModel):
    """What somebody asks for. Unknown fields are refused, so a misspelt one is not lost in silence.

    A command that `creates` carries the `unit` it is for; others are for that of their aggregate.
    A command that `founds` may come before its unit is registered: it brings the unit's `name`.
    What one that stands `apart` creates is a matter of its own, whatever it came of.
    `called` is what people read on a button, in Chinese and in English; what only policies and
    reactions ask needs none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    creates: ClassVar[bool] = False
    founds: ClassVar[bool] = False
    apart: ClassVar[bool] = False
    called: ClassVar[tuple[str, str]] = ("", "")

    def looks_up(self) -> tuple[str, ...]:
        """The bodies whose entries in the directory the rule looks at."""
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def nothing_unknown(cls, given: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Refuse unknown fields at all depths, so that nothing somebody wrote is dropped in
        silence. (Facts ignore unknown fields elsewhere, as readers of events must.) A command with
        too many values is refused unread: naming 100,000 faults would keep everybody waiting."""
        nested = isinstance(given, dict) and any(map(_holds_others, given.values()))
        many = isinstance(given, dict) and len(given) > MOST_VALUES
        if many or (nested and _exceeds(given, MOST_VALUES)):
            raise PydanticCustomError("too_many_values", "holds too many values")
        command = read(given)
        for path in _unknown(given, command) if nested else ():
            raise PydanticCustomError(
                "unknown_field", "{path} is not a known field", {"path": path}
            )
        for path in _unkeepable(given if isinstance(given, dict) else ()):
            raise PydanticCustomError(
                "no_text", "{path} holds a character that cannot be kept", {"path": path}
            )
        return command


def _holds_others(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _exceeds(given: Any, most: int) -> bool:
    """Whether it holds more values than that at all depths."""
    waiting = [given]
    while waiting and most >= 0:
        each = waiting.pop()
        inside = list(each.values()) if isinstance(each, dict) else each
        if isinstance(inside, list):
            most -= len(inside)
            waiting += filter(_holds_others, inside)
    return most < 0


def _unkeepable(given: Any, path: str = "") -> Iterator[str]:
    """The paths of texts that cannot be kept: with a NUL (PostgreSQL), or a lone surrogate."""
    for name, value in given.items() if isinstance(given, dict) else enumerate(given):
        if isinstance(value, str):
            if "\0" in value or not _encodable(value):
                yield f"{path}{name}"
        elif _holds_others(value):
            yield from _unkeepable(value, f"{path}{name}.")


def _encodable(text: str) -> bool:
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _unknown(given: Any, read: Any, path: str = "") -> Iterator[str]:
    match given, read:
        case dict(), BaseModel():
            for name, value in given.items():
                if name not in type(read).model_fields:
                    yield path + str(name)
                else:
                    yield from _unknown(value, getattr(read, name), f"{path}{name}.")
        case dict(), dict():
            for name, value in given.items():
                yield from _unknown(value, read.get(name), f"{path}{name}.")
        case ((list() | tuple()), tuple()):
            for number, (value, item) in enumerate(zip(given, read, strict=False)):
                yield from _unknown(value, item, f"{path}{number}.")


class Rejected(Exception):
    """A rule refuses the command. Programs read `rule`, in kebab-case, and people the sentences."""

    def __init__(self, rule: str, chinese: str, english: str) -> None:
        super().__init__(english)
        self.rule, self.chinese, self.english = rule, chinese, english


class Listed(NamedTuple):
    """A body as the directory has it. It is there until the day before `until`. `consents`: by its
    kind it consents for its level."""

    name: str
    kind: str
    unit: str
    until: date | None = None
    consents: bool = False

    def there_on(self, day: date) -> bool:
        return self.until is None or day < self.until


class Unchecked:
    """A frozen class that can be made faster than by its fields one by one."""

    @classmethod
    def unchecked(cls, **parts: Any) -> Self:
        """Of these parts; what is left out has its default. Setting them one by one, as a frozen
        class does, costs three times that."""
        made = cls.__new__(cls)
        object.__setattr__(made, "__dict__", parts)
        return made


@dataclass(frozen=True)
class Circumstances(Unchecked, Generic[R]):
    """The person who asks, their office, the unit, the day and minute and the rules in force.

    `jurisdiction` is the unit whose rules they are; empty where nobody has made any. `ruled_by`
    says the same of any other unit, and `covering_of` what `covering` does.
    `known_as`: the ids of the person in all their offices, so that a rule against one's own hand
    compares persons. `heirs`: the units that answer for it since it was closed; empty while it is
    there. `covering`: the unit, and what it or a unit above it was merged into; empty means the
    unit alone. `reach`: what `reaches` answers; left out, the scope and the codes alone decide.
    `directory` holds those bodies that the command looks up and that there are.
    """

    actor: str
    role: str
    scope: str
    unit: str
    unit_name: str
    unit_kind: str
    today: date
    rules: R
    jurisdiction: str = ""
    ruled_by: Callable[[str], str] = field(default=lambda unit: "", compare=False)
    covering_of: Callable[[str], Iterable[str]] = field(default=lambda unit: (unit,), compare=False)
    now: datetime | None = None
    body: str | None = None
    known_as: frozenset[str] = frozenset()
    heirs: tuple[str, ...] = ()
    covering: tuple[str, ...] = ()
    reach: Callable[[str], bool] | None = field(default=None, compare=False)
    states: Mapping[str, Any] = field(default_factory=dict)
    directory: Mapping[str, Listed] = field(default_factory=dict)

    def read(self, stream: str) -> Any:
        """The state of another stream of this service, which the aggregate's `reads` has named."""
        return self.states[stream]

    def reaches(self, place: str) -> bool:
        """Whether an office in which the person asks covers another unit as it stands today, or the
        unit of a stream that was read: with what was merged or placed, without what was given away.
        """
        if self.reach is not None:
            return self.reach(place)
        held = self.states.get(place)
        return covers(self.scope, held.unit if held else place)

    @property
    def answering(self) -> tuple[str, ...]:
        """The units at whose level the unit's matters are decided: itself, while there is one."""
        return self.heirs or (self.unit,)

    def lies_in(self, scope: str, other: str = "") -> bool:
        """Whether the unit, or what it was merged into, lies in the scope; or another one does."""
        covering = self.covering_of(other) if other else self.covering or (self.unit,)
        return any(covers(scope, unit) for unit in covering)

    @property
    def at_its_level(self) -> bool:
        """Whether the office is held at the level of the unit, neither above nor below (000-24)."""
        return self.scope in map(prefix, self.answering)

    def has_come(self, day: date) -> None:
        """Refuse a day that is still to come: only what has happened is recorded."""
        if day > self.today:
            raise Rejected(
                "future-day",
                f"{day} 尚未到来，只能记录已经发生的事。请核对日期，事情办完之后再登记。",
                f"{day} has not come yet. Check the day, and record it once it has happened.",
            )

    def has_begun(self, moment: datetime) -> None:
        """Refuse a moment that is still to come."""
        if self.now is not None and moment > self.now:
            raise Rejected(
                "future-moment",
                f"{moment:%Y-%m-%d %H:%M}（北京时间）尚未到来，只能记录已经发生的事。请核对时间。",
                f"{moment:%Y-%m-%d %H:%M} (Beijing time) has not come yet. Check the time, and "
                "record it once it has happened.",
            )


@dataclass(frozen=True)
class Decider(Generic[S, C, E]):
    """`decide` turns state, command and circumstances into events, or raises `Rejected`; an empty
    list means that it is so already. `evolve` never refuses: facts are facts."""

    blank: S
    decide: Callable[[S, C, Circumstances[Any]], list[E]]
    evolve: Callable[[S, E, str], S]

    def fold(self, events: Iterable[tuple[E, str]]) -> S:
        return reduce(lambda state, each: self.evolve(state, *each), events, self.blank)
