"""The timeline of a case: what was done, told under the steps of its procedure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from contracts.event import Event
from contracts.meetings.procedure import Milestone, Procedure, Step
from contracts.members.duty import DutyFactCredited
from contracts.places import CHINA
from services.console.projections import KNOWN
from services.console.sentences import WITHHELD, Names, Told, credited, on, tell
from services.console.sight import Sight
from services.console.standing import Standing
from services.console.steps import step_of
from services.console.tables import Row

_RAISED = Step(code="", name="提出议题", actor="提出人", completed_by=Milestone.TOPIC_PROPOSED)
_BEFORE_ANY_PROCEDURE = Procedure(
    code="",
    name="尚未启动程序",
    steps=(
        _RAISED,
        Step(
            code="",
            name="审查与同意",
            actor="联络员，同级党组织",
            completed_by=Milestone.TOPIC_APPROVED,
        ),
    ),
)


@dataclass(frozen=True)
class Mark:
    """Where in the ledgers a line can be found."""

    source: str
    position: int
    event_id: str


@dataclass(frozen=True)
class Deed:
    """A line of the timeline: what was done, when, where, by whose office, and the proof."""

    at: datetime
    unit_name: str
    office: str
    told: Told
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Stage:
    """A step of the procedure and all deeds that belong to it. `state`: done waived now next."""

    number: int
    name: str
    actor: str
    state: str
    words: str
    day: date | None
    deeds: tuple[Deed, ...]


def stages(
    topic: Row,
    stand: Standing,
    consultation: Row | None,
    steps: Mapping[str, Row],
    told: Sequence[Row],
    names: Names,
    sight: Sight,
    own_tasks: frozenset[int],
) -> Iterator[Stage]:
    since = consultation["since"] if consultation else 0
    procedure = (
        Procedure.model_validate(consultation["procedure"])
        if consultation
        else _BEFORE_ANY_PROCEDURE
    )
    shelves: list[list[tuple[Row, Event]]] = [[] for _ in procedure.steps]
    for row, event in _events(told):
        shelves[step_of(procedure, event)].append((row, event))
    finished = {code: row for code, row in steps.items() if consultation and row["as_of"] > since}
    present = True
    for number, (step, shelf) in enumerate(zip(procedure.steps, shelves, strict=True), start=1):
        deeds = tuple(_deeds(shelf, names, sight, own_tasks))
        day = None
        if done := finished.get(step.code):
            state, day = ("waived" if done["waived"] else "done"), done["done_on"]
            words = f"{on(day)}{'免去' if done['waived'] else '完成'}"
        elif step is _RAISED:
            state, day = "done", topic["raised_on"]
            words = f"{on(day)}完成"
        elif present and stand.state == "running":
            state, words, present = "now", "正在办理", False
        else:
            state, words = "next", "未开始" if stand.state == "running" else "未完成"
        yield Stage(number, step.name, step.actor, state, words, day, deeds)


def _events(told: Sequence[Row]) -> list[tuple[Row, Event]]:
    """In the order of the clock, but never against the order of a ledger."""
    latest: dict[str, datetime] = {}
    ordered = []
    for row in told:  # comes by source and position
        moment = max(row["recorded_at"], latest.get(row["source"], row["recorded_at"]))
        latest[row["source"]] = moment
        ordered.append((moment, row["source"], row["position"], row))
    ordered.sort(key=lambda each: each[:3])
    return [(row, KNOWN[row["type"]].model_validate(row["facts"])) for *_, row in ordered]


def _deeds(
    shelf: Iterable[tuple[Row, Event]], names: Names, sight: Sight, own_tasks: frozenset[int]
) -> Iterator[Deed]:
    for _, together in groupby(shelf, _occasion):
        lines = list(together)
        first, event = lines[0]
        credits = [each for _, each in lines if isinstance(each, DutyFactCredited)]
        if sight.withholds(event, own_tasks):
            told = WITHHELD
        elif credits:
            told = credited(credits, names)
        else:
            told = tell(event, names)
        yield Deed(
            at=first["recorded_at"].astimezone(CHINA),
            unit_name=first["unit_name"],
            office=first["office"],
            told=told,
            marks=tuple(Mark(r["source"], r["position"], r["event_id"]) for r, _ in lines),
        )


def _occasion(line: tuple[Row, Event]) -> tuple[Any, ...]:
    """Duty facts of one occasion are one line of the page; anything else is a line of its own."""
    row, event = line
    if isinstance(event, DutyFactCredited):
        return (event.kind, event.occasion, event.on, row["unit_name"])
    return (row["source"], row["position"])
