"""On which line of a .toml file something stands: `tomllib` reads the file and tells of no lines.

A mistake begins with its place, such as `topics.words.origins.0.code` or `bodies.yz-party`; where
the place is no more than a service, the words of the mistake lead to it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
SHARED = {"procedures": "procedures", "calendar": "years", "consents": None, "documents": None}
"""Chapters at the top of a file, for several services, and their list within the chapter."""
_CODES = ("code", "id", "name")
_UNKNOWN = re.compile(r"^There is no .* (?=[\w-]+\. Codes in force)")
"""What stands before the code that a vocabulary has not: such a word may be another's code."""


@dataclass(frozen=True)
class Places:
    """What a profile holds, and where: file and line of each value, by its path."""

    content: Mapping[str, Any]
    at: Mapping[Path, tuple[str, int]]

    @classmethod
    def of(cls, file: str, text: str, content: Mapping[str, Any]) -> "Places":
        return cls(content, {path: (file, line) for path, line in _Scanner(text).lines.items()})

    def behind(self, other: "Places") -> "Places":
        """These, with the procedures of the other before the own ones."""
        theirs = list(other.content.get("procedures", ()))
        own = list(self.content.get("procedures", ()))
        at = {_moved(path, len(theirs)): place for path, place in self.at.items()}
        content = {**self.content, "procedures": [*theirs, *own]}
        return Places(
            content, {**at, **{each: other.at[each] for each in other.at if each not in at}}
        )

    def on_top_of(self, other: "Places") -> "Places":
        """These, with what a profile takes from the other: chapters that it does not hold."""
        content, at = dict(self.content), dict(self.at)
        for path, place in other.at.items():
            head, own = path[0], self.content.get(str(path[0]))
            if head in SHARED:
                taken = not own
            else:
                within = isinstance(other.content[str(head)], dict)
                taken = within and (len(path) < 2 or path[1] not in (own or {}))
            if taken:
                at.setdefault(path, place)
        for name, value in other.content.items():
            if name in SHARED:
                content[name] = content.get(name) or value
            elif isinstance(value, dict):
                content[name] = {**value, **content.get(name, {})}
        return Places(content, at)

    def named(self, mistake: str) -> str:
        """The mistake, with file and line before it."""
        file, line = self.at.get(self._path(mistake), next(iter(self.at.values()), ("", 1)))
        return f"{file} line {line}: {mistake}"

    def _path(self, mistake: str) -> Path:
        place, _, said = mistake.partition(": ")
        said = _UNKNOWN.sub("", said.partition(" (found ")[0])
        begun, whole = self._walked(_own(place.split(".")))
        if whole and not isinstance(self._value(begun), dict | list):
            return begun
        heads = [begun] if len(begun) > 1 else [(place,), *((each,) for each in SHARED)]
        for token in re.findall(r"[\w-]+(?:\.[\w-]+)+", said):
            for head in (*heads, *((place, each) for each in self.content.get(place, ()))):
                path, whole = self._walked(token.split("."), head)
                if whole:
                    return path
        found = [each for head in heads for each in self._words(head, said)]
        return min(found, default=(0, 0, 0, begun or (place,)))[-1]

    def _walked(self, parts: list[str], head: Path = ()) -> tuple[Path, bool]:
        """As far as these parts lead from there, and whether they all do. An entry of a list goes
        by number or by code, and the name of its list may be left out."""
        value, path, walked = self._value(head), head, 0
        for part in parts:
            keys: Path = () if (key := _key(value, part)) is None else (key,)
            if not keys and isinstance(value, dict):
                lists = ((name, each) for name, each in value.items() if isinstance(each, list))
                inside = ((name, _key(each, part)) for name, each in lists)
                keys = next(((name, key) for name, key in inside if key is not None), ())
            if not keys:
                break
            path, walked = (*path, *keys), walked + 1
            value = self._value(path)
        while path and path not in self.at:
            path = path[:-1]
        return path, walked == len(parts)

    def _value(self, path: Path) -> Any:
        value: Any = self.content
        for key in path:
            value = value.get(key, {}) if isinstance(value, dict) else value[key]
        return value

    def _words(self, head: Path, said: str) -> Iterator[tuple[int, bool, int, Path]]:
        """The values there that the mistake names: the first that it names, a code before others,
        the last of several."""
        for path, value in _leaves(self._value(head), head):
            word = re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", said) if value else None
            if word and path in self.at:
                yield word.start(), path[-1] not in _CODES, -self.at[path][1], path


def _moved(path: Path, by: int) -> Path:
    match path:
        case ("procedures", int(number), *rest):
            return ("procedures", number + by, *rest)
    return path


def _own(parts: list[str]) -> list[str]:
    """Where in the file that stands which a service is asked: shared chapters are at its top."""
    chapter = parts[1] if len(parts) > 1 else ""
    if chapter not in SHARED or parts[0] in SHARED:
        return parts
    skipped = 3 if len(parts) > 2 and parts[2] == SHARED[chapter] else 2
    return [chapter, *parts[skipped:]]


def _key(value: Any, part: str) -> str | int | None:
    match value:
        case dict() if part in value:
            return part
        case list() if part.isdecimal() and int(part) < len(value):
            return int(part)
        case list():
            entries = [each if isinstance(each, dict) else {} for each in value]
            coded = (n for n, each in enumerate(entries) if part in map(each.get, _CODES))
            return max(coded, default=None)
    return None


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for name, each in value.items():
                yield from _leaves(each, (*path, name))
        case list():
            for number, each in enumerate(value):
                yield from _leaves(each, (*path, number))


class _Scanner:
    """The lines of all values in a text that `tomllib` has read without complaint."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text, self._at = text, 0
        self._counts: dict[Path, int] = {}
        table: Path = ()
        while self._skip(r"(?:\s|#[^\n]*)*") and self._at < len(text):
            if self._skip(r"\[\["):
                *above, last = self._keys()
                array = (*self._resolved(above), last)
                number = self._counts.get(array, 0)
                self._counts[array] = number + 1
                self._note(array)
                table = (*array, number)
                self._note(table)
                self._skip(r"\s*\]\]")
            elif self._skip(r"\["):
                table = self._resolved(self._keys())
                self._note(table)
                self._skip(r"\s*\]")
            else:
                self._pair(table)

    def _skip(self, pattern: str) -> bool:
        found = re.compile(pattern).match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found is not None

    def _note(self, path: Path) -> None:
        line = self._text.count("\n", 0, self._at) + 1
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _resolved(self, keys: list[str]) -> Path:
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _keys(self) -> list[str]:
        keys = []
        while found := re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*\.?").match(
            self._text, self._at
        ):
            self._at = found.end()
            keys.append(next(each for each in found.groups() if each is not None))
            if not found.group().endswith("."):
                break
        return keys

    def _pair(self, table: Path) -> None:
        path = (*table, *self._keys())
        self._note(path)
        self._skip(r"\s*=\s*")
        self._value(path)

    def _value(self, path: Path) -> None:
        between = r"(?:[\s,]|#[^\n]*)*"
        if self._skip(r"\["):
            number = 0
            while self._skip(between) and not self._skip(r"\]"):
                self._note((*path, number))
                self._value((*path, number))
                number += 1
        elif self._skip(r"\{"):
            while self._skip(between) and not self._skip(r"\}"):
                self._pair(path)
        else:
            self._skip(
                r'"""(?:[^\\]|\\[\s\S])*?"{3,5}|\'\'\'[\s\S]*?\'{3,5}|"(?:[^"\\]|\\.)*"|'
                r"'[^']*'|[^\s,\]\}#]+(?: \d{2}:[^\s,\]\}#]+)?"
            )
