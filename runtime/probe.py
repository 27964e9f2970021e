"""What can be done now: the decider is asked with commands whose fields may not be read.

What is refused before any field is read is closed, by that rule, whatever anybody writes. Where a
field is read the content decides: open. Nothing to record means that it is so already: not offered.
So there is no second table of what is open when, and deciders look at the state before the content
(docs/decisions/0016).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from runtime.decider import Command


class Touched(BaseException):
    """A field of a probe was read. No `Exception`, which somebody might catch, and no
    `AttributeError`, which a `match` takes for a pattern that does not fit."""


def repeats(same: Callable[[], bool]) -> bool:
    """Whether a command asks for what is so already. A probe never does: the state has its say, and
    not the content."""
    try:
        return same()
    except Touched:
        return False


def foreseen(
    names: Callable[[Any, Any], Iterable[str]], state: Any, command: Command
) -> Sequence[str]:
    """What a command names before its rule is asked. A probe names what the state alone tells."""
    found: list[str] = []
    try:
        if (named := names(state, command)) == ():  # as most do
            return ()
        for each in named:
            found.append(each)
    except Touched:
        pass
    return found


class Unread(dict[str, Any]):
    """States for a probe: whose name depends on the content, is content."""

    def __missing__(self, name: str) -> Any:
        raise Touched(name)


_WHOLE = ("__dict__", "__iter__", "model_copy", "model_dump", "model_dump_json")
"""What reads all fields at once."""


class _Alike(type(Command)):  # type: ignore[misc]
    """The class of a probe counts as the class of its kind: a table of kinds finds it."""

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is cls.__base__

    def __hash__(cls) -> int:
        return hash(cls.__base__)


@cache
def probe(kind: type[Command]) -> Command:
    """A command of this kind whose fields may not be read."""

    def read(self: Command, name: str) -> Any:
        if name in kind.model_fields or name in _WHOLE:
            raise Touched(name)
        return object.__getattribute__(self, name)

    untouchable: type[Command] = _Alike(kind.__name__, (kind,), {"__getattribute__": read})
    return untouchable.model_construct()
