"""A jurisdiction's profile: its rules from a .toml file, its units from the .csv file beside it.

Everything that is wrong is reported at once, each mistake with its file, line and place.
"""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from common.rules import AdoptProfile
from contracts.members.rules import Words
from services.members.body.commands import RegisterBody
from services.members.room.commands import OpenRoom
from services.members.rules.commands import AdoptProfile as OfMembers
from services.members.unit.commands import RegisterUnit
from yishi.profile.adoptions import COMMANDS, adoption
from yishi.profile.checks import misfits, misplaced, unlisted
from yishi.profile.lines import Places
from yishi.profile.references import counted_as_nothing
from yishi.profile.shapes import Rules, Unit, columns
from yishi.profile.templates import shipped, text_of


class ProfileError(Exception):
    """The profile cannot be used; `mistakes` says where and why, one line each."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Profile:
    """`adoptions` is what each service is asked to adopt."""

    rules: Rules
    adoptions: Mapping[str, AdoptProfile]
    units: tuple[Unit, ...]

    @property
    def members(self) -> OfMembers:
        found = self.adoptions["members"]
        assert isinstance(found, OfMembers)
        return found

    def registrations(self) -> Iterator[RegisterUnit]:
        """The units, in the order of the list."""
        yield from (unit.registration(self.members.words.unit_kinds) for unit in self.units)

    def bodies(self) -> Iterator[RegisterBody]:
        """The county's bodies, and those of its units."""
        yield from (body.registration(self.rules.jurisdiction) for body in self.rules.bodies)
        for unit in self.units:
            yield from unit.bodies(self.members.words.body_kinds)

    def rooms(self) -> Iterator[OpenRoom]:
        called = self.members.words.room
        yield from (room for unit in self.units if (room := unit.room(called)))


def read(path: Path) -> Profile:
    """The profile in this file and the list of units it names. Raises `ProfileError`."""
    rules, places, miscounted = _rules(path, ())
    listing = path.parent / rules.units
    units: list[tuple[int, Unit]] = []
    mistakes: list[str] = []
    with suppress(ValidationError):  # words that are wrong are told below
        words = Words.model_validate(rules.members.get("words"))
        try:
            units, mistakes = _units(listing, columns(words))
        except (OSError, UnicodeDecodeError) as error:
            mistakes = [places.named(f"units: {listing.name}: {error}")]
    mistakes += miscounted
    adopted: dict[str, AdoptProfile] = {}
    names = {unit.code: unit.name for _, unit in units}
    for service in COMMANDS:
        try:
            adopted[service] = adoption(rules, service, names.get(rules.jurisdiction, "?"))
        except ValidationError as error:
            mistakes += [places.named(f"{service}.{line}") for line in _lines(error)]
    if len(adopted) == len(COMMANDS):
        mistakes += [places.named(line) for line in misfits(rules, adopted)]
    if not mistakes:
        own = places.at.get(("consents",), ("", 0))[0] == path.name
        mistakes += [f"{listing.name} {line}" for line in misplaced(rules, adopted, units)]
        mistakes += [places.named(line) for line in unlisted(rules, units, consents=own)]
    if mistakes:
        raise ProfileError(mistakes)
    return Profile(rules, adopted, tuple(unit for _, unit in units))


def _rules(path: Path, extending: tuple[Path, ...]) -> tuple[Rules, Places, list[str]]:
    """The rules in this file, on top of those that it extends, where each of them stands, and what
    counts as nothing that those have."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError([f"{path.name} {_spoilt(error, text)}"]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError([f"{path.name}: {error}"]) from error
    places = Places.of(path.name, text, found)
    try:
        rules = Rules.model_validate(found)
    except ValidationError as error:
        raise ProfileError([places.named(line) for line in _lines(error)]) from error
    rules, places = _with_templates(rules, places)
    if rules.extends is None:
        return rules, places, []
    other = path.parent / rules.extends
    if other in (path, *extending):
        raise ProfileError([places.named(f"extends: {rules.extends} extends this file itself")])
    if not other.exists():
        raise ProfileError([places.named(f"extends: there is no file {rules.extends} beside it")])
    above, theirs, mistakes = _rules(other, (path, *extending))
    mistakes += [places.named(line) for line in counted_as_nothing(found, above.model_dump())]
    return rules.on_top_of(above), places.on_top_of(theirs), mistakes


def _with_templates(rules: Rules, places: Places) -> tuple[Rules, Places]:
    """The rules with the shipped procedures that they name, before their own."""
    unknown = [code for code in rules.templates if code not in shipped()]
    if unknown:
        known = ", ".join(shipped())
        raise ProfileError(
            [places.named(f"templates: {code} is not shipped ({known})") for code in unknown]
        )
    taken: tuple[dict[str, Any], ...] = ()
    whole = Places({}, {})
    for code in rules.templates:
        text = text_of(code)
        found = tomllib.loads(text)
        taken += tuple(found["procedures"])
        whole = Places.of(f"{code}.toml", text, found).behind(whole)
    if not taken:
        return rules, places
    own = rules.procedures
    return rules.model_copy(update={"procedures": (*taken, *own)}), places.behind(whole)


def _spoilt(error: tomllib.TOMLDecodeError, text: str) -> str:
    """`line 3: Invalid value`: what `tomllib` says, with the line first."""
    reason, _, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    return f"line {line[1] if line else text.count(chr(10)) + 1}: {reason}"


def _lines(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False):
        place = ".".join(str(part) for part in each["loc"] if part != "[key]")
        if each["type"] == "unknown_field":
            yield f"{each['ctx']['path']}: is not a known name"
        else:
            yield f"{place}: {_sentence(each)}"


def _sentence(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a known name"
        case _:
            return f"{str(error['msg']).removeprefix('Value error, ')} (found {error['input']!r})"


def _units(path: Path, columns: Mapping[str, str]) -> tuple[list[tuple[int, Unit]], list[str]]:
    """The rows with their line numbers, and what is wrong with the others. `columns`: the field
    that stands in each."""
    # Spreadsheets put a mark before the first column's name; utf-8-sig takes it away.
    text = path.read_text(encoding="utf-8-sig")
    reader = csv.DictReader(text.splitlines())
    if list(reader.fieldnames or ()) != [*columns]:
        return [], [f"{path.name} line 1: the columns must be {','.join(columns)}"]
    units: list[tuple[int, Unit]] = []
    mistakes: list[str] = []
    called = {field: column for column, field in columns.items()}
    for row in reader:
        line = reader.line_num
        if None in row or None in row.values():
            mistakes.append(f"{path.name} line {line}: has not {len(columns)} columns")
            continue
        try:
            found = {field: row[column] for column, field in columns.items()}
            units.append((line, Unit.model_validate(found)))
        except ValidationError as error:
            for each in _lines(error):
                field, _, said = each.partition(": ")
                mistakes.append(f"{path.name} line {line}: {called.get(field, field)}: {said}")
    return units, mistakes
