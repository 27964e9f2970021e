"""What an auditor finds who reads a life without knowing the rules; an audit raises AssertionError.

An audit takes the events of one stream, in their order, which another hand than the decider reads.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from contracts.documents import DocumentIssued, DocumentWithdrawn
from contracts.rules import ChapterIssued, ProfileAdopted

Audit = Callable[[Sequence[Any]], None]
E = TypeVar("E")


def only(life: Iterable[Any], *kinds: type[E]) -> list[E]:
    """The events of these kinds."""
    return [each for each in life if isinstance(each, kinds)]


def begins_with(life: Sequence[Any], *kinds: type[Any], once: bool = True) -> None:
    assert isinstance(life[0], kinds), "it begins with something else"
    assert not once or len(only(life, *kinds)) == 1, "it begins twice"


def ends_with(life: Sequence[Any], *ends: type[Any], but: tuple[type[Any], ...] = ()) -> None:
    """Nothing but `but` comes after one of these."""
    for at, each in enumerate(life):
        if isinstance(each, ends):
            after = [type(one).__name__ for one in life[at + 1 :] if not isinstance(one, but)]
            assert not after, f"{type(each).__name__}, and then {after}"
            return


def counted(numbers: Iterable[int]) -> None:
    """1, 2, 3 and so on."""
    told = list(numbers)
    assert told == list(range(1, len(told) + 1)), told


def each_once(keys: Iterable[Any]) -> None:
    told = list(keys)
    assert len(set(told)) == len(told), told


def rules(life: Sequence[Any]) -> None:
    """A version means the same for ever, and the same again is not recorded (model 13)."""
    known: dict[str, Any] = {}
    before, issued = None, set[str]()
    for each in life:
        if isinstance(each, ChapterIssued):
            issued.add(each.version)
            continue
        assert isinstance(each, ProfileAdopted)
        assert issued <= {each.version}, "chapters of another version"
        assert known.setdefault(each.version, each.digests) == each.digests
        now = (each.version, each.extends)
        assert issued or now != before, "adopted again"
        before, issued = now, set()
    assert not issued, "chapters of a version that nobody adopted"


def documents(life: Sequence[Any]) -> None:
    """A document is issued once, and again only when it was withdrawn: by its own number."""
    begins_with(life, DocumentIssued, once=False)
    counted(each.issue for each in only(life, DocumentIssued))
    in_force = 0
    for each in life:
        match each:
            case DocumentIssued():
                assert not in_force, "issued twice"
                in_force = each.issue
            case DocumentWithdrawn():
                assert each.issue == in_force, "withdrawn twice, or another issue"
                in_force = 0
