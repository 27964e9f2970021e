"""Who was at a session and who was not, as its minutes say it: by the attendance on record and
never by the invitations (000-43). Kinds and numbers; groups and bodies by their titles where it is
certain that all of them came, or that none did. Members are counted: their names are not kept here.

Every member who was invited stands in one of the three lists and in no other: whoever was at too
few sittings (domain 7.1) is absent or on leave, although they were at some.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = dict[str, Any]
Called = Callable[[str], str]
"""The county's word for a kind of participants."""
Away = Mapping[str, bool]
"""The members who were away by the minutes as confirmed: each with whether they were on leave."""


def present(row: Row, called: Called, away: Away) -> list[str]:
    """Of each kind as many as were at the sitting where most of it were, and of members as many as
    were there at all and are not away; nobody before attendance is on record."""
    said = []
    for kind in dict.fromkeys(each["kind"] for each in _lists(row)):
        count = len(_named(row, kind) - away.keys()) + _counted(row, kind)
        if not count:
            continue
        whom = _invited(row, kind)
        all_came = sum(each["count"] for each in whom) == count
        titles = [each["title"] for each in whom if each["member"] is None] if all_came else []
        names = "、".join(each for each in titles if each != called(kind))
        said.append(f"{called(kind)}{count}人" + (f"（{names}）" if names else ""))
    return said


def absent(row: Row, called: Called, away: Away) -> list[str]:
    """Groups and bodies of which nobody came, by name, how many fewer came of the others, and how
    many members were absent without leave. Nobody before the attendance of each sitting is on
    record."""
    if not _is_on_record(row):
        return []
    gone = _by_kind(row, (each for each in away if not away[each]))
    said = []
    for kind in dict.fromkeys(each["kind"] for each in row["participants"]):
        groups = [each for each in _invited(row, kind) if each["member"] is None]
        there = len(_named(row, kind) - _members(row)) + _counted(row, kind)
        missing = gone.get(kind, 0)
        if groups and not there:
            said += [titled(each) for each in groups]
        elif groups:
            missing += max(sum(each["count"] for each in groups) - there, 0)
        said += [f"{called(kind)}{missing}人"] if missing else []
    return said


def on_leave(row: Row, called: Called, away: Away) -> list[str]:
    """How many members were on leave: those of whom it counts, and, once the minutes are confirmed,
    those who were at no sitting and are not held to have been away."""
    found = {each for each in away if away[each]}
    if row["summary"] is not None and _is_on_record(row):
        came = {member for each in _lists(row) for member in each.get("members", ())}
        found |= _members(row) - came - away.keys()
    return [f"{called(kind)}{count}人" for kind, count in _by_kind(row, found).items()]


def titled(whom: Row) -> str:
    """A participant with how many they are."""
    return whom["title"] if whom["count"] == 1 else f"{whom['title']}（{whom['count']}人）"


def _by_kind(row: Row, members: Iterable[str]) -> dict[str, int]:
    """How many of these members are of each kind: that as which they were invited first."""
    kinds: dict[str, str] = {}
    for each in row["participants"]:
        if each["member"] is not None:
            kinds.setdefault(each["member"], each["kind"])
    of_these = [kinds[member] for member in members if member in kinds]
    return {kind: of_these.count(kind) for kind in kinds.values() if kind in of_these}


def _lists(row: Row) -> list[Row]:
    return [each for sitting in row["sittings"] for each in sitting["present"] or ()]


def _is_on_record(row: Row) -> bool:
    """Whether each sitting has its attendance, and there is one."""
    return bool(row["sittings"]) and all(each["present"] is not None for each in row["sittings"])


def _named(row: Row, kind: str) -> set[str]:
    """The members of the kind who were at any sitting."""
    lists = (each.get("members", ()) for each in _lists(row) if each["kind"] == kind)
    return {member for members in lists for member in members}


def _counted(row: Row, kind: str) -> int:
    """How many of the kind who are not listed were at the sitting where most of it were."""
    of_kind = (each for each in _lists(row) if each["kind"] == kind)
    return max((each["count"] - len(each.get("members", ())) for each in of_kind), default=0)


def _invited(row: Row, kind: str) -> list[Row]:
    return [each for each in row["participants"] if each["kind"] == kind]


def _members(row: Row) -> set[str]:
    """The members who were invited one by one."""
    return {each["member"] for each in row["participants"] if each["member"] is not None}
