"""What several services test before they record a fact."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from runtime.decider import Rejected

T = TypeVar("T")


def once(named: tuple[T, ...]) -> tuple[T, ...]:
    """Every one once, in the order given."""
    return tuple(dict.fromkeys(named))


def listed_once(what: Iterable[str], rule: str = "listed-twice") -> None:
    """Refuse a list that names something more than once."""
    named = list(what)
    if len(set(named)) == len(named):
        return
    twice = sorted(str(each) for each, times in Counter(named).items() if times > 1)
    raise Rejected(
        rule,
        f"重复列出：{'、'.join(twice)}。请每项只列一次。",
        f"Listed more than once: {', '.join(twice)}. List each only once.",
    )
