"""Who was at a session and who was not, as its minutes say it: by the attendance on record and
never by the invitations (000-43). Kinds and numbers; groups and bodies by their titles where it is
certain that all of them came, or that none did. Members are counted: their names are not kept here.
"""

from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]
Called = Callable[[str], str]
"""The county's word for a kind of participants."""


def present(row: Row, called: Called) -> list[str]:
    """Of each kind as many as were at the sitting where most of it were; nobody before attendance
    is on record."""
    said = []
    for kind, count in _most(row["sittings"]).items():
        if not count:
            continue
        whom = _invited(row, kind)
        all_came = sum(each["count"] for each in whom) == count
        titles = [each["title"] for each in whom if each["member"] is None] if all_came else []
        names = "、".join(each for each in titles if each != called(kind))
        said.append(f"{called(kind)}{count}人" + (f"（{names}）" if names else ""))
    return said


def absent(row: Row, called: Called, members: int) -> list[str]:
    """Groups and bodies of which nobody came, by name, how many fewer came of the others, and how
    many members were absent without leave. Nobody before the attendance of each sitting is on
    record."""
    there = _most(row["sittings"])
    if not row["sittings"] or any(each["present"] is None for each in row["sittings"]):
        return []
    said = []
    for kind in dict.fromkeys(each["kind"] for each in row["participants"]):
        groups = [each for each in _invited(row, kind) if each["member"] is None]
        expected = sum(each["count"] for each in _invited(row, kind))
        if groups and not there.get(kind):
            said += [titled(each) for each in groups]
        elif groups:
            missing = expected - there[kind]
            said += [f"{called(kind)}{missing}人"] if missing > 0 else []
    return [*said, *counted(row, called, members)]


def counted(row: Row, called: Called, members: int) -> list[str]:
    """So many of the members who were invited, by the word for their kind."""
    kinds = [each["kind"] for each in row["participants"] if each["member"] is not None]
    return [f"{called(kinds[0])}{members}人"] if members and kinds else []


def titled(whom: Row) -> str:
    """A participant with how many they are."""
    return whom["title"] if whom["count"] == 1 else f"{whom['title']}（{whom['count']}人）"


def _most(sittings: Sequence[Row]) -> dict[str, int]:
    most: dict[str, int] = {}
    for sitting in sittings:
        for each in sitting["present"] or ():
            most[each["kind"]] = max(each["count"], most.get(each["kind"], 0))
    return most


def _invited(row: Row, kind: str) -> list[Row]:
    return [each for each in row["participants"] if each["kind"] == kind]
