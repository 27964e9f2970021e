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
from contracts.meetings.procedure import Procedure, Step
from contracts.members.body import BodyKind
from contracts.members.duty import DutyKind, DutyPoints
from contracts.members.unit import UnitKind
from contracts.places import UnitId, county
from contracts.roles import Role
from contracts.text import Day, DocumentNumber, Sentence, Title
from contracts.topics.rules import ProcedureChoice
from contracts.topics.topic import Category, Origin, Principle, Weight
from runtime.decider import Circumstances, Decider, Rejected
from services.meetings.rules.commands import AdoptProcedures
from services.meetings.rules.decider import RULES as MEETINGS
from services.members.rules.commands import AdoptDutyRules
from services.members.rules.decider import RULES as MEMBERS
from services.members.unit.commands import RegisterUnit
from services.members.unit.decider import fits
from services.outcomes.rules.commands import AdoptOutcomeRules
from services.outcomes.rules.decider import RULES as OUTCOMES
from services.topics.rules.commands import AdoptTopicRules
from services.topics.rules.decider import RULES as TOPICS


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
    """A committee, department, Party organisation or office of the county."""

    id: BodyId
    name: Title
    kind: BodyKind


class Rules(Part):
    """The .toml file."""

    version: DocumentNumber
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

    def registration(self) -> RegisterUnit:
        """What the register is asked for this row."""
        return RegisterUnit(unit=self.code, **self.model_dump(exclude={"code"}))

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
        mistakes += [f"{listing.name}{line}" for line in _places(rules, units)]
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
    """What does not fit together within the rules, the services' own rules included."""
    yield from _words(rules.topics)
    codes = {procedure.code for procedure in rules.procedures}
    for kind, choice in rules.topics.procedures.items():
        for weight in Weight:
            if (chosen := getattr(choice, weight)) not in codes:
                yield f"topics.procedures.{kind}.{weight}: there is no procedure {chosen}"
    for procedure in rules.procedures:
        for milestone in _twice(step.completed_by for step in procedure.steps):
            yield f"procedures.{procedure.code}: two steps are completed by {milestone}"
    for body in _twice(body.id for body in rules.bodies):
        yield f"bodies.{body}: stands there twice"
    if rules.county != county(rules.county).ljust(12, "0"):
        yield f"county: {rules.county} is not the code of a county"
        return
    for decider, command in zip(_DECIDERS, adoptions(rules), strict=True):
        try:
            decider.decide(decider.blank, command, _asked(rules.county))
        except Rejected as refusal:
            yield str(refusal)


_DECIDERS: tuple[Decider[Any, Any, Any], ...] = (MEETINGS, TOPICS, MEMBERS, OUTCOMES)


def _asked(unit: str) -> Circumstances[None]:
    return Circumstances(
        "yishi", Role.OPERATOR, county(unit), unit, "", UnitKind.COUNTY, date.max, None
    )


def adoptions(
    rules: Rules,
) -> tuple[AdoptProcedures, AdoptTopicRules, AdoptDutyRules, AdoptOutcomeRules]:
    """What each of the four services is asked to adopt."""
    where: dict[str, Any] = {"unit": rules.county, "version": rules.version}
    procedures = AdoptProcedures(
        **where,
        procedures=rules.procedures,
        cadence_months=rules.cadence.months,
        cadence_unit_kinds=rules.cadence.unit_kinds,
        cadence_note=rules.cadence.note,
    )
    topics = AdoptTopicRules(
        **where,
        programme=rules.programme,
        **rules.topics.model_dump(exclude={"procedures"}, mode="json"),
        procedures=tuple(
            ProcedureChoice(unit_kind=kind, weight=weight, procedure=getattr(choice, weight))
            for kind, choice in rules.topics.procedures.items()
            for weight in Weight
        ),
    )
    points = tuple(DutyPoints(**row.model_dump()) for row in rules.duty)
    return (
        procedures,
        topics,
        AdoptDutyRules(**where, points=points),
        AdoptOutcomeRules(**where, **rules.outcomes.model_dump()),
    )


def _words(topics: TopicWords) -> Iterator[str]:
    given: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "categories": (topics.categories, Category),
        "origins": (topics.origins, Origin),
        "principles": (topics.principles, Principle),
        "procedures": (topics.procedures, UnitKind),
    }
    for name, (there, wanted) in given.items():
        if missing := sorted(set(wanted) - set(there)):
            yield f"topics.{name}: still missing: {', '.join(missing)}"


def _places(rules: Rules, units: Sequence[tuple[int, Unit]]) -> Iterator[str]:
    """What does not fit together within the list of units."""
    known = {unit.code for _, unit in units}
    for code in _twice(unit.code for _, unit in units):
        yield f": {code} stands there twice"
    for line, unit in units:
        if county(unit.code) != county(rules.county):
            yield f" line {line}: {unit.code} lies in another county than {rules.county}"
        if unit.parent is not None and unit.parent not in known:
            yield f" line {line}: the unit above, {unit.parent}, is not in the list"
        try:
            fits(unit.registration())
        except Rejected as refusal:
            yield f" line {line}: {refusal}"
    if rules.county not in known:
        yield f": the county {rules.county} itself is not in the list"
