"""A county's profile: its rules from a .toml file, its units from the .csv file beside it.

Everything that is wrong is reported at once, each mistake with its place.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from contracts.ids import BodyId
from contracts.meetings.procedure import Gate, Milestone, Procedure, Step
from contracts.members.body import BodyKind
from contracts.members.duty import DutyKind
from contracts.members.unit import UnitKind
from contracts.places import UnitId, county, prefix
from contracts.text import Day, Number, Sentence, Title
from contracts.topics.topic import Category, Origin, Principle, Weight


class ProfileError(Exception):
    """The profile cannot be used; `mistakes` says where and why, one line each."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class Part(BaseModel):
    """A part of a profile. A misspelt name is a mistake, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProfileStep(Step):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProfileProcedure(Procedure):
    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: Annotated[tuple[ProfileStep, ...], Field(min_length=1)]


class Choice(Part):
    """Which procedure a kind of unit uses for major and for general matters (000-30, 000-31)."""

    major: str
    general: str


class TopicWords(Part):
    categories: dict[Category, Title]
    origins: dict[Origin, Title]
    principles: dict[Principle, Title]
    procedures: dict[UnitKind, Choice]


class Cadence(Part):
    """How often a key session is due (000-40)."""

    months: Annotated[int, Field(ge=1, le=24)]
    unit_kinds: Annotated[tuple[UnitKind, ...], Field(min_length=1)]
    note: Sentence


Days = Annotated[int, Field(ge=1, le=730)]


class OutcomeWords(Part):
    """Deadlines in calendar days, standing copies and the names of the lists (9.3, 001-22)."""

    first_progress_days: Days
    result_days: Days
    look_back_days: Days
    copies: tuple[Title, ...]
    lists: Annotated[tuple[Title, ...], Field(min_length=3, max_length=3)]


class Points(Part):
    kind: DutyKind
    points: Annotated[int, Field(ge=0, le=100)]
    most_per_year: Annotated[int, Field(ge=0, le=1000)]


class Body(Part):
    """A committee, department, Party organisation or office; of the county unless it says where."""

    id: BodyId
    name: Title
    kind: BodyKind
    unit: UnitId | None = None


class Rules(Part):
    """The .toml file."""

    version: Number
    county: UnitId
    programme: Title
    units: str
    topics: TopicWords
    procedures: Annotated[tuple[ProfileProcedure, ...], Field(min_length=1)]
    cadence: Cadence
    outcomes: OutcomeWords
    duty: tuple[Points, ...]
    bodies: tuple[Body, ...]


KINDS = {
    "县": UnitKind.COUNTY,
    "乡镇": UnitKind.TOWNSHIP,
    "社区": UnitKind.COMMUNITY,
    "村": UnitKind.VILLAGE,
    "企业": UnitKind.ENTERPRISE,
}


def _kind(word: object) -> object:
    if isinstance(word, str) and word not in KINDS:
        raise ValueError(f"must be one of {', '.join(KINDS)}")
    return KINDS[word] if isinstance(word, str) else word


def _blank(cell: object) -> object:
    return None if cell == "" else cell


OptionalDay = Annotated[Day | None, BeforeValidator(_blank)]


class Unit(Part):
    """A row of the unit list."""

    code: Annotated[UnitId, Field(alias="代码")]
    name: Annotated[Title, Field(alias="名称")]
    kind: Annotated[UnitKind, BeforeValidator(_kind), Field(alias="类别")]
    parent: Annotated[UnitId | None, BeforeValidator(_blank), Field(alias="上级代码")]
    valid_from: Annotated[Day, Field(alias="启用日期")]
    workstation_since: Annotated[OptionalDay, Field(alias="工作站成立")]
    council_since: Annotated[OptionalDay, Field(alias="议事会成立")]
    room_since: Annotated[OptionalDay, Field(alias="议事室启用")]

    def has_council(self, on: date) -> bool:
        """Whether council and room exist on that day (000-03, 000-15)."""
        return all(since and since <= on for since in (self.council_since, self.room_since))


@dataclass(frozen=True)
class Profile:
    rules: Rules
    units: tuple[Unit, ...]

    @property
    def county(self) -> Unit:
        return next(unit for unit in self.units if unit.code == self.rules.county)


def read(path: Path) -> Profile:
    """The profile in this file and the list of units it names. Raises `ProfileError`."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError([f"{path.name}: {error}"]) from error
    try:
        rules = Rules.model_validate(found)
    except ValidationError as error:
        raise ProfileError([f"{path.name}: {line}" for line in _lines(error)]) from error
    listing = path.parent / rules.units
    units, mistakes = _units(listing)
    mistakes += [f"{path.name}: {line}" for line in _misfits(rules)]
    if not mistakes:
        codes = {unit.code for _, unit in units}
        mistakes += [f"{listing.name}: {line}" for line in _places(rules, units)]
        mistakes += [
            f"{path.name}: bodies.{body.id}.unit: {body.unit} is not in the list of units"
            for body in rules.bodies
            if body.unit and body.unit not in codes
        ]
    if mistakes:
        raise ProfileError(mistakes)
    return Profile(rules, tuple(unit for _, unit in units))


def _lines(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False):
        place = ".".join(str(part) for part in each["loc"] if part != "[key]")
        yield f"{place}: {_sentence(each)}"


def _sentence(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a known name"
        case _:
            return f"{str(error['msg']).removeprefix('Value error, ')} (found {error['input']!r})"


def _units(path: Path) -> tuple[list[tuple[int, Unit]], list[str]]:
    """The rows with their line numbers, and what is wrong with the others."""
    try:
        # Spreadsheets put a mark before the first column's name; utf-8-sig takes it away.
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return [], [f"{path.name}: {error}"]
    reader = csv.DictReader(text.splitlines())
    wanted = [str(field.alias) for field in Unit.model_fields.values()]
    if list(reader.fieldnames or ()) != wanted:
        return [], [f"{path.name} line 1: the columns must be {','.join(wanted)}"]
    units: list[tuple[int, Unit]] = []
    mistakes: list[str] = []
    for row in reader:
        line = reader.line_num
        if None in row or None in row.values():
            mistakes.append(f"{path.name} line {line}: has not {len(wanted)} columns")
            continue
        try:
            units.append((line, Unit.model_validate(row)))
        except ValidationError as error:
            mistakes += [f"{path.name} line {line}: {each}" for each in _lines(error)]
    return units, mistakes


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _misfits(rules: Rules) -> Iterator[str]:
    """What does not fit together within the rules."""
    if prefix(rules.county) != county(rules.county):
        yield f"county: {rules.county} is not the code of a county"
    yield from _words(rules.topics)
    codes = {procedure.code for procedure in rules.procedures}
    for code in _twice(procedure.code for procedure in rules.procedures):
        yield f"procedures.{code}: stands there twice"
    for kind, choice in rules.topics.procedures.items():
        for weight in Weight:
            if (chosen := getattr(choice, weight)) not in codes:
                yield f"topics.procedures.{kind}.{weight}: there is no procedure {chosen}"
    for procedure in rules.procedures:
        yield from _steps(procedure, codes)
    for fact in _twice(points.kind for points in rules.duty):
        yield f"duty.{fact}: stands there twice"
    for body in _twice(body.id for body in rules.bodies):
        yield f"bodies.{body}: stands there twice"


def _words(topics: TopicWords) -> Iterator[str]:
    for name, given, all_of in (
        ("categories", set(topics.categories), set(Category)),
        ("origins", set(topics.origins), set(Origin)),
        ("principles", set(topics.principles), set(Principle)),
        ("procedures", set(topics.procedures), set(UnitKind)),
    ):
        if missing := sorted(set(all_of) - set(given)):
            yield f"topics.{name}: still missing: {', '.join(missing)}"


def _steps(procedure: ProfileProcedure, codes: set[str]) -> Iterator[str]:
    place = f"procedures.{procedure.code}"
    if procedure.upgrades_to is not None and procedure.upgrades_to not in codes - {procedure.code}:
        yield f"{place}.upgrades_to: there is no other procedure {procedure.upgrades_to}"
    for code in _twice(step.code for step in procedure.steps):
        yield f"{place}.steps.{code}: stands there twice"
    for milestone in _twice(step.completed_by for step in procedure.steps):
        yield f"{place}: two steps are completed by {milestone}; the second could never be done"
    milestones = {step.completed_by for step in procedure.steps}
    # The gates that only this procedure's own deeds can open must not wait for a deed it lacks.
    for step in procedure.steps:
        if Gate.MINUTES in step.needs and Milestone.MINUTES_CONFIRMED not in milestones:
            yield f"{place}.steps.{step.code}.needs: no step confirms minutes"
    if Milestone.TOPIC_APPROVED not in milestones:
        yield f"{place}: no step is completed by TopicApproved, the consent that all wait for"


def _places(rules: Rules, units: Sequence[tuple[int, Unit]]) -> Iterator[str]:
    """What does not fit together within the list of units."""
    known = {unit.code: unit for _, unit in units}
    for code in _twice(unit.code for _, unit in units):
        yield f"{code} stands there twice"
    for line, unit in units:
        if county(unit.code) != county(rules.county):
            yield f"line {line}: {unit.code} lies in another county than {rules.county}"
        if not _kind_fits(unit):
            yield f"line {line}: {unit.code} is no code for the kind {unit.kind} ({RANGES})"
        if unit.kind is not UnitKind.COUNTY and not _parent_fits(unit, known):
            yield f"line {line}: the unit above {unit.code} must be listed and begin its code"
    if rules.county not in known:
        yield f"the county {rules.county} itself is not listed"


RANGES = (
    "township part 001-599; village part: community 001-199, village 200-899, enterprise 900-999"
)


def _kind_fits(unit: Unit) -> bool:
    """Whether kind and code agree (domain 10.1; docs/decisions/0007)."""
    town, village = int(unit.code[6:9]), int(unit.code[9:])
    match unit.kind:
        case UnitKind.COUNTY:
            return town == village == 0
        case UnitKind.TOWNSHIP:
            return 1 <= town <= 599 and village == 0
        case UnitKind.COMMUNITY:
            return town > 0 and 1 <= village <= 199
        case UnitKind.VILLAGE:
            return town > 0 and 200 <= village <= 899
        case UnitKind.ENTERPRISE:
            return town > 0 and village >= 900


def _parent_fits(unit: Unit, known: dict[str, Unit]) -> bool:
    return (
        unit.parent in known
        and unit.parent != unit.code
        and unit.code.startswith(prefix(unit.parent))
    )
